"""From the paths that the user gave to what is converted and where each record goes.

Postconditions of `plan`, which the property tests check:

1. No two jobs share a target, and no target lies inside another.
2. Every source is in exactly one job, or named in exactly one fault.
3. The order is that of the paths given, a folder's files sorted; it does not depend on the file system's order.
"""

import os
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from glob import glob, has_magic
from pathlib import Path

import msgspec

from parser.errors import DiariumError, NameClash, UnreadableDocument

SUFFIX = ".pdf"


class Job(msgspec.Struct, frozen=True):
    """One PDF and the path of its record without an extension. `source` is the path as the user would write it."""

    source: Path
    target: Path


class Fault(msgspec.Struct, frozen=True):
    """Something that went wrong with one named thing. `trace` is for ``--debug``."""

    name: str
    message: str
    exit_code: int
    trace: str | None = None


class Plan(msgspec.Struct, frozen=True):
    """What to convert, and what cannot be."""

    jobs: tuple[Job, ...]
    faults: tuple[Fault, ...]


def fault(name: str | Path, error: DiariumError) -> Fault:
    """An error of ours as a value, with the name of what it happened to."""
    return Fault(str(name), str(error), error.exit_code)


def plan(paths: Sequence[str], out: Path) -> Plan:
    """What `paths` (files, folders, globs) stand for, and where below `out` each record goes.

    The record of a file goes to ``out/NAME``, that of a file in a folder to ``out/PATH-IN-FOLDER/NAME``.
    Sources whose records would meet in one name are all left out and reported.
    """
    jobs: list[Job] = []
    faults: list[Fault] = []
    seen: set[tuple[Path, str]] = set()
    for given in paths:
        for found in _expand(given):
            if isinstance(found, Fault):
                faults.append(found)
                continue
            source, below = found
            job = Job(source, out / below)
            # The same file given twice (by itself and in its folder) is no clash.
            key = (job.target, os.path.realpath(source))
            if key not in seen:
                seen.add(key)
                jobs.append(job)
    clashes = _clashes(jobs)
    clashing = {job for group in clashes for job in group}
    faults += [_clash(group) for group in clashes]
    return Plan(tuple(job for job in jobs if job not in clashing), tuple(faults))


def find(given: str) -> Path | None:
    """The path that `given` names, also where the disk spells å as a letter and a ring; None where there is none."""
    if not given:  # which pathlib takes for the current folder
        return None
    path = Path(given)
    if os.path.lexists(path):
        return path
    found = Path(path.anchor)
    for part in path.parts[1:] if path.anchor else path.parts:
        exact = found / part
        if os.path.lexists(exact) or part in ("..", "."):
            found = exact
            continue
        try:
            names = sorted(entry.name for entry in found.iterdir())
        except OSError:
            return None
        alike = [name for name in names if _same(name, part)]
        if len(alike) != 1:
            return None
        found = found / alike[0]
    return found


def record_name(path: Path) -> str:
    """A PDF's name without its ``.pdf``; a name with another ending is kept whole (``2006.041`` is no ``2006``)."""
    return path.name[: -len(SUFFIX)] if _is_pdf(path.name) and len(path.name) > len(SUFFIX) else path.name


def _expand(given: str) -> Iterator[tuple[Path, Path] | Fault]:
    path = find(given)
    if path is not None:
        yield from _walk(path) if path.is_dir() else iter([(path, Path(record_name(path)))])
    elif has_magic(given):
        forms = {given, unicodedata.normalize("NFC", given), unicodedata.normalize("NFD", given)}
        # Not Path.glob: it takes no absolute pattern and no `..`.
        found = {name for form in forms for name in glob(form, recursive=True)}  # noqa: PTH207
        matches = [Path(name) for name in sorted(found)]
        # A pattern such as `**` matches a folder and its files: the folder would give each of them a second time.
        files = [match for match in matches if not match.is_dir()]
        yield from ((file, Path(record_name(file))) for file in files)
        if not files:
            for folder in matches:
                yield from _walk(folder)
        if not matches:
            yield fault(given, UnreadableDocument("no file has a name like this; check the pattern"))
    else:
        yield fault(given, UnreadableDocument("there is no such file or folder; check the path"))


def _walk(root: Path) -> Iterator[tuple[Path, Path] | Fault]:
    faults: list[Fault] = []
    found = sorted(_pdfs(root, Path(), set(), faults), key=lambda one: one.parts)
    yield from faults
    yield from ((root / below, below.with_name(record_name(below))) for below in found)
    if not found and not faults:
        yield fault(root, UnreadableDocument("the folder holds no PDF (*.pdf), nor do the folders in it; give another"))


def _pdfs(root: Path, below: Path, entered: set[tuple[int, int]], faults: list[Fault]) -> Iterator[Path]:
    """The PDFs below ``root / below``, relative to `root`. A link that leads back up is followed once."""
    folder = root / below
    try:
        status = folder.stat()
        if (status.st_dev, status.st_ino) in entered:
            return
        entered.add((status.st_dev, status.st_ino))
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        faults.append(fault(folder, UnreadableDocument(f"the folder cannot be read ({reason}); check its permissions")))
        return
    for entry in entries:
        if entry.name.startswith("."):  # the system's own: .git, ._name.pdf of macOS
            continue
        if entry.is_dir():
            yield from _pdfs(root, below / entry.name, entered, faults)
        elif _is_pdf(entry.name):
            yield below / entry.name


def _clashes(jobs: Sequence[Job]) -> list[list[Job]]:
    """The groups of jobs whose records would meet: one name, or one's file where another needs a folder."""
    by_name: dict[str, list[Job]] = {}
    for job in jobs:
        by_name.setdefault(_key(job.target), []).append(job)
    for job in jobs:
        for folder in job.target.parents:
            for suffix in (".json", ".xml", ".html"):
                if folder.name.lower().endswith(suffix):
                    owner = by_name.get(_key(folder.with_name(folder.name[: -len(suffix)])))
                    if owner is not None and job not in owner:
                        owner.append(job)
    groups: list[list[Job]] = []
    for group in by_name.values():
        if len(group) > 1:
            shared = [other for other in groups if any(job in other for job in group)]
            for other in shared:
                groups.remove(other)
            merged = [job for other in (*shared, group) for job in other]
            groups.append([job for job in jobs if job in merged])
    return groups


def _clash(group: Sequence[Job]) -> Fault:
    first, *others = (str(job.source) for job in group)
    error = NameClash(
        f"would be written to {group[0].target} like {' and '.join(others)}, so none of them is written; "
        "rename all but one, or convert them into different folders with -o"
    )
    return fault(first, error)


def _key(target: Path) -> str:
    # Where the file system does not tell A from a, nor å from a + ring, names that differ so meet too.
    text = str(target)
    return unicodedata.normalize("NFC", text).casefold() if sys.platform in ("darwin", "win32") else text


def _same(name: str, other: str) -> bool:
    return unicodedata.normalize("NFC", name) == unicodedata.normalize("NFC", other)


def _is_pdf(name: str) -> bool:
    return name.lower().endswith(SUFFIX)
