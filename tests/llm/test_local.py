"""The embedded model's server: started for a run and ended with it, or with the program, however that ends."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from extractor.errors import SettingsError
from extractor.llm.local import LocalServer
from extractor.llm.session import ModelSession
from extractor.llm.settings import ModelSettings

STAND_IN = '''
"""In llama.cpp's place: a web server that says that it is well."""
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


def CommonParams():
    threads = SimpleNamespace()
    return SimpleNamespace(model=SimpleNamespace(), cpuparams=threads, cpuparams_batch=threads)


class Server:
    def __init__(self, parameters):
        assert parameters.cache_prompt is False
        if "broken" in parameters.model.path:
            raise ValueError("no GGUF")
        server = HTTPServer(("127.0.0.1", parameters.port), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
'''


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A module in the place of the real server's, which is no dependency of the tests; returns a model file."""
    (tmp_path / "xllamacpp.py").write_text(STAND_IN)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    model = tmp_path / "small.gguf"
    model.write_bytes(b"GGUF")
    return model


def answers(base_url: str) -> bool:
    try:
        with urllib.request.urlopen(base_url.replace("/v1", "/health"), timeout=2):
            return True
    except (urllib.error.URLError, ConnectionError):
        return False


def test_it_is_ready_when_made_and_gone_when_stopped(stand_in: Path) -> None:
    server = LocalServer(str(stand_in))
    assert answers(server.base_url)
    server.stop()
    assert not answers(server.base_url)


def test_a_session_names_the_file_and_ends_the_server(stand_in: Path) -> None:
    with ModelSession(ModelSettings(f"gguf:{stand_in}")) as session:
        client = session.run(session.open_client())
        assert session.model == "gguf:small.gguf"
        assert answers(client.settings.base_url)
    assert not answers(client.settings.base_url)


def test_it_ends_with_a_program_that_is_killed(stand_in: Path, tmp_path: Path) -> None:
    program = "import sys, time; from extractor.llm.local import LocalServer; "
    program += "print(LocalServer(sys.argv[1]).base_url, flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", program, str(stand_in)], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        base_url = run.stdout.readline().strip()
        assert answers(base_url)
        os.kill(run.pid, signal.SIGKILL)
    until = time.monotonic() + 10
    while answers(base_url) and time.monotonic() < until:
        time.sleep(0.05)
    assert not answers(base_url)


def test_a_file_that_is_no_model_is_told(stand_in: Path) -> None:
    broken = stand_in.with_name("broken.gguf")
    broken.write_bytes(b"")
    with pytest.raises(SettingsError, match=r"broken\.gguf"):
        LocalServer(str(broken))


def test_a_missing_file_is_told() -> None:
    with pytest.raises(SettingsError, match=r"none\.gguf"):
        LocalServer("/nowhere/none.gguf")


def test_a_missing_package_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "small.gguf").write_bytes(b"GGUF")
    monkeypatch.setattr("extractor.llm.local.find_spec", lambda _: None)
    with pytest.raises(SettingsError, match=r"\[local\]"):
        LocalServer(str(tmp_path / "small.gguf"))
