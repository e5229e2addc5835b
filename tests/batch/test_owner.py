"""Who works on a workspace, and what is left of one that is gone."""

import subprocess
import sys
from pathlib import Path

from extractor.batch.owner import Owner, dead, owners


def test_what_the_processes_of_a_run_share_ends_with_it(tmp_path: Path) -> None:
    with Owner(tmp_path) as owner:
        owner.shared.mkdir()
        (owner.shared / "use").touch()
        assert owners(tmp_path) == {owner.id}
    assert list(owner.shared.parent.iterdir()) == []


def test_what_a_killed_run_shared_goes_when_it_is_found_dead(tmp_path: Path) -> None:
    script = f"""
import os
from pathlib import Path
from extractor.batch.owner import Owner
owner = Owner(Path({str(tmp_path)!r}))
owner.shared.mkdir()
(owner.shared / "use").touch()
os._exit(1)
"""
    subprocess.run([sys.executable, "-c", script], check=False)
    gone = owners(tmp_path)
    assert len(gone) == 1
    assert set(dead(tmp_path, gone)) == gone
    assert list((tmp_path / ".locks").iterdir()) == []
