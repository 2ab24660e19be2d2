"""A folder of records that can be asked: what the command, the web pages, the API and a notebook all use.

A `Corpus` may be used by many threads at once: each has a connection of its own, and every question sees one state of
the index, whatever is being written meanwhile.
"""

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from parser.errors import UnreadableDocument
from parser.index.places import Home
from parser.index.update import Report, is_stale, update
from parser.query import answers, counting, documents, matters, paging, persons, sql
from parser.query.answers import Answer, Answers
from parser.query.connection import connect
from parser.query.counting import Count, Group, Pair
from parser.query.documents import Change, Document, Documents
from parser.query.matters import Trail
from parser.query.persons import Person, Portrait
from parser.query.question import Question
from parser.query.sql import Table
from parser.query.state import State
from parser.record.file_names import on_disk

if TYPE_CHECKING:
    import pandas
    import polars

T = TypeVar("T")
TRIES = 5
AT_ONCE = 1000


class Corpus:
    """The records of a folder, through its index."""

    def __init__(self, path: Path, *, folder: Path | None = None, overrides: Path | None = None) -> None:
        """`folder` says where the index lies, `overrides` who is one person. Raises UnreadableDocument."""
        self.path = path
        self._home = Home(path, folder)
        self._folder, self._overrides = folder, overrides
        self._local = threading.local()
        self._states: dict[str, State] = {}
        self._lock = threading.Lock()

    # -- the index

    def is_stale(self) -> bool:
        """Whether the index is missing or lags behind the records: a look at each file's size and time."""
        return is_stale(self.path, self._folder, self._overrides)

    def refresh(self, *, patience: float = 600.0) -> Report | None:
        """Bring the index up to date where it is stale; None where it is not. Raises what `update` raises."""
        if not self.is_stale():
            return None
        return update(self.path, folder=self._folder, overrides=self._overrides, patience=patience)

    def has_index(self) -> bool:
        """Whether there is an index, be it stale."""
        return self._home.current() is not None

    @property
    def index(self) -> Path:
        """The index's file. Raises UnreadableDocument where there is none."""
        path = self._home.current()
        if path is None:
            raise UnreadableDocument("there is no index; run `diarium index` on the folder")
        return path

    @property
    def state(self) -> str:
        """Names what the index holds: another whenever an answer may be another. For an ETag."""
        with self._reading() as (state, _):
            return state.token

    # -- questions

    def ask(self, question: Question) -> Answers:
        """A page of the acts that a question means. Raises BadQuestion."""
        with self._reading() as (state, connection):
            return paging.page_of(state, connection, question)

    def count(self, question: Question) -> int:
        """How many acts a question means."""
        from parser.query.select import matching

        with self._reading() as (state, connection):
            return len(matching(state, connection, question))

    def acts(self, question: Question | None = None, **parameters: str | Sequence[str]) -> "Acts":
        """The acts that a question means, one after the other, as they are iterated over.

        `parameters` are those of the command: ``corpus.acts(kind="reservation", party="mp", since="2006")``.
        Raises BadQuestion.
        """
        if question is None:
            names = {"since": "from", "until": "to"}
            question = Question.of({names.get(name, name): value for name, value in parameters.items()})
        elif parameters:
            raise TypeError("give a question or parameters, not both")
        return Acts(self, question)

    def facets(
        self, question: Question, names: Iterable[str] = counting.FACETS, *, most: int = 20
    ) -> dict[str, tuple[Count, ...]]:
        """The values of each facet and how many acts have them. See `counting.facets`."""
        with self._reading() as (state, connection):
            return counting.facets(state, connection, question, names, most)

    def group_by(self, question: Question, names: Sequence[str]) -> tuple[Group, ...]:
        """How many acts there are of each combination of facets: ``["party", "year"]``. Raises BadQuestion."""
        with self._reading() as (state, connection):
            return counting.group_by(state, connection, question, names)

    def together(
        self, question: Question, by: str = "party", *, in_matter: bool = True, most: int = 500
    ) -> tuple[Pair, ...]:
        """Who acts together: pairs of parties or persons in one act, or in one matter and body (`in_matter`)."""
        with self._reading() as (state, connection):
            return counting.together(state, connection, question, by, in_matter=in_matter, most=most)

    def unanimity(self, question: Question) -> tuple["answers.Unanimity", ...]:
        """For each body, of how many decisions nobody reserved themselves nor asked for a vote."""
        with self._reading() as (state, connection):
            return answers.unanimity(state, connection, question)

    # -- things

    def act(self, id_: str) -> Answer | None:
        """The act ``RECORD/ACT``; None where there is none."""
        document, _, act = id_.partition("/")
        with self._reading() as (_, connection):
            row = connection.execute(
                "SELECT a.key FROM act a JOIN document d ON d.key = a.document WHERE d.id = ? AND a.id = ?",
                (document, act),
            ).fetchone()
            found = answers.fetch(connection, [row[0]]) if row else ()
            return found[0] if found else None

    def acts_of(self, document: str) -> tuple[Answer, ...]:
        """All acts of a document as printed, those that others quote or append included."""
        with self._reading() as (_, connection):
            rows = connection.execute(
                "SELECT a.key FROM act a JOIN document d ON d.key = a.document WHERE d.id = ? ORDER BY a.key",
                (document,),
            )
            return answers.fetch(connection, [key for (key,) in rows])

    def pointing_at(self, id_: str) -> tuple[Answer, ...]:
        """The acts that point at the act ``RECORD/ACT``: who was against it, who refers to it."""
        document, _, act = id_.partition("/")
        with self._reading() as (_, connection):
            rows = connection.execute(
                "SELECT DISTINCT l.act FROM document d JOIN act a ON a.document = d.key "
                "JOIN link l ON l.target = a.key "
                "WHERE d.id = ? AND a.id = ? ORDER BY l.act",
                (document, act),
            )
            return answers.fetch(connection, [key for (key,) in rows])

    def document(self, id_: str) -> Document | None:
        """The document whose record has this id."""
        with self._reading() as (_, connection):
            return documents.document(connection, id_)

    def documents(self, question: Question | None = None) -> Documents:
        """A page of the documents that have an act which the question means; without one, of all."""
        with self._reading() as (state, connection):
            return documents.documents(state, connection, question or Question())

    def record_path(self, id_: str) -> Path | None:
        """The file of a record; None where there is none, or where its path would lead out of the corpus."""
        document = self.document(id_)
        if document is None:
            return None
        path = self.path / on_disk(document.file)
        return path if path.resolve().is_relative_to(self.path.resolve()) and path.is_file() else None

    def persons(self, name: str, *, most: int = 50) -> tuple[Person, ...]:
        """Whom a name (or an id) means: those in most documents first. Raises BadQuestion."""
        with self._reading() as (_, connection):
            return persons.find(connection, [name], most)

    def person(self, id_: str) -> Portrait | None:
        """What one person did, with whom, against what."""
        with self._reading() as (state, connection):
            return persons.portrait(state, connection, id_)

    def matter(self, number: str, municipality: str | None = None) -> Trail | None:
        """The way of the matter with a diary number through the documents."""
        with self._reading() as (_, connection):
            return matters.trail(connection, number, municipality)

    def matters_near(self, number: str, *, most: int = 10) -> tuple[matters.Found, ...]:
        """Diary numbers that have `number` inside them."""
        with self._reading() as (_, connection):
            return matters.near(connection, number, most)

    def parties(self) -> dict[str, str]:
        """The parties of the corpus: ids and names, the most often acting first."""
        counts = self.facets(Question(), ["party"], most=10_000)["party"]
        return {one.value: one.label for one in counts}

    def changes(self, since: str | None = None, *, most: int = 1000) -> tuple[Change, ...]:
        """Which documents came, changed or went after an ISO time. See `documents.changes`."""
        with self._reading() as (_, connection):
            return documents.changes(connection, since, most)

    def sql(
        self, query: str, values: Sequence[object] = (), *, seconds: float = sql.SECONDS, rows: int = sql.ROWS
    ) -> Table:
        """One SELECT over the views of docs/sql.md. Raises BadQuestion."""
        return sql.run(self.index, query, values, seconds=seconds, rows=rows)

    def to_parquet(self, folder: Path) -> Mapping[str, Path]:
        """Write each view as a Parquet file. Needs the extra `analysis`. Raises UnwritableOutput, MissingProgram."""
        from parser.query.parquet import write

        return write(self.index, folder)

    # -- reading

    @contextlib.contextmanager
    def _reading(self) -> Iterator[tuple[State, sqlite3.Connection]]:
        """One state of the index, and this thread's connection, in a transaction that holds it."""
        connection = self._connection()
        connection.execute("BEGIN")
        try:
            yield self._state(connection), connection
        finally:
            connection.execute("ROLLBACK")

    def _state(self, connection: sqlite3.Connection) -> State:
        rows = connection.execute("SELECT name, value FROM meta WHERE name IN ('token', 'generation')")
        told = dict(rows.fetchall())
        token = f"{told['token']}-{told['generation']}"
        with self._lock:
            state = self._states.get(token)
            if state is None:
                while len(self._states) > 1:
                    self._states.pop(next(iter(self._states)))
                state = self._states[token] = State(token)
        return state

    def _connection(self) -> sqlite3.Connection:
        path = self.index
        kept: tuple[Path, sqlite3.Connection] | None = getattr(self._local, "kept", None)
        if kept is not None and kept[0] == path:
            return kept[1]
        if kept is not None:
            kept[1].close()
        connection = self._opened(lambda: self.index)
        self._local.kept = (path, connection)
        return connection

    def _opened(self, where: Callable[[], Path]) -> sqlite3.Connection:
        for attempt in range(TRIES):
            try:
                return connect(where())
            except sqlite3.OperationalError as error:  # a new index took its place between the two steps
                if attempt == TRIES - 1:
                    raise UnreadableDocument(f"the index cannot be opened ({error}); run `diarium index`") from error
        raise AssertionError


class Acts(Iterable[Answer]):
    """The acts that a question means. Each iteration asks anew and sees one state of the corpus to its end."""

    def __init__(self, corpus: Corpus, question: Question) -> None:
        """Made by `Corpus.acts`."""
        self.corpus, self.question = corpus, question

    def __iter__(self) -> Iterator[Answer]:
        """One act after the other; a thousand at a time are read."""
        connection = self.corpus._opened(lambda: self.corpus.index)
        try:
            connection.execute("BEGIN")
            keys = paging.keys_of(self.corpus._state(connection), connection, self.question)
            for at in range(0, len(keys), AT_ONCE):
                yield from answers.fetch(connection, keys[at : at + AT_ONCE].tolist())
        finally:
            connection.close()

    def __len__(self) -> int:
        """How many there are."""
        return self.corpus.count(self.question)

    def to_polars(self) -> "polars.DataFrame":
        """A row for each act. Needs the extra `analysis`. Raises MissingProgram."""
        from parser.query.frames import polars_frame

        return polars_frame(self)

    def to_pandas(self) -> "pandas.DataFrame":
        """A row for each act. Needs the extra `analysis`. Raises MissingProgram."""
        from parser.query.frames import pandas_frame

        return pandas_frame(self)


def open_corpus(
    path: str | Path,
    *,
    refresh: bool = True,
    index: str | Path | None = None,
    overrides: str | Path | None = None,
) -> Corpus:
    """The records of a folder, ready to be asked. The index is brought up to date first, unless `refresh` is off.

    `index` names another folder for the index, `overrides` a file that says who is one person. Raises
    UnreadableDocument, UnwritableOutput, BadOverrides.
    """
    corpus = Corpus(
        Path(path),
        folder=None if index is None else Path(index),
        overrides=None if overrides is None else Path(overrides),
    )
    if refresh:
        corpus.refresh()
    return corpus
