"""Proving a release: that each file is as it was made, and that all of them say the same.

What is proved, in this order: checksums; the data package against the files; each record against the schema that
lies in the release, and their order; each table row by row against the records; the counts; the list of changes; the
catalogue's entry.
"""

import contextlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from parser.corpus.overrides import BadOverrides
from parser.corpus.persons import link_corpus
from parser.errors import InvalidRecord, UnreadableDocument
from parser.export.columns import TABLES
from parser.export.rows import people, rows_of, rows_of_persons
from parser.export.tables import TABLES_VERSION
from parser.record.json import decode
from parser.record.problem import Problem, Weight
from parser.record.types import SCHEMA_VERSION, Record
from parser.release import dcat
from parser.release.build import overrides_of
from parser.release.changes import read_manifest
from parser.release.compared import Compared, shown
from parser.release.datapackage import table_schema
from parser.release.lines import lines_of
from parser.release.sums import digest_of, files_of, read_sums
from parser.release.tally import Tally
from parser.release.values import (
    CHANGES,
    MANIFEST,
    OVERRIDES,
    RECORD_SCHEMA,
    RECORDS,
    SUMS,
    TABLES_FOLDER,
    BadRelease,
    Manifest,
)

PACKAGE = "datapackage.json"
Progress = Callable[[int, int], None]


def check(folder: Path, progress: Progress = lambda _done, _total: None) -> Iterator[Problem]:
    """What is wrong with the release in `folder`; nothing where all is proved. A problem's path is a file's name, and
    a place in it. Raises BadRelease where `folder` is no release, MissingProgram where a package is missing."""
    yield from _Check(folder, progress).problems()


class _Check:
    def __init__(self, folder: Path, progress: Progress) -> None:
        self.folder = folder
        self.progress = progress
        self.manifest: Manifest = read_manifest(folder)
        self.sums = read_sums(folder / SUMS)
        self.tally = Tally()
        self.tables_known = self.manifest.tables_version == TABLES_VERSION
        self.records_known = self.manifest.record_schema.partition(".")[0] == SCHEMA_VERSION.partition(".")[0]

    def problems(self) -> Iterator[Problem]:
        yield from self._sums()
        yield from self._package()
        if not self.records_known:
            version = self.manifest.record_schema
            told = (
                f"records of the schema {version} are proved by their own schema only; use the Diarium that made them"
            )
            yield Problem(MANIFEST, told, Weight.DOUBT)
        elif not self.tables_known:
            told = f"tables of version {self.manifest.tables_version} are not compared with the records"
            yield Problem(MANIFEST, told, Weight.DOUBT)
        yield from self._contents()
        yield from self._counts()
        yield from self._changes()
        yield from self._entry()

    def _sums(self) -> Iterator[Problem]:
        there = set(files_of(self.folder))
        for name, digest in self.sums.items():
            if name not in there:
                yield Problem(name, f"it is missing; {SUMS} names it")
            elif (found := digest_of(self.folder / name)) != digest:
                yield Problem(name, f"it is not as it was released: its SHA-256 is {found}, not {digest}")
        for name in sorted(there - self.sums.keys()):
            yield Problem(name, f"it is no part of the release: {SUMS} does not name it")

    def _package(self) -> Iterator[Problem]:
        try:
            package = msgspec.json.decode((self.folder / PACKAGE).read_bytes(), type=dict[str, Any])
            resources = {one["path"]: one for one in package["resources"]}
        except OSError:  # told already: it is missing
            return
        except (msgspec.MsgspecError, UnicodeDecodeError, KeyError, TypeError) as error:
            yield Problem(PACKAGE, f"it is no data package ({error})")
            return
        if package.get("version") != self.manifest.version:
            yield Problem(PACKAGE, f"it is of version {package.get('version')}, {MANIFEST} of {self.manifest.version}")
        for name, one in resources.items():
            path = self.folder / name
            if one.get("hash") != f"sha256:{self.sums.get(name)}":
                yield Problem(PACKAGE, f"its checksum of {name} is not that of {SUMS}")
            if path.is_file() and one.get("bytes", path.stat().st_size) != path.stat().st_size:
                yield Problem(
                    PACKAGE, f"it says that {name} has {one.get('bytes')} bytes; it has {path.stat().st_size}"
                )
            table = TABLES.get(one.get("name", ""))
            if table is not None and self.tables_known:
                told = {key: one.get("schema", {}).get(key) for key in table_schema(table)}
                if told != table_schema(table):
                    yield Problem(PACKAGE, f"its columns of the table {table.name} are not those of {TABLES_VERSION}")
        data = {name for name in self.sums if name.startswith((f"{RECORDS}/", f"{TABLES_FOLDER}/"))}
        for name in sorted(data - resources.keys()):
            yield Problem(PACKAGE, f"it does not name {name}")

    def _contents(self) -> Iterator[Problem]:
        """Records and tables, side by side."""
        problems: list[Problem] = []
        if not (self.records_known and self.tables_known):
            for _ in self._proved_records(problems):
                pass
            yield from problems
            return
        person_of: Mapping[tuple[str, str], str] = {}
        persons: Iterable[tuple[str, Any]] = ()
        if self.manifest.persons_linked:
            path = self.folder / OVERRIDES
            try:
                linkage = link_corpus(self._bare_records(), overrides_of(path if path.exists() else None))
            except (BadOverrides, UnreadableDocument) as error:
                yield Problem(OVERRIDES, str(error))
                return
            person_of, persons = people(linkage), rows_of_persons(linkage.persons)
        with contextlib.ExitStack() as stack:
            tables = {name: stack.enter_context(contextlib.closing(Compared(name, self.folder))) for name in TABLES}
            for record in self._proved_records(problems):
                for name, row in rows_of(record, person_of):
                    tables[name].expect(msgspec.structs.astuple(row), record.id)
                self.progress(self.tally.documents, self.manifest.counts.documents)
            for name, row in persons:
                tables[name].expect(msgspec.structs.astuple(row), "")
            yield from problems
            for one in tables.values():
                yield from one.finish()

    def _proved_records(self, problems: list[Problem]) -> Iterator[Record]:
        """Records that keep the release's own schema; the others' problems are added to `problems`."""
        import jsonschema_rs

        try:
            validator = jsonschema_rs.Draft202012Validator(
                msgspec.json.decode((self.folder / RECORD_SCHEMA).read_bytes())
            )
        except (OSError, ValueError, msgspec.MsgspecError) as error:
            problems.append(Problem(RECORD_SCHEMA, f"it is no schema ({str(error).splitlines()[0]})"))
            return
        last = ""
        for part in self._parts():
            number = 0
            try:
                for number, line in enumerate(lines_of(self.folder / part), 1):
                    place = f"{part}, line {number}"
                    try:
                        value = msgspec.json.decode(line)
                    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
                        problems.append(Problem(place, f"it is no JSON ({error})"))
                        continue
                    broken = next(iter(validator.iter_errors(value)), None)
                    if broken is not None:
                        where = ".".join(str(one) for one in broken.instance_path)
                        problems.append(
                            Problem(place, f"it breaks the schema at {where or 'its top'}: {broken.message[:300]}")
                        )
                        continue
                    if not self.records_known:
                        self.tally.documents += 1
                        continue
                    try:
                        record = decode(line)
                    except InvalidRecord as error:
                        problems.append(Problem(place, str(error)))
                        continue
                    if record.id <= last:
                        problems.append(Problem(place, f"the record {record.id} comes after {last}, or twice"))
                        continue
                    last = record.id
                    self.tally.add(record)
                    yield record
            except BadRelease as error:
                problems.append(Problem(part, f"{error}" if number == 0 else f"{error}, after line {number}"))

    def _bare_records(self) -> Iterator[Record]:
        for part in self._parts():
            with contextlib.suppress(BadRelease):  # told where records are proved
                for line in lines_of(self.folder / part):
                    with contextlib.suppress(InvalidRecord):
                        yield decode(line)

    def _parts(self) -> list[str]:
        names = sorted(name for name in self.sums if name.startswith(f"{RECORDS}/"))
        return [name for name in names if (self.folder / name).is_file()]

    def _counts(self) -> Iterator[Problem]:
        told = self.manifest.counts
        found = self.tally.counts(told.tables) if self.records_known else None
        if found is None:
            if self.tally.documents != told.documents:
                yield Problem(MANIFEST, f"it counts {told.documents} documents; there are {self.tally.documents}")
            return
        for field in msgspec.structs.fields(found):
            one, other = getattr(told, field.name), getattr(found, field.name)
            if one != other:
                yield Problem(f"{MANIFEST}, counts.{field.name}", f"it counts {shown(one)}; there are {shown(other)}")
        if (self.manifest.first, self.manifest.last) != (self.tally.first, self.tally.last):
            yield Problem(MANIFEST, f"its documents are of {self.tally.first} to {self.tally.last}, not as it says")

    def _changes(self) -> Iterator[Problem]:
        path = self.folder / CHANGES
        if self.manifest.changes is None or not path.is_file():
            return
        found: Counter[tuple[str, str]] = Counter()
        try:
            for number, line in enumerate(lines_of(path), 1):
                try:
                    told = msgspec.json.decode(line, type=dict[str, Any])
                    found[told["of"], told["what"]] += 1
                except (msgspec.MsgspecError, UnicodeDecodeError, KeyError) as error:
                    yield Problem(f"{CHANGES}, line {number}", f"it is no change ({error})")
        except BadRelease as error:
            yield Problem(CHANGES, str(error))
        for of, counts in (("document", self.manifest.changes.documents), ("act", self.manifest.changes.acts)):
            for what, count in counts.items():
                if what != "unchanged" and found[of, what] != count:
                    yield Problem(CHANGES, f"it tells of {found[of, what]} {of}s {what}; {MANIFEST} counts {count}")

    def _entry(self) -> Iterator[Problem]:
        path = self.folder / dcat.TURTLE
        if path.is_file():
            for sentence in dcat.problems(path.read_bytes()):
                yield Problem(dcat.TURTLE, f"a catalogue of open data asks for more: {sentence}", Weight.DOUBT)
