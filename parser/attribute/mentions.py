"""Who could act: every person, party group and body that a stretch of text names, in order, with offsets.

`find_mentions` finds; it does not decide who acts (a motion's author is found too: see `Mention.preceded_by`).
Postconditions: mentions are in order of `start`; ``text[m.start:m.end] == m.printed``; the same text in the same
context gives the same mentions; no text makes it raise.
"""

from functools import lru_cache

from parser.attribute.codes import CodeReader
from parser.attribute.groups import STARTS, read_groups
from parser.attribute.judge import accept, cut_genitives, drop_first_words
from parser.attribute.learning import learn_names
from parser.attribute.lists import read_connector, read_persons
from parser.attribute.making import body, group, person
from parser.attribute.mention_types import Mention, MentionContext
from parser.attribute.names import NameRules, load_names
from parser.attribute.party_data import Party
from parser.attribute.reading import BEYOND, Evidence, Reading
from parser.attribute.scanner import Scanner

__all__ = ["Evidence", "Mention", "MentionContext", "find_mentions", "learn_names"]

_PERSON_STARTS = frozenset("nipRSM")


def find_mentions(text: str, context: MentionContext) -> tuple[Mention, ...]:
    """Find everyone who could act in a text. For the guarantees see the module."""
    scanner, reader, rules = _tools(context)
    tokens = scanner.scan(text)
    reading = Reading(
        text=text,
        tokens=tokens,
        kinds="".join([token.kind for token in tokens]) + " " * BEYOND,
        register=context.register,
        rules=rules,
        reader=reader,
        known=context.known,
        date=context.date,
        lower_codes=context.lower_codes,
        ocr=context.ocr,
    )
    return tuple(_Finder(reading, context).find())


@lru_cache(maxsize=32)
def _tools(context: MentionContext) -> tuple[Scanner, CodeReader, NameRules]:
    rules = load_names()
    date, municipality = context.date, context.municipality
    reader = CodeReader(context.register, rules, date, municipality, ocr=context.ocr)
    scanner = Scanner(
        context.register,
        rules,
        reader,
        date=date,
        municipality=municipality,
        bodies=context.bodies,
        ocr=context.ocr,
    )
    return scanner, reader, rules


class _Finder:
    """One pass over a text's tokens."""

    def __init__(self, reading: Reading, context: MentionContext) -> None:
        self._reading = reading
        self._context = context
        self._listing = 0
        self._last_end = -1
        self._preceded: tuple[str, ...] = ()

    def find(self) -> list[Mention]:
        reading = self._reading
        kinds, count = reading.kinds, len(reading.tokens)
        found: list[Mention] = []
        at = 0
        while at < count:
            kind = kinds[at]
            after = at
            if kind in STARTS:
                after = self._groups(at, found)
            if after == at and (kind in _PERSON_STARTS or (kind == "b" and reading.kind(at + 1) in ".n")):
                after = self._persons(at, found)
            if after == at and kind == "O":
                after = at + 1
                self._start_listing(at, after)
                found.append(body(reading, reading.tokens[at], self._listing, self._preceded))
            at = max(after, at + 1)
        return found

    def _groups(self, at: int, found: list[Mention]) -> int:
        groups = read_groups(self._reading, at)
        if groups is None:
            return at
        after = groups.after
        if groups.persons_at is not None:
            party = groups.items[0].party if len(groups.items) == 1 else None
            before = len(found)
            named = self._persons(groups.persons_at, found, attached=party, listed_at=at)
            if len(found) > before:
                if not self._through_one(groups.persons_at, found[before:]):
                    return named
                del found[before:]
                after = named
        self._start_listing(at, after)
        found += [group(self._reading, item, self._listing, self._preceded) for item in groups.items]
        return after

    def _through_one(self, at: int, persons: list[Mention]) -> bool:
        """Whether a group acts through somebody who has no code of their own: it is the group that does."""
        through = self._reading.kind(at - 1) == "t" and len(persons) == 1
        return through and (persons[0].inherited or persons[0].party is None)

    def _persons(
        self, at: int, found: list[Mention], *, attached: Party | None = None, listed_at: int | None = None
    ) -> int:
        read = read_persons(self._reading, at, attached=attached)
        if read is None:
            return at
        items, after = read
        drop_first_words(self._reading, items, self._context.ordinary)
        accepted = accept(self._reading, items, attached=attached is not None)
        if not accepted:
            # nor is anybody in a later part of the list, which has no more to tell by; groups may begin there
            return next((i.at for i in items[1:] if self._reading.kinds[i.at] in STARTS), items[-1].to)
        cut_genitives(self._reading, items, after)
        self._start_listing(at if listed_at is None else listed_at, after)
        found += [person(self._reading, item, self._listing, self._preceded) for item in accepted]
        return after

    def _start_listing(self, at: int, after: int) -> None:
        """Number the list, and keep what stands before it; a list that only connectors part from the last goes on."""
        if self._last_end < 0 or at <= self._last_end or read_connector(self._reading, self._last_end) != at:
            self._listing += 1
            self._preceded = self._words_before(at)
        self._last_end = after

    def _words_before(self, at: int) -> tuple[str, ...]:
        words: list[str] = []
        here = at - 1
        while here >= 0 and len(words) < 3:
            token = self._reading.tokens[here]
            if token.kind in ".|":
                break
            if token.text[:1].isalnum():
                words.append(token.text.casefold())
            here -= 1
        return tuple(reversed(words))
