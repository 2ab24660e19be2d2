"""What a cell or a line of a table of ballots is: a member's name, a party code, a member's whole line."""

import re

from parser.attribute.vote_columns import answer_word
from parser.attribute.vote_forms import Use, VoteForms
from parser.attribute.vote_names import (
    FULL_NAME,
    NAME,
    ONE_NAME,
    PARTY_CODE,
    PartyOf,
    printed_code,
    without_title,
)
from parser.attribute.vote_text import Row
from parser.record.types import Answer

BARE_CODE = re.compile(r"\(?\s?([^\W\d_]{1,5}!?|-|–|F!|(?<=\()\d(?=\)))\s?\)?")
ORDER = re.compile(r"\A\d{1,3}[.)]?(?=\s|\Z)")
TURNED = re.compile(r"([A-ZÅÄÖ][\w'’-]+), ([A-ZÅÄÖ][\w'’ -]+?)(\s*\(.*)?")
LINE = re.compile(
    rf"(?:\d{{1,3}}[.)]?\s+)?(?P<name>(?:{NAME}|[A-ZÅÄÖ][\w'’-]+)??)\s+(?P<code>[(\[{{]\s?[^\W\d_]{{1,5}}!?\s?[)\]}}]|[^\W\d_]{{1,5}}!?|-)"
    r"(?:\s+\d{1,3})?(?P<role>(?:\s+(?:\d:?[ea]\s+)?[^\W\d_][\w.:]*){0,3}?)\s*[–—:-]?\s+(?P<answer>[^\W\d_]+\.?)"
)


def name_in(text: str, kind: str | None, forms: VoteForms, party_of: PartyOf) -> tuple[str | None, str | None, str]:
    """The name in a cell of a column of `kind`, the code after it, and what follows; `Berg, Anna` is turned."""
    bare, _ = without_title(ORDER.sub("", text).strip(), forms)
    turned = TURNED.fullmatch(bare)
    if turned:
        bare = f"{turned[2]} {turned[1]}{turned[3] or ''}"
    match = FULL_NAME.match(bare)
    if match is None and kind in {"name", "substitute"}:
        # A surname alone: all of the cell, or followed by its code.
        one = ONE_NAME.match(bare)
        rest = bare[one.end() :].strip() if one is not None else ""
        match = one if one is not None and one.end() > 1 and (not rest or PARTY_CODE.match(rest)) else None
    if match is None or forms.first(Use.ROLE, bare) is not None:
        return None, None, ""
    rest = bare[match.end() :].strip(" ,")
    code = PARTY_CODE.match(rest)
    if code is None:
        return match[0], None, rest
    return match[0], printed_code(code["code"], party_of)[0], rest[code.end() :].strip(" ,:–-")


def code_in(text: str, kind: str | None, forms: VoteForms, party_of: PartyOf) -> str | None:
    """The party code that a cell is, or None."""
    match = BARE_CODE.fullmatch(text.strip())
    if match is None or forms.first(Use.ROLE, text) is not None:
        return text.strip() if kind == "party" and party_of(text.strip()) is not None else None
    known = party_of(match[1]) is not None
    if match[1].isdecimal():
        return printed_code(match[1], party_of)[0]
    return match[1] if kind == "party" or known or text.strip().startswith("(") else None


def member_line(row: Row, forms: VoteForms, party_of: PartyOf) -> tuple[str, str | None, Answer, bool] | None:
    """A row that is a member's without a heading to tell so: the name, the code, the answer, and whether a code in
    brackets makes it sure. `22 Anna Berg S 3 Ledamot Ja`, in cells or in one line.
    """
    cells = [cell.text for cell in row.cells if cell.text.strip()]
    if len(cells) > 1 and (answer := answer_word(cells[-1], forms)) is not None:
        rest = cells[1:-1] if not cells[0].isdecimal() else cells[2:-1]
        name, code, _ = name_in(cells[0] if not cells[0].isdecimal() else cells[1], "name", forms, party_of)
        if name is not None:
            party = code or next((c for text in rest if (c := code_in(text, None, forms, party_of)) is not None), None)
            return name, printed_code(party or "-", party_of)[0], answer, code is not None
    match = LINE.fullmatch(row.text)
    if match is None:
        return None
    told = answer_word(match["answer"], forms)
    role = (match["role"] or "").strip()
    if told is None or (role and forms.first(Use.ROLE, role) is None):
        return None
    printed, _ = printed_code(match["code"].strip("()[]{} "), party_of)
    bracketed = match["code"].startswith("(")
    if printed is not None and not bracketed and not (party_of(printed) or printed.isupper()):
        return None
    return match["name"], printed, told, bracketed
