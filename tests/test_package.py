"""The package as a library: light to import, typed, with a small public face."""

import subprocess
import sys
from pathlib import Path

import pytest

import extractor


def test_the_public_names() -> None:
    assert extractor.__all__ == ["Result", "errors", "extract", "extract_many"]
    assert all(hasattr(extractor, name) for name in extractor.__all__)


def test_other_names_are_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        extractor.nothing  # noqa: B018


def test_importing_the_package_loads_nothing_else() -> None:
    probe = "import sys, extractor; print(sorted(name for name in sys.modules if name.startswith('extractor')))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "['extractor', 'extractor.errors']"


def test_types_are_shipped() -> None:
    assert (Path(extractor.__file__).parent / "py.typed").is_file()


def test_errors_travel_between_processes() -> None:
    import pickle

    error = extractor.errors.EncryptedPdfError("甲。", "One.")
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.chinese, copy.english, copy.code) == ("甲。 One.", "甲。", "One.", "encrypted_pdf")


def test_codes_of_errors_are_unlike() -> None:
    def below(kind: type[extractor.errors.ExtractorError]) -> list[type[extractor.errors.ExtractorError]]:
        return [kind, *(found for child in kind.__subclasses__() for found in below(child))]

    codes = [kind.code for kind in below(extractor.errors.ExtractorError)]
    assert len(codes) == len(set(codes))
