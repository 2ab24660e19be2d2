"""The shapes of ``parties.toml``: parties, alliances and the words round them, with their validity dates."""

import datetime
import tomllib
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from parser.errors import BadProfile

COMMON = Path(__file__).resolve().parent.parent / "profiles" / "_common"

T = TypeVar("T")


class Period(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From the first day to the last, both included; None is open."""

    since: datetime.date | None = msgspec.field(default=None, name="from")
    until: datetime.date | None = None

    def starts_by(self, date: str | None) -> bool:
        """Whether it has begun on the ISO date (always, without a date)."""
        return date is None or self.since is None or self.since.isoformat() <= date

    def holds_on(self, date: str | None) -> bool:
        """Whether the ISO date is in it; without a date, whether it is still open."""
        if date is None:
            return self.until is None
        return self.starts_by(date) and (self.until is None or date <= self.until.isoformat())


class Code(Period, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A party's code (`S`, `FP`) and when it was in use."""

    code: str


class Name(Period, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A party's everyday name and when it was in use."""

    name: str


class Party(Period, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A party. `municipality` is None for a national one. For the other fields see ``parties.toml``."""

    id: str
    codes: tuple[Code, ...]
    names: tuple[Name, ...]
    wikidata: str | None = None
    municipality: str | None = None
    also: tuple[str, ...] = ()
    cased: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    members: tuple[str, ...] = ()

    def name_at(self, date: str | None) -> str:
        """Its everyday name on the ISO date (the newest without a date)."""
        return _at(self.names, date).name

    def code_at(self, date: str | None, *, lower: bool = False) -> str:
        """Its code on the ISO date (the newest without a date), in lower case where asked for."""
        code = _at(self.codes, date).code
        return code.lower() if lower else code


class Alliance(Period, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Several parties under one name. `parties` are their ids, empty where they are not known for sure."""

    id: str
    name: str
    forms: tuple[str, ...]
    lower: tuple[str, ...] = ()
    municipality: str | None = None
    parties: tuple[str, ...] = ()


class Independent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands for a code where a member has no party."""

    marks: tuple[str, ...]


class NotCodes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Short words in parentheses that are no codes."""

    words: tuple[str, ...]


class Ocr(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What OCR reads for a letter: pairs of read and meant."""

    lookalikes: tuple[tuple[str, str], ...]


class Groups(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words for the members of a party together; see ``parties.toml``."""

    tails: frozenset[str]
    nouns: frozenset[str]
    members: frozenset[str]
    origin: frozenset[str] = msgspec.field(name="from")
    whole: frozenset[str]
    through: frozenset[str]
    behalf: frozenset[str]


class Cues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words beside which a single capital letter is, or is not, a party."""

    verbs: frozenset[str]
    before: frozenset[str]
    labels: frozenset[str]
    subject_after: frozenset[str]
    name_before: frozenset[str]


class Lists(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What holds lists of names together; see ``parties.toml``."""

    connectors: frozenset[str]
    parting: frozenset[str]
    misread: frozenset[str]
    both: frozenset[str]
    all: frozenset[str]
    of_party: frozenset[str]
    others: tuple[str, ...]


class Local(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a local party's name ends, and the words with a capital that may stand before it; see ``parties.toml``."""

    endings: tuple[str, ...]
    before: frozenset[str]


class PartyFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A municipality's ``parties.toml``."""

    party: tuple[Party, ...] = ()
    alliance: tuple[Alliance, ...] = ()


class CommonFile(PartyFile, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The common ``parties.toml``."""

    independent: Independent
    not_codes: NotCodes
    ocr: Ocr
    groups: Groups
    lists: Lists
    cues: Cues
    local: Local


def _at(dated: tuple[T, ...], date: str | None) -> T:
    """The entry that holds on the date, else the one that held last before it, else the first."""
    best = dated[0]
    for entry in dated:
        if entry.holds_on(date):  # type: ignore[attr-defined]
            return entry
        if entry.starts_by(date):  # type: ignore[attr-defined]
            best = entry
    return best


def read_toml(path: Path, shape: type[T]) -> T:
    """Read a TOML file into a struct. Raises BadProfile, with the file and the key, where it does not fit."""
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadProfile(f"{path}: cannot be read ({error.strerror}); put the file there.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadProfile(f"{path}: is no TOML: {error}; mend the file.") from error
    try:
        return msgspec.convert(data, shape)
    except msgspec.ValidationError as error:
        raise BadProfile(f"{path}: {error}; mend the key.") from error
