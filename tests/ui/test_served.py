"""The page as it is served: to this machine alone, however it is started, with the limits that the package has."""

import socket
import sys
import tomllib
from pathlib import Path

import pytest

import ui
from extractor.commands.review import command
from extractor.review.uploads import LARGEST_UPLOAD
from tests.ui.browsing import free_port, served

_APP = Path(ui.__file__).with_name("app.py")


@pytest.mark.parametrize("by_hand", [True, False], ids=["streamlit run", "extractor review"])
def test_only_this_machine_is_served_unless_told_otherwise(workspace: Path, tmp_path: Path, *, by_hand: bool) -> None:
    port, log = free_port(), tmp_path / "server.log"
    by_streamlit = [sys.executable, "-m", "streamlit", "run", str(_APP), f"--server.port={port}", "--", str(workspace)]
    line = by_streamlit if by_hand else command(workspace, port)
    with served(workspace, log, folder=tmp_path, port=port, line=line), socket.socket() as other:
        assert other.connect_ex(("127.0.0.2", port)) != 0  # this machine by another of its addresses
    assert "usage statistics" not in log.read_text(encoding="utf-8")


def test_the_server_takes_as_much_as_an_upload_may_be() -> None:
    settings = tomllib.loads(_APP.with_name(".streamlit").joinpath("config.toml").read_text(encoding="utf-8"))
    assert settings["server"]["maxUploadSize"] == LARGEST_UPLOAD
