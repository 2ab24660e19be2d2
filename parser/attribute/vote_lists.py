"""How each member voted, where running text or a list says it: `Ja röstar: NN (S), NN (M)`, `NN (V) röstar Ja (7).`"""

import re
from collections.abc import Sequence

import msgspec

from parser.attribute.vote_forms import Form, Place, Use, VoteForms
from parser.attribute.vote_names import Named, NameList, PartyOf, read_names
from parser.attribute.vote_text import sentences
from parser.record.types import Answer

CLOSING_COUNT = re.compile(r"\((\d{1,3})(?:\s+[^\W\d_]+)?\)[\s.,;]*\Z")
STRAY = 2  # words of a list that may be neither name nor code before the list is taken to have ended


class Said(msgspec.Struct, frozen=True):
    """That the members `names` and the parties `groups` voted `answer`, and where in the text it is said.

    `count` is a number in brackets at the list's end: `Ja röstar S, V och MP (24)`;
    `others` that more voted so than are named (`m.fl.`, `sex andra ledamöter från V`).
    """

    answer: Answer
    names: tuple[Named, ...]
    groups: tuple[str, ...]
    start: int
    end: int
    count: int | None = None
    others: bool = False


class _Mark(msgspec.Struct, frozen=True):
    form: Form
    answer: Answer
    start: int
    end: int


def read_said(text: str, forms: VoteForms, party_of: PartyOf) -> tuple[Said, ...]:
    """All that `text` (its meanings blanked) says of how members voted, in order."""
    marks = marks_in(text, forms)
    if not marks:
        return ()
    spans = sentences(text, forms)
    found: list[Said] = []
    done = 0
    for i, mark in enumerate(marks):
        following = marks[i + 1] if i + 1 < len(marks) else None
        before = names_before(text, mark, done, spans, forms, party_of)
        place = mark.form.place
        if place is Place.EITHER:
            place = Place.AFTER if before.names or before.groups else Place.BEFORE
        if place is Place.AFTER:
            if before.names or before.groups:
                found.append(Said(mark.answer, before.names, before.groups, done, mark.end, others=before.and_others))
            done = mark.end
            continue
        limit = following.start if following is not None else len(text)
        if following is not None and following.form.place is not Place.BEFORE:
            limit = boundary_before(following, mark.end, spans, text)
        listed, end = names_after(text, mark.end, limit, forms, party_of)
        if listed.names or listed.groups:
            number = CLOSING_COUNT.search(text[mark.end : end])
            count = int(number[1]) if number else None
            found.append(Said(mark.answer, listed.names, listed.groups, mark.start, end, count, listed.and_others))
        done = max(mark.end, end)
    return tuple(found)


def marks_in(text: str, forms: VoteForms) -> list[_Mark]:
    """The words of `text` that tell how named members voted; the longest where several begin together."""
    marks = [
        _Mark(rule.form, rule.form.answer, match.start(), match.end())
        for rule in forms.of(Use.BALLOT)
        if rule.form.answer is not None
        for match in rule.regex.finditer(text)
    ]
    marks.sort(key=lambda mark: (mark.start, -mark.end))
    kept: list[_Mark] = []
    for mark in marks:
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept


def boundary_before(mark: _Mark, start: int, spans: Sequence[tuple[int, int]], text: str) -> int:
    """Where the names that stand before `mark` begin: at its sentence, if that began after `start`."""
    own = next((span for span in spans if span[0] <= mark.start < span[1]), (start, len(text)))
    return own[0] if own[0] > start else mark.start


def names_before(
    text: str, mark: _Mark, done: int, spans: Sequence[tuple[int, int]], forms: VoteForms, party_of: PartyOf
) -> NameList:
    """The names in the same sentence between what was read already and `mark`."""
    start = max(done, next((s for s, e in spans if s <= mark.start < e), done))
    before = text[start : mark.start]
    if not before.strip(" ,.:;–-"):
        return NameList(())
    if forms.first(Use.EXCEPT, before) is not None:
        return NameList(())
    listed = read_names(before, forms, party_of)
    if listed.residue <= STRAY or not listed.names:
        return listed
    # Other words stand before the list (`Vid omröstningen röstar …`): the names must still reach up to the mark.
    tail = read_names(forms.cut.split(before)[-1], forms, party_of)
    return tail if tail.residue < STRAY else NameList(())


def names_after(text: str, start: int, limit: int, forms: VoteForms, party_of: PartyOf) -> tuple[NameList, int]:
    """The names from `start` on, sentence by sentence and line by line, as long as they are a list; and its end."""
    names: list[Named] = []
    groups: list[str] = []
    others = False
    end = start
    for low, high in sentences(text[start:limit], forms):
        piece = text[start + low : start + high]
        if not piece.strip(" .,:;–-\n()0123456789"):
            continue
        if forms.first(Use.EXCEPT, piece) is not None:
            break
        listed = read_names(piece, forms, party_of)
        stray = listed.residue > STRAY or (listed.residue and not (listed.names or listed.groups))
        if stray or not (listed.names or listed.groups):
            break
        names += listed.names
        groups += listed.groups
        others = others or listed.and_others
        end = start + high
    return NameList(tuple(names), tuple(groups), and_others=others), end
