"""A pipeline that costs nothing, for tests of the command: each file's first line says what becomes of it.

`%PDF- pm` and `%PDF- minutes` are the records of `records.py`; `unreadable`, `boom`, `kill` and `interrupt` are what
they say. Everything else is no PDF.
"""

import os
import signal
import tempfile
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from parser import pipeline
from parser.cli.main import main
from parser.errors import UnreadableDocument
from parser.record.akn import to_akoma_ntoso
from parser.record.json import encode
from parser.record.types import Record
from records import sample_minutes, sample_record

PM = b"%PDF- pm"
MINUTES = b"%PDF- minutes"
UNREADABLE = b"%PDF- unreadable"
BOOM = b"%PDF- boom"
KILL = b"%PDF- kill"
INTERRUPT = b"%PDF- interrupt"


def convert(data: bytes, *, name: str, options: pipeline.Options | None = None) -> pipeline.Conversion:
    """What `parser.pipeline.convert` would do, were the files PDFs."""
    if data == BOOM:
        raise RuntimeError("the wheels came off")
    if data == KILL:
        os.kill(os.getpid(), signal.SIGKILL)
    if data == INTERRUPT:
        raise KeyboardInterrupt
    if data not in (PM, MINUTES):
        raise UnreadableDocument(f"{name} is encrypted. Ask for a copy without a password.")
    return conversion(sample_record() if data == PM else sample_minutes(), data, name, options or pipeline.Options())


def conversion(record: Record, data: bytes, name: str, options: pipeline.Options) -> pipeline.Conversion:
    """A conversion that is this record, of this file."""
    digest = sha256(data).hexdigest()
    source = msgspec.structs.replace(record.source, file_name=name, sha256=digest, bytes=len(data))
    document = record.document
    if options.municipality:
        document = msgspec.structs.replace(document, municipality=options.municipality)
    made = msgspec.structs.replace(record, id=digest[:16], source=source, document=document)
    return pipeline.Conversion(made, encode(made), to_akoma_ntoso(made) if options.xml else b"", ())


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder, and the pipeline above in the place of the real one."""
    monkeypatch.setattr(pipeline, "convert", convert)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


def run_convert(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, list[str]]:
    """The exit code of `diarium convert`, its standard output, and the lines of its standard error: no traceback."""
    code = main(["convert", *arguments])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err + captured.out
    return code, captured.out, captured.err.splitlines()


def put(path: str | Path, data: bytes = PM) -> Path:
    """A file with its folders."""
    made = Path(path)
    made.parent.mkdir(parents=True, exist_ok=True)
    made.write_bytes(data)
    return made


def tree(folder: str | Path) -> list[str]:
    """The files below a folder, hidden ones too, relative to it; without the batch's own (manifest, lock, report)."""
    found = (path.relative_to(folder) for path in Path(folder).rglob("*") if path.is_file())
    own = ("manifest.sqlite", "lock", "report.")
    return sorted(str(path) for path in found if not (path.parts[0] == ".diarium" and path.name.startswith(own)))


def may_everything() -> bool:
    """Whether permissions do not bind this process (root, unless it has given that right up)."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o500)
        made = os.access(folder, os.W_OK)
        Path(folder).chmod(0o700)
        return made
