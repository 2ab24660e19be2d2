"""A small corpus on the disk, and any corpus that keeps the rules, for tests of exports."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest
from hypothesis import strategies as st

from parser.export import RecordSource, export, find_records
from parser.record.json import encode
from parser.record.types import Record
from records import records, sample_minutes, sample_record


def later_record() -> Record:
    """The PM once more, five years later and in another letter case: the same persons, another party code."""
    made = sample_record()
    digest = hashlib.sha256(b"later").hexdigest()
    return msgspec.structs.replace(
        made,
        id=digest[:16],
        source=msgspec.structs.replace(made.source, sha256=digest, file_name="later.pdf"),
        document=msgspec.structs.replace(made.document, date="2011-05-02", number="2011 RI"),
    )


def corpus(folder: Path, made: Iterable[Record] | None = None) -> Path:
    """A folder of records, by default a PM, the same five years later, and minutes."""
    for record in made if made is not None else (sample_record(), later_record(), sample_minutes()):
        path = folder / (record.document.municipality_code or "other") / f"{record.id}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(encode(record))
    return folder


def elsewhere(folder: Path) -> Path:
    """The same records in other folders and under other names, in the contrary order."""
    made = (sample_record(), later_record(), sample_minutes())
    for number, record in enumerate(sorted(made, key=lambda one: one.id, reverse=True)):
        path = folder / str(number) / f"record {number}.json"
        path.parent.mkdir(parents=True)
        path.write_bytes(encode(record))
    return folder


def exported(folder: Path, to: str, output: Path, **more: str) -> Path:
    """`folder` exported; `output`."""
    export(RecordSource(find_records(folder)), to, output, **more)
    return output


def in_memory(made: Iterable[Record]) -> RecordSource:
    """Records that lie nowhere."""
    known = {Path(f"{number}.json"): record for number, record in enumerate(made)}
    return RecordSource(known, read=known.__getitem__)


def manifest(folder: Path) -> dict[str, object]:
    """The package's manifest."""
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


def content(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


corpora = st.lists(records(), min_size=1, max_size=3, unique_by=lambda record: record.id)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small corpus, read only."""
    return corpus(tmp_path_factory.mktemp("sample"))
