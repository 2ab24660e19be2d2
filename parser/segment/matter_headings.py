"""Where the matters of minutes begin: the headings with a paragraph number (`§ 45`), and what is printed beside it.

A table of contents' lines and headings repeated on later pages are left out; a number whose section sign OCR
misread is taken for a heading's where it fills a gap in the paragraphs' run.
"""

import itertools
import re
from collections.abc import Sequence

from parser.language.engine import Engine
from parser.language.mending import load_ocr
from parser.model import Block, Finding, Role
from parser.segment.facts import diary_numbers_of, first_match
from parser.segment.headings import find_heading

_DOTS = re.compile(r"\.{3,}|…\s*\d+\s*$|\t\s*\d{1,3}\s*$|\s{3,}\d{1,3}\s*$")
_BARE_DIARY_NUMBER = re.compile(r"^(\d{2,4}[/:-]\d{2,6}(?:\s\d{3})?)\s*(.*)$")
_TWO_FIGURES = 99
_LONGEST = 400  # characters of a heading, with the title that the layout may have joined to it
_LONGEST_MISREAD = 200  # characters of one whose sign is mended
_LONGEST_HEADLESS = 160  # characters of a line between two lines of a table of contents
_SIGN_TWICE = re.compile(r"^\s*((?:[A-ZÅÄÖ][a-zåäö]{0,3}\s)?)§\s?[§85]\s?(\d{1,3})\b")
_LIKE_SIGN = "58"  # figures that OCR takes for the sign
_TWO_SIGNS = r"[§S58] ?[§S58]"  # and the sign for them: «8 §» for «§ 5»
_LINES_LISTED = 2  # blocks of a line of a table of contents
_WIDEST_GAP = 10  # between the numbers of paragraphs that follow each other
_FIRST_BLOCKS = 40  # where it is looked whether the pages were read by OCR

Headings = dict[int, re.Match[str]]
"""The blocks that begin a matter, by index, with the match of the form that they have."""


def find_matter_headings(blocks: Sequence[Block], engine: Engine, scope: str) -> tuple[Headings, tuple[Finding, ...]]:
    """The headings of a document's matters in order, and a finding for each whose section sign was mended."""
    patterns = engine.profile.facts.matter_heading
    found: Headings = {}
    for index, block in enumerate(blocks):
        if block.role is Role.FURNITURE or len(block.text) > _LONGEST:
            continue
        match = first_match(patterns, block.text)
        if match and match.start() == 0:
            found[index] = match
    found = _without_references(found, blocks)
    found, findings = _with_misread(found, blocks, engine, scope)
    found = _without_references(found, blocks)  # below a heading that was mended
    numbers = {i: {_number(m["number"])} for i, m in found.items()}
    listed = _contents(numbers, blocks, engine, scope) | _out_of_run(found)
    seen: set[str] = set()
    for index in [i for i in found if i not in listed]:
        number = _number(found[index]["number"])
        if number in seen or first_match(engine.profile.facts.continued, blocks[index].text[:80]):
            listed.add(index)
        seen.add(number)
    return {i: m for i, m in found.items() if i not in listed}, findings


def diary_and_title(text: str, engine: Engine) -> tuple[tuple[str, ...], str | None]:
    """The diary numbers and the title of what a matter's heading holds beside its number."""
    text = text.replace("\t", " ").replace("\n", " ")
    diary: list[str] = []
    while found := first_match(engine.profile.facts.diary_number, text):
        diary.extend(diary_numbers_of(found["dnr"].rstrip(".,;:)")))
        text = (text[: found.start()].rstrip(" (") + " " + text[found.end() :].lstrip(" )")).strip()
    bare = _BARE_DIARY_NUMBER.match(text)
    if bare and not diary:
        diary.append(bare[1])
        text = bare[2]
    title = " ".join(text.split()).strip(" –-:,.")
    return tuple(dict.fromkeys(diary)), title or None


# ---- misread by OCR


def _with_misread(
    found: Headings, blocks: Sequence[Block], engine: Engine, scope: str
) -> tuple[Headings, tuple[Finding, ...]]:
    """Adds headings whose section sign OCR misread (`8 163`): the number fills a gap in the paragraphs' run."""
    if not found or not any(block.recognised for block in blocks[:_FIRST_BLOCKS]):
        return found, ()
    found, findings = _signs_parted(found, blocks, engine, scope)
    contents = _contents({i: {_number(m["number"])} for i, m in found.items()}, blocks, engine, scope)
    for index, after in reversed(list(itertools.pairwise(found))):
        if after in contents and after - index <= _LINES_LISTED:
            contents.add(index)  # its own heading was misread
    read = {i: m for i, m in found.items() if i not in contents} or found
    numbers = {i: int(d[0]) for i, m in read.items() if (d := re.search(r"\d+", m["number"]))}
    if not numbers:
        return found, tuple(findings)
    levels = {blocks[i].level for i in found}
    leads = frozenset(m["number"].partition("§")[0].strip() for m in found.values()) - {""}
    # where the headings bear their diary numbers, a number of the run with one beside it is a heading's
    registered = sum(_registered(blocks[i].text, engine) for i in found) * 2 > len(found)
    folded = {lead.casefold() for lead in leads}
    out = dict(found)
    for index, block in enumerate(blocks):
        if index in found or block.role is Role.FURNITURE or len(block.text) > _LONGEST_MISREAD:
            continue
        before = max((n for i, n in numbers.items() if i < index), default=min(numbers.values()) - 6)
        after = min((n for i, n in numbers.items() if i > index), default=before + 2)
        missing = range(before + 1, after)
        match = _misread(block.text, missing, leads, engine)
        led = match is not None and match["number"].partition("§")[0].strip().casefold() in folded
        if match is None and registered and len(missing) == 1 and _registered(block.text, engine):
            match, led = _unread(block.text, missing[0], leads, engine), True
        alone = match is not None and (not match["rest"].strip() or _registered(block.text, engine))
        if match and (led or alone or block.role in (Role.HEADING, Role.TITLE) or block.level in levels):
            out[index] = match
            numbers[index] = int(re.findall(r"\d+", match["number"])[-1])
            findings.append(_corrected(block, match))
    return dict(sorted(out.items())), tuple(findings)


def _corrected(block: Block, match: re.Match[str]) -> Finding:
    message = f"«{block.text[:40]}» was read by OCR; it is taken for {match['number']}."
    return Finding("corrected-section-sign", message, page=block.page, block=block.id)


def _signs_parted(
    found: Headings, blocks: Sequence[Block], engine: Engine, scope: str
) -> tuple[Headings, list[Finding]]:
    """The headings with signs parted from the numbers that OCR read them into: `K § 861` and `K § § 64` for `Kf § 61`
    and `Kf § 64`, where most of the document's numbers make one run so, and do not as they are read."""
    readings: dict[int, list[tuple[int, re.Match[str]]]] = {}
    for index, block in enumerate(blocks):
        if block.role is Role.FURNITURE or len(block.text) > _LONGEST_MISREAD:
            continue
        as_read = found.get(index)
        texts = [f"{seen[1]}§ {seen[2]}" + block.text[seen.end() :] for seen in _SIGN_TWICE.finditer(block.text)]
        mended = (first_match(engine.profile.facts.matter_heading, text) for text in texts)
        matches = [*([as_read] if as_read else []), *(m for m in mended if m)]
        numbered = [(int(d[0]), m) for m in matches if (d := re.search(r"\d+", m["number"]))]
        if numbered:
            readings[index] = numbered
    if all(len(ways) == 1 and index in found for index, ways in readings.items()):
        return found, []
    may_be = {index: {str(number) for number, _ in ways} for index, ways in readings.items()}
    listed = _contents(may_be, blocks, engine, scope)
    out, findings = dict(found), []
    for index, match in _longest_run({i: ways for i, ways in readings.items() if i not in listed}).items():
        if match is not found.get(index):
            out[index] = match
            findings.append(_corrected(blocks[index], match))
    return dict(sorted(out.items())), findings


def _longest_run(readings: dict[int, list[tuple[int, re.Match[str]]]]) -> Headings:
    """Of each heading's readings the one that makes the longest run of numbers, each a little more than the last."""
    ends: list[tuple[int, int, int, int | None, re.Match[str]]] = []  # index, number, length, the end before, match
    for index, ways in readings.items():
        for number, match in ways:
            before = [
                (length, -place)
                for place, (at, last, length, _, _) in enumerate(ends)
                if at < index and 0 <= number - last <= _WIDEST_GAP
            ]
            length, place = max(before, default=(0, 1))
            ends.append((index, number, length + 1, -place if length else None, match))
    best = max(range(len(ends)), key=lambda place: (ends[place][2], -place), default=None)
    run: Headings = {}
    while best is not None:
        index, _, _, before_it, match = ends[best]
        run[index] = match
        best = before_it
    return run


def _misread(text: str, missing: range, leads: frozenset[str], engine: Engine) -> re.Match[str] | None:
    """The heading that a text is with its sign mended; after a lead of the others (`Kf 32`) it may be lost."""
    signs = "".join(map(re.escape, load_ocr().section_signs))
    ways = [rf"^\s*(?P<lead>(?:[A-ZÅÄÖ][A-Za-zÅÄÖåäö]{{0,4}}\.?\s+)?)(?:§\s?)?[{signs}]\s?(?P<digits>\d{{1,3}})\b"]
    if leads:
        led = "|".join(map(re.escape, leads))
        ways.append(rf"^\s*(?P<lead>(?i:{led})\s+)(?P<digits>\d{{1,3}})\b")
        ways.append(rf"^\s*(?P<lead>(?i:{led}))[{signs}]\s?(?P<digits>\d{{1,3}})\b")
    tried = (re.match(way, text) for way in ways)
    seen = next((m for m in tried if m and int(m["digits"]) in missing), None)
    if seen is None and len(missing) == 1 and str(missing[0]) in _LIKE_SIGN and re.fullmatch(_TWO_SIGNS, text.strip()):
        return first_match(engine.profile.facts.matter_heading, f"§ {missing[0]}")
    if seen is None:
        # «8 § 16»: the sign of § 116 was read as a figure, and its first figure as the sign
        parted = re.match(rf"^\s*[{signs}]\s?§\s?(?P<tail>\d{{2}})\b", text)
        whole = next((n for n in missing if parted and n > _TWO_FIGURES and str(n)[1:] == parted["tail"]), None)
        mended = f"§ {whole}{text[parted.end() :]}" if parted and whole else ""
        return first_match(engine.profile.facts.matter_heading, mended)
    mended = f"{seen['lead']}§ {seen['digits']}{text[seen.end() :]}"
    return first_match(engine.profile.facts.matter_heading, mended)


def _registered(text: str, engine: Engine) -> bool:
    return first_match(engine.profile.facts.diary_number, text) is not None


def _unread(text: str, number: int, leads: frozenset[str], engine: Engine) -> re.Match[str] | None:
    """The heading of the one number missing from the run, where it stands among a line's first signs."""
    seen = re.match(rf"^\s*(?:\D{{1,8}}\s)?\D?{number}\b", text)
    if seen is None:
        return None
    lead = f"{min(leads)} " if len(leads) == 1 else ""
    return first_match(engine.profile.facts.matter_heading, f"{lead}§ {number}{text[seen.end() :]}")


def _without_references(found: Headings, blocks: Sequence[Block]) -> Headings:
    """Without the lines right under a heading that refer to another body's paragraph (`Kf § 63`, then `Ks § 214`)."""
    out: Headings = {}
    above: int | None = None  # the last block that is not furniture
    for index, block in enumerate(blocks):
        if block.role is Role.FURNITURE:
            continue
        if index in found:
            lead = _lead(found[index])
            under = _lead(out[above]) if above is not None and above in out else ""
            if not (lead and under and lead != under):
                out[index] = found[index]
        above = index
    return out


def _lead(match: re.Match[str]) -> str:
    return match["number"].partition("§")[0].strip(" .").casefold()


def _out_of_run(found: Headings) -> set[int]:
    """The indices of headings whose number comes again later, and is more than that of the heading after it."""
    numbers = [(i, m["number"], int(d[0])) for i, m in found.items() if (d := re.search(r"\d+", m["number"]))]
    return {
        index
        for place, (index, printed, number) in enumerate(numbers[:-1])
        if numbers[place + 1][2] < number and any(_number(n) == _number(printed) for _, n, _ in numbers[place + 1 :])
    }


# ---- a table of contents


def _contents(numbers: dict[int, set[str]], blocks: Sequence[Block], engine: Engine, scope: str) -> set[int]:
    """The indices of lines of a table of contents: those with a page number after dots, or whose number comes
    again later while nothing but other such lines lies between them and their neighbours.

    `numbers` are those that a heading may have, by the block's index, in order.
    """
    out = set()
    places = list(numbers)
    for place, (index, mine) in enumerate(numbers.items()):
        if _DOTS.search(blocks[index].text):
            out.add(index)
            continue
        if place + 1 == len(places) or not any(mine & numbers[later] for later in places[place + 1 :]):
            continue
        between = [b for b in blocks[index + 1 : places[place + 1]] if b.role is not Role.FURNITURE]
        if not any(find_heading(b, engine, scope) or len(b.text) > _LONGEST_HEADLESS for b in between):
            out.add(index)
    return out


def _number(printed: str) -> str:
    """A paragraph number's digits and letter: `KF § 12` and `§12.` are `12`."""
    return re.sub(r"[^0-9a-z/:]", "", printed.rpartition("§")[2].lower())
