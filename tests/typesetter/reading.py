"""Lines of a marked text → parts and acts. Goes through the lines once and collects problems instead of stopping."""

import re
from collections.abc import Iterator

import msgspec

from typesetter.elements import (
    ATTRIBUTES,
    DEMANDS,
    FACTS,
    KINDS,
    NOBODY_NEEDED,
    SETTINGS,
    Act,
    Actor,
    Heading,
    Item,
    Kept,
    PageBreak,
    Paragraph,
    Part,
    Problem,
    Table,
    Title,
)

_ATTRIBUTE = re.compile(r'([a-z_]+)=(?:"([^"]*)"|([^\s"]*))(?=\s|$)')
_LABEL = re.compile(r"(\s*)(\d{1,3}[.)]|[a-zåäö][.)]|[A-ZÅÄÖ]\)|[-–—•*])\s+(?=\S)")
_FACT = re.compile(r"([a-z_]+):(?:\s+(.*))?$")
_COMMENT = re.compile(r"\s{2,}#\s.*$")


class Reader:
    """Reads one text. The block that lines are still added to is `_open`."""

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
