"""The marked text: one form for a test document and its gold (`.marked.txt`), read into values.

`parse` takes the text and gives a `Marked`, or raises `MarkupError` with every problem, each with its file, its line
and a sentence. The form is told in `corpus/annotated/README.md`.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from parser.record.types import Demand, Kind
from typesetter.layouts import LAYOUTS

FACTS = ("type", "number", "diary_numbers", "title", "municipality", "body", "department", "date")
SETTINGS = ("set", "profile", "layout", "seed", "scan", "header", "first_header", "footer", "kinds", "note")
ATTRIBUTES = ("id", "body", "matter", "actors", "about", "favour", "ref", "demand", "yes", "no", "abstain")
KINDS = tuple(kind.value for kind in Kind)
DEMANDS = tuple(demand.value for demand in Demand)
SETS = ("dev", "held")
SCANS = ("no", "yes", "mixed")
NOBODY_NEEDED = (Kind.APPENDIX, Kind.VOTE)  # kinds that may leave `actors` out
ABOUT = ("decision", "proposal", "statement")  # what the contract lets a link `about` point at

_ATTRIBUTE = re.compile(r'([a-z_]+)=(?:"([^"]*)"|([^\s"]*))(?=\s|$)')
_LABEL = re.compile(r"(\s*)(\d{1,3}[.)]|[a-zåäö][.)]|[A-ZÅÄÖ]\)|[-–—•*])\s+(?=\S)")
_FACT = re.compile(r"([a-z_]+):(?:\s+(.*))?$")
_COMMENT = re.compile(r"\s{2,}#\s.*$")


class Problem(msgspec.Struct, frozen=True):
    """Something wrong in a marked text: a line (from 1) and a sentence."""

    line: int
    message: str


class MarkupError(ValueError):
    """A marked text that breaks the form. `problems` holds all that was found, in the order of their lines."""

    def __init__(self, name: str, problems: tuple[Problem, ...]) -> None:
        self.name, self.problems = name, problems
        super().__init__("\n".join(f"{name}:{problem.line}: {problem.message}" for problem in problems))


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


def load(path: Path) -> Marked:
    """Read a file. Raises `MarkupError`; its name is the path as given."""
    return parse(path.read_text(encoding="utf-8"), name=str(path))


def parse(text: str, *, name: str) -> Marked:
    """Read a marked text. Raises `MarkupError` with every problem found; doubts are the result's `notes`."""
    reader = _Reader()
    reader.read(text.removeprefix("\ufeff").splitlines())
    marked = Marked(
        name=name,
        facts=reader.facts,
        settings=reader.settings,
        parts=tuple(reader.parts),
        acts=tuple(reader.acts),
    )
    if problems := [*reader.problems, *_check_facts(marked, reader.fact_lines), *_check_acts(marked)]:
        raise MarkupError(name, tuple(sorted(problems, key=lambda problem: problem.line)))
    return msgspec.structs.replace(marked, notes=tuple(_doubts(marked)))


class _Reader:
    """Goes through the lines once; the block that lines are still added to is `_open`."""

    def __init__(self) -> None:
        self.facts: dict[str, str] = {}
        self.settings: dict[str, str] = {}
        self.fact_lines: dict[str, int] = {}
        self.parts: list[Part] = []
        self.acts: list[Act] = []
        self.problems: list[Problem] = []
        self._act: Act | None = None
        self._open: Paragraph | Item | None = None
        self._rows: list[tuple[str, ...]] = []
        self._rows_line = 0

    def read(self, lines: list[str]) -> None:
        body = self._read_front(lines)
        for number, raw in enumerate(lines[body:], body + 1):
            self._read_line(number, raw.rstrip())
        self._close()
        if self._act is not None:
            self._wrong(self._act.line, f"The act «{self._act.id}» is not closed: write @end after its last line.")

    def _wrong(self, line: int, message: str) -> None:
        self.problems.append(Problem(line, message))

    def _read_front(self, lines: list[str]) -> int:
        """Read the facts between two lines of `---`; the number of lines that they take."""
        if not lines or lines[0].rstrip() != "---":
            self._wrong(1, "The first line must be ---, then the document's facts (type: protokoll), then --- again.")
            return 0
        for number, raw in enumerate(lines[1:], 2):
            line = _COMMENT.sub("", raw.rstrip())
            if line == "---":
                return number
            if not line or line.startswith(("#", "//")):
                continue
            match = _FACT.match(line)
            if match is None:
                self._wrong(number, f"«{line[:40]}» is no fact: write key: value, or close the facts with ---.")
                continue
            key, value = match[1], (match[2] or "").strip()
            if key not in FACTS + SETTINGS:
                self._wrong(number, f"«{key}» is no key of the facts; known are {', '.join(FACTS + SETTINGS)}.")
            elif key in self.fact_lines:
                self._wrong(number, f"«{key}» is given twice; the first time on line {self.fact_lines[key]}.")
            elif key in FACTS and not value:
                self._wrong(number, f"«{key}» is empty: leave the line out where the document does not print it.")
            else:
                self.fact_lines[key] = number
                (self.facts if key in FACTS else self.settings)[key] = value.replace("\\t", "\t").replace("\\n", "\n")
        self._wrong(1, "The facts are not closed: write --- on a line of its own after them.")
        return len(lines)

    def _read_line(self, number: int, line: str) -> None:
        if line.startswith("//"):
            return
        if not line.strip():
            self._close()
        elif line.startswith("\\"):
            self._add_text(number, line[1:])
        elif line.startswith("|"):
            self._read_row(number, line)
        elif line.startswith("@"):
            self._close()
            self._read_command(number, line)
        elif line.startswith("#"):
            self._close()
            marks, _, text = line.partition(" ")
            if marks.strip("#") or len(marks) > 3 or not text.strip():
                self._wrong(number, "A heading is #, ## or ###, a space and its text (begin with \\ to print a #).")
            else:
                self.parts.append(Heading(number, self._inside, len(marks), text.strip()))
        elif line.startswith("="):
            self._close()
            if not line.startswith("= "):
                self._wrong(number, "A title is =, a space and its text (begin with \\ to print a =).")
            else:
                self.parts.append(Title(number, self._inside, line[2:].strip()))
        elif line.startswith(">"):
            self._close()
            right = line.startswith(">>")
            self.parts.append(Kept(number, self._inside, line.lstrip(">").strip(), right))
        elif match := _LABEL.match(line):
            self._close()
            self._open = Item(number, self._inside, match[2], line[match.end() :].strip(), len(match[1]) // 2)
        else:
            self._add_text(number, line)

    @property
    def _inside(self) -> str | None:
        return self._act.id if self._act else None

    def _add_text(self, number: int, line: str) -> None:
        if self._rows:
            self._close()
        if self._open is None:
            self._open = Paragraph(number, self._inside, line.strip())
        else:
            self._open = msgspec.structs.replace(self._open, text=f"{self._open.text} {line.strip()}")

    def _read_row(self, number: int, line: str) -> None:
        if self._open is not None:
            self._close()
        if not line.endswith("|") or len(line) < 3:
            self._wrong(number, "A table's row begins and ends with |, its cells parted by |.")
            return
        cells = re.split(r"(?<!\\)\|", line[1:-1])
        self._rows_line = self._rows_line or number
        self._rows.append(tuple(cell.strip().replace("\\|", "|") for cell in cells))

    def _close(self) -> None:
        if self._open is not None:
            self.parts.append(self._open)
        if self._rows:
            self.parts.append(Table(self._rows_line, self._inside, tuple(self._rows)))
        self._open, self._rows, self._rows_line = None, [], 0

    def _read_command(self, number: int, line: str) -> None:
        command, _, rest = line.partition(" ")
        if command == "@page":
            self.parts.append(PageBreak(number))
        elif command == "@end":
            if self._act is None:
                self._wrong(number, "@end without an open act: an act begins with @act KIND.")
            self._act = None
        elif command == "@act":
            if self._act is not None:
                self._wrong(
                    number, f"Acts do not nest: close «{self._act.id}» (line {self._act.line}) with @end first."
                )
            self._act = self._read_act(number, rest.strip())
            self.acts.append(self._act)
        else:
            self._wrong(
                number, f"«{command}» is no command; there are @act, @end and @page (begin with \\ to print a @)."
            )

    def _read_act(self, number: int, rest: str) -> Act:
        kind, _, tail = rest.partition(" ")
        if kind not in KINDS:
            self._wrong(number, f"«{kind}» is no kind of act; there are {', '.join(KINDS)}.")
        values: dict[str, str] = {}
        for match in _ATTRIBUTE.finditer(tail):
            key = match[1]
            if key not in ATTRIBUTES:
                self._wrong(number, f"«{key}» is no attribute of an act; there are {', '.join(ATTRIBUTES)}.")
            elif key in values:
                self._wrong(number, f"The attribute «{key}» is given twice.")
            values[key] = (match[2] if match[2] is not None else match[3]).strip()
        if left := _ATTRIBUTE.sub(" ", tail).strip():
            self._wrong(number, f'«{left[:40]}» is not understood: write key=word or key="several words".')
        if "actors" not in values and kind not in NOBODY_NEEDED:
            self._wrong(number, 'The act lists no actors: write actors="Name/CODE; Name", or actors= where none acts.')
        demand = _words(values.get("demand"))
        for word in set(demand or ()) - set(DEMANDS):
            self._wrong(number, f"«{word}» is no demand; there are {', '.join(DEMANDS)}.")
        ref = _words(values.get("ref")) or ()
        if len(ref) > 1:
            self._wrong(number, "«ref» points at one act.")
        return Act(
            line=number,
            kind=kind,
            id=values.get("id") or f"g{len(self.acts) + 1}",
            body=values.get("body") or None,
            matter=values.get("matter") or None,
            actors=tuple(self._read_actors(values.get("actors", ""))),
            about=_words(values.get("about")),
            favour=_words(values.get("favour")),
            demand=demand,
            ref=ref[0] if ref else None,
            yes=self._count(number, "yes", values),
            no=self._count(number, "no", values),
            abstain=self._count(number, "abstain", values),
        )

    def _read_actors(self, value: str) -> Iterator[Actor]:
        for entry in filter(None, (entry.strip() for entry in value.split(";"))):
            name, slash, code = entry.rpartition("/")
            yield Actor(name.strip(), code.strip() or None) if slash else Actor(entry)

    def _count(self, number: int, key: str, values: dict[str, str]) -> int | None:
        value = values.get(key)
        if value is not None and not value.isdecimal():
            self._wrong(number, f"«{key}={value}» is no count: write figures, or leave {key} out.")
            return None
        return int(value) if value is not None else None


def _words(value: str | None) -> tuple[str, ...] | None:
    return None if value is None else tuple(value.replace(";", " ").replace(",", " ").split())


def paragraph_number(number: str) -> str:
    """`KF § 63`, `§63` and `63` are one number."""
    return number.casefold().rpartition("§")[2].replace(" ", "")


def _check_facts(marked: Marked, lines: dict[str, int]) -> Iterator[Problem]:
    choices = {"set": SETS, "scan": SCANS, "layout": tuple(LAYOUTS)}
    for key, allowed in choices.items():
        if (value := marked.settings.get(key)) is not None and value not in allowed:
            yield Problem(lines[key], f"«{key}: {value}» must be one of {', '.join(allowed)}.")
    if "type" not in marked.facts:
        yield Problem(1, "The facts name no type: write type: pm, utlåtande or protokoll.")
    if (date := marked.facts.get("date")) is not None and not re.fullmatch(r"\d{4}-\d\d-\d\d", date):
        yield Problem(lines["date"], f"The date «{date}» is not in ISO form (2019-03-14).")
    if (seed := marked.settings.get("seed")) is not None and not seed.isdecimal():
        yield Problem(lines["seed"], f"The seed «{seed}» is no whole number.")
    for kind in set(marked.kinds) - set(KINDS):
        yield Problem(lines["kinds"], f"«{kind}» is no kind of act; there are {', '.join(KINDS)}.")
    if not any(not isinstance(part, PageBreak) for part in marked.parts):
        yield Problem(max(lines.values(), default=1), "The document holds no text.")


def _check_acts(marked: Marked) -> Iterator[Problem]:
    by_id: dict[str, Act] = {}
    printed = {paragraph_number(number) for number in re.findall(r"§\s*[\w/:.]+", _whole_text(marked))}
    for act in marked.acts:
        if act.id in by_id:
            yield Problem(act.line, f"The id «{act.id}» is taken by the act on line {by_id[act.id].line}.")
        by_id.setdefault(act.id, act)
    for act in marked.acts:
        if not act_text(marked, act.id):
            yield Problem(act.line, f"The act «{act.id}» holds no text.")
        if act.matter and paragraph_number(act.matter) not in printed | {n.rstrip(".:") for n in printed}:
            yield Problem(act.line, f"The matter «{act.matter}» of «{act.id}» is printed nowhere in the document.")
        links = [("about", act.about or ()), ("favour", act.favour or ()), ("ref", (act.ref,) if act.ref else ())]
        for key, targets in links:
            for target in targets:
                yield from _check_link(act, key, target, by_id)


def _check_link(act: Act, key: str, target: str, by_id: dict[str, Act]) -> Iterator[Problem]:
    other = by_id.get(target)
    if other is None:
        yield Problem(act.line, f"«{key}={target}» of «{act.id}» points at no act; ids are {', '.join(by_id)}.")
    elif other is act:
        yield Problem(act.line, f"«{key}» of «{act.id}» points at itself.")
    elif key == "about" and other.kind not in ABOUT:
        yield Problem(act.line, f"«about={target}» points at a {other.kind}; it is about a {', '.join(ABOUT)}.")
    elif key == "favour" and other.kind != Kind.MOVED_PROPOSAL:
        yield Problem(act.line, f"«favour={target}» points at a {other.kind}; it defends a moved_proposal.")


def _whole_text(marked: Marked) -> str:
    return "\n".join(text_of(part) for part in marked.parts if not isinstance(part, PageBreak))


def _doubts(marked: Marked) -> Iterator[Problem]:
    """What is not wrong, but often is: an actor that the act does not name, an act of minutes without its matter."""
    for act in marked.acts:
        text = act_text(marked, act.id).casefold()
        for actor in act.actors:
            words = actor.name.casefold().split()
            if actor.party and len(words) > 1 and words[-1] not in text:  # a person; bodies and groups go unnamed
                yield Problem(act.line, f"The actor «{actor.name}» of «{act.id}» is not named in the act's text.")
        if marked.facts["type"] == "protokoll" and act.kind != Kind.APPENDIX and not act.matter:
            yield Problem(act.line, f"The act «{act.id}» of these minutes names no matter.")
        if act.kind in ("reservation", "decision", "special_statement", "vote") and not act.body:
            yield Problem(act.line, f"The {act.kind} «{act.id}» names no body.")
        if act.kind == Kind.RESERVATION and (act.about is None or act.demand is None):
            yield Problem(act.line, f"The reservation «{act.id}» has no about= or no demand= annotated.")
        if act.kind == Kind.VOTE and act.yes is None and act.no is None:
            yield Problem(act.line, f"The vote «{act.id}» has no counts annotated.")
