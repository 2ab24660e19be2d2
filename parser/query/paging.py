"""A page of answers in an order, and where the next one begins.

A cursor names the last answer of its page by its own id, so that it holds over updates of the index and a new one.
"""

import base64
import binascii
import sqlite3
from collections.abc import Iterable

import numpy as np

from parser.errors import BadQuestion
from parser.query.answers import Answer, Answers, fetch
from parser.query.question import Question, Sort
from parser.query.select import matching
from parser.query.state import Keys, State
from parser.query.text import Both, Either, Inside, Phrase, Term, Word, parse
from parser.query.words import phrase


def page_of(state: State, connection: sqlite3.Connection, question: Question) -> Answers:
    """A page of the answers to a question. Raises BadQuestion."""
    found = matching(state, connection, question)
    total = len(found)
    keys, more = _page(state, connection, question, found)
    answers = fetch(connection, keys)
    cursor = _cursor(question, answers[-1]) if more else None
    return Answers(answers=answers, total=total, cursor=cursor, state=state.token)


def keys_of(state: State, connection: sqlite3.Connection, question: Question) -> Keys:
    """The keys of all the answers, in their order."""
    keys = matching(state, connection, question)
    return keys[np.argsort(_rank(state, connection, question, keys), kind="stable")]


def _page(state: State, connection: sqlite3.Connection, question: Question, keys: Keys) -> tuple[list[int], bool]:
    rank = _rank(state, connection, question, keys)
    if question.cursor is not None:
        last = _after(state, connection, question)
        after = rank > last
        keys, rank = keys[after], rank[after]
    limit = question.limit
    more = len(keys) > limit
    if more:
        first = np.argpartition(rank, limit)[:limit]
        keys, rank = keys[first], rank[first]
    return [int(key) for key in keys[np.argsort(rank, kind="stable")]], more


def _rank(state: State, connection: sqlite3.Connection, question: Question, keys: Keys) -> Keys:
    """A number for each act that tells its place: the smaller, the earlier. No two have the same."""
    sort = question.sort or Sort.NEWEST
    key = keys.astype(np.int64)
    if sort is Sort.UNSURE:
        return (state.column(connection, "confidence")[keys].astype(np.int64) << 40) + key
    if sort is Sort.RELEVANCE:
        score = _scores(connection, question, len(state.column(connection, "live")))[keys]
        return ((1000 - score).astype(np.int64) << 40) + key
    date = state.column(connection, "date")[keys].astype(np.int64)
    far = np.int64(1 << 22)
    place = np.where(date > 0, date if sort is Sort.OLDEST else far - date, far)
    return (place << 40) + key


def _scores(
    connection: sqlite3.Connection, question: Question, size: int
) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    """How well each act fits the words of the text, 0 to 1000, by BM25 over the words as printed."""

    def leaves(term: Term) -> Iterable[str]:
        if isinstance(term, Both | Either):
            for part in term.parts:
                yield from leaves(part)
        elif isinstance(term, Phrase):
            yield phrase(term)
        elif isinstance(term, Word):
            yield f'"{term.word}"*'
        elif isinstance(term, Inside):
            yield f'"{term.part}"*'

    match = " OR ".join(dict.fromkeys(leaves(parse(question.text or ""))))
    scores = np.zeros(size, dtype=np.int32)
    rows = connection.execute(
        "SELECT rowid, bm25(act_words, 1.0, 3.0) FROM act_words WHERE act_words MATCH ?", (match,)
    ).fetchall()
    if rows:
        told = np.array(rows)
        raw = -told[:, 1]
        scores[told[:, 0].astype(np.int64)] = np.clip(1000 * raw / max(float(raw.max()), 1e-9), 0, 1000).astype(
            np.int32
        )
    return scores


def _cursor(question: Question, last: Answer) -> str:
    told = f"{question.sort or Sort.NEWEST}:{last.id}"
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def _after(state: State, connection: sqlite3.Connection, question: Question) -> int:
    cursor = question.cursor or ""
    try:
        told = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        sort, _, id_ = told.partition(":")
        document, _, act = id_.partition("/")
        if sort != (question.sort or Sort.NEWEST):
            raise ValueError
    except (ValueError, binascii.Error):
        raise BadQuestion("the cursor is none that Diarium gave for this question; begin at the first page") from None
    row = connection.execute(
        "SELECT a.key FROM act a JOIN document d ON d.key = a.document WHERE d.id = ? AND a.id = ?", (document, act)
    ).fetchone()
    if row is None:
        raise BadQuestion("the answer where the cursor stands is no longer in the corpus; begin at the first page")
    return int(_rank(state, connection, question, np.array([row[0]]))[0])
