"""Profiles: the forms of words, as data. A profile is a folder of TOML files below `parser/profiles/`.

`_common` holds what Swedish councils share; a municipality's folder adds to it and overrides it: a rule with the
same `id` replaces the common one, lists are added. How to write one: docs/adding-a-municipality.md.

Profiles of one's own need not lie in the program: the folders that the environment variable `DIARIUM_PROFILES` names
(parted as in PATH) are searched too, and a profile in a later folder takes the place of one with the same name.
"""

import functools
import hashlib
import os
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec

from parser.errors import BadProfile
from parser.profile_checks import TABLES, check_file, check_folder, check_references
from parser.record.types import Demand

PROFILES = Path(__file__).parent / "profiles"
COMMON = "_common"
ELSEWHERE = "DIARIUM_PROFILES"

Scope = Literal["memorandum", "minutes"]
Subject = Literal["before", "after", "around", "heading", "body", "meeting", "none"]
Extent = Literal["section", "through", "paragraph"]
KindName = Literal[
    "proposal",
    "statement",
    "decision",
    "reservation",
    "special_statement",
    "substitute_statement",
    "moved_proposal",
    "vote",
]
Holds = Literal[KindName, "appendix", "none", "notes", "region", "end"]
Opens = Literal[KindName, "end", "note"]


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A section word: a heading that says what stands under it.

    `holds` is a kind of act, or `none` (background, list of documents), `notes` (jäv), `region` (a part of a
    memorandum), `end` (what follows the last matter). A [body] in the phrase is whose act it is, else the meeting's.
    `opens` are the kinds that a paragraph under it may open besides its own. `outside` lists openings (ids) inside
    of whose acts this heading is an inner one and ends nothing. `consultation`: a region of answers. `inline`: the
    word may stand at the head of its paragraph (`Beslut: …`).
    """

    id: str
    holds: Holds
    phrases: tuple[str, ...]
    scope: tuple[Scope, ...] = ("memorandum", "minutes")
    opens: tuple[KindName, ...] = ()
    outside: tuple[str, ...] = ()
    consultation: bool = False
    inline: bool = True
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()


class Opening(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A form of words by which a paragraph opens an act.

    `at`: where the words must stand: at the paragraph's `start`, or anywhere in its first `sentence`.
    `subject`: where those who act are named: `before` or `after` the words, `around` (before, else after), in the
    `heading`, `body` (the phrase's [body] or organisation is the actor), `meeting` (the body whose minutes these
    are), `none`.
    `extent`: how far the act runs: to the next `section` word or heading, `through` inner headings to the next
    act, or its `paragraph` alone. `sections` names the only sections it opens in (ids; `*` any, `-` outside any).
    `unless` are phrases that, in the same sentence, make it no act. `not_inside`: openings (ids) inside of whose
    acts this is part of their text. `meeting_only`: the phrase's [body] must be the one whose minutes these are.
    `undecided`: only in a matter that tells of no decision in any other way. `before_appendices`: a memorandum's
    appendices begin only after it.
    `sets_body`: the body whose acts follow, where the words do not name it. `weight` is the confidence of an act
    that it opens and nothing contradicts.
    """

    id: str
    kind: Opens
    phrases: tuple[str, ...]
    scope: tuple[Scope, ...] = ("memorandum", "minutes")
    at: Literal["start", "sentence", "subject"] = "start"
    subject: Subject = "around"
    extent: Extent = "section"
    sections: tuple[str, ...] = ("*",)
    unless: tuple[str, ...] = ()
    not_inside: tuple[str, ...] = ()
    needs_actor: bool = False
    sets_body: str | None = None
    meeting_only: bool = False
    undecided: bool = False
    before_appendices: bool = False
    priority: int = 0
    weight: float = 0.97
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()


class DemandRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words by which a moved proposal or a reservation says what it wants.

    A `weak` rule counts only where no other does: another amount is an amendment, if nothing else is said.
    """

    id: str
    demand: Demand
    phrases: tuple[str, ...]
    weak: bool = False
    unless: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()


class BodyRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A form of a body's or an office's name. `office` ones state and propose, but do not decide."""

    id: str
    phrases: tuple[str, ...]
    office: bool = False
    abbreviations: dict[str, str] = {}


class Recognition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """By what a document's municipality is told: regular expressions, strongest first."""

    patterns: tuple[str, ...] = ()


class Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Regular expressions, each with named groups, for what a document says that it is."""

    title_line: tuple[str, ...] = ()
    minutes: tuple[str, ...] = ()
    matter_heading: tuple[str, ...] = ()
    diary_number: tuple[str, ...] = ()
    signature_date: tuple[str, ...] = ()
    meeting_date: tuple[str, ...] = ()
    continued: tuple[str, ...] = ()
    appendix: tuple[str, ...] = ()
    minutes_number: tuple[str, ...] = ()
    other_types: tuple[str, ...] = ()
    alarm: tuple[str, ...] = ()


class Profile(msgspec.Struct, frozen=True):
    """A profile as the stages use it: the common data with a municipality's added."""

    name: str
    municipality: str | None
    digest: str
    folders: tuple[Path, ...]
    fragments: dict[str, tuple[str, ...]]
    sections: tuple[Section, ...]
    openings: tuple[Opening, ...]
    demands: tuple[DemandRule, ...]
    bodies: tuple[BodyRule, ...]
    recognition: Recognition
    facts: Facts
    words: dict[str, tuple[str, ...]]
    places: dict[str, Path]

    def place(self, table: str, rule: str) -> str:
        """The file and key of a rule, for messages: `…/openings.toml: [[opening]] reserves`."""
        key = f"[{table}]" if table == "words" else f"[[{table}]]"
        return f"{self.places.get(f'{table} {rule}', self.name)}: {key} {rule}"

    def __hash__(self) -> int:
        """Profiles with the same data are one: the digest is of all of it."""
        return hash((self.name, self.digest))


class ProfileFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Any TOML file of rules; each may hold any of these."""

    name: str | None = None
    municipality: str | None = None
    recognition: Recognition = Recognition()
    facts: Facts = Facts()
    fragments: dict[str, tuple[str, ...]] = {}
    words: dict[str, tuple[str, ...]] = {}
    section: tuple[Section, ...] = ()
    opening: tuple[Opening, ...] = ()
    demand: tuple[DemandRule, ...] = ()
    body: tuple[BodyRule, ...] = ()


# Read by their own stages, in forms of their own.
_OTHER_SHAPES = {
    "municipalities.toml",
    "ocr.toml",
    "parties.toml",
    "roles.toml",
    "names.toml",
    "votes.toml",
    "attendance.toml",
    "persons.toml",
}


def roots() -> tuple[Path, ...]:
    """The folders that hold profiles: the program's own, then those that `DIARIUM_PROFILES` names.

    Raises `BadProfile` where one of these is no folder.
    """
    named = [Path(part) for part in os.environ.get(ELSEWHERE, "").split(os.pathsep) if part]
    for folder in named:
        if not folder.is_dir():
            raise BadProfile(f"{folder} is no folder of profiles; correct the environment variable {ELSEWHERE}.")
    return (PROFILES, *(folder.resolve() for folder in named))


def load_profile(name: str, root: Path | None = None) -> Profile:
    """The profile `name` below `root` (without one: below the last of `roots` that has it), on the common data.

    Raises `BadProfile`, with the file and the key, where there is none of that name or its data cannot be used.
    """
    if name == COMMON:
        return _load(PROFILES / COMMON)
    among = (root,) if root else roots()
    folder = next((r / name for r in reversed(among) if (r / name).is_dir()), None)
    if folder is None:
        there = ", ".join(available(root))
        raise BadProfile(f"There is no profile «{name}»: choose one of {there}, or add a folder {among[-1] / name}.")
    return _load(folder)


def available(root: Path | None = None) -> list[str]:
    """The names of the profiles below `root`, or below all `roots`; the common data left out."""
    folders = [folder for r in ((root,) if root else roots()) for folder in r.iterdir()]
    return sorted({folder.name for folder in folders if folder.is_dir() and not folder.name.startswith(("_", "."))})


@functools.cache
def _load(folder: Path) -> Profile:
    folders = [PROFILES / COMMON] + ([folder] if folder != PROFILES / COMMON else [])
    files = [(p, _read(p)) for f in folders for p in sorted(f.glob("*.toml")) if p.name not in _OTHER_SHAPES]
    digest = hashlib.sha256(b"".join(p.read_bytes() for f in folders for p in sorted(f.glob("*.toml"))))
    own = [(path, data) for path, data in files if path.parent == folder]
    every = [data for _, data in files]
    for path, data in files:
        check_file(path, data)
    check_folder([(path, data) for path, data in files if path.parent != folder])
    check_folder(own)
    profile = Profile(
        name=folder.name,
        municipality=next((d.municipality for _, d in own if d.municipality), None),
        digest=digest.hexdigest()[:16],
        folders=tuple(f for f in folders if f.name != COMMON),
        fragments=_joined([d.fragments for d in every]),
        sections=_last([r for d in every for r in d.section]),
        openings=_last([r for d in every for r in d.opening]),
        demands=_last([r for d in every for r in d.demand]),
        bodies=_last([r for d in every for r in d.body]),
        recognition=Recognition(tuple(p for _, d in own for p in d.recognition.patterns)),
        # a municipality's own patterns are tried before the common ones
        facts=_facts([*(d.facts for _, d in own), *(d.facts for p, d in files if p.parent != folder)]),
        words=_joined([d.words for d in every]),
        places=_places(files),
    )
    if folder != PROFILES / COMMON:  # the common rules may name a municipality's
        check_references(own, {s.id for s in profile.sections}, {o.id for o in profile.openings})
    return profile


def _places(files: Iterable[tuple[Path, ProfileFile]]) -> dict[str, Path]:
    places: dict[str, Path] = {}
    for path, data in files:
        places |= {f"{table} {rule.id}": path for table in TABLES for rule in getattr(data, table)}
        places |= {f"words {key}": path for key in data.words}
    return places


def _read(path: Path) -> ProfileFile:
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), ProfileFile)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as fault:
        raise BadProfile(f"{path}: {fault}; mend the file.") from fault


def _joined(tables: Iterable[dict[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    out: dict[str, tuple[str, ...]] = {}
    for table in tables:
        for key, values in table.items():
            out[key] = (*out.get(key, ()), *(v for v in values if v not in out.get(key, ())))
    return out


def _last(rules: Sequence[Any]) -> tuple[Any, ...]:
    """Of rules with one id the last read, which is the municipality's own, in the place of the first."""
    return tuple({rule.id: rule for rule in rules}.values())


def _facts(parts: Sequence[Facts]) -> Facts:
    return Facts(**{f: tuple(dict.fromkeys(v for p in parts for v in getattr(p, f))) for f in Facts.__struct_fields__})
