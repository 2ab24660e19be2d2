"""From the paths that the user gave to what is to be done with each document.

Postconditions of `list_all`, which the property tests check:

1. No two documents of the list that do not clash share a target, and no target lies inside another.
2. Every source is listed once, and not as clashing, or named in exactly one fault.
3. The order is that of the paths given, a folder's files sorted; it does not depend on the file system's order.
"""

import os
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import PurePosixPath

import msgspec

from parser.batch import places
from parser.batch.manifest import Known, Manifest
from parser.batch.places import Output
from parser.batch.values import Fault, Item, LeftOut, Limits, fault
from parser.errors import NameClash

PORTION = 2000
ENDINGS = (".json", ".xml", ".html")


class Wanted(msgspec.Struct, frozen=True):
    """What a run asks for, besides the documents.

    `page_up_to` as in `Order`. `force` redoes all, `retry` what is quarantined; `checksum` reads every document
    instead of trusting sizes and times.
    """

    formats: tuple[str, ...] = ("json", "xml")
    page_up_to: int = 0
    municipality: str | None = None
    ocr: str = "auto"
    limits: Limits = Limits()
    force: bool = False
    retry: bool = False
    checksum: bool = False

    @property
    def options(self) -> str:
        """What of it changes a record."""
        return f"ocr={self.ocr}" + (f" municipality={self.municipality}" if self.municipality else "")


def list_all(
    manifest: Manifest,
    paths: Sequence[str],
    output: Output,
    found: Callable[[int], None] = lambda _: None,
    left_out: LeftOut = lambda _name, _why: None,
) -> list[Fault]:
    """Put what `paths` stand for into the manifest's list, clashes marked; the faults, in order.

    `found` is told from time to time how many documents there are, `left_out` of each file that is none.
    """
    faults: list[Fault] = []
    number = 0
    for given in paths:
        listing = places.listed(given, left_out)
        while portion := list(islice(listing, PORTION)):
            faults += [one for one in portion if isinstance(one, Fault)]
            items = [one for one in portion if isinstance(one, Item)]
            manifest.add_listed(
                ((_key(item.below), place_of(item.name), item) for item in items),
                ((owner, item.below, item.identity) for item in items for owner in _owners(item.below)),
            )
            number += len(items)
            found(number)
    return faults + _clashes(manifest, output)


def place_of(name: str) -> str:
    """A document's name as an absolute path; a URL is one already."""
    return name if "://" in name else os.path.abspath(name)  # noqa: PTH100  -- resolving links would tell another name


def gone(manifest: Manifest, paths: Sequence[str], faults: Sequence[Fault]) -> Iterator[tuple[str, str]]:
    """Documents that lay below one of `paths` when they were converted and are there no more: (target, name).

    What lies below a folder that could not be listed is not gone, as far as we know.
    """
    roots = [place_of(path).rstrip("/") + "/" for path in paths]
    unknown = [place_of(one.name).rstrip("/") for one in faults]
    rows = manifest.rows(
        "SELECT target, name, place FROM document WHERE run != ? "
        "AND target NOT IN (SELECT target FROM listed) ORDER BY target",
        (manifest.run,),
    )
    for target, name, place in rows:
        below = any(place.startswith(root) for root in roots)
        if below and not any(place == one or place.startswith(one + "/") for one in unknown):
            yield target, name


def decide(
    manifest: Manifest, wanted: Wanted, output: Output, converter: str, profile_key: Callable[[str | None], str]
) -> None:
    """Decide for each listed document whether it stays as it is, and if not, what is to be done with it first."""
    known = manifest.known()
    while portion := list(islice(known, PORTION)):
        stay: list[tuple[Known, str]] = []
        todo: list[tuple[int, str]] = []
        for one in portion:
            fresh = is_current(one, wanted, output, converter, profile_key)
            same = not wanted.checksum and one.fingerprint is not None and one.fingerprint == one.old_fingerprint
            if fresh and same and not wanted.force:
                stay.append((one, _how(one)))
            elif (fresh and not wanted.force) or _may_be_another(manifest, one, same):
                todo.append((one.seq, "look"))
            else:
                todo.append((one.seq, "convert"))
        manifest.decide(stay, todo)


def is_current(
    one: Known, wanted: Wanted, output: Output, converter: str, profile_key: Callable[[str | None], str]
) -> bool:
    """Whether what the manifest knows is what a conversion would give now, provided that the bytes are the same."""
    if one.state not in ("done", "quarantined") or one.converter != converter or one.options != wanted.options:
        return False
    if one.profile_key != profile_key(one.profile):
        return False
    if PurePosixPath(one.old_name or "").name != PurePosixPath(one.name).name:  # the record holds the file's name
        return False
    if one.state == "quarantined":
        return not wanted.retry and one.limits == limits_as_text(wanted.limits)
    written = dict(one.files)
    if 1 <= one.pages <= wanted.page_up_to and one.target + ".html" not in written:
        return False
    if any(f"{one.target}.{form}" not in written for form in wanted.formats):
        return False
    return all(output.stamp(name) == stamp for name, stamp in one.files)


def limits_as_text(limits: Limits) -> str:
    """The limits as the manifest keeps them: with others, what was quarantined is tried again."""
    return f"memory={limits.memory} seconds={limits.seconds if limits.timed else 0} output={limits.output}"


def _how(one: Known) -> str:
    return "quarantined" if one.state == "quarantined" else "unchanged"


def _may_be_another(manifest: Manifest, one: Known, same: bool) -> bool:
    """Whether the bytes, which are not known yet, may be those of another document."""
    if same and one.sha256 is not None:
        return False
    return one.size is None or manifest.same_size(one.size, one.target)


def _owners(target: str) -> list[str]:
    """The keys of documents one of whose files would be where this one's folder is."""
    return [
        _key(str(folder.with_name(folder.name[: -len(ending)])))
        for folder in PurePosixPath(target).parents
        for ending in ENDINGS
        if folder.name.lower().endswith(ending) and len(folder.name) > len(ending)
    ]


def _clashes(manifest: Manifest, output: Output) -> list[Fault]:
    """Mark what would meet in one name, or in one's file where another needs a folder; a fault for each group."""
    leader: dict[str | int, str | int] = {}
    told: dict[int, tuple[str, str]] = {}

    def find(one: str | int) -> str | int:
        while (above := leader.setdefault(one, one)) != one:
            leader[one] = one = leader[above]
        return one

    for key, seq, name, target in manifest.clashing():
        told[seq] = (name, target)
        leader[find(key)] = find(seq)
    groups: dict[str | int, list[int]] = {}
    for seq in sorted(told):
        groups.setdefault(find(seq), []).append(seq)
    found = [group for group in groups.values() if len(group) > 1]
    manifest.mark_clash(seq for group in found for seq in group)
    return [_clash([told[seq] for seq in group], output) for group in found]


def _clash(group: Sequence[tuple[str, str]], output: Output) -> Fault:
    (first, target), *others = group
    error = NameClash(
        f"would be written to {output.shown(target)} like {' and '.join(name for name, _ in others)}, "
        "so none of them is written; rename all but one, or convert them into different folders with -o"
    )
    return fault(first, error)


def _key(target: str) -> str:
    # Where the file system does not tell A from a, nor å from a + ring, names that differ so meet too.
    return unicodedata.normalize("NFC", target).casefold() if sys.platform in ("darwin", "win32") else target
