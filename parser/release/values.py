"""What a release says of itself: `release.json`."""

import re

import msgspec

from parser.errors import DiariumError
from parser.record.schema_files import RECORD_SCHEMA_NAME

MANIFEST = "release.json"
SUMS = "SHA256SUMS"
RECORDS = "records"
TABLES_FOLDER = "tables"
RECORD_SCHEMA = f"schemas/{RECORD_SCHEMA_NAME}"
TABLES_SCHEMA = "schemas/tables.json"
OVERRIDES = "overrides.toml"
CHANGES = "changes.jsonl.gz"

FORMAT = "diarium-release 1.0"
"""Of the package's layout: what lies where. A program that reads releases asks for this first."""


class BadRelease(DiariumError):
    """A release that cannot be read or made: the folder is none, or what it was asked for contradicts itself."""

    exit_code = 7


class LeftOut(msgspec.Struct, frozen=True):
    """A file of the corpus that is not in the release, and why."""

    file: str
    why: str


class Previous(msgspec.Struct, frozen=True):
    """The release that this one was compared with. `digest` is the SHA-256 of its list of checksums."""

    version: str
    digest: str


class ChangeCounts(msgspec.Struct, frozen=True):
    """How much differs from the previous release: documents and acts, by what became of them."""

    documents: dict[str, int]
    acts: dict[str, int]
    acts_by_kind: dict[str, dict[str, int]]
    fields: dict[str, int]
    """In how many changed acts a field differs."""

    @property
    def none(self) -> bool:
        """Whether nothing differs."""
        return not any(count for name, count in self.documents.items() if name != "unchanged")


class Counts(msgspec.Struct, frozen=True):
    """How much there is."""

    documents: int
    pages: int
    acts: dict[str, int]
    municipalities: dict[str, int]
    years: dict[str, int]
    types: dict[str, int]
    converters: dict[str, int]
    profiles: dict[str, int]
    schema_versions: dict[str, int]
    tables: dict[str, int]


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """`release.json`: the version, what is counted, what is left out, what changed."""

    format: str
    name: str
    version: str
    made_with: str
    tables_version: str
    record_schema: str
    persons_linked: bool
    """Whether the tables hold the persons over the corpus, as `diarium people` links them."""
    first: str | None
    """The first and the last date of a document."""
    last: str | None
    counts: Counts
    left_out: tuple[LeftOut, ...]
    previous: Previous | None
    changes: ChangeCounts | None


_VERSION = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")


def version_numbers(version: str) -> tuple[int, int, int]:
    """`1.2.3` as numbers. Raises BadRelease for anything else."""
    found = _VERSION.fullmatch(version)
    if found is None:
        raise BadRelease(f"the version {version!r} is not of the form 1.2.3; give three numbers")
    major, minor, patch = (int(one) for one in found.groups())
    return major, minor, patch


def next_version(previous: Manifest, changes: ChangeCounts, *, tables: str, schema: str) -> str:
    """The version after `previous`, as Data Package recommends: the first number where columns or fields broke, the
    second where documents came or went, the third where only what is said of them changed."""
    major, minor, patch = version_numbers(previous.version)
    was = (previous.tables_version.partition(".")[0], previous.record_schema.partition(".")[0])
    if was != (tables.partition(".")[0], schema.partition(".")[0]):
        return f"{major + 1}.0.0"
    if previous.tables_version != tables or any(changes.documents[one] for one in ("added", "removed", "replaced")):
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}"
