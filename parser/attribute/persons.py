"""One person through a document: which mentions are of the same one, and why.

`link_persons` finds first and links second, and only where exactly one candidate is left:

1. the same name in full (letter case and hyphens apart) and no other party is one person;
2. a part of a name (`Anna Berg` of `Anna Lind Berg`) in the same party is that person;
3. a spelling that differs by one letter, in the same party, never in one list with the other, is that person;
4. an initial and a surname, or a surname alone, is the only person whose name it fits, the party considered.

Postconditions: `ids` has one entry for each mention, in their order, None for those that are no person or that fit
several; ids are `p1`, `p2`, … in the order of first mention; each person's `forms` are all names that it has. Linking
over documents is another stage's: it takes `LinkedPerson` values of several documents.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from parser.attribute.mentions import Mention
from parser.attribute.names import fold, one_letter_apart
from parser.model import Finding
from parser.record.types import ActorType


class Link(msgspec.Struct, frozen=True):
    """Why a form of the name is this person's: a stable word and a sentence."""

    form: str
    reason: str
    because: str


class LinkedPerson(msgspec.Struct, frozen=True):
    """A person of a document: the fullest name, all forms, party ids and codes, and why the forms are one."""

    id: str
    name: str
    forms: tuple[str, ...]
    party_ids: tuple[str, ...]
    codes: tuple[str, ...]
    links: tuple[Link, ...] = ()


class Persons(msgspec.Struct, frozen=True):
    """The persons of a document, and for each mention the id of its person or None."""

    people: tuple[LinkedPerson, ...]
    ids: tuple[str | None, ...]
    findings: tuple[Finding, ...] = ()


class _Cluster:
    """The mentions of one person, while they are put together."""

    __slots__ = ("codes", "forms", "key", "links", "lists", "name", "parties")

    def __init__(self, name: str) -> None:
        self.name = name
        self.key = fold(name)
        self.forms: Counter[str] = Counter()
        self.parties: Counter[str] = Counter()
        self.codes: Counter[str] = Counter()
        self.lists: set[tuple[int, int]] = set()
        self.links: list[Link] = []

    def take(self, mention: Mention, listing: tuple[int, int]) -> None:
        self.forms[mention.name] += 1
        self.lists.add(listing)
        if mention.party is not None:
            self.codes[mention.party] += 1
        if mention.party_id is not None:
            self.parties[mention.party_id] += 1

    def merge(self, other: "_Cluster", reason: str, because: str) -> None:
        self.forms += other.forms
        self.parties += other.parties
        self.codes += other.codes
        self.lists |= other.lists
        self.links += [*other.links, Link(other.name, reason, because)]

    def agrees(self, party_id: str | None) -> bool:
        return party_id is None or not self.parties or party_id in self.parties

    def agrees_with(self, other: "_Cluster") -> bool:
        return not self.parties or not other.parties or bool(self.parties.keys() & other.parties.keys())


def link_persons(mentions: Sequence[Mention]) -> Persons:
    """Link the mentions of a document, given in its order. For the rules see the module."""
    listings = _listings(mentions)
    clusters: list[_Cluster] = []
    of: list[_Cluster | None] = [None] * len(mentions)
    findings: list[Finding] = []
    by_name: dict[str, list[_Cluster]] = {}
    persons = [at for at, mention in enumerate(mentions) if mention.type is ActorType.PERSON]
    full = [at for at in persons if is_full(mentions[at].name)]
    # Those with a party first: they say how many persons of a name there are.
    for at in sorted(full, key=lambda at: mentions[at].party_id is None):
        mention = mentions[at]
        same = by_name.setdefault(fold(mention.name), [])
        fits = [cluster for cluster in same if cluster.agrees(mention.party_id)]
        if not fits:
            if same:
                findings.append(_two_parties(mention.name))
            fits = [_Cluster(mention.name)]
            same.append(fits[0])
            clusters.append(fits[0])
        chosen = fits[0] if len(fits) == 1 else _nearest_before(at, fits, of)
        if chosen is not None:
            chosen.take(mention, listings[at])
            of[at] = chosen
    merged = _merge_variants(clusters, findings)
    of = [merged.get(id(cluster), cluster) if cluster is not None else None for cluster in of]
    clusters = [cluster for cluster in clusters if id(cluster) not in merged]
    for at in persons:
        if of[at] is None:
            of[at] = _short_form(mentions[at], listings[at], clusters)
    return _number(mentions, of, findings)


def is_full(name: str) -> bool:
    """Whether a name has a first name written out and a surname."""
    words = name.split()
    return len(words) > 1 and len(words[0].rstrip(".")) > 1 and not words[0].endswith(".")


def _listings(mentions: Iterable[Mention]) -> list[tuple[int, int]]:
    """For each mention the text and the list in it that it is of: a new text begins where the offsets fall back."""
    out: list[tuple[int, int]] = []
    text, last = 0, -1
    for mention in mentions:
        if mention.start <= last:
            text += 1
        last = mention.start
        out.append((text, mention.listing))
    return out


def _nearest_before(at: int, fits: list[_Cluster], of: list[_Cluster | None]) -> _Cluster | None:
    return next((of[before] for before in range(at - 1, -1, -1) if of[before] in fits), None)


def _two_parties(name: str) -> Finding:
    return Finding(
        "same-name-two-parties",
        f"«{name}» stands with the codes of different parties and is kept apart as two persons; check the print.",
    )


def _merge_variants(clusters: list[_Cluster], findings: list[Finding]) -> dict[int, _Cluster]:
    """Merge parts of names and spellings into the one cluster that they fit. Returns what went where."""
    merged: dict[int, _Cluster] = {}
    near = _Neighbours(clusters)
    for small in sorted(clusters, key=lambda cluster: (len(cluster.key.split()), sum(cluster.forms.values()))):
        others = [big for big in near.of(small) if id(big) not in merged]
        found, reason = [big for big in others if _is_part(small, big)], "part-of-name"
        if not found:
            found, reason = [big for big in others if _is_spelling(small, big)], "spelling"
        if len(found) != 1:
            continue
        big = found[0]
        if reason == "spelling":
            because = f"«{small.name}» differs from «{big.name}» by one letter, in the same party."
            findings.append(Finding("corrected-name", because))
        else:
            because = f"«{small.name}» has the first name and a surname of «{big.name}», in the same party."
        big.merge(small, reason, because)
        merged[id(small)] = big
        for source, target in merged.items():
            if target is small:
                merged[source] = big
    return merged


class _Neighbours:
    """Finds those that a name can be a part or another spelling of, without comparing every name with every other.

    A part has the first name in common. One letter more, less or other is in one word (or is a blank), so that the
    first word or the last is the same; blanks lost or added leave the letters the same.
    """

    def __init__(self, clusters: Iterable[_Cluster]) -> None:
        self._alike: dict[tuple[str, str], list[_Cluster]] = {}
        for cluster in clusters:
            for key in _keys(cluster):
                self._alike.setdefault(key, []).append(cluster)

    def of(self, cluster: _Cluster) -> list[_Cluster]:
        found = {id(other): other for key in _keys(cluster) for other in self._alike.get(key, ())}
        return [other for other in found.values() if other is not cluster]


def _keys(cluster: _Cluster) -> tuple[tuple[str, str], ...]:
    words = cluster.key.split()
    return ("first", words[0]), ("last", words[-1]), ("letters", "".join(words))


def _is_part(small: _Cluster, big: _Cluster) -> bool:
    """`Anna Berg` of `Anna Lind Berg`: first name and a surname, one party, never named side by side."""
    few, many = small.key.split(), big.key.split()
    if not (2 <= len(few) < len(many)) or few[0] != many[0] or small.lists & big.lists:
        return False
    if not (small.parties and big.parties and small.agrees_with(big)):
        return False
    rest = iter(many)
    return all(word in rest for word in few)


def _is_spelling(small: _Cluster, big: _Cluster) -> bool:
    """One letter apart or joined otherwise, one party, never in one list, and the rarer of the two."""
    if small.lists & big.lists or not small.agrees_with(big):
        return False
    one, two = small.key, big.key
    if one.replace(" ", "") == two.replace(" ", ""):
        return True
    if len(one) < 8 or not one_letter_apart(one, two):
        return False
    counts = sum(small.forms.values()), sum(big.forms.values())
    return counts[0] < counts[1] and bool(small.parties) == bool(big.parties)


def _short_form(mention: Mention, listing: tuple[int, int], clusters: list[_Cluster]) -> _Cluster | None:
    """The one person that a surname alone, or with an initial, can be; a person of its own where nobody fits."""
    words = fold(mention.name).split()
    initials = [word for word in words[:-1] if len(word) == 1]
    surname = words[len(initials) :]
    found = [
        cluster
        for cluster in clusters
        if cluster.key == " ".join(words)
        or (_is_short_for(surname, initials, cluster.key.split()) and cluster.agrees(mention.party_id))
    ]
    if len(found) > 1:
        return None
    if not found:
        found = [_Cluster(mention.name)]
        clusters.append(found[0])
    elif fold(mention.name) != found[0].key and mention.name not in found[0].forms:
        reason = "initial" if initials else "surname"
        because = f"«{found[0].name}» is the only person here whose name «{mention.name}» fits."
        found[0].links.append(Link(mention.name, reason, because))
    found[0].take(mention, listing)
    return found[0]


def _is_short_for(surname: list[str], initials: list[str], whole: list[str]) -> bool:
    """Whether a surname, with initials or without, is the end of a name in full (or the first of its two surnames)."""
    if not surname or len(surname) >= len(whole):
        return False
    ends = whole[-len(surname) :] == surname or (len(whole) > 2 and surname == whole[1:-1])
    return ends and (not initials or whole[0].startswith(initials[0]))


def _number(mentions: Sequence[Mention], of: list[_Cluster | None], findings: list[Finding]) -> Persons:
    ids: dict[int, str] = {}
    order: list[_Cluster] = []
    out: list[str | None] = []
    for at, cluster in enumerate(of):
        if cluster is None:
            out.append(None)
            if mentions[at].type is ActorType.PERSON:
                name = mentions[at].name
                findings.append(Finding("ambiguous-person", f"«{name}» can be several persons of the document."))
            continue
        if id(cluster) not in ids:
            ids[id(cluster)] = f"p{len(ids) + 1}"
            order.append(cluster)
        out.append(ids[id(cluster)])
    people = tuple(
        LinkedPerson(
            id=ids[id(cluster)],
            name=cluster.name,
            forms=tuple(cluster.forms),
            party_ids=tuple(party for party, _ in cluster.parties.most_common()),
            codes=tuple(cluster.codes),
            links=tuple(cluster.links),
        )
        for cluster in order
    )
    return Persons(people, tuple(out), tuple(dict.fromkeys(findings)))
