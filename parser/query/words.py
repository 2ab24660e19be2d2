"""The acts that have the words looked for: from the index's full-text tables to a mask over the acts' keys."""

import sqlite3

import numpy as np

from parser.index.wording import stems
from parser.query.state import Keys, Mask, State
from parser.query.text import INSIDE, Both, Either, Inside, Phrase, Term, Without, Word

TOGETHER = 16
"""So many words are looked up in one go: a longer OR costs each act a look at each of its words."""


def having(state: State, connection: sqlite3.Connection, term: Term, size: int) -> Mask:
    """Which acts have what `term` means."""
    if isinstance(term, Both | Either):
        masks = [having(state, connection, part, size) for part in term.parts]
        mask = masks[0]
        for other in masks[1:]:
            mask = mask & other if isinstance(term, Both) else mask | other
        return mask
    if isinstance(term, Without):
        return ~having(state, connection, term.part, size)
    mask = np.zeros(size, dtype=np.bool_)
    mask[acts_with(state, connection, term)] = True
    return mask


def acts_with(state: State, connection: sqlite3.Connection, term: Word | Phrase | Inside) -> Keys:
    """The keys of the acts that have a word, a phrase or a part of a word; some may stand there twice."""
    key = (type(term).__name__, repr(term))
    found = state.remembered(key)
    if found is None:
        found = _find(connection, term)
        state.remember(key, found)
    return found


def _find(connection: sqlite3.Connection, term: Word | Phrase | Inside) -> Keys:
    if isinstance(term, Phrase):
        return _keys(connection, phrase(term))
    forms: set[str] = set()
    part = term.part if isinstance(term, Inside) else term.word
    if isinstance(term, Word):
        known = stems()
        stem = known[part]
        forms |= {part, *_words(connection, "?", stem)}
        if known[stem] == stem:  # it may not be in the table: see `parser.index.vocabulary`
            forms.add(stem)
    if isinstance(term, Inside) or len(part) >= INSIDE:
        forms |= _words(connection, _AROUND, f'"{part}"')
    terms = [f'"{one}"' for one in sorted(forms)]
    parts = [_keys(connection, " OR ".join(terms[at : at + TOGETHER])) for at in range(0, len(terms), TOGETHER)]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


_AROUND = "SELECT stem FROM word WHERE key IN (SELECT rowid FROM word_parts WHERE word_parts MATCH ?)"


def _words(connection: sqlite3.Connection, having: str, value: str) -> set[str]:
    """All words of the stems that `having` gives."""
    return {word for (word,) in connection.execute(f"SELECT word FROM word WHERE stem IN ({having})", (value,))}


def phrase(term: Phrase) -> str:
    """A phrase as FTS5 has it. Its words are letters and digits only, so that nothing of them is syntax."""
    return f'"{" ".join(term.words)}"' + (" *" if term.prefix else "")


def _keys(connection: sqlite3.Connection, match: str) -> Keys:
    # One text of all keys is several times as quick as a row of Python's for each.
    query = "SELECT group_concat(rowid) FROM act_words WHERE act_words MATCH ?"
    (told,) = connection.execute(query, (match,)).fetchone()
    return np.fromstring(told, dtype=np.int64, sep=",") if told else np.zeros(0, dtype=np.int64)
