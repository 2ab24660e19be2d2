"""Who could act: every person, party group and body that a stretch of text names, in order, with offsets.

`find_mentions` finds; it does not decide who acts (a motion's author is found too: see `Mention.preceded_by`).
Postconditions: mentions are in order of `start`; ``text[m.start:m.end] == m.printed``; the same text in the same
context gives the same mentions; no text makes it raise.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache

import msgspec

from parser.attribute.codes import CodeReader
from parser.attribute.groups import STARTS, read_groups
from parser.attribute.judge import accept, cut_genitives, drop_first_words
from parser.attribute.lists import read_connector, read_persons
from parser.attribute.names import Known, KnownNames, NameRules, fold, known_names, load_names, one_letter_apart
from parser.attribute.parties import PartyRegister
from parser.attribute.party_data import Party
from parser.attribute.reading import Evidence, Item, Reading
from parser.attribute.scanner import Scanner
from parser.model import Finding
from parser.record.types import ActorType

_PERSON_STARTS = frozenset("nipRSM")


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """Someone named in a text.

    `name` is in full and normalised, `printed` is ``text[start:end]`` with role, code and `m.fl.`. `party` is the
    code as printed (for a group named without its code, the register's), `party_id` the register's id. `members` are
    the party ids of an alliance, where the data knows them. `role` is as printed, without a sentence's capital.
    `preceded_by` are up to three words, lower case, before the list that it stands in; `listing` numbers the lists,
    so those of one list share it. `genitive` says that it owns something (`NN:s yrkande`).
    `inherited` says that the code stands at another name of the list. `name_start` and `name_end` bound the name.
    """

    name: str
    party: str | None
    party_id: str | None
    role: str | None
    type: ActorType
    and_others: bool
    start: int
    end: int
    printed: str
    name_start: int
    name_end: int
    genitive: bool
    inherited: bool
    listing: int
    preceded_by: tuple[str, ...]
    evidence: Evidence
    role_id: str | None = None
    members: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


class MentionContext(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """What is known before the text is read.

    `date` (ISO) and `municipality` say what codes mean; `known` are the persons seen with a code or in the list of
    attendance; `bodies` are names of bodies, found as organisations and never as persons; `ocr` allows corrections;
    `lower_codes` says that the document prints codes in lower case. `ordinary` says whether a word in lower case is
    one of the language, so that a sentence's first word is not taken into a name.
    """

    register: PartyRegister
    date: str | None = None
    municipality: str | None = None
    known: KnownNames = KnownNames()
    bodies: tuple[str, ...] = ()
    ocr: bool = False
    lower_codes: bool = False
    ordinary: Callable[[str], bool] | None = None


def find_mentions(text: str, context: MentionContext) -> tuple[Mention, ...]:
    """Find everyone who could act in a text. For the guarantees see the module."""
    scanner, reader, rules = _tools(context)
    tokens = scanner.scan(text)
    reading = Reading(
        text=text,
        tokens=tokens,
        kinds="".join([token.kind for token in tokens]),
        register=context.register,
        rules=rules,
        reader=reader,
        known=context.known,
        date=context.date,
        lower_codes=context.lower_codes,
        ocr=context.ocr,
    )
    return tuple(_Finder(reading, context).find())


def learn_names(mentions: Iterable[Mention], *, ocr: bool = False) -> KnownNames:
    """The persons whose names in full were seen with a code, as the known ones of a second reading.

    With `ocr`, of names of one party that OCR may have confused (or that are one letter apart) only the most frequent
    is kept, and of equally frequent ones that which looks most like a name: the others are then read as it.
    """
    seen: Counter[tuple[str, str | None]] = Counter()
    often: Counter[str] = Counter()
    for mention in mentions:
        if mention.type is not ActorType.PERSON:
            continue
        often[fold(mention.name)] += 1
        if mention.evidence in (Evidence.CODE, Evidence.LIST, Evidence.KNOWN):
            seen[mention.name, mention.party_id] += 1
    for person in seen:
        seen[person] += often[fold(person[0])]
    if ocr:
        seen = _without_misreadings(seen, load_names())
    return known_names(sorted(seen, key=lambda person: -seen[person]))


def _without_misreadings(seen: Counter[tuple[str, str | None]], rules: NameRules) -> Counter[tuple[str, str | None]]:
    """Drop each name that is a misreading of a more frequent one."""
    ranked = sorted(seen, key=lambda person: (-seen[person], -rules.likeness(person[0])))
    kept: Counter[tuple[str, str | None]] = Counter()
    for person in ranked:
        name, party = person
        rank = (seen[person], rules.likeness(name), len(name))
        misread = any(
            other[1] in (party, None) or party is None
            for other in kept
            if (seen[other], rules.likeness(other[0]), len(other[0])) > rank
            and fold(other[0]) != fold(name)
            and (
                rules.skeleton(other[0]) == rules.skeleton(name)
                or (len(name) > 7 and one_letter_apart(fold(other[0]), fold(name)))
            )
        )
        if not misread:
            kept[person] = seen[person]
    return kept


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
                found.append(self._body(at))
                after = at + 1
            at = max(after, at + 1)
        return found

    def _groups(self, at: int, found: list[Mention]) -> int:
        groups = read_groups(self._reading, at)
        if groups is None:
            return at
        if groups.persons_at is not None:
            party = groups.items[0].party if len(groups.items) == 1 else None
            before = len(found)
            after = self._persons(groups.persons_at, found, attached=party, listed_at=at)
            if len(found) > before:
                return after
        self._start_listing(at, groups.after)
        for item in groups.items:
            found.append(self._group(item))
        return groups.after

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
            return items[0].to
        cut_genitives(self._reading, items, after)
        self._start_listing(at if listed_at is None else listed_at, after)
        found.extend(self._person(item) for item in accepted)
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

    def _person(self, item: Item) -> Mention:
        reading = self._reading
        name, findings = self._name(item)
        party, code = item.party, item.code
        if reading.ocr and (fuller := self._fuller_code(item)) is not None:
            item.corrected, (party, code) = f"({item.code})", fuller
        if item.corrected is not None:
            findings.append(
                Finding("corrected-party", f"The code «{item.corrected}» after «{name}» is read as ({code}).")
            )
        if not item.sure and not item.inherited:
            findings.append(
                Finding("unknown-party", f"The code ({item.code}) after «{name}» is not in the register of parties.")
            )
        return Mention(
            name=name,
            party=code,
            party_id=party.id if party is not None else None,
            role=item.role,
            role_id=item.role_id,
            type=ActorType.PERSON,
            and_others=item.others,
            start=item.start,
            end=item.end,
            printed=reading.text[item.start : item.end],
            name_start=item.name_start,
            name_end=item.name_end,
            genitive=item.genitive,
            inherited=item.inherited,
            listing=self._listing,
            preceded_by=self._preceded,
            evidence=item.accepted or Evidence.SHAPE,
            findings=tuple(findings),
        )

    def _name(self, item: Item) -> tuple[str, list[Finding]]:
        """The name in full, and what was corrected in it."""
        reading, rules = self._reading, self._reading.rules
        name = rules.display(item.words)
        if item.known is not None:
            return (name if reading.known.by_name(name) is not None else item.known.name), []
        near = self._near(name)
        if near is not None:
            said = f"«{name}» is all but «{near.name}» and is taken for them; check the print."
            return (near.name if reading.ocr else name), [Finding("corrected-name", said)]
        if reading.ocr and (mended := rules.display(rules.mended(item.words))) != name:
            return mended, [Finding("corrected-name", f"«{name}» is read as «{mended}»; check the print.")]
        return name, []

    def _fuller_code(self, item: Item) -> tuple[Party, str] | None:
        """The known person's code where the one read is it with a letter lost: `(m)` of one known to be `(mp)`."""
        if (
            item.known is None
            or item.party is None
            or item.code is None
            or item.known.party_id in (None, item.party.id)
        ):
            return None
        party = self._reading.register.by_id(item.known.party_id)
        if party is None:
            return None
        code = party.code_at(self._reading.date, lower=item.code.islower())
        lost = len(code) > len(item.code) and item.code.casefold() in code.casefold()
        return (party, code) if lost else None

    def _near(self, name: str) -> Known | None:
        reading = self._reading
        near = reading.known.by_spelling(name)
        return near or (reading.known.by_skeleton(name, reading.rules) if reading.ocr else None)

    def _group(self, item: Item) -> Mention:
        reading = self._reading
        party, named = item.party, item.named
        members: tuple[str, ...] = ()
        code = item.code
        if party is not None:
            name = _name_of(party, code, reading.date)
            code = code or party.code_at(reading.date, lower=reading.lower_codes)
        else:
            assert named is not None
            assert named.alliance is not None
            name = reading.text[item.name_start : item.name_end]
            if named.genitive and name.endswith("s"):
                name = name[:-1]
            name = name[:1].upper() + name[1:]
            if named.alliance.holds_on(reading.date):
                members = named.alliance.parties
        return Mention(
            name=name,
            party=code,
            party_id=party.id if party is not None else None,
            role=None,
            type=ActorType.PARTY_GROUP,
            and_others=False,
            start=item.start,
            end=item.end,
            printed=reading.text[item.start : item.end],
            name_start=item.name_start,
            name_end=item.name_end,
            genitive=item.genitive,
            inherited=False,
            listing=self._listing,
            preceded_by=self._preceded,
            evidence=Evidence.REGISTER,
            members=members,
        )

    def _body(self, at: int) -> Mention:
        token = self._reading.tokens[at]
        self._start_listing(at, at + 1)
        body = str(token.value)
        return Mention(
            name=body,
            party=None,
            party_id=None,
            role=None,
            type=ActorType.ORGANISATION,
            and_others=False,
            start=token.start,
            end=token.end,
            printed=self._reading.text[token.start : token.end],
            name_start=token.start,
            name_end=token.end,
            genitive=len(token.text) > len(body),
            inherited=False,
            listing=self._listing,
            preceded_by=self._preceded,
            evidence=Evidence.REGISTER,
        )


def _name_of(party: Party, code: str | None, date: str | None) -> str:
    """A party's everyday name at a date; without one, at the time of the printed code."""
    if date is None and code is not None:
        printed = next((known for known in party.codes if known.code.casefold() == code.casefold()), None)
        if printed is not None and printed.until is not None:
            return party.name_at(printed.until.isoformat())
    return party.name_at(date)
