"""From a question to the acts that it means."""

import sqlite3
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from parser.corpus.mentions import folded
from parser.errors import BadQuestion
from parser.index.batch import DEMANDS, KINDS
from parser.index.wording import composed
from parser.query.diary import same
from parser.query.parties import parties_meant, unknown_party
from parser.query.question import Question
from parser.query.state import Keys, Mask, State
from parser.query.text import parse
from parser.query.words import having

ID = "person-"


def matching(
    state: State, connection: sqlite3.Connection, question: Question, *, leaving_out: Iterable[str] = ()
) -> Keys:
    """The keys of the acts that a question means, in their order; `leaving_out` names fields that are not asked for."""
    if leaving_out:
        empty = {name: getattr(Question(), name) for name in leaving_out}
        question = question.but(**empty)
    few = _few(connection, question)
    if few is None:
        return np.flatnonzero(_fitting(state, connection, question, None))
    return few[_fitting(state, connection, question, few)]


def _few(connection: sqlite3.Connection, question: Question) -> Keys | None:
    """The acts of the persons, documents and matters asked for, which SQLite's indexes find; None: all acts."""
    found: list[Keys] = []
    if question.person:
        found.append(_of_persons(connection, persons_meant(connection, question.person)))
    if question.document:
        found.append(_ranges(_documents(connection, question.document)))
    if question.matter:
        found.append(_ranges(_of_matter(connection, question.matter)))
    if not found:
        return None
    keys, *others = found
    for other in others:
        keys = np.intersect1d(keys, other)
    return keys


def _fitting(state: State, connection: sqlite3.Connection, question: Question, keys: Keys | None) -> Mask:
    """Which of the acts with these keys (None: of all) fit the rest of a question."""

    def column(name: str) -> NDArray[np.int32]:
        values = state.column(connection, name)
        return values if keys is None else values[keys]

    def those(mask: Mask) -> Mask:
        return mask if keys is None else mask[keys]

    size = len(state.column(connection, "live"))
    live = column("live")
    mask: Mask = live > 0 if question.nested else live == 1
    if question.kind:
        mask &= _among(column("kind"), [KINDS.index(one) for one in question.kind])
    for name, bits in (
        ("demand", [1 << DEMANDS.index(one) for one in question.demand]),
        ("against", [1 << KINDS.index(one) for one in question.against]),
        ("about", [1 << KINDS.index(one) for one in question.about]),
    ):
        if bits:
            mask &= (column(name) & sum(bits)) != 0
    for name in ("body", "municipality", "type"):
        wanted = getattr(question, name)
        if wanted:
            mask &= _among(column(name), _named(state.codes(connection, name), wanted))
    if question.since is not None:
        mask &= column("date") >= question.since.toordinal()
    if question.until is not None:
        mask &= (column("date") <= question.until.toordinal()) & (column("date") > 0)
    if question.confidence is not None:
        mask &= column("confidence") >= round(question.confidence * 100)
    if question.unsure is not None:
        mask &= column("confidence") < round(question.unsure * 100)
    if question.party:
        codes = _parties(connection, state.codes(connection, "party"), question.party)
        having_party = np.zeros(size, dtype=np.bool_)
        parties = _among(state.column(connection, "party_value"), codes)
        having_party[state.column(connection, "party_act")[parties]] = True
        mask &= those(having_party)
    if question.text:
        mask &= those(having(state, connection, parse(question.text), size))
    return mask


def _of_persons(connection: sqlite3.Connection, persons: Sequence[int]) -> Keys:
    some = ",".join(map(str, persons))
    rows = connection.execute(
        f"SELECT r.act FROM mention n JOIN actor r ON r.mention = n.key WHERE n.person IN ({some})"
    ).fetchall()
    return np.unique(np.array([act for (act,) in rows], dtype=np.int64))


def _among(values: NDArray[np.int32], wanted: Sequence[int]) -> Mask:
    if len(wanted) == 1:
        return values == wanted[0]  # type: ignore[no-any-return]
    return np.isin(values, np.array(wanted, dtype=np.int64))


def _ranges(ranges: Iterable[tuple[int, int]]) -> Keys:
    """The keys from the first to before the second of each range."""
    parts = [np.arange(first, end, dtype=np.int64) for first, end in ranges]
    return np.unique(np.concatenate(parts)) if parts else np.zeros(0, dtype=np.int64)


def _named(codes: dict[str, int], wanted: Iterable[str]) -> list[int]:
    """The codes of the values that names mean: case does not matter, `*` stands for any letters."""
    plain: dict[str, list[int]] = {}
    for value, code in codes.items():
        plain.setdefault(composed(value).casefold(), []).append(code)
    found: list[int] = []
    for name in wanted:
        name = composed(name).casefold()
        if "*" in name:
            found += [code for value, of in plain.items() if _like(value, name) for code in of]
        else:
            found += plain.get(name, [])
    return found


def _like(value: str, pattern: str) -> bool:
    """`*` stands for any letters; nothing else is special."""
    first, *rest = pattern.split("*")
    if not value.startswith(first):
        return False
    at = len(first)
    *middle, last = rest
    for part in middle:
        at = value.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return len(value) - len(last) >= at and value.endswith(last)


def _parties(connection: sqlite3.Connection, codes: dict[str, int], wanted: Iterable[str]) -> list[int]:
    """The codes of the parties that are asked for. Raises BadQuestion for one that nobody knows."""
    found: list[int] = []
    for name in wanted:
        meant = parties_meant(connection, name)
        if meant is None:
            raise unknown_party(connection, name)
        found += [codes[one] for one in meant if one in codes]
    return found


def persons_meant(connection: sqlite3.Connection, wanted: Iterable[str]) -> list[int]:
    """The keys of the persons that ids or names mean. Each word of a name begins a word of one form of the person's."""
    found: dict[int, None] = {}
    for one in wanted:
        if one.startswith(ID):
            rows = connection.execute("SELECT key FROM person WHERE id = ?", (one,)).fetchall()
            found |= dict.fromkeys(key for (key,) in rows)
            continue
        words = folded(composed(one)).split()
        asked = [word for word in ("".join(c for c in word if c.isalnum()) for word in words) if word]
        if not asked:
            raise BadQuestion(f"person is {one[:40]!r}, which has no letters; give a name, such as Berg")
        rows = connection.execute(
            "SELECT rowid, names FROM person_names WHERE person_names MATCH ?",
            (" ".join(f'"{word}"*' for word in asked),),
        ).fetchall()
        for key, names in rows:
            if any(_begins(form.split(), words) for form in names.split("\n")):
                found[key] = None
    return list(found)


def _begins(form: Sequence[str], words: Sequence[str]) -> bool:
    return all(any(part.startswith(word) for part in form) for word in words)


def _documents(connection: sqlite3.Connection, ids: Iterable[str]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for id_ in ids:
        rows = connection.execute("SELECT first_act, first_act + acts FROM document WHERE id = ?", (id_,))
        found += rows.fetchall()
    return found


def _of_matter(connection: sqlite3.Connection, numbers: Iterable[str]) -> list[tuple[int, int]]:
    """The acts of the matters with these diary numbers; of a document with one, all."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        condition, values = same(number)
        rows = connection.execute(
            f"SELECT a.key, a.key + 1 FROM diary g JOIN act a ON a.matter = g.matter WHERE {condition} "
            "UNION SELECT d.first_act, d.first_act + d.acts FROM diary g JOIN document d ON d.key = g.document "
            f"WHERE {condition} AND g.matter IS NULL",
            values,
        )
        found += rows.fetchall()
    return found
