"""Running headers, footers and page numbers: found by where they stand and by their coming back."""

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from parser.layout.cues import Cues
from parser.layout.order import Printed
from parser.layout.segments import Segment

Rows = list[list[Segment]]

# Shares of the page's height in which running headers and footers are looked for, and how many rows of each end.
TOP_ZONE = 0.18
BOTTOM_ZONE = 0.14
DEEPEST = 8
# The page's very edge, as a share of its height; and how far, in type sizes, what stands there is set off.
EDGE = 0.078
SET_OFF = 1.6
# Baselines within so many points are one level; share of a level's rows that must come back.
LEVEL = 4.0
BACK = 0.6
# Share of the pages that a row with a running number must be on.
COVERED = 0.4
# Alike enough to be the same row, misread (scans only).
ALIKE = 0.85

_DIGITS = re.compile(r"\d+")
_BARE = re.compile(r"^\d{1,4}$")

# Headings that count on by themselves, page by page where each has a page.
_OWN_SERIES = re.compile(r"§|bilaga\s+\d+\W*$", re.IGNORECASE)

LETTERS = 8  # in which OCR's readings of a running header agree, whatever became of its figures


def take_furniture(pages: Sequence[tuple[float, Rows]], cues: Cues) -> list[tuple[Rows, Rows, Rows]]:
    """For each page (its height and its rows): the header's rows, the body's, the footer's.

    A row may be parted: its page number is furniture, the rest is body.

    Guarantees: each segment of a page is in exactly one of its three; a row of text that does not come back on
    another page, is no page number and does not stand apart at the page's very edge, is body.
    """
    at_top = _repeated([(page, _zone(rows, height, top=True)) for page, (height, rows) in enumerate(pages)])
    at_foot = _repeated([(page, _zone(rows, height, top=False)) for page, (height, rows) in enumerate(pages)])
    offset = _numbering([_zone(rows, h, top=True) + _zone(rows, h, top=False) for h, rows in pages], cues)
    result: list[tuple[Rows, Rows, Rows]] = []
    for page, (height, rows) in enumerate(pages):
        tops = {id(r) for r in _zone(rows, height, top=True)}
        feet = {id(r) for r in _zone(rows, height, top=False)}
        header: Rows = []
        body: Rows = []
        footer: Rows = []
        first, last = _set_apart(rows, height, cues)
        # whether a paragraph's or a vote list's heading stands above: what follows is text, though it comes back
        begun = False
        for row in rows:
            key = (page, id(row))
            if id(row) in tops:
                begun = begun or (key not in at_top and any("§" in s.text for s in row)) or _heads_votes(row, cues)
            if (key in at_top and not begun) or row is first:
                header.append(row)
            elif key in at_foot or row is last:
                footer.append(row)
            elif id(row) in tops or id(row) in feet:
                numbers = [s for s in row if _is_page_number(s.text, page, offset, cues)]
                rest = [s for s in row if s not in numbers]
                if rest and numbers and all(_BARE.match(s.text) for s in numbers):
                    numbers, rest = [], row  # a figure in a row of text is a table's
                if numbers:
                    (header if id(row) in tops else footer).append(numbers)
                if rest:
                    body.append(rest)
            else:
                body.append(row)
        result.append((header, body, footer))
    return result


def _heads_votes(row: Sequence[Segment], cues: Cues) -> bool:
    return any(pattern.match(row[0].text) for pattern in cues.vote_list)


def _zone(rows: Rows, height: float, *, top: bool) -> Rows:
    """The rows where headers (or footers) stand. Text that is turned, as a rule in the margin, is looked at as well."""
    upright = [r for r in rows if not r[0].turn] if rows and rows[-1][0].turn else rows
    if top:
        return [r for r in upright[:DEEPEST] if r[0].base < TOP_ZONE * height]
    turned = rows[len(upright) :]
    return [r for r in upright[-DEEPEST:] if r[0].base > (1 - BOTTOM_ZONE) * height] + turned[:DEEPEST]


def _set_apart(rows: Rows, height: float, cues: Cues) -> tuple[list[Segment] | None, list[Segment] | None]:
    """A header and a footer that are known by place and form alone, as on a document of one page.

    The first row, at the very top, where it has parts (or a page number) and is set off from the text; the last, at
    the very foot, set off likewise and no sentence.
    """
    upright = [row for row in rows if not row[0].turn]
    if len(upright) < 3:
        return None, None
    first, last = upright[0], upright[-1]
    numbered = any(page_number(s.text, cues) is not None and not _BARE.match(s.text) for s in first)
    top = (
        first[0].base < (TOP_ZONE if numbered else EDGE) * height
        and (len(first) > 1 or numbered)
        and upright[1][0].base - first[0].base > SET_OFF * first[0].size
    )
    foot = (
        last[0].base > (1 - EDGE) * height
        and last[0].base - upright[-2][0].base > 2 * SET_OFF * last[0].size
        and last[-1].text[-1] not in ".:;,-"
        and sum(len(s.text) for s in last) < 100
    )
    return (first if top else None), (last if foot else None)


def _key(row: Sequence[Segment]) -> str:
    return _DIGITS.sub("#", " ".join([s.text for s in row])).replace(" ", "").lower()


def _repeated(zones: Sequence[tuple[int, Rows]]) -> set[tuple[int, int]]:
    """The rows (page, identity) that come back at their level on at least one other page."""
    placed = sorted(((row[0].base, page, row) for page, rows in zones for row in rows), key=lambda p: (p[0], p[1]))
    found: set[tuple[int, int]] = set()
    begin = 0
    for end in range(1, len(placed) + 1):
        if end == len(placed) or placed[end][0] - placed[end - 1][0] > LEVEL:
            found |= _of_level([(page, row) for _, page, row in placed[begin:end]], len(zones))
            begin = end
    return found


def _of_level(level: Sequence[tuple[int, list[Segment]]], pages: int) -> set[tuple[int, int]]:
    if len({page for page, _ in level}) < 2:
        return set()
    keys = [_key(row) for _, row in level]
    if any(row[0].conf is not None for _, row in level):
        keys = _merge_alike(keys)
    alike: dict[str, list[tuple[int, list[Segment]]]] = {}
    for key, placed in zip(keys, level, strict=True):
        alike.setdefault(key, []).append(placed)
    back = {
        (page, id(row))
        for group in alike.values()
        if len({page for page, _ in group}) > 1 and _comes_back(group, pages)
        for page, row in group
    }
    return back if len(back) >= BACK * len(level) else set()


def _comes_back(group: Sequence[tuple[int, list[Segment]]], pages: int) -> bool:
    """Whether rows that are alike but for their figures are one running row.

    The figures are the same on all, or count as the pages do, on a good part of them: `§ 3` and `Bilaga 2` at the
    heads of some pages are the text's.
    """
    numbers = [(page, [int(n) for n in _DIGITS.findall(" ".join([s.text for s in row]))]) for page, row in group]
    first_page, first = numbers[0]
    fixed = sum(found == first for _, found in numbers)
    if fixed >= 0.6 * len(numbers) and fixed > 1:
        # of a long document two pages that follow each other may begin with the same heading of the text
        return len(numbers) > 2 or 2 * len(numbers) >= pages or numbers[1][0] - first_page > 1
    count = Counter(
        tuple(n - page if n - page == m - first_page else n for n, m in zip(found, first, strict=False))
        for page, found in numbers
        if len(found) == len(first)
    )
    follows = max(count.values(), default=0)
    if _misread_figures(group) and len(numbers) >= COVERED * pages:
        return True
    if follows < 0.6 * len(numbers) or _OWN_SERIES.match(" ".join([s.text for s in group[0][1]])):
        return False
    return len(numbers) >= COVERED * pages


def _misread_figures(group: Sequence[tuple[int, list[Segment]]]) -> bool:
    """Whether rows that OCR read agree in enough letters that their figures (`2 (3)` read as `213)`) need not."""
    text = " ".join([s.text for s in group[0][1]])
    letters = sum(c.isalpha() for c in text)
    return all(row[0].conf is not None for _, row in group) and letters >= LETTERS and not text.startswith(("§", "8 "))


def _merge_alike(keys: Sequence[str]) -> list[str]:
    heads: list[str] = []
    merged: list[str] = []
    for key in keys:
        head = next((h for h in heads if h == key or SequenceMatcher(None, h, key).ratio() >= ALIKE), None)
        if head is None:
            heads.append(key)
            head = key
        merged.append(head)
    return merged


def _numbering(zones: Sequence[Rows], cues: Cues) -> set[int]:
    """The differences between printed and counted page numbers that bare numbers in the margins agree on."""
    offsets: Counter[int] = Counter()
    for page, rows in enumerate(zones):
        offsets.update(
            {n - page for row in rows if len(row) == 1 and (n := page_number(row[0].text, cues)) is not None}
        )
    return {offset for offset, count in offsets.items() if count > 1}


def page_number(text: str, cues: Cues) -> int | None:
    """The page that `text` numbers, where it is a page number and nothing else."""
    if len(text) > 20 or not any(c.isdigit() for c in text):
        return None
    for pattern in cues.page_number:
        match = pattern.match(text)
        if match:
            return int(match["n"])
    return None


def _is_page_number(text: str, page: int, offsets: set[int], cues: Cues) -> bool:
    number = page_number(text, cues)
    if number is None:
        return False
    return not _BARE.match(text) or number - page in offsets or number == page + 1


def dividing_lines(lines: Sequence[Printed], cues: Cues) -> set[int]:
    """Lines drawn with signs (`______`): their places in `lines`."""
    return {place for place, line in enumerate(lines) if any(p.match(line.text.strip()) for p in cues.divider)}


def counting_lines(lines: Sequence[Printed], leading: float) -> set[int]:
    """Page numbers amid a page, where the print's pages are not the PDF's: the lines' places in `lines`.

    Bare numbers alone on their lines, set off from the text above, that count upwards about as the pages do. Two at
    the least; one is a number.
    """
    chain: list[tuple[int, int, int]] = []
    for place, line in enumerate(lines):
        if len(line.segments) > 1 or not _BARE.match(line.text):
            continue
        above = lines[place - 1] if place else None
        below = lines[place + 1] if place + 1 < len(lines) else None
        if any(o is not None and o.page == line.page and _BARE.match(o.text) for o in (above, below)):
            continue
        number = int(line.text)
        set_off = above is None or above.page != line.page or line.base - above.base > 1.5 * leading
        last = below is None or below.page != line.page
        if not (set_off or last) or not 1 <= number <= 2 * lines[-1].page + 60:
            continue
        while chain and not _counts_on(chain[-1], (place, line.page, number)):
            if len(chain) > 1:
                break
            chain.pop()
        if not chain or _counts_on(chain[-1], (place, line.page, number)):
            chain.append((place, line.page, number))
    return {place for place, _, _ in chain} if len(chain) > 1 else set()


def _counts_on(before: tuple[int, int, int], after: tuple[int, int, int]) -> bool:
    pages, count = after[1] - before[1], after[2] - before[2]
    return count > 0 and count <= 2 * pages + 1 and pages <= 2 * count + 3
