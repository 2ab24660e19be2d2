"""Elements of a marked text → rows: single printed lines with all that stands in them, before pages are made."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from typesetter.breaking import Breaker
from typesetter.elements import Element, Heading, Item, Kept, Paragraph, Table, Title
from typesetter.fonts import LIGATURES, Face, face
from typesetter.layouts import Layout, Style
from typesetter.tables import Place, column_places

SPACED_OUT = 24  # no typist spaces out a longer heading, or one that breaks over lines
_DIARY = re.compile(r"(§\s*\S+)\s+((?:Dnr|Diarienr|Ärendenr|KS|KF|Ks|Kf)\b.*|\d{2,}[-/]\d\S*)$")
_NUMBERED = re.compile(r"(§§?|kap\.|den|kl\.|nr|mom\.|st\.) (?=\d)")


Rule = tuple[float, float, float, float]


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """Text set in one go: `x` from the left edge of the column, `down` from the row's baseline.

    `stretch` is what each space is widened by; `order` sorts the runs of a table that is drawn by columns.
    """

    x: float
    text: str
    face: Face
    size: float
    down: float = 0.0
    stretch: float = 0.0
    tracking: float = 0.0
    underline: bool = False
    order: int = 0

    @property
    def width(self) -> float:
        """Its width as printed."""
        spaces = self.text.count(" ")
        return self.face.width(self.text, self.size) + self.stretch * spaces + self.tracking * len(self.text)


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A printed line: its height with leading, the space before it, whether it must stay with the next row.

    `rules` are lines from the row's top: x0, y0, x1, y1, downwards. `full` rows span all columns.
    `table` numbers the table that the row is of.
    """

    runs: tuple[Run, ...]
    height: float
    before: float = 0.0
    keep: bool = False
    full: bool = False
    rules: tuple[Rule, ...] = ()
    table: int | None = None


class Composer:
    """Makes the rows of one document in one layout. `width` is the column's width, `full` that of the page."""

    def __init__(self, layout: Layout, width: float, full: float) -> None:
        self.layout, self.full = layout, full
        self.left = layout.label
        self.width = width - layout.label
        self.body = face(layout.family)
        self.breaker = Breaker(
            hyphenate=layout.hyphenate,
            hyphen=layout.hyphen if self.body.has(layout.hyphen) else "-",
            run=layout.hyphen_run,
            numbers=layout.break_numbers,
        )
        self.height = layout.size * layout.leading
        self._label: list[Run] = []
        self._tables = 0
        self._last: Element | None = None
        self._spanning = layout.columns > 1  # the letterhead and the title stand over all columns

    def rows(self, elements: Iterable[Element]) -> Iterator[Row]:
        """The elements' rows. A label's heading stands in the rows of the element that follows it."""
        for element in elements:
            self._spanning = self._spanning and isinstance(element, Title | Kept)
            if isinstance(element, Heading) and self._is_label(element):
                yield from self._beside([])
                self._set_label(element)
            else:
                yield from self._beside(self._rows(element))
            self._last = element
        yield from self._beside([])

    def _is_label(self, heading: Heading) -> bool:
        return self.layout.label > 0 and heading.level in self.layout.label_levels

    def _set_label(self, heading: Heading) -> None:
        lines = self._styled(heading.text, self._style(heading), self.layout.label - 10.0)
        self._label = [
            msgspec.structs.replace(run, down=number * self.height)
            for number, row in enumerate(lines)
            for run in row.runs
        ]

    def _beside(self, rows: list[Row]) -> list[Row]:
        """Put the waiting label into the first row, with empty rows below where it is the longer."""
        if not self._label:
            return rows
        rows = rows + [Row(runs=(), height=self.height) for _ in range(len(self._label) - len(rows))]
        first = rows[0]
        before = max(first.before, self.layout.heading2.before * self.layout.size)
        rows[0] = msgspec.structs.replace(first, runs=(*self._label, *first.runs), before=before)
        for at in range(len(self._label) - 1):
            rows[at] = msgspec.structs.replace(rows[at], keep=True)
        self._label = []
        return rows

    def _rows(self, element: Element) -> list[Row]:
        if isinstance(element, Title | Heading):
            return self._heading_rows(element)
        if isinstance(element, Paragraph):
            return self._paragraph_rows(element)
        if isinstance(element, Item):
            return self._item_rows(element)
        if isinstance(element, Kept):
            return self._kept_rows(element)
        return self._table_rows(element)

    @property
    def _room(self) -> float:
        """The width that there is for text."""
        return self.full if self._spanning else self.width

    # -- headings

    def _style(self, element: Element) -> Style:
        if isinstance(element, Title):
            return self.layout.title
        level = element.level if isinstance(element, Heading) else 3
        return (self.layout.heading1, self.layout.heading2, self.layout.heading3)[level - 1]

    def _heading_rows(self, element: Title | Heading) -> list[Row]:
        style = self._style(element)
        over_all = isinstance(element, Title) or (self.left > 0 and isinstance(element, Heading) and element.level == 1)
        width = self._room + (self.left if over_all else 0.0)
        rows = self._styled(element.text, style, width)
        if self.left and not over_all:
            rows = [_moved(row, self.left) for row in rows]
        size = self.layout.size
        before = style.before * size
        if isinstance(element, Title) and isinstance(self._last, Title):
            before = 0.3 * size  # lines of one letterhead
        rows[0] = msgspec.structs.replace(rows[0], before=before)
        last = rows[-1]
        rows[-1] = msgspec.structs.replace(last, height=last.height + style.after * size)
        keep = not self.layout.stranded
        return [msgspec.structs.replace(row, keep=keep, full=self._spanning) for row in rows]

    def _styled(self, text: str, style: Style, width: float) -> list[Row]:
        family = self.layout.heading_family or self.layout.family
        font = face(family, bold=style.bold, italic=style.italic)
        size = self.layout.size * style.scale
        text = text.upper() if style.capitals else text
        parts = _DIARY.search(text) if self.layout.diary != "inline" else None
        head = text[: parts.start(2)].rstrip() if parts else text
        if style.spaced and len(head) <= SPACED_OUT:
            head = " ".join(_spaced(word) for word in head.split()).rstrip()
        head = font.printable(self._spelled(head))
        plain = msgspec.structs.replace(self.breaker, hyphenate=False)
        room = width - (style.tracking * len(head) if style.tracking else 0.0)
        lines = plain.lines(head, font, size, max(room, width / 2), max(room, width / 2))
        rows = []
        for line in lines:
            run = Run(x=0.0, text=line, face=font, size=size, tracking=style.tracking, underline=style.underline)
            x = max(0.0, (width - run.width) / 2) if style.centred else 0.0
            rows.append(Row(runs=(msgspec.structs.replace(run, x=x),), height=size * self.layout.leading))
        if parts:
            rows[-1] = self._with_diary(rows[-1], parts[2], style, width)
        return rows

    def _with_diary(self, row: Row, number: str, style: Style, width: float) -> Row:
        """The diary number on the same line as the paragraph number, at the right or after a gap."""
        font = face(self.layout.heading_family or self.layout.family, bold=style.bold)
        run = Run(x=0.0, text=font.printable(number), face=font, size=row.runs[0].size)
        used = row.runs[-1].x + row.runs[-1].width
        x = width - run.width if self.layout.diary == "right" else used + 3 * self.layout.size
        if x < used + self.layout.size:
            x = used + self.layout.size
        return msgspec.structs.replace(row, runs=(*row.runs, msgspec.structs.replace(run, x=x)))

    # -- running text

    def _spelled(self, text: str) -> str:
        """The text as the layout's program would have stored it."""
        if self.layout.ligatures:
            for letters, sign in LIGATURES.items():
                if self.body.has(sign):
                    text = text.replace(letters, sign)
        if self.layout.no_break_spaces:
            text = _NUMBERED.sub("\\1\u00a0", text)
        if self.layout.decomposed and all(map(self.body.has, apart := unicodedata.normalize("NFD", text))):
            return apart
        return text

    def _filled(self, text: str, x: float, hang: float, *, justified: bool) -> list[Row]:
        """Text broken into lines: the first `x` from the column's left edge, the others `hang`."""
        size, layout = self.layout.size, self.layout
        text = self.body.printable(self._spelled(text))
        lines = self.breaker.lines(text, self.body, size, self._room - x, self._room - hang)
        rows = []
        for number, line in enumerate(lines):
            at = hang if number else x
            run = Run(x=self.left + at, text=line, face=self.body, size=size)
            if justified and number < len(lines) - 1 and (spaces := line.count(" ")):
                stretch = max(0.0, (self._room - at - run.width) / spaces)
                run = msgspec.structs.replace(run, stretch=stretch if stretch < size else 0.0)
            alone = number in (0, len(lines) - 2) and len(lines) > 1 and not layout.stranded  # no widows or orphans
            rows.append(Row(runs=(run,), height=self.height, keep=alone, full=self._spanning))
        return rows

    def _paragraph_rows(self, element: Paragraph) -> list[Row]:
        layout = self.layout
        indent = layout.indent * layout.size
        if not isinstance(self._last, Paragraph | Item | Table) or self._opens(element):
            indent = 0.0
        rows = self._filled(element.text, indent, 0.0, justified=layout.align == "justified")
        before = layout.paragraph_gap * layout.size if isinstance(self._last, Paragraph | Item | Table | Kept) else 0.0
        if self._opens(element):
            before = max(before, layout.size)
        rows[0] = msgspec.structs.replace(rows[0], before=before)
        return rows

    def _opens(self, element: Element) -> bool:
        """Whether the typist left an empty line before the paragraph, as before another's words."""
        return not self.layout.crowded and self._last is not None and self._last.act != element.act

    def _item_rows(self, element: Item) -> list[Row]:
        layout, size = self.layout, self.layout.size
        step = 1.6 * size
        x = layout.item_indent + element.depth * step
        label = self.body.printable(element.label)
        label_width = self.body.width(label, size) + 0.45 * size
        text_x = max(x + step, x + label_width)
        hang = {"hanging": text_x, "flush": 0.0, "set-off": x}[layout.items]
        if layout.items != "hanging":
            text_x = x + label_width + (1.2 * size if layout.items == "set-off" else 0.0)
        rows = self._filled(element.text, text_x, hang, justified=layout.align == "justified")
        first = rows[0]
        mark = Run(x=self.left + x, text=label, face=self.body, size=size)
        if layout.items == "set-off":
            mark = msgspec.structs.replace(mark, x=self.left + text_x - label_width)
        gap = 0.15 if isinstance(self._last, Item) else min(layout.paragraph_gap, 0.4)
        rows[0] = msgspec.structs.replace(first, runs=(mark, *first.runs), before=gap * size)
        return rows

    def _kept_rows(self, element: Kept) -> list[Row]:
        rows = self._filled(element.text, 0.0, 0.0, justified=False)
        if element.right:
            rows = [_moved(row, self._room - row.runs[0].width) for row in rows]
        before = 0.0 if isinstance(self._last, Kept) else self.layout.paragraph_gap * self.layout.size
        rows[0] = msgspec.structs.replace(rows[0], before=before)
        return rows

    # -- tables

    def _table_rows(self, element: Table) -> list[Row]:
        layout, size = self.layout, self.layout.size
        self._tables += 1
        ruled = layout.tables == "ruled"
        pad = 4.0 if ruled else 0.0
        places = column_places(element.rows, self.body, size, self.width, layout)
        headed = len(element.rows) > 2 and len(element.rows[0]) > 2 and all(element.rows[0])
        rows: list[Row] = []
        for at, cells in enumerate(element.rows):
            bold = headed and at == 0 and layout.tables != "tabs"
            lines = self._cell_lines(places, cells, face(layout.family, bold=bold), pad)
            for number, runs in enumerate(lines):
                last = number == len(lines) - 1
                height = self.height + (3.0 if last and layout.tables != "tabs" else 0.0)
                foot = last and at == len(element.rows) - 1
                rules = self._rules(places, height, top=number == 0, foot=foot)
                rows.append(Row(runs=runs, height=height, keep=not last or at == 0, rules=rules, table=self._tables))
        rows[0] = msgspec.structs.replace(rows[0], before=0.5 * size)
        rows[-1] = msgspec.structs.replace(rows[-1], keep=False)
        return rows

    def _cell_lines(
        self, places: Sequence[Place], cells: Sequence[str], font: Face, pad: float
    ) -> list[tuple[Run, ...]]:
        """A row's cells broken into lines: the runs of each printed line."""
        size = self.layout.size
        lines: list[list[Run]] = [[]]
        for column, (place, cell) in enumerate(zip(places, cells, strict=False)):
            text = font.printable(self._spelled(cell))
            room = place.width - 2 * pad
            for number, line in enumerate(self.breaker.lines(text, font, size, room, room)):
                if number == len(lines):
                    lines.append([])
                if not line:
                    continue
                run = Run(x=0.0, text=line, face=font, size=size, order=column if self.layout.by_columns else 0)
                shift = (place.width - run.width) / 2 if place.centred else pad
                lines[number].append(msgspec.structs.replace(run, x=self.left + place.x + shift))
        return [tuple(line) for line in lines]

    def _rules(self, places: Sequence[Place], height: float, *, top: bool, foot: bool) -> tuple[Rule, ...]:
        """The rules round a line of a table's row."""
        if self.layout.tables == "tabs":
            return ()
        x0, x1 = self.left + places[0].x, self.left + places[-1].x + places[-1].width
        rules = [(x0, 0.0, x1, 0.0)] if top else []
        if foot:
            rules.append((x0, height, x1, height))
        if self.layout.tables == "ruled":
            edges = [*(self.left + place.x for place in places), x1]
            rules += [(x, 0.0, x, height) for x in edges]
        return tuple(rules)


def _moved(row: Row, by: float) -> Row:
    return msgspec.structs.replace(row, runs=tuple(msgspec.structs.replace(run, x=run.x + by) for run in row.runs))


def _spaced(word: str) -> str:
    """`Beslut` → `B e s l u t`; a word of signs and figures stays."""
    return " ".join(word) + " " if word.isalpha() and len(word) > 2 else word
