"""Finds who is named in the texts of one document: what is learnt of a name anywhere is known everywhere."""

import functools
import re
from collections.abc import Callable, Iterable, Sequence

import msgspec

from parser.attribute.mentions import Evidence, Mention, MentionContext, find_mentions, learn_names
from parser.attribute.names import fold, known_names
from parser.attribute.parties import PartyRegister
from parser.model import Block, Role
from parser.record.types import ActorType, Attendance

_LABEL = re.compile(r"^\s*(?:\d{1,2}|[a-z])[.)]\s+")
_CODED = re.compile(r"\([A-ZÅÄÖa-zåäö!]{1,9}(?:[ -][^()]{1,10})?\)")
_APPOSITION = re.compile(r"(?<=\w),\s[a-zåäö][^,.;:()]{2,50},\s*$")
_LONGEST_LIST, _MOSTLY = 400, 0.7  # letters; of which names are so large a share
_FIRST = 2000  # characters of a block in which names are learnt
_LOWER_SHARE = 0.5

Find = Callable[[str], tuple[Mention, ...]]


def only_names(text: str, find: Find) -> bool:
    """Whether the text holds names of persons and groups and nothing else worth the word.

    What follows a name in commas (`NN, miljö- och byggchef,`) tells who that is.
    """
    if len(text) > _LONGEST_LIST:
        return False
    text = _APPOSITION.sub("", text)
    held = sum(m.end - m.start for m in find(text) if m.type is not ActorType.ORGANISATION)
    return held >= _MOSTLY * len(text.strip())


# How an announcement without a verb goes on after the names that it begins with.
_BY_NAME = (
    ":", "(bilaga", "bilaga", "till förmån", "skriftlig", "enligt", "med ", "för eget", "för egna", "för sitt",
    "för sina", "för förslaget", "för yrkandet",
)  # fmt: skip


class Finder:
    """Call it with a text: everyone who could act, in order. The same text gives the same answer, found once.

    `chair_words` are the words by which the chairperson alone is named (`ordföranden`); at a sentence's start they
    stand for the one whom the attendance says presided.
    """

    def __init__(
        self,
        blocks: Sequence[Block],
        register: PartyRegister,
        *,
        date: str | None,
        municipality: str | None,
        attendance: Sequence[Attendance] = (),
        chair_words: Iterable[str] = (),
        ordinary: Callable[[str], bool] | None = None,
        ocr: bool = False,
    ) -> None:
        """Learns the names that are printed with a code, and those of the attendance."""
        texts = [b.text[:_FIRST] for b in blocks if b.role is not Role.FURNITURE]
        coded = [t for t in texts if _CODED.search(t)]
        codes = [c for t in coded for c in _CODED.findall(t) if len(c) <= 5]
        lower = sum(c.islower() for c in codes) > len(codes) * _LOWER_SHARE
        base = MentionContext(
            register=register, date=date, municipality=municipality, ocr=ocr, lower_codes=lower, ordinary=ordinary
        )
        seen = [m for text in coded for m in find_mentions(text, base)]
        learnt = learn_names(seen, ocr=ocr)
        pairs = [(k.name, k.party_id) for k in learnt.full.values()]
        known = known_names([*pairs, *((a.name, a.party_id) for a in attendance if " " in a.name)])
        self._context = msgspec.structs.replace(base, known=known)
        # the code printed with a name anywhere is that person's code everywhere in the document
        self._codes = {fold(a.name): a.party for a in attendance if a.party}
        self._codes |= {fold(m.name): m.party for m in seen if m.party and m.type is ActorType.PERSON}
        self._independent = register.independent
        self._chair = next((a for a in attendance if a.role and re.match(r"ordf", a.role, re.IGNORECASE)), None)
        words = "|".join(re.escape(w) for w in chair_words)
        self._chair_word = re.compile(rf"^\W*(?:{words})\b", re.IGNORECASE) if words else None
        self._find = functools.lru_cache(maxsize=8192)(self._look)

    def __call__(self, text: str) -> tuple[Mention, ...]:
        """Everyone whom the text names, in order."""
        return self._find(text)

    def _look(self, text: str) -> tuple[Mention, ...]:
        mentions = tuple(self._coded(m) for m in find_mentions(text, self._context))
        found = self._chair_word.match(text) if self._chair and self._chair_word else None
        if not found or any(m.start < found.end() + 2 for m in mentions):
            return mentions
        return (self._presiding(text, found), *mentions)

    def _coded(self, mention: Mention) -> Mention:
        if mention.type is not ActorType.PERSON:
            return mention
        if mention.party is not None:
            # «politisk vilde», «opol» say that there is no party; a dash is a code as printed
            words = mention.party.casefold() in self._independent and any(c.isalpha() for c in mention.party)
            return msgspec.structs.replace(mention, party=None) if words else mention
        return msgspec.structs.replace(mention, party=self._codes.get(fold(mention.name)))

    def _presiding(self, text: str, found: re.Match[str]) -> Mention:
        chair = self._chair
        assert chair is not None  # only called where there is one
        start = len(text) - len(text.lstrip())
        return Mention(
            name=chair.name,
            party=chair.party,
            party_id=chair.party_id,
            role=text[start : found.end()].lower(),
            type=ActorType.PERSON,
            and_others=False,
            start=start,
            end=found.end(),
            printed=text[start : found.end()],
            name_start=start,
            name_end=found.end(),
            genitive=False,
            inherited=True,
            listing=0,
            preceded_by=(),
            evidence=Evidence.KNOWN,
        )

    def names_actor(self, text: str) -> bool:
        """Whether the text names somebody who could act: a person or a party's group, and not only as an owner."""
        return any(not m.genitive and m.type is not ActorType.ORGANISATION for m in self(text))

    def only_names(self, text: str) -> bool:
        """Whether the text holds names and nothing else worth the word."""
        return only_names(text, self)

    def announces_by_name(self, text: str) -> bool:
        """Whether a paragraph announces by the names that it begins with, without a verb.

        `NN (S): Stödet höjs.`, `2. NN (C): bifall.`, `NN, V, till förmån för eget yrkande.`, `NN och NN, båda SD.`
        """
        head = _LABEL.sub("", text[:400])
        mentions = [m for m in self(head) if not m.genitive and m.type is not ActorType.ORGANISATION]
        if not mentions or mentions[0].start > 2:
            return False
        end = mentions[0].end
        for mention in mentions[1:]:
            if mention.listing != mentions[0].listing and len(head[end : mention.start]) > 6:
                break
            end = mention.end
        rest = head[end:].strip(" .,;")
        return not rest or rest.startswith(_BY_NAME)
