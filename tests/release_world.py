"""What tests of releases need: a corpus, a publisher's file, a release."""

import gzip
import hashlib
from hashlib import sha256
from pathlib import Path

import msgspec

from parser.record.json import encode
from parser.record.types import Record
from parser.release.build import Wish, release

ABOUT = """\
name = "example-decisions"
base_url = "https://data.example.se/decisions/1.0.0/"
access_rights = "PUBLIC"
spatial = ["http://sws.geonames.org/2661886"]

[title]
sv = "Beslut och reservationer"
en = "Decisions and reservations"

[publisher]
name = "Exempel kommun"
url = "https://example.se/"
type = "LocalAuthority"

[contact]
name = "Arkivet"
email = "arkivet@example.se"

[licence]
name = "CC0-1.0"
url = "http://creativecommons.org/publicdomain/zero/1.0/"
"""


def named(record: Record, name: str, **document: object) -> Record:
    """The record as one of another PDF."""
    digest = sha256(name.encode()).hexdigest()
    source = msgspec.structs.replace(record.source, file_name=f"{name}.pdf", sha256=digest)
    facts = msgspec.structs.replace(record.document, **document)
    return msgspec.structs.replace(record, id=digest[:16], source=source, document=facts)


def put(folder: Path, **records: Record) -> Path:
    for name, record in records.items():
        path = folder / f"{name.replace('__', '/')}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(encode(record))
    return folder


def made(corpus: Path, output: Path, **wishes: object) -> Path:
    release(Wish(corpus=corpus, output=output, **wishes))
    return output


def digest(folder: Path) -> str:
    return hashlib.sha256((folder / "SHA256SUMS").read_bytes()).hexdigest()


def unpacked(path: Path) -> list[bytes]:
    """The lines of a gzip file."""
    return gzip.decompress(path.read_bytes()).splitlines()


def names_in(folder: Path) -> list[str]:
    """What a folder holds."""
    return sorted(path.name for path in folder.iterdir())
