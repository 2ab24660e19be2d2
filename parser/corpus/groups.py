"""Growing sets of mentions, within what must never be joined.

Postconditions: no two mentions of one record are in one set, unless an override said so; two mentions that an
override keeps apart never are.
"""

from collections.abc import Iterable, Sequence

from parser.corpus.mentions import Key, Mention


class Groups:
    """A union-find over mentions, with what each set must not meet."""

    def __init__(self, mentions: Iterable[Mention], apart: dict[Key, list[tuple[int, int]]]) -> None:
        """`apart`: for each mention, entries of overrides and which of an entry's persons it is."""
        self._parent: dict[Key, Key] = {}
        self._members: dict[Key, list[Mention]] = {}
        self._records: dict[Key, set[str]] = {}
        self._labels: dict[Key, dict[int, int]] = {}
        self.labelled = bool(apart)
        """Whether anything is kept apart by an override."""
        for mention in mentions:
            key = mention.key
            self._parent[key] = key
            self._members[key] = [mention]
            self._records[key] = {mention.record}
            self._labels[key] = dict(apart.get(key, ()))

    def root(self, key: Key) -> Key:
        """What stands for the set that the mention is in."""
        while (above := self._parent[key]) != key:
            self._parent[key] = self._parent[above]
            key = above
        return key

    def members(self, key: Key) -> Sequence[Mention]:
        """The set that the mention is in."""
        return self._members[self.root(key)]

    def labels(self, key: Key) -> Sequence[int]:
        """The entries of overrides that keep the set apart from others."""
        return sorted(self._labels[self.root(key)])

    def contradiction(self, one: Key, other: Key) -> int | None:
        """The entry of overrides that keeps the two sets apart."""
        if not self.labelled:
            return None
        mine, theirs = self._labels[self.root(one)], self._labels[self.root(other)]
        return min((entry for entry, which in mine.items() if theirs.get(entry, which) != which), default=None)

    def may_meet(self, one: Key, other: Key) -> bool:
        """Whether the two may be one person: in one set already, or nothing keeps their sets apart."""
        mine, theirs = self.root(one), self.root(other)
        if mine == theirs:
            return True
        return self._records[mine].isdisjoint(self._records[theirs]) and self.contradiction(mine, theirs) is None

    def join(self, one: Key, other: Key) -> None:
        """Make one set of two, whatever keeps them apart."""
        mine, theirs = self.root(one), self.root(other)
        if mine != theirs:
            self._unite(mine, theirs)

    def meet(self, one: Key, other: Key) -> bool:
        """Make one set of two that may meet; whether they are one now."""
        mine, theirs = self.root(one), self.root(other)
        if mine == theirs:
            return True
        if not self.may_meet(mine, theirs):
            return False
        self._unite(mine, theirs)
        return True

    def _unite(self, mine: Key, theirs: Key) -> None:
        if len(self._members[mine]) < len(self._members[theirs]):
            mine, theirs = theirs, mine
        self._parent[theirs] = mine
        self._members[mine] += self._members.pop(theirs)
        self._records[mine] |= self._records.pop(theirs)
        self._labels[mine] |= self._labels.pop(theirs)
