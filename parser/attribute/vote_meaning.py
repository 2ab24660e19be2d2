"""What Yes and No meant in a division, and its outcome, as printed."""

import re
from collections.abc import Mapping, Sequence

import msgspec

from parser.attribute.vote_forms import Use, VoteForms
from parser.attribute.vote_text import WINDOW, sentences
from parser.record.types import Answer

LONGEST = 400


class Meaning(msgspec.Struct, frozen=True):
    """What an answer meant: the words, and the span of the text that says it (its marker included)."""

    answer: Answer
    text: str
    start: int
    end: int


class _Mark(msgspec.Struct, frozen=True):
    answer: Answer
    start: int
    end: int
    text: str | None = None


def read_meanings(text: str, forms: VoteForms) -> tuple[Meaning, ...]:
    """Everything in `text` that tells what an answer means, in order. The first of each answer is a division's."""
    marks = marks_in(text, forms)
    found: list[Meaning] = []
    for i, mark in enumerate(marks):
        if mark.text is not None:
            meaning = Meaning(mark.answer, clean(mark.text, forms), mark.start, mark.end)
        else:
            limit = marks[i + 1].start if i + 1 < len(marks) else len(text)
            end = end_of(text, mark.end, min(limit, mark.end + LONGEST), forms)
            meaning = Meaning(mark.answer, clean(text[mark.end : end], forms), mark.start, end)
        if meaning.text:
            found.append(meaning)
    return tuple(found)


def marks_in(text: str, forms: VoteForms) -> list[_Mark]:
    """The places where a meaning begins (or stands whole), in order, none overlapping another."""
    marks: list[_Mark] = []
    for use in (Use.MEANING_AFTER, Use.MEANING):
        for rule in forms.of(use):
            if rule.form.answer is None:
                continue
            for match in rule.regex.finditer(text):
                told = match["text"] if use is Use.MEANING_AFTER else None
                # Where counts stand around the meaning (`24 ja-röster för bifall mot …`) they must stay readable.
                start, end = match.span("text") if rule.form.column == "counted" else match.span()
                marks.append(_Mark(rule.form.answer, start, end, told))
    marks.sort(key=lambda mark: (mark.start, -mark.end))
    kept: list[_Mark] = []
    for mark in marks:
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept


def end_of(text: str, start: int, limit: int, forms: VoteForms) -> int:
    """Where the meaning that begins at `start` ends: at a sentence's end, a quotation's, a line's, or at `limit`."""
    abbreviation = forms.any_of(Use.ABBREVIATION)
    for match in forms.any_of(Use.MEANING_STOP).finditer(text, start, limit):
        ends_word = match[0].lstrip()[:1] == "."
        if ends_word and abbreviation.search(text, max(start, match.start() - WINDOW), match.start()):
            continue
        if match.start() > start:
            return match.start()
    return limit


def clean(text: str, forms: VoteForms) -> str:
    """A meaning without quotation marks, the words that lead in to it and those that lead on."""
    text = " ".join(text.split()).strip(' ”“"»«,;:.–-')
    text = forms.tail.sub("", text)
    trim = forms.any_of(Use.MEANING_TRIM)
    for _ in range(3):
        shorter = trim.sub("", text, count=1)
        if shorter == text:
            break
        text = shorter
    return text.strip(' ”“"»«,;:.–-')


def masked(text: str, meanings: Sequence[Meaning]) -> str:
    """`text` of the same length with its meanings blanked, so that no number or name in them is read as a vote."""
    for meaning in meanings:
        blank = re.sub(r"[^\n]", " ", text[meaning.start : meaning.end])
        text = text[: meaning.start] + blank + text[meaning.end :]
    return text


def first_of_each(meanings: Sequence[Meaning]) -> Mapping[Answer, str]:
    """The first meaning of each answer."""
    first: dict[Answer, str] = {}
    for meaning in meanings:
        first.setdefault(meaning.answer, meaning.text)
    return first


def read_outcome(text: str, searched: str, forms: VoteForms, after: int | None) -> str | None:
    """The sentence that tells what was decided, as printed; read, never computed.

    `searched` is `text` with the meanings of Yes and No blanked, which also speak of approval. `after` is where in
    `text` the counts stand: an outcome before them is that of the acclamation that the division overturned.
    Without counts the last such sentence is taken.
    """
    found: list[tuple[int, int, int]] = []
    for start, end in sentences(text, forms):
        sentence = searched[start:end]
        for rank, rule in enumerate(forms.of(Use.OUTCOME)):
            if rule.regex.search(sentence):
                found.append((rank, start, end))
                break
    if after is not None:
        found = [(rank, start, end) for rank, start, end in found if end > after]
    if not found:
        return None
    _, start, end = found[0] if after is not None else found[-1]
    return " ".join(text[start:end].split())
