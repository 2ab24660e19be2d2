"""Making a release: streamed from the records to a folder that appears whole or not at all.

Guarantees, which tests check:

1. The folder appears under its name only when every file of it is written and flushed.
2. The same records and options give the same bytes, wherever the corpus lies and in whatever order it is listed.
3. Every record of the corpus is in the release, or named in `release.json` with the reason.
"""

import contextlib
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from parser.corpus.overrides import NONE, Overrides, load_overrides
from parser.corpus.persons import link_corpus
from parser.corpus.values import Linkage
from parser.errors import UnreadableDocument
from parser.export.columns import TABLES
from parser.export.rows import people, rows_of, rows_of_persons
from parser.export.tables import TABLES_VERSION
from parser.record.schema_files import record_schema
from parser.record.types import SCHEMA_VERSION
from parser.release import dcat
from parser.release.about import About
from parser.release.changes import Changes, PreviousRelease
from parser.release.datapackage import data_package, description, table_schema
from parser.release.extras import needed
from parser.release.lines import RecordParts
from parser.release.listing import Listing
from parser.release.parquet import TableFiles
from parser.release.source import Corpus
from parser.release.sums import digest_of, files_of, sums_text
from parser.release.tally import Tally
from parser.release.values import (
    FORMAT,
    MANIFEST,
    OVERRIDES,
    RECORD_SCHEMA,
    RECORDS,
    SUMS,
    TABLES_FOLDER,
    TABLES_SCHEMA,
    BadRelease,
    ChangeCounts,
    LeftOut,
    Manifest,
    next_version,
    version_numbers,
)
from parser.release.whole import whole_folder

LINKED_UP_TO = 20_000
"""Persons are linked unasked in a corpus of at most so many documents: linking keeps each mention in memory."""
FIRST = "1.0.0"


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What release to make. `date` is the day of issue, ISO; `persons` None leaves it to the corpus's size."""

    corpus: Path
    output: Path
    about: About = About()
    version: str | None = None
    previous: Path | None = None
    date: str | None = None
    persons: bool | None = None
    overrides: Path | None = None
    leave_out_invalid: bool = False


class Released(msgspec.Struct, frozen=True, kw_only=True):
    """What was made. `manifest` is None where nothing had changed, and `folder` then does not exist."""

    folder: Path
    manifest: Manifest | None
    digest: str = ""
    missing: tuple[str, ...] = ()
    """What a catalogue of open data asks for and nobody told."""


class Unreleasable(BadRelease):
    """Files of the corpus that cannot be released; `faults` names each."""

    def __init__(self, faults: tuple[LeftOut, ...]) -> None:
        """Of these files."""
        what = "file of the corpus is" if len(faults) == 1 else "files of the corpus are"
        super().__init__(
            f"{len(faults)} {what} no valid record, so no release was made; mend or remove what is named above, or "
            "leave it out with --leave-out-invalid"
        )
        self.faults = faults


Progress = Callable[[int, int], None]
"""Told how many records are done, and of how many."""


def release(wish: Wish, progress: Progress = lambda _done, _total: None) -> Released:
    """Make the release. Raises Unreleasable, BadRelease, UnreadableDocument, UnwritableOutput, BadOverrides or
    MissingProgram; then nothing is left behind."""
    for module in ("pyarrow", "rdflib", "pyshacl"):
        needed(module)
    previous = PreviousRelease(wish.previous) if wish.previous is not None else None
    if wish.version is not None:
        numbers = version_numbers(wish.version)
        if previous is not None and numbers <= version_numbers(previous.manifest.version):
            raise BadRelease(
                f"the version {wish.version} does not come after {previous.manifest.version}, the previous one; "
                "give a higher one"
            )
    with Listing(wish.corpus) as listing, whole_folder(wish.output) as folder:
        made = _Making(wish, listing, previous, folder, progress)
        manifest, missing = made.run()
        if manifest is None:
            shutil.rmtree(folder)
            return Released(folder=wish.output, manifest=None)
        return Released(folder=wish.output, manifest=manifest, digest=digest_of(folder / SUMS), missing=missing)


class _Making:
    """One release while it is made."""

    def __init__(
        self, wish: Wish, listing: Listing, previous: PreviousRelease | None, folder: Path, progress: Progress
    ) -> None:
        self.wish = wish
        self.total = len(listing)
        self.corpus = Corpus(listing)
        self.previous = previous
        self.folder = folder
        self.progress = progress

    def run(self) -> tuple[Manifest | None, tuple[str, ...]]:
        linked = self.wish.persons if self.wish.persons is not None else self.total <= LINKED_UP_TO
        linkage = link_corpus(self.corpus.records(), overrides_of(self.wish.overrides)) if linked else None
        tally, tables, changes = self._write(linkage)
        if changes is not None and changes.none and self.wish.version is None:
            return None, ()
        self._schemas()
        if linked and self.wish.overrides is not None:
            (self.folder / OVERRIDES).write_bytes(self.wish.overrides.read_bytes())
        manifest = self._manifest(tally, tables, changes, linked=linked)
        return manifest, self._describe(manifest)

    def _write(self, linkage: Linkage | None) -> tuple[Tally, dict[str, int], ChangeCounts | None]:
        """Records, tables and changes, in one pass."""
        person_of: Mapping[tuple[str, str], str] = people(linkage) if linkage is not None else {}
        tally = Tally()
        counts: ChangeCounts | None = None
        with contextlib.ExitStack() as stack:
            parts = stack.enter_context(contextlib.closing(RecordParts(self.folder / RECORDS)))
            tables = stack.enter_context(contextlib.closing(TableFiles(self.folder / TABLES_FOLDER)))
            changes = None
            if self.previous is not None:
                changes = stack.enter_context(contextlib.closing(Changes(self.previous, self.folder)))
            for record in self.corpus.records():
                tally.add(record)
                parts.write(record)
                for name, row in rows_of(record, person_of):
                    tables.write(name, row)
                if changes is not None:
                    changes.take(record)
                self.progress(tally.documents, self.total)
            if self.corpus.faults and not self.wish.leave_out_invalid:
                raise Unreleasable(tuple(self.corpus.faults))
            if not tally.documents:
                raise UnreadableDocument(
                    f"{self.wish.corpus} holds no record (*.json), nor do the folders in it; name the one that "
                    "`diarium convert` wrote to"
                )
            for name, row in rows_of_persons(linkage.persons) if linkage is not None else ():
                tables.write(name, row)
            if changes is not None:
                counts = changes.finish(self.corpus.find)
            return tally, tables.counts, counts

    def _schemas(self) -> None:
        (self.folder / RECORD_SCHEMA).parent.mkdir()
        (self.folder / RECORD_SCHEMA).write_bytes(record_schema())
        schemas = {name: table_schema(table) for name, table in TABLES.items()}
        (self.folder / TABLES_SCHEMA).write_bytes(as_json(schemas))

    def _manifest(
        self, tally: Tally, tables: dict[str, int], changes: ChangeCounts | None, *, linked: bool
    ) -> Manifest:
        version = self.wish.version or FIRST
        if self.wish.version is None and self.previous is not None and changes is not None:
            version = next_version(self.previous.manifest, changes, tables=TABLES_VERSION, schema=SCHEMA_VERSION)
        left_out = [*self.corpus.left_out, *self.corpus.faults]
        manifest = Manifest(
            format=FORMAT,
            name=self.wish.about.name,
            version=version,
            made_with=made_with(),
            tables_version=TABLES_VERSION,
            record_schema=SCHEMA_VERSION,
            persons_linked=linked,
            first=tally.first,
            last=tally.last,
            counts=tally.counts(tables),
            left_out=tuple(sorted(left_out, key=lambda one: one.file)),
            previous=self.previous.identity if self.previous is not None else None,
            changes=changes,
        )
        (self.folder / MANIFEST).write_bytes(as_json(manifest))
        return manifest

    def _describe(self, manifest: Manifest) -> tuple[str, ...]:
        """What tells of the files: read me, data package, catalogue's entry, checksums; what the entry lacks."""
        about, date = self.wish.about, self.wish.date
        (self.folder / "README.md").write_text(readme(about, manifest), encoding="utf-8")
        sums = {name: digest_of(self.folder / name) for name in files_of(self.folder)}
        package = data_package(about, manifest, sums, self.folder, created=date)
        (self.folder / "datapackage.json").write_bytes(as_json(package))
        graph = dcat.graph_of(about, manifest, sums, created=date, notes=notes(manifest))
        for name, data in dcat.written(graph).items():
            (self.folder / name).write_bytes(data)
        missing = tuple(dcat.problems((self.folder / dcat.TURTLE).read_bytes()))
        names = files_of(self.folder)
        (self.folder / SUMS).write_text(sums_text((one, digest_of(self.folder / one)) for one in names), "utf-8")
        return missing


def overrides_of(path: Path | None) -> Overrides:
    """The file of overrides; none without one. Raises BadOverrides or UnreadableDocument."""
    return NONE if path is None else load_overrides(path)


def readme(about: About, manifest: Manifest) -> str:
    """The release's README.md."""
    import jinja2

    template = (Path(__file__).parent / "README.md.jinja").read_text(encoding="utf-8")
    # Markdown, not HTML: there is nothing to escape.
    made = jinja2.Environment(autoescape=False, keep_trailing_newline=True).from_string(template)
    return made.render(
        about=about,
        manifest=manifest,
        tables=TABLES.values(),
        schema_file=RECORD_SCHEMA,
        description=description(about, manifest, "en"),
    )


def notes(manifest: Manifest) -> str | None:
    """What changed, in a sentence."""
    if manifest.changes is None or manifest.previous is None:
        return None
    of, acts = manifest.changes.documents, manifest.changes.acts
    return (
        f"Since {manifest.previous.version}: {of['added']} documents added, {of['removed']} removed, "
        f"{of['replaced']} replaced, {of['changed']} changed; {acts['added']} acts added, {acts['removed']} removed, "
        f"{acts['changed']} changed."
    )


def made_with() -> str:
    """Diarium and its version."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"diarium {version('diarium')}"
    except PackageNotFoundError:
        return "diarium (not installed)"


def as_json(value: object) -> bytes:
    """A value as JSON that a person can read."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
