"""Running headers and footers, page numbers and their rules."""

from collections.abc import Iterator

import msgspec

from typesetter.elements import Marked
from typesetter.fonts import face
from typesetter.layouts import Layout
from typesetter.rows import Rule, Run


class Furniture:
    """What is printed on every page of one document in one layout. A document's own lines replace the layout's."""

    def __init__(self, layout: Layout, marked: Marked) -> None:
        self.layout = layout
        self.size = layout.size * layout.furniture_scale
        self.step = self.size * 1.25
        facts = {"municipality": "", "body": "", "date": ""} | marked.facts
        self.header = marked.settings.get("header", _filled(layout.header, facts))
        self.first_header = marked.settings.get("first_header", self.header)
        self.footer = marked.settings.get("footer", _filled(layout.footer, facts))
        own = self.header + self.footer
        self.number = "" if "{page}" in own else layout.number
        left, top, right, bottom = layout.margins
        self.left, self.right = left, layout.paper[0] - right
        tallest = max(_lines(self.header), _lines(self.first_header), "header" in layout.number_place)
        self.header_top = max(24.0, 0.45 * top)
        self.header_end = self.header_top + self.step * tallest
        self.body_top = max(top, self.header_end + 16.0 if tallest else 0.0)
        self.footer_top = layout.paper[1] - 0.62 * bottom
        foot = self.footer_top - (10.0 if self.footer else 4.0)
        self.body_bottom = min(layout.paper[1] - bottom, foot)

    def runs(self, number: int, pages: int) -> Iterator[tuple[Run, float]]:
        """The runs of a page (numbered from 1) with their baselines."""
        values = {"page": str(number + self.layout.first_page - 1), "pages": str(pages)}
        header = self.first_header if number == 1 else self.header
        yield from self._lines(header, self.header_top, values)
        yield from self._lines(self.footer, self.footer_top, values)
        if self.number and self._is_numbered(number):
            top, place = self.layout.number_place.split("-")
            parts = {"left": 0, "centre": 1, "right": 2}[place] * "\t"
            lines = _lines(header) if top == "header" else _lines(self.footer)
            shift = self.step * lines if self._taken(header if top == "header" else self.footer, place) else 0.0
            start = self.header_top if top == "header" else self.footer_top
            yield from self._lines(parts + self.number, start + shift, values)

    def rules(self, number: int) -> list[Rule]:
        """The rules of a page's header and footer: x0, y0, x1, y1 from the top."""
        rules: list[Rule] = []
        header = self.first_header if number == 1 else self.header
        if self.layout.header_rule and header:
            rules.append((self.left, self.header_end + 3.0, self.right, self.header_end + 3.0))
        if self.layout.footer_boxes and self.footer:
            top, foot = self.footer_top - self.step, self.footer_top + 1.6 * self.step
            xs = [self.left + (self.right - self.left) * part / 3 for part in range(4)]
            rules += [(x, top, x, foot) for x in xs]
            rules += [(self.left, top, self.right, top), (self.left, foot, self.right, foot)]
        return rules

    def _is_numbered(self, number: int) -> bool:
        layout = self.layout
        return number >= layout.numbered_from and (number - layout.numbered_from) % layout.numbered_every == 0

    def _taken(self, text: str, place: str) -> bool:
        """Whether the first line of a header has something of its own where the number would stand."""
        parts = text.split("\n")[0].split("\t")
        at = {"left": 0, "centre": 1, "right": 2}[place]
        return at < len(parts) and bool(parts[at].strip())

    def _lines(self, text: str, top: float, values: dict[str, str]) -> Iterator[tuple[Run, float]]:
        font = face(self.layout.family)
        width = self.right - self.left
        inset = 4.0 if self.layout.footer_boxes else 0.0
        for number, line in enumerate(text.split("\n")):
            for place, part in enumerate(line.split("\t")[:3]):
                if not part.strip():
                    continue
                shown = font.printable(
                    part.strip().replace("{page}", values["page"]).replace("{pages}", values["pages"])
                )
                run = Run(x=0.0, text=shown, face=font, size=self.size)
                x = self.left + (inset, (width - run.width) / 2, width - run.width - inset)[place]
                yield msgspec.structs.replace(run, x=x), top + number * self.step


def _lines(text: str) -> int:
    return text.count("\n") + 1 if text.strip() else 0


def _filled(text: str, values: dict[str, str]) -> str:
    """The text with what is named in braces put in, as far as the values go."""
    for key, value in values.items():
        text = text.replace(f"{{{key}}}", value)
    return text
