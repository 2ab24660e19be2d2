"""The words that the acts have, with their stems: what leads from a word that is asked for to all its forms.

The words are told by FTS5 itself, so that they are cut as those that are looked up. A word that is its own stem and
not only of letters (most are figures) is left out: it has no other way to be asked for than as it stands.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

from parser.index.wording import stems

LONGEST = 40
"""Words of more letters are no words that anybody looks for a part of."""


class Vocabulary:
    """Gathers the words of acts that are added; `save` writes those that are new."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """An index that may have words already."""
        self._connection = connection
        self._number = count(1)
        # Of an index that has none all words are new, and its own full-text table tells them at the end.
        self._anew = connection.execute("SELECT 1 FROM act_words_data WHERE id > 10 LIMIT 1").fetchone() is None
        if not self._anew:
            connection.execute("DROP TABLE IF EXISTS temp.added_words")
            connection.execute(
                "CREATE VIRTUAL TABLE temp.added_words USING fts5(words, title, content = '', detail = none, "
                "columnsize = 0, tokenize = 'unicode61 remove_diacritics 0')"
            )

    def take(self, rows: Iterable[Sequence[Any]]) -> None:
        """Rows of a key, the text and the title, as the full-text table gets them."""
        if not self._anew:
            self._connection.executemany(
                "INSERT INTO temp.added_words (rowid, words, title) VALUES (?, ?, ?)",
                [(next(self._number), *row[1:]) for row in rows],
            )

    def save(self) -> None:
        """Write the new words and their parts."""
        run = self._connection.execute
        base, table = ("main", "act_words") if self._anew else ("temp", "added_words")
        run(f"CREATE VIRTUAL TABLE temp.told_words USING fts5vocab('{base}', '{table}', 'row')")
        words = [word for (word,) in run("SELECT term FROM temp.told_words")]
        run("DROP TABLE temp.told_words")
        if not self._anew:
            run("DROP TABLE temp.added_words")
            words = [word for word in words if not run("SELECT 1 FROM word WHERE word = ?", (word,)).fetchone()]
        stem = stems()
        start = int(run("SELECT coalesce(max(key), 0) + 1 FROM word").fetchone()[0])
        kept = [word for word in words if word.isalpha() or stem[word] != word]
        new = [(key, word, stem[word]) for key, word in enumerate(kept, start)]
        self._connection.executemany("INSERT INTO word VALUES (?, ?, ?)", new)
        parts = [(key, word) for key, word, _ in new if word.isalpha() and len(word) <= LONGEST]
        self._connection.executemany("INSERT INTO word_parts (rowid, word) VALUES (?, ?)", parts)
