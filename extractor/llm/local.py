"""A model file served on this machine for as long as it is needed: llama.cpp in a process of its own.

Run as ``python -m extractor.llm.local MODEL PORT`` it is that process; it ends when its standard input does, so it
never outlives the program that started it, however that ends.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from extractor.errors import SettingsError

_START = 120.0
"""Seconds; a model of 1 GB is ready in 3."""
_CONTEXT = 8192


class LocalServer:
    """A llama.cpp server with one model on a free loopback port. Ready when constructed; ``stop`` it.

    Raises SettingsError where the file or the package is missing, or the server does not start.
    """

    def __init__(self, path: str) -> None:
        file = model_file(path)
        port = _free_port()
        self.base_url = f"http://127.0.0.1:{port}/v1"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "extractor.llm.local", str(file), str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            self._await_ready(f"http://127.0.0.1:{port}/health", file.name)
        except BaseException:
            self.stop()
            raise

    def _await_ready(self, health: str, name: str) -> None:
        until = time.monotonic() + _START
        while time.monotonic() < until and self._process.poll() is None:
            try:
                with urllib.request.urlopen(health, timeout=2):
                    return
            except (urllib.error.URLError, TimeoutError, ConnectionError):
                time.sleep(0.1)
        raise SettingsError(
            f"本地模型“{name}”无法启动，请确认文件是完整的 GGUF 模型。",
            f"The local model {name} did not start; check that the file is a whole GGUF model.",
        )

    def stop(self) -> None:
        """End the server; returns when it has ended."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def model_file(path: str) -> Path:
    """The file of a local model. Raises SettingsError where it, or the package that serves it, is missing."""
    file = Path(path).expanduser()
    if not file.is_file():
        raise SettingsError(f"找不到模型文件“{file.name}”。", f"There is no model file {file.name}.")
    if find_spec("xllamacpp") is None:
        raise SettingsError(
            "未安装本地模型组件，请在项目文件夹中运行 pip install -e '.[local]'。",
            "The local model's package is not installed: pip install -e '.[local]' in the project's folder.",
        )
    return file


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(path: str, port: int) -> None:
    """Serve until standard input ends. The prompt cache is off: with it, temperature 0 gives different answers,
    depending on what was asked before."""
    xllamacpp = import_module("xllamacpp")

    parameters = xllamacpp.CommonParams()
    parameters.model.path = path
    parameters.n_ctx, parameters.n_parallel = _CONTEXT, 1
    parameters.cache_prompt, parameters.ui = False, False
    parameters.hostnames, parameters.port = ["127.0.0.1"], port
    threads = max(min(os.cpu_count() or 1, 8), 1)
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = threads
    server = xllamacpp.Server(parameters)
    sys.stdin.buffer.read()
    del server
    os._exit(0)  # llama.cpp's own threads may be in the middle of an answer that nobody waits for


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
