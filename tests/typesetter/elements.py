"""The values of a marked text: facts, settings, the parts in order and the annotated acts."""

import msgspec

from parser.record.types import Demand, Kind

FACTS = ("type", "number", "diary_numbers", "title", "municipality", "body", "department", "date")
SETTINGS = ("set", "profile", "layout", "seed", "scan", "header", "first_header", "footer", "kinds", "note")
ATTRIBUTES = ("id", "body", "matter", "actors", "about", "favour", "ref", "demand", "yes", "no", "abstain")
KINDS = tuple(kind.value for kind in Kind)
DEMANDS = tuple(demand.value for demand in Demand)
SETS = ("dev", "held")
SCANS = ("no", "yes", "mixed")
NOBODY_NEEDED = (Kind.APPENDIX, Kind.VOTE)  # kinds that may leave `actors` out
ABOUT = ("decision", "proposal", "statement")  # what the contract lets a link `about` point at


class Problem(msgspec.Struct, frozen=True):
    """Something wrong in a marked text: a line (from 1) and a sentence."""

    line: int
    message: str


class Actor(msgspec.Struct, frozen=True):
    """Who acts in an annotated act: the name in full, the code as printed or None."""

    name: str
    party: str | None = None


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """An annotated act. `about`, `favour` and `demand` are None where they are not annotated."""

    line: int
    kind: str
    id: str
    body: str | None = None
    matter: str | None = None
    actors: tuple[Actor, ...] = ()
    about: tuple[str, ...] | None = None
    favour: tuple[str, ...] | None = None
    demand: tuple[str, ...] | None = None
    ref: str | None = None
    yes: int | None = None
    no: int | None = None
    abstain: int | None = None


class Title(msgspec.Struct, frozen=True):
    """The document's title or a line of the letterhead."""

    line: int
    act: str | None
    text: str


class Heading(msgspec.Struct, frozen=True):
    """A heading of level 1 to 3."""

    line: int
    act: str | None
    level: int
    text: str


class Paragraph(msgspec.Struct, frozen=True):
    """Running text."""

    line: int
    act: str | None
    text: str


class Item(msgspec.Struct, frozen=True):
    """An item of a list; `depth` counts from 0 (two spaces before the label make one step)."""

    line: int
    act: str | None
    label: str
    text: str
    depth: int = 0


class Table(msgspec.Struct, frozen=True):
    """Rows of cells, ruled or only tabbed as the layout has it."""

    line: int
    act: str | None
    rows: tuple[tuple[str, ...], ...]


class Kept(msgspec.Struct, frozen=True):
    """A line of its own, kept as printed; `right` sets it to the right."""

    line: int
    act: str | None
    text: str
    right: bool = False


class PageBreak(msgspec.Struct, frozen=True):
    """A new page begins."""

    line: int


Element = Title | Heading | Paragraph | Item | Table | Kept
Part = Element | PageBreak


class Marked(msgspec.Struct, frozen=True, kw_only=True):
    """A whole marked text: what the document says of itself, how it is set, its parts in order and its acts."""

    name: str
    facts: dict[str, str]
    settings: dict[str, str]
    parts: tuple[Part, ...]
    acts: tuple[Act, ...]
    notes: tuple[Problem, ...] = ()

    @property
    def held(self) -> bool:
        """Whether the document is held back from tuning."""
        return self.settings.get("set") == "held"

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds annotated exhaustively; empty means all."""
        return tuple(self.settings.get("kinds", "").replace(",", " ").split())


def text_of(element: Element) -> str:
    """The element's printed text on one line: an item with its label, cells joined by spaces."""
    if isinstance(element, Item):
        return f"{element.label} {element.text}"
    if isinstance(element, Table):
        return " ".join(cell for row in element.rows for cell in row if cell)
    return element.text


def act_text(marked: Marked, act_id: str) -> str:
    """The text of an act: all between its `@act` and `@end`, joined by spaces."""
    elements = (part for part in marked.parts if not isinstance(part, PageBreak))
    return " ".join(text for part in elements if part.act == act_id and (text := text_of(part)))
