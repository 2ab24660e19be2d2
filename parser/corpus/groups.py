"""Growing sets of mentions, within what must never be joined.

Postconditions: no two mentions of one record are in one set, unless an override said so; two mentions that an
override keeps apart never are.
"""

from collections.abc import Sequence

from parser.corpus.mentions import Key


class Groups:
    """A union-find over mentions, with what each set must not meet. A mention that nobody joined takes no room."""

    def __init__(self, apart: dict[Key, list[tuple[int, int]]]) -> None:
        """`apart`: for each mention, entries of overrides and which of an entry's persons it is."""
        self._above: dict[Key, Key] = {}
        # Of the sets of several mentions, by what stands for them.
        self._records: dict[Key, set[str]] = {}
        self._labels = {key: dict(labels) for key, labels in apart.items()}
        self.labelled = bool(apart)
        """Whether anything is kept apart by an override."""

    def root(self, key: Key) -> Key:
        """What stands for the set that the mention is in."""
        above = self._above
        while (upper := above.get(key)) is not None:
            if (top := above.get(upper)) is not None:
                above[key] = top
            key = upper
        return key

    def alone(self, key: Key) -> bool:
        """Whether the mention was joined with no other."""
        return key not in self._above and key not in self._records

    def labels(self, key: Key) -> Sequence[int]:
        """The entries of overrides that keep the set apart from others."""
        return sorted(self._labels.get(self.root(key), ()))

    def contradiction(self, one: Key, other: Key) -> int | None:
        """The entry of overrides that keeps the two sets apart."""
        if not self.labelled:
            return None
        return self._contradict(self.root(one), self.root(other))

    def may_meet(self, one: Key, other: Key) -> bool:
        """Whether the two may be one person: in one set already, or nothing keeps their sets apart."""
        mine, theirs = self.root(one), self.root(other)
        return mine == theirs or self._may_unite(mine, theirs)

    def join(self, one: Key, other: Key) -> None:
        """Make one set of two, whatever keeps them apart."""
        mine, theirs = self.root(one), self.root(other)
        if mine != theirs:
            self._unite(mine, theirs)

    def meet(self, one: Key, other: Key) -> bool | None:
        """Make one set of two that may meet: whether they were made one; None where they were one already."""
        mine, theirs = self.root(one), self.root(other)
        if mine == theirs:
            return None
        if not self._may_unite(mine, theirs):
            return False
        self._unite(mine, theirs)
        return True

    def _may_unite(self, mine: Key, theirs: Key) -> bool:
        apart = self._records_of(mine).isdisjoint(self._records_of(theirs))
        return apart and (not self.labelled or self._contradict(mine, theirs) is None)

    def _contradict(self, mine: Key, theirs: Key) -> int | None:
        labels, others = self._labels.get(mine, {}), self._labels.get(theirs, {})
        return min((entry for entry, which in labels.items() if others.get(entry, which) != which), default=None)

    def _records_of(self, root: Key) -> set[str]:
        return self._records.get(root) or {root[0]}

    def _unite(self, mine: Key, theirs: Key) -> None:
        records, others = self._records_of(mine), self._records_of(theirs)
        if len(records) < len(others):
            mine, theirs, records, others = theirs, mine, others, records
        self._above[theirs] = mine
        records |= others
        self._records[mine] = records
        self._records.pop(theirs, None)
        if self.labelled:
            self._labels[mine] = self._labels.get(mine, {}) | self._labels.pop(theirs, {})
