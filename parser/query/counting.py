"""Counts beside the answers: of each value of a facet, of groups by several, and of those who act together."""

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import product

import msgspec
import numpy as np
from numpy.typing import NDArray

from parser.errors import BadQuestion
from parser.index.batch import DEMANDS, KINDS
from parser.query.question import Question
from parser.query.select import matching
from parser.query.state import State

Ints = NDArray[np.int64]

FACETS = (
    "kind", "party", "person", "body", "municipality", "year", "demand", "against", "about", "type", "confidence",
    "document",
)  # fmt: skip
"""What can be counted and grouped by. `confidence` counts in steps of a tenth: `0.9` is from 0.9 up to 1."""
FIELDS: dict[str, tuple[str, ...]] = {"year": ("since", "until"), "confidence": ("confidence", "unsure")}
"""The fields of a question that a facet narrows, where it has not the facet's name."""
MOST_GROUPS = 100_000
UNKNOWN = ""
"""The value of acts that have none: no party, no date."""


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """How many acts have a value. `value` is what `Question` takes, `label` what a person reads."""

    value: str
    label: str
    count: int


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """How many acts have these values, one for each facet that was grouped by."""

    values: tuple[str, ...]
    labels: tuple[str, ...]
    count: int


def facets(
    state: State, connection: sqlite3.Connection, question: Question, names: Iterable[str], most: int
) -> dict[str, tuple[Count, ...]]:
    """For each facet its values and counts, the most frequent first, `most` of them at the most.

    A facet's own field is left out of the question, so that one sees what else could be chosen.
    """
    found: dict[str, tuple[Count, ...]] = {}
    whole: Ints | None = None
    for name in names:
        own = FIELDS.get(_known(name), (name,))
        if any(getattr(question, one) not in ((), None) for one in own):
            acts = matching(state, connection, question, leaving_out=own)
        else:
            whole = acts = whole if whole is not None else matching(state, connection, question)
        values = _Values(state, connection, name)
        codes = values.of(acts)
        counted = np.bincount(codes, minlength=1)
        codes_there = np.flatnonzero(counted)
        order = codes_there[np.lexsort((codes_there, -counted[codes_there]))]
        if name in ("year", "confidence"):
            order = codes_there[::-1]
        chosen = [int(code) for code in order if code][:most]
        labels = values.labels(chosen)
        found[name] = tuple(
            Count(value=value, label=label, count=int(counted[code]))
            for code, (value, label) in zip(chosen, labels, strict=True)
        )
    return found


def group_by(
    state: State, connection: sqlite3.Connection, question: Question, names: Sequence[str]
) -> tuple[Group, ...]:
    """How many acts there are of each combination of the facets' values, in the order of the values.

    An act of two parties counts for each of them. Raises BadQuestion for an unknown facet, or too many groups.
    """
    names = list(dict.fromkeys(names))
    if not names:
        raise BadQuestion(f"name what to group by: {', '.join(FACETS)}")
    acts = matching(state, connection, question)
    several = [_Values(state, connection, _known(name)) for name in names]
    columns: list[Ints] = []
    for values in several:
        acts, columns = values.join(acts, columns)
    if not len(acts):
        return ()
    combined = columns[0].astype(np.int64)
    for column in columns[1:]:
        combined = combined * (int(column.max()) + 1) + column
    _, first, counts = np.unique(combined, return_index=True, return_counts=True)
    if len(counts) > MOST_GROUPS:
        raise BadQuestion(f"that makes {len(counts):,} groups; ask for less, or group by fewer")
    told = []
    for values, column in zip(several, columns, strict=True):
        codes = column[first]
        distinct = sorted({int(code) for code in codes})
        names_of = dict(zip(distinct, values.labels(distinct), strict=True))
        told.append([names_of[int(code)] for code in codes])
    groups = [
        Group(values=tuple(one[0] for one in row), labels=tuple(one[1] for one in row), count=int(count))
        for *row, count in zip(*told, counts, strict=True)
    ]
    return tuple(sorted(groups, key=lambda one: one.labels))


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """Two who act together, and how often."""

    one: str
    other: str
    one_label: str
    other_label: str
    count: int


def together(
    state: State, connection: sqlite3.Connection, question: Question, by: str, *, in_matter: bool, most: int
) -> tuple[Pair, ...]:
    """Who acts together: pairs of parties or persons (`by`) in one act, or in one matter in one body (`in_matter`).

    The most frequent first. Each pair stands there once.
    """
    if by not in ("party", "person"):
        raise BadQuestion(f"there is no counting together by {by!r}; there are party, person")
    values = _Values(state, connection, by)
    acts, codes = values.join(matching(state, connection, question), [])
    who = codes[0]
    acts, who = acts[who > 0], who[who > 0]
    where = acts
    if in_matter:
        matter = state.column(connection, "matter").astype(np.int64)[acts]
        body = state.column(connection, "body").astype(np.int64)
        where = np.where(matter > 0, matter * (int(body.max()) + 1) + body[acts], -acts)
    pairs = np.unique(np.stack([where, who]), axis=1)
    counted: dict[tuple[int, int], int] = {}
    cuts = np.flatnonzero(np.diff(pairs[0])) + 1
    for members in np.split(pairs[1], cuts) if pairs.size else ():
        if 1 < len(members) <= 200:
            for one, other in product(members.tolist(), repeat=2):
                if one < other:
                    counted[one, other] = counted.get((one, other), 0) + 1
    best = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
    needed = sorted({code for pair, _ in best for code in pair})
    called = dict(zip(needed, values.labels(needed), strict=True))
    return tuple(
        Pair(one=called[a][0], other=called[b][0], one_label=called[a][1], other_label=called[b][1], count=count)
        for (a, b), count in best
    )


def _known(name: str) -> str:
    if name not in FACETS:
        raise BadQuestion(f"there is no {name[:40]!r} to count by; there are {', '.join(FACETS)}")
    return name


class _Values:
    """A facet's values as codes; 0 is none."""

    def __init__(self, state: State, connection: sqlite3.Connection, name: str) -> None:
        self.state, self.connection, self.name = state, connection, name

    def of(self, acts: Ints) -> Ints:
        """The codes of acts: of an act one for each value that it has."""
        return self.join(acts, [])[1][0]

    def join(self, acts: Ints, columns: list[Ints]) -> tuple[Ints, list[Ints]]:
        """Add this facet's codes to acts (which may stand there several times) and what is known of each."""
        if self.name in ("party", "person"):
            return self._pairs(acts, columns)
        if self.name in ("demand", "against", "about"):
            bits = self._column(self.name)[acts]
            where = [np.flatnonzero(bits == 0)]
            codes = [np.zeros(len(where[0]), dtype=np.int64)]
            for number in range(len(DEMANDS if self.name == "demand" else KINDS)):
                having = np.flatnonzero(bits & (1 << number))
                where.append(having)
                codes.append(np.full(len(having), number + 1, dtype=np.int64))
            rows = np.concatenate(where)
            return acts[rows], [*(one[rows] for one in columns), np.concatenate(codes)]
        return acts, [*columns, self._single(acts)]

    def _single(self, acts: Ints) -> Ints:
        if self.name == "kind":
            return self._column("kind")[acts].astype(np.int64) + 1
        if self.name == "year":
            return years(self._column("date")[acts])
        if self.name == "confidence":
            return np.minimum(self._column("confidence")[acts] // 10, 9).astype(np.int64) + 1
        return self._column(self.name)[acts].astype(np.int64)

    def _pairs(self, acts: Ints, columns: list[Ints]) -> tuple[Ints, list[Ints]]:
        if self.name == "party":
            of, values = self._column("party_act"), self._column("party_value").astype(np.int64)
        else:
            of = self._column("mention_act")
            values = self._column("mention_person")[self._column("mention_value")].astype(np.int64)
        # An act stands in `of` once for each of its values, in the order of keys.
        starts = np.searchsorted(of, acts, "left")
        ends = np.searchsorted(of, acts, "right")
        many = ends - starts
        none = np.flatnonzero(many == 0)
        rows = np.repeat(np.arange(len(acts)), many)
        within = np.arange(len(rows)) - np.repeat(np.cumsum(many) - many, many)
        codes = values[np.repeat(starts, many) + within]
        rows = np.concatenate([rows, none])
        codes = np.concatenate([codes, np.zeros(len(none), dtype=np.int64)])
        return acts[rows], [*(one[rows] for one in columns), codes]

    def _column(self, name: str) -> NDArray[np.int32]:
        return self.state.column(self.connection, name)

    def labels(self, codes: Sequence[int]) -> list[tuple[str, str]]:
        """The value and the label of each code."""
        name = self.name
        if name in ("kind", "against", "about"):
            return [(KINDS[code - 1].value if code else UNKNOWN,) * 2 for code in codes]
        if name == "demand":
            return [(DEMANDS[code - 1].value if code else UNKNOWN,) * 2 for code in codes]
        if name == "year":
            return [(f"{code:04}" if code else UNKNOWN,) * 2 for code in codes]
        if name == "confidence":
            return [(f"{(code - 1) / 10:.1f}",) * 2 for code in codes]
        if name == "person":
            return self._looked_up("SELECT key, id, name FROM person WHERE key IN ({})", codes)
        if name == "document":
            return self._looked_up(
                "SELECT key, id, coalesce(title, body, type) || coalesce(' ' || date, '') FROM document "
                "WHERE key IN ({})",
                codes,
            )
        value = {code: value for value, code in self.state.codes(self.connection, name).items()}
        if name == "party":
            named = dict(self.connection.execute("SELECT id, name FROM party").fetchall())
            return [
                (value.get(code, UNKNOWN), named.get(value.get(code, ""), value.get(code, UNKNOWN))) for code in codes
            ]
        return [(value.get(code, UNKNOWN),) * 2 for code in codes]

    def _looked_up(self, query: str, codes: Sequence[int]) -> list[tuple[str, str]]:
        rows = self.connection.execute(query.format(",".join(map(str, codes)))).fetchall()
        known = {key: (id_, label) for key, id_, label in rows}
        return [known.get(code, (UNKNOWN, UNKNOWN)) for code in codes]


def years(ordinals: NDArray[np.int32]) -> Ints:
    """The years of days that are counted from the year 1; 0 where there is none."""
    days = ordinals.astype(np.int64) - 719_163  # 1970-01-01
    made = days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    return np.where(ordinals > 0, made, 0)
