"""Which persons a document knows: those whose names in full stand with a code, misreadings sorted out."""

from collections import Counter
from collections.abc import Iterable

from parser.attribute.mention_types import Mention
from parser.attribute.names import KnownNames, NameRules, fold, known_names, load_names, one_letter_apart
from parser.attribute.reading import Evidence
from parser.record.types import ActorType


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
