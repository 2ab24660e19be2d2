"""Recognises section words: which blocks are headings of sections, what they hold, whose they are."""

import functools
import itertools
import re
from collections.abc import Sequence

import msgspec

from parser.language.bodies import nominative
from parser.language.engine import Engine
from parser.model import Block, Role
from parser.profile import Section

_LONGEST = 130
_LONGEST_LISTED = 60  # characters of an item of a list that is a heading
_WORDS_LISTED = 3  # words of one with a bullet
_MARGIN_WORDS = 3  # of which a section word in the margin consists at most
_TRAILER = re.compile(
    r"\s*(?:\([^()]{0,60}\)|(?<=\))\s*(?:,|och|samt|\+)|(?<!m\.m)(?<!m\.fl)[:.;–-]|(?:till\s+|över\s+)?§\s*\d+)\s*$"
)
_DATED = re.compile(r",?\s(?:(?:19|20)\d\d-\d\d-\d\d|den\s\d{1,2}\s[a-z]{3,9}\s(?:19|20)\d\d),?\s*$")
# a label, or before it a speck that OCR took for a sign
_LEADER = re.compile(r"^\s*(?:[\"“”'´`|.,:;](?![^\"”]*[\"”]$)\s?)?(?:\d{1,2}[.)]\s+|[-–•]\s+)?")
_BULLET = re.compile(r"\s*[-–•]\s")
_CODES = re.compile(r"[a-zåäö!]{1,3}(?:,\s|\s(?:och|samt|\+)\s)")  # parties in lower case: «s, v och mp»
_INLINE = re.compile(r"^(?:[^:\t\n]{3,70}(?::\s+|\t|\n)(?=\S)|[^.:\t\n]{3,40}\.\s+(?=[A-ZÅÄÖ]))")


class Heading(msgspec.Struct, frozen=True):
    """A section word found: the rule, the body that it names, and where its text ends in the block.

    `end` is the offset at which what stands under it begins, where that is in the same block; else None.
    """

    section: Section
    body: str | None
    end: int | None = None


def find_heading(block: Block, engine: Engine, scope: str) -> Heading | None:
    """The section word that `block` is, or begins with (`Beslut: …`, a word in the margin); None if none."""
    text = block.text
    listed = block.role is Role.LIST_ITEM and bool(block.label)
    if listed and (len(text) > _LONGEST_LISTED or (_BULLET.match(text) and len(text.split()) > _WORDS_LISTED)):
        return None  # «- Yrkande från S den 3 maj», among the documents of a matter
    # a sentence, or a line of a list of documents, is no heading
    sentence = block.role is not Role.HEADING and text.endswith(".") and len(text.split()) > 2
    if len(text) <= _LONGEST and "\t" not in text and "\n" not in text and not sentence:
        bare = _bare(text)
        if _may_be_dated(block):
            bare = _DATED.sub("", bare)
        found = _match(bare, engine, scope)
        if found:
            return Heading(*found)
    inline = _INLINE.match(text)
    if inline:
        found = _match(_bare(inline[0]), engine, scope)
        if found and (found[0].inline or inline[0].endswith(("\t", "\n"))):
            return Heading(*found, end=inline.end())
    return _run_in(block, engine, scope)


def _may_be_dated(block: Block) -> bool:
    """Whether a section word with a date may be a heading: a line of a list of documents has its date, too.

    In a scan headings do not show by their look.
    """
    if block.role is Role.PARAGRAPH:
        return block.recognised and block.label is None
    return block.role in (Role.HEADING, Role.TITLE)


def _run_in(block: Block, engine: Engine, scope: str) -> Heading | None:
    """A section word in the margin that OCR read as the beginning of its text (`Yrkanden Anna Berg yrkar …`)."""
    if not block.recognised or block.role is not Role.PARAGRAPH:
        return None
    words = list(re.finditer(r"\S+", block.text[:_LONGEST]))
    for last, following in itertools.pairwise(words[: _MARGIN_WORDS + 1]):
        begins = following[0][0].isupper() or _CODES.match(block.text, following.start())
        found = _match(_bare(block.text[: last.end()]), engine, scope) if begins else None
        if found and found[0].holds not in ("end", "region"):  # «Ordförande Anna Berg» is no list of those present
            return Heading(*found, end=following.start())
    return None


def _bare(text: str) -> str:
    text = _LEADER.sub("", text.strip())
    previous = None
    while previous != text:
        previous, text = text, _TRAILER.sub("", text)
    return text


@functools.lru_cache(maxsize=4096)
def _match(text: str, engine: Engine, scope: str) -> tuple[Section, str | None] | None:
    if not text:
        return None
    reading = engine.read(text, "sections")
    by_id = {s.id: s for s in engine.profile.sections}
    whole = [c for c in reading.cues if c.start == 0 and c.end == len(text) and scope in by_id[c.rule].scope]
    if not whole:
        return None
    # a municipality's own rules stand after the common ones and are more particular
    order = [s.id for s in engine.profile.sections]
    # An act's section before background: «Förslag till beslut» is also a plain «förslag»
    best = min(
        whole, key=lambda c: (by_id[c.rule].holds == "none", -order.index(c.rule) if scope == "memorandum" else 0)
    )
    names = [n for n in reading.names if n.label == "body"]
    return by_id[best.rule], nominative(text[names[0].start : names[0].end]) if names else None


def begins_with(text: str, engine: Engine, holds: frozenset[str]) -> Section | None:
    """The section whose word a heading begins with (`Reservation mot beslutet att …`), of those that hold such acts."""
    by_id = {s.id: s for s in engine.profile.sections}
    cues = [c for c in engine.read(_bare(text), "sections").cues if c.start == 0 and by_id[c.rule].holds in holds]
    return by_id[max(cues, key=lambda c: c.end).rule] if cues else None


def section_levels(blocks: Sequence[Block], engine: Engine, scope: str) -> frozenset[int]:
    """The levels (ranks of look) that this document's section words are set in."""
    found = [b for b in blocks if b.level is not None and b.role in (Role.HEADING, Role.TITLE)]
    levels = [b.level for b in found if b.level is not None and find_heading(b, engine, scope)]
    return frozenset(level for level in levels if levels.count(level) * 10 >= len(levels))
