"""A marked text in a layout → PDF and gold."""

import io
from collections.abc import Iterator
from typing import Any

import msgspec
from reportlab.pdfgen.canvas import Canvas

from typesetter.elements import Element, Heading, Marked, PageBreak
from typesetter.fonts import face
from typesetter.furniture import Furniture
from typesetter.gold import gold_of
from typesetter.layouts import Layout, vary
from typesetter.pages import Break, Paginator, Placed
from typesetter.rows import Composer, Row, Rule, Run


class SetDocument(msgspec.Struct, frozen=True):
    """A document set in a layout: the PDF's bytes, its gold and the number of its pages."""

    pdf: bytes
    gold: dict[str, Any]
    pages: int


def set_document(marked: Marked, layout: Layout, seed: int = 0) -> SetDocument:
    """Set the document. The same arguments give the same bytes on a machine with the same fonts.

    `seed` makes small changes to the layout (`layouts.vary`); 0 makes none.
    """
    layout = vary(layout, seed)
    furniture = Furniture(layout, marked)
    paginator = Paginator(layout, furniture.body_top, furniture.body_bottom)
    composer = Composer(layout, paginator.column_width, paginator.width)
    pages = paginator.place(_items(marked, layout, composer))
    pages = [page for page in pages if page]
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=layout.paper, invariant=1, pageCompression=1)
    for number, placed in enumerate(pages, 1):
        pen = Pen(canvas, layout)
        running = [*furniture.runs(number, len(pages))]
        if layout.furniture_first:
            pen.draw_furniture(running, furniture.rules(number))
        pen.draw_rows(placed)
        if not layout.furniture_first:
            pen.draw_furniture(running, furniture.rules(number))
        if layout.side_text:
            pen.draw_side(layout.side_text)
        canvas.showPage()
    canvas.save()
    return SetDocument(buffer.getvalue(), gold_of(marked), len(pages))


def _items(marked: Marked, layout: Layout, composer: Composer) -> Iterator[Row | Break]:
    """Rows and page breaks. A break ends the run of elements, so that no label waits over it."""
    waiting: list[Element] = []
    for part in (*marked.parts, PageBreak(0)):
        breaks = isinstance(part, PageBreak)
        opens_matter = isinstance(part, Heading) and part.level == 1 and "§" in part.text
        if breaks or (layout.matter_breaks and opens_matter):
            yield from composer.rows(waiting)
            waiting = []
            if not breaks or (layout.own_breaks and part.line):
                yield Break()
        if not isinstance(part, PageBreak):
            waiting.append(part)


class Pen:
    """Draws one page. Coordinates come from the page's top left corner."""

    def __init__(self, canvas: Canvas, layout: Layout) -> None:
        self.canvas, self.layout = canvas, layout
        self.height = layout.paper[1]
        if layout.rotated:  # reportlab turns the page's box itself
            canvas.setPageRotation(90)
            canvas.transform(0, 1, -1, 0, self.height, 0)

    def draw_rows(self, placed: list[Placed]) -> None:
        for group in _groups(placed):
            runs = [(run, at) for at in group for run in at.row.runs]
            for run, at in sorted(runs, key=lambda pair: pair[0].order):
                tallest = max(run.size for run in at.row.runs)
                self.draw(run, at.x, at.top + 0.8 * tallest * self.layout.leading)
            for at in group:
                for x0, y0, x1, y1 in at.row.rules:
                    self.rule(at.x + x0, at.top + y0, at.x + x1, at.top + y1)

    def draw_furniture(self, runs: list[tuple[Run, float]], rules: list[Rule]) -> None:
        for run, baseline in runs:
            self.draw(run, 0.0, baseline)
        for rule in rules:
            self.rule(*rule)

    def draw(self, run: Run, x: float, baseline: float) -> None:
        """Show a run. A ligature or composed letter was put into its text before; here words are only placed."""
        x, y = x + run.x, self.height - baseline - run.down
        if run.underline:
            self.rule(x, baseline + run.down + 1.5, x + run.width, baseline + run.down + 1.5)
        if self.layout.show == "line" or run.tracking:
            self._show(run.text, x, y, run)
            return
        space = run.face.width(" ", run.size) + run.stretch
        words = run.text.split(" ")
        for number, word in enumerate(words):
            if word:
                drawn = f"{word} " if self.layout.show == "words" and number < len(words) - 1 else word
                self._show(drawn, x, y, msgspec.structs.replace(run, stretch=0.0))
            x += run.face.width(word, run.size) + space

    def _show(self, text: str, x: float, y: float, run: Run) -> None:
        pen = self.canvas.beginText(x, y)
        pen.setFont(run.face.name, run.size)
        if run.tracking:
            pen.setCharSpace(run.tracking)
        if run.stretch:
            pen.setWordSpace(run.stretch)
        pen.textOut(text)
        if run.tracking:
            pen.setCharSpace(0)
        if run.stretch:
            pen.setWordSpace(0)
        self.canvas.drawText(pen)

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.canvas.setLineWidth(0.5)
        self.canvas.line(x0, self.height - y0, x1, self.height - y1)

    def draw_side(self, text: str) -> None:
        """A small text up the left margin, as signing services print it."""
        font = face(self.layout.family)
        self.canvas.saveState()
        self.canvas.translate(18.0, 0.3 * self.height)
        self.canvas.rotate(90)
        self.canvas.setFont(font.name, 6.5)
        self.canvas.drawString(0, 0, font.printable(text))
        self.canvas.restoreState()


def _groups(placed: list[Placed]) -> Iterator[list[Placed]]:
    """Rows of one table together, every other row alone."""
    group: list[Placed] = []
    for at in placed:
        if group and (at.row.table is None or at.row.table != group[-1].row.table):
            yield group
            group = []
        group.append(at)
    if group:
        yield group
