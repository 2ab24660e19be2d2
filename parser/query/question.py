"""What is asked of a corpus, as one frozen value: the command, the web pages and the API all make it.

`Question.of` takes words as people write them (`--kind`, `?kind=`) and raises `BadQuestion`, a sentence, for what
cannot be meant; `parameters` gives them back in one order, for a link that lasts.
"""

import calendar
import datetime
import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

import msgspec

from parser.errors import BadQuestion
from parser.record.types import Demand, Kind


class Sort(StrEnum):
    """The order of answers. Within a document they come as printed; undated documents come last."""

    NEWEST = "newest"
    """the newest document first; the default."""
    OLDEST = "oldest"
    """the oldest document first."""
    RELEVANCE = "relevance"
    """what fits the text best first; needs a text."""
    UNSURE = "unsure"
    """what the converter is least sure of first."""


LIMIT = 50


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """Which acts are asked for. Of several values of one field any may hold; all the fields must.

    Without anything, all acts at the top level.
    """

    kind: tuple[Kind, ...] = ()
    party: tuple[str, ...] = ()
    """Ids of the register (`mp`), or codes or names as printed (`MP`, `Miljöpartiet`), whatever their case."""
    person: tuple[str, ...] = ()
    """Ids (`person-…`), or names: each word begins a word of one form of the person's name."""
    body: tuple[str, ...] = ()
    """Names of bodies, whatever their case; `*` stands for any letters (`*nämnden`)."""
    municipality: tuple[str, ...] = ()
    """Names, as `body`."""
    type: tuple[str, ...] = ()
    """Types of documents: `protokoll`, `pm`, …"""
    demand: tuple[Demand, ...] = ()
    against: tuple[Kind, ...] = ()
    """Kinds of the acts that they are against: `decision`, `proposal`, …"""
    about: tuple[Kind, ...] = ()
    """Kinds of the acts that they are about, be it for or against them."""
    document: tuple[str, ...] = ()
    """Records' ids."""
    matter: tuple[str, ...] = ()
    """Diary numbers, however they are set."""
    since: datetime.date | None = None
    """The first day of the document's date."""
    until: datetime.date | None = None
    """The last day."""
    text: str | None = None
    """Words to look for; see `parser.query.text`."""
    confidence: float | None = None
    """At least so sure, 0 to 1."""
    unsure: float | None = None
    """Less sure than this, 0 to 1."""
    nested: bool = False
    """Also acts that another act quotes or appends."""
    sort: Sort | None = None
    """None: newest first."""
    limit: int = LIMIT
    """How many answers at most, up to `MOST`."""
    cursor: str | None = None
    """Where to go on: `Answers.cursor` of the page before."""

    @classmethod
    def of(cls, given: Mapping[str, str | Sequence[str] | None]) -> "Question":
        """The question in parameters, each a word or several; commas part several values of one that has no spaces.

        Names are those of `PARAMETERS`. Raises BadQuestion for an unknown one or a value that cannot be meant.
        """
        made: dict[str, object] = {}
        for name, value in given.items():
            if name not in PARAMETERS:
                raise BadQuestion(
                    f"there is no parameter {name!r}{_hint(name, PARAMETERS)}; {_there('are', PARAMETERS)}"
                )
            values = [value] if isinstance(value, str) else list(value or ())
            values = [one.strip() for one in values if one and one.strip()]
            if values:
                made[FIELDS.get(name, name)] = _read(name, values)
        question: Question = msgspec.structs.replace(cls(), **made)
        question.prove()
        return question

    def prove(self) -> "Question":
        """This question. Raises BadQuestion where its fields contradict each other or a number is out of its range."""
        if self.since and self.until and self.since > self.until:
            raise BadQuestion(f"from {self.since} to {self.until} there is no day; change the two")
        if not 1 <= self.limit <= MOST:
            raise BadQuestion(f"limit is {self.limit}; it must be from 1 to {MOST:,}")
        for name in ("confidence", "unsure"):
            value = getattr(self, name)
            if value is not None and not 0 <= value <= 1:
                raise BadQuestion(f"{name} is {value}; it must be from 0 to 1, such as 0.8")
        if self.sort is Sort.RELEVANCE and not self.text:
            raise BadQuestion("only answers to a text can be sorted by relevance; give a text, or sort by newest")
        return self

    def parameters(self, *, page: bool = False) -> list[tuple[str, str]]:
        """The question as pairs of parameters in one order; with `page` also limit and cursor."""
        pairs: list[tuple[str, str]] = []
        for name in PARAMETERS:
            if name in ("limit", "cursor") and not page:
                continue
            value = getattr(self, FIELDS.get(name, name))
            if value is None or value is False or value == () or (name == "limit" and value == LIMIT):
                continue
            values: Iterable[object] = value if isinstance(value, tuple) else (value,)
            pairs += [(name, "true" if one is True else str(one)) for one in values]
        return pairs

    def but(self, **changed: object) -> "Question":
        """This question with some fields changed, from the first page on."""
        made: Question = msgspec.structs.replace(self, **{"cursor": None, **changed})
        return made


MOST = 10_000
"""Answers on one page, at most; `Corpus.acts` goes on from page to page."""
LONGEST = 500
"""Letters of a text that is looked for, at most."""
FIELDS = {"from": "since", "to": "until"}
"""Parameters whose names are words of Python's."""
PARAMETERS = (
    "kind", "party", "person", "body", "municipality", "type", "demand", "against", "about", "document", "matter",
    "from", "to", "text", "confidence", "unsure", "nested", "sort", "limit", "cursor",
)  # fmt: skip
SEVERAL = PARAMETERS[:11]
"""Those that may be given several times."""


def _read(name: str, values: list[str]) -> object:
    if name in ("kind", "against", "about"):
        return tuple(dict.fromkeys(Kind(_choice(name, one, Kind)) for one in _parted(values)))
    if name == "demand":
        return tuple(dict.fromkeys(Demand(_choice(name, one, Demand)) for one in _parted(values)))
    if name in ("party", "type", "document"):
        return tuple(dict.fromkeys(_parted(values)))
    if name in SEVERAL:
        return tuple(dict.fromkeys(_bounded(name, one) for one in values))
    if len(values) > 1:
        raise BadQuestion(f"{name} is given {len(values)} times; give it once")
    (value,) = values
    if name == "from":
        return _day(name, value)[0]
    if name == "to":
        return _day(name, value)[1]
    if name == "sort":
        return Sort(_choice(name, value, Sort))
    if name in ("confidence", "unsure"):
        return _number(name, value)
    if name == "limit":
        if not value.isascii() or not value.isdigit():
            raise BadQuestion(f"limit is {value[:40]!r}; it must be a whole number from 1 to {MOST:,}")
        return int(value[:9])
    if name == "nested":
        if value.lower() not in ("true", "false", "1", "0", "yes", "no"):
            raise BadQuestion(f"nested is {value[:40]!r}; it must be true or false")
        return value.lower() in ("true", "1", "yes")
    return _bounded(name, value)


def _bounded(name: str, value: str) -> str:
    if len(value) > LONGEST:
        raise BadQuestion(f"{name} has {len(value)} letters; {LONGEST} are the most")
    return value


def _parted(values: Iterable[str]) -> list[str]:
    return [part.strip() for value in values for part in value.split(",") if part.strip()]


def _choice(name: str, value: str, there: type[StrEnum]) -> str:
    word = value.lower().replace("-", "_").replace(" ", "_")
    known = [one.value for one in there]
    if word in known:
        return word
    raise BadQuestion(f"there is no {name} {value[:40]!r}{_hint(word, known)}; {_there('are', known)}")


def _hint(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return f", did you mean {near[0]!r}?" if near else ""


def _there(are: str, known: Iterable[str]) -> str:
    return f"there {are} {', '.join(known)}"


def _number(name: str, value: str) -> float:
    try:
        number = float(value.replace(",", "."))
    except ValueError:
        number = float("nan")
    if not 0 <= number <= 1:
        raise BadQuestion(f"{name} is {value[:40]!r}; it must be from 0 to 1, such as 0.8")
    return number


_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def _day(name: str, value: str) -> tuple[datetime.date, datetime.date]:
    """The first and the last day of a year, a month or a day."""
    found = _DATE.fullmatch(value)
    try:
        if found is None:
            raise ValueError
        year, month, day = (int(part) if part else None for part in found.groups())
        assert year is not None
        if month is None:
            return datetime.date(year, 1, 1), datetime.date(year, 12, 31)
        if day is None:
            return datetime.date(year, month, 1), datetime.date(year, month, calendar.monthrange(year, month)[1])
        return datetime.date(year, month, day), datetime.date(year, month, day)
    except ValueError:
        raise BadQuestion(
            f"{name} is {value[:40]!r}; it must be a year (2006), a month (2006-11) or a day (2006-11-09)"
        ) from None
