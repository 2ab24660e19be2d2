"""What a person has said of who is who: a TOML file that overrules the rules of linking.

[[same]]
reason = "Why it is known."
persons = [{ record = "0123456789abcdef", person = "p3" }, { name = "NN", municipality = "Storköping" }]

[[different]]
reason = "Why it is known."
persons = [{ name = "NN", municipality = "Storköping", party = "s" },
           { name = "NN", municipality = "Storköping", party = "m" }]
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from parser.attribute.party_data import read_toml
from parser.corpus.mentions import Key, Mention, folded
from parser.errors import BadProfile


class BadOverrides(BadProfile):
    """A file of overrides cannot be used: broken, an unknown key, no reason, or it contradicts itself."""


class Selector(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom an entry is about: one mention (record and person), or all of a name in a municipality (of a party)."""

    record: str | None = None
    person: str | None = None
    name: str | None = None
    municipality: str | None = None
    party: str | None = None

    @property
    def folded(self) -> "Selector":
        """As it is compared: two that say the same are equal."""
        if self.record is not None:
            return self
        return msgspec.structs.replace(self, name=folded(self.name or ""), municipality=folded(self.municipality or ""))

    def selects(self, mention: Mention) -> bool:
        """Whether the mention is of those meant."""
        if self.record is not None:
            return (self.record, self.person) == mention.key
        return (
            folded(self.name or "") == folded(mention.name)
            and folded(self.municipality or "") == folded(mention.municipality)
            and (self.party is None or self.party in mention.parties)
        )

    def __str__(self) -> str:
        """`person p3 of record 0123`, `“NN” in Storköping (s)`."""
        if self.record is not None:
            return f"person {self.person} of record {self.record}"
        return f"“{self.name}” in {self.municipality}" + (f" ({self.party})" if self.party else "")


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Those who are one person, or of whom no two are one; and how it is known."""

    persons: tuple[Selector, ...]
    reason: str


class Overrides(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that is overruled. Made by `load_overrides`, or by hand and proved with `prove`."""

    same: tuple[Entry, ...] = ()
    different: tuple[Entry, ...] = ()


NONE = Overrides()

Chosen = dict[Key, list[tuple[int, int]]]
"""For each mention that an entry is about: the entry's index, and that of its selector."""


def load_overrides(path: Path) -> Overrides:
    """Read and prove a file of overrides. Raises BadOverrides, a sentence with the file and the key."""
    try:
        overrides = read_toml(path, Overrides)
    except BadProfile as error:
        raise BadOverrides(str(error)) from error
    prove(overrides, str(path))
    return overrides


def prove(overrides: Overrides, where: str = "overrides") -> None:
    """Raises BadOverrides where an entry says nothing, or two contradict each other, whatever the records are."""
    for kind, entries, least in (("same", overrides.same, 1), ("different", overrides.different, 2)):
        for index, entry in enumerate(entries):
            place = f"{where}: {kind}[{index}]"
            if not entry.reason.strip():
                raise BadOverrides(f"{place}.reason: is empty; say how it is known.")
            for number, selector in enumerate(entry.persons):
                _prove_selector(selector, f"{place}.persons[{number}]")
            if len(entry.persons) < least or (
                len(entry.persons) == 1 and entry.persons[0].record is not None  # one mention is one person anyway
            ):
                raise BadOverrides(f"{place}.persons: names {len(entry.persons)}; name at least two.")
            told = [selector.folded for selector in entry.persons]
            twice = next((one for number, one in enumerate(told) if one in told[:number]), None)
            if twice is not None:
                raise BadOverrides(f"{place}.persons: has {twice} twice; keep one.")
    roots: dict[Selector, int] = {}
    for index, entry in enumerate(overrides.same):
        joined = {roots[one.folded] for one in entry.persons if one.folded in roots}
        roots = {one: index if root in joined else root for one, root in roots.items()}
        roots.update({one.folded: index for one in entry.persons})
    for index, entry in enumerate(overrides.different):
        seen: dict[int, Selector] = {}
        for one in entry.persons:
            root = roots.get(one.folded)
            if root is not None and root in seen:
                raise BadOverrides(
                    f"{where}: different[{index}].persons: {seen[root]} and {one} are said to be the same "
                    "elsewhere in the file; keep what is true."
                )
            if root is not None:
                seen[root] = one


def _prove_selector(selector: Selector, place: str) -> None:
    by_record = [selector.record, selector.person]
    by_name = [selector.name, selector.municipality]
    given = [*by_record, *by_name, selector.party]
    if any(value is not None and not value.strip() for value in given):
        raise BadOverrides(f"{place}: a key is empty; fill it in or leave it out.")
    one_way = None not in by_record and not any([*by_name, selector.party])
    other_way = None not in by_name and not any(by_record)
    if not one_way and not other_way:
        raise BadOverrides(f"{place}: give record and person, or name and municipality (and party), not a mixture.")


def choose(entries: Sequence[Entry], mentions: Sequence[Mention]) -> Chosen:
    """The mentions that each entry is about."""
    by_key = {mention.key: mention for mention in mentions}
    by_name: dict[str, list[Mention]] = {}
    wanted = {folded(one.name) for entry in entries for one in entry.persons if one.name is not None}
    for mention in mentions:
        if wanted and (name := folded(mention.name)) in wanted:
            by_name.setdefault(name, []).append(mention)
    chosen: Chosen = {}
    for index, entry in enumerate(entries):
        for number, selector in enumerate(entry.persons):
            for mention in _candidates(selector, by_key, by_name):
                if selector.selects(mention):
                    chosen.setdefault(mention.key, []).append((index, number))
    return chosen


def _candidates(selector: Selector, by_key: dict[Key, Mention], by_name: dict[str, list[Mention]]) -> Iterator[Mention]:
    if selector.name is not None:
        yield from by_name.get(folded(selector.name), ())
    elif (found := by_key.get((selector.record or "", selector.person or ""))) is not None:
        yield found
