"""The twelve questions, each as ours, as SQL over the index, and as SQL over DuckDB's tables; and variants of each.

All three give the same: the ids of the first fifty acts, the newest first, with all that `Answer` has of them, and how
many there are; or the counts.
"""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb

from parser.index.wording import stems
from parser.query.connection import connect
from parser.query.corpus import Corpus
from parser.query.question import Question

PAGE = 50
WORDS = ("simhall", "bibliotek", "hemtjänst", "upphandling", "cykelväg", "klimat", "lekplats", "fastighet", "skola")


@dataclass
class Opened:
    """The three that are asked, and what there is to ask for."""

    corpus: Corpus
    sqlite: sqlite3.Connection
    duckdb: Any
    persons: list[str]
    places: list[str]
    diaries: list[str]

    @classmethod
    def of(cls, corpus: Corpus, folder: Path) -> "Opened":
        """Open the index for SQLite, and make DuckDB's tables of its views."""
        duck = duckdb.connect(":memory:")
        for name, path in corpus.to_parquet(folder).items():
            if name in ("acts", "actors", "act_links", "demands", "documents", "diary_numbers", "persons", "parties"):
                duck.execute(f"CREATE TABLE {name} AS SELECT * FROM '{path}'")
        plain = connect(corpus.index)
        persons = plain.execute("SELECT id FROM person ORDER BY documents DESC, key LIMIT 200").fetchall()
        places = plain.execute("SELECT municipality FROM document GROUP BY 1 ORDER BY count(*) DESC").fetchall()
        diaries = plain.execute("SELECT number FROM diary GROUP BY folded ORDER BY count(*) DESC LIMIT 50").fetchall()
        return cls(
            corpus,
            plain,
            duck,
            [p for (p,) in persons][::20],
            [p for (p,) in places][:10],
            [d for (d,) in diaries][::5],
        )


@dataclass(frozen=True)
class Named:
    """A question by its name. `text`: DuckDB has no full text, so that its answer is another."""

    name: str
    variants: Callable[[Opened], Sequence[Any]]
    ours: Callable[[Opened, Any], Any]
    sqlite: Callable[[Opened, Any], Any]
    duckdb: Callable[[Opened, Any], Any]
    text: bool = False

    def same(self, who: str) -> bool:
        """Whether `who` can mean the same, so that the answers must agree."""
        return not (self.text and who == "duckdb")


# -- a page of acts

_SQLITE_PAGE = """
SELECT a.key, d.id, a.id, a.kind, a.body, d.date, d.municipality, d.type, d.number, d.title, m.number, m.title,
  m.diary_numbers, a.demand, a.text, a.page, a.x0, a.y0, a.x1, a.y1, a.confidence, a.rule, d.path, d.file_name,
  (SELECT json_group_array(json_array(r.name, r.type, r.party_id, r.role, p.id)) FROM actor r
    LEFT JOIN mention n ON n.key = r.mention LEFT JOIN person p ON p.key = n.person WHERE r.act = a.key),
  (SELECT json_group_array(json_array(l.relation, t.id, t.kind, t.body, t.page, t.text)) FROM link l
    JOIN act t ON t.key = l.target WHERE l.act = a.key)
FROM act a JOIN document d ON d.key = a.document LEFT JOIN matter m ON m.key = a.matter
WHERE {where} AND a.parent IS NULL ORDER BY d.date DESC, a.key LIMIT 50
"""
_SQLITE_COUNT = "SELECT count(*) FROM act a JOIN document d ON d.key = a.document WHERE {where} AND a.parent IS NULL"
_DUCK_PAGE = """
WITH page AS (SELECT * FROM acts a WHERE {where} AND a.top_level ORDER BY a.date DESC NULLS LAST, a.act LIMIT 50)
SELECT page.*, (SELECT list((r.name, r.type, r.party, r.role, r.person_id)) FROM actors r WHERE r.act = page.act),
  (SELECT list((l.relation, t.act_id, t.kind, t.body, t.page, t.text)) FROM act_links l JOIN acts t ON t.act = l.target
    WHERE l.act = page.act)
FROM page ORDER BY date DESC NULLS LAST, act
"""
_DUCK_COUNT = "SELECT count(*) FROM acts a WHERE {where} AND a.top_level"


def _ours(opened: Opened, parameters: dict[str, str]) -> int:
    return opened.corpus.ask(Question.of({**parameters, "limit": str(PAGE)})).total


def _sqlite(opened: Opened, where: str, values: Sequence[Any] = ()) -> int:
    opened.sqlite.execute(_SQLITE_PAGE.format(where=where), values).fetchall()
    return int(opened.sqlite.execute(_SQLITE_COUNT.format(where=where), values).fetchone()[0])


def _duck(opened: Opened, where: str, values: Sequence[Any] = ()) -> int:
    opened.duckdb.execute(_DUCK_PAGE.format(where=where), list(values)).fetchall()
    return int(opened.duckdb.execute(_DUCK_COUNT.format(where=where), list(values)).fetchone()[0])


def _forms(match: str) -> str:
    return f"a.key IN (SELECT rowid FROM act_words WHERE act_words MATCH {match})"


# As one would write it in SQL: all forms of the word, and of the words that have its letters inside them.
_AROUND = """(SELECT group_concat('"' || word || '"', ' OR ') FROM (SELECT ? AS word UNION SELECT word FROM word
  WHERE stem IN (SELECT ? UNION SELECT stem FROM word WHERE key IN
    (SELECT rowid FROM word_parts WHERE word_parts MATCH ?))))"""


def _asked(word: str) -> tuple[str, str, str]:
    return word, stems()[word], f'"{word}"'


def _word(opened: Opened, word: str, more: str = "1") -> int:
    return _sqlite(opened, f"{_forms(_AROUND)} AND {more}", _asked(word))


def _words(opened: Opened, match: str, more: str = "1") -> int:
    return _sqlite(opened, f"a.key IN (SELECT rowid FROM act_words WHERE act_words MATCH ?) AND {more}", (match,))


_PARTY = "a.key IN (SELECT act FROM actor WHERE party_id = ?)"
_DUCK_PARTY = "a.act IN (SELECT act FROM actors WHERE party = ?)"
_PERSON = (
    "a.key IN (SELECT r.act FROM person p JOIN mention n ON n.person = p.key JOIN actor r ON r.mention = n.key "
    "WHERE p.id = ?)"
)


# -- counts


def _ours_groups(opened: Opened, kind: str) -> list[tuple[str, int, int]]:
    found = opened.corpus.group_by(Question.of({"kind": kind}), ["party", "year"])
    return sorted((one.values[0], int(one.values[1] or 0), one.count) for one in found)


_GROUPS = (
    "SELECT coalesce(r.party, ''), a.year, count(*) FROM acts a LEFT JOIN (SELECT DISTINCT act, party FROM actors "
    "WHERE party IS NOT NULL) r ON r.act = a.act WHERE a.kind = ? AND a.top_level GROUP BY 1, 2 ORDER BY 1, 2"
)
_SQLITE_GROUPS = (
    "SELECT coalesce(r.party_id, ''), CAST(substr(d.date, 1, 4) AS INTEGER), count(*) FROM act a "
    "JOIN document d ON d.key = a.document "
    "LEFT JOIN (SELECT DISTINCT act, party_id FROM actor WHERE party_id NOT NULL) r ON r.act = a.key "
    "WHERE a.kind = ? AND a.parent IS NULL GROUP BY 1, 2 ORDER BY 1, 2"
)
_FACETS = ("party", "body", "municipality", "year", "demand", "kind")


def _ours_facets(opened: Opened, kind: str) -> list[list[tuple[str, int]]]:
    found = opened.corpus.facets(Question.of({"kind": kind}), _FACETS, most=1000)
    return [sorted((one.value, one.count) for one in found[name]) for name in _FACETS]


_WHERE = "a.kind = '{kind}' AND a.parent IS NULL"
_SQLITE_FACETS = (
    "SELECT r.party_id, count(DISTINCT r.act) FROM actor r JOIN act a ON a.key = r.act "
    "WHERE r.party_id IS NOT NULL AND {where} GROUP BY 1",
    "SELECT a.body, count(*) FROM act a WHERE a.body IS NOT NULL AND {where} GROUP BY 1",
    "SELECT d.municipality, count(*) FROM act a JOIN document d ON d.key = a.document WHERE {where} GROUP BY 1",
    "SELECT substr(d.date, 1, 4), count(*) FROM act a JOIN document d ON d.key = a.document WHERE {where} GROUP BY 1",
    "SELECT j.value, count(*) FROM act a JOIN json_each('[\"' || replace(a.demand, ',', '\",\"') || '\"]') j "
    "WHERE a.demand <> '' AND {where} GROUP BY 1",
    "SELECT a.kind, count(*) FROM act a WHERE a.parent IS NULL GROUP BY 1",
)
_DUCK_FACETS = (
    "SELECT r.party, count(DISTINCT r.act) FROM actors r JOIN acts a USING (act) "
    "WHERE r.party IS NOT NULL AND {where} GROUP BY 1",
    "SELECT a.body, count(*) FROM acts a WHERE a.body IS NOT NULL AND {where} GROUP BY 1",
    "SELECT a.municipality, count(*) FROM acts a WHERE {where} GROUP BY 1",
    "SELECT CAST(a.year AS VARCHAR), count(*) FROM acts a WHERE {where} GROUP BY 1",
    "SELECT unnest(string_split(a.demand, ',')) AS one, count(*) FROM acts a WHERE a.demand <> '' AND {where} "
    "GROUP BY 1",
    "SELECT a.kind, count(*) FROM acts a WHERE a.parent IS NULL GROUP BY 1",
)


def _facets(run: Callable[[str], Any], queries: Sequence[str], kind: str) -> list[list[tuple[str, int]]]:
    where = _WHERE.format(kind=kind)
    return [sorted((str(one), many) for one, many in run(query.format(where=where)).fetchall()) for query in queries]


KINDS = ("reservation", "moved_proposal", "decision", "vote", "special_statement")
YEARS = tuple(str(year) for year in range(1998, 2024, 3))

QUESTIONS = (
    Named(
        "a party's reservations in five years",
        lambda _: [(p, y) for p in ("mp", "s", "sd") for y in YEARS[::3]],
        lambda o, v: _ours(o, {"kind": "reservation", "party": v[0], "from": v[1], "to": str(int(v[1]) + 4)}),
        lambda o, v: _sqlite(
            o,
            f"a.kind = 'reservation' AND {_PARTY} AND d.date BETWEEN ? AND ?",
            (v[0], f"{v[1]}-01-01", f"{int(v[1]) + 4}-12-31"),
        ),
        lambda o, v: _duck(
            o, f"a.kind = 'reservation' AND {_DUCK_PARTY} AND a.year BETWEEN ? AND ?", (v[0], int(v[1]), int(v[1]) + 4)
        ),
    ),
    Named(
        "what a person did",
        lambda o: o.persons,
        lambda o, v: _ours(o, {"person": v}),
        lambda o, v: _sqlite(o, _PERSON, (v,)),
        lambda o, v: _duck(o, "a.act IN (SELECT act FROM actors WHERE person_id = ?)", (v,)),
    ),
    Named(
        "a body's decisions in a year",
        lambda _: YEARS,
        lambda o, v: _ours(o, {"kind": "decision", "body": "Kommunfullmäktige", "from": v, "to": v}),
        lambda o, v: _sqlite(
            o,
            "a.kind = 'decision' AND a.body = 'Kommunfullmäktige' AND d.date BETWEEN ? AND ?",
            (f"{v}-01-01", f"{v}-12-31"),
        ),
        lambda o, v: _duck(o, "a.kind = 'decision' AND a.body = 'Kommunfullmäktige' AND a.year = ?", (int(v),)),
    ),
    Named(
        "who wanted rejection of decisions, in a municipality",
        lambda o: o.places,
        lambda o, v: _ours(o, {"kind": "reservation", "demand": "rejection", "against": "decision", "municipality": v}),
        lambda o, v: _sqlite(
            o,
            "a.kind = 'reservation' AND d.municipality = ? AND ',' || a.demand || ',' LIKE '%,rejection,%' AND EXISTS "
            "(SELECT 1 FROM link l JOIN act t ON t.key = l.target WHERE l.act = a.key AND l.relation = 'about' "
            "AND t.kind = 'decision')",
            (v,),
        ),
        lambda o, v: _duck(
            o,
            "a.kind = 'reservation' AND a.municipality = ? AND a.act IN (SELECT act FROM demands WHERE "
            "demand = 'rejection') AND a.act IN (SELECT act FROM act_links WHERE relation = 'about' AND "
            "target_kind = 'decision')",
            (v,),
        ),
    ),
    Named(
        "all decisions",
        lambda _: KINDS[:3],
        lambda o, v: _ours(o, {"kind": v}),
        lambda o, v: _sqlite(o, "a.kind = ?", (v,)),
        lambda o, v: _duck(o, "a.kind = ?", (v,)),
    ),
    Named(
        "a word in any form, also inside others",
        lambda _: WORDS,
        lambda o, v: _ours(o, {"text": v}),
        _word,
        lambda o, v: _duck(o, "contains(lower(a.text), ?)", (v,)),
        text=True,
    ),
    Named(
        "a word, in reservations",
        lambda _: WORDS,
        lambda o, v: _ours(o, {"text": v, "kind": "reservation"}),
        lambda o, v: _word(o, v, "a.kind = 'reservation'"),
        lambda o, v: _duck(o, "a.kind = 'reservation' AND contains(lower(a.text), ?)", (v,)),
        text=True,
    ),
    Named(
        "a word's beginning, in a party's moved proposals",
        lambda _: [word[:6] for word in WORDS],
        lambda o, v: _ours(o, {"text": f"{v}*", "kind": "moved_proposal", "party": "m"}),
        lambda o, v: _words(
            o, f'"{v}" *', "a.kind = 'moved_proposal' AND a.key IN (SELECT act FROM actor WHERE party_id = 'm')"
        ),
        lambda o, v: _duck(o, f"a.kind = 'moved_proposal' AND {_DUCK_PARTY} AND contains(lower(a.text), ?)", ("m", v)),
        text=True,
    ),
    Named(
        "words in a row",
        lambda _: ("till förmån för eget yrkande", "mot beslutet", "lämnar ett särskilt yttrande", "begärs med"),
        lambda o, v: _ours(o, {"text": f'"{v}"'}),
        lambda o, v: _words(o, f'"{v}"'),
        lambda o, v: _duck(o, "contains(lower(a.text), ?)", (v,)),
        text=True,
    ),
    Named(
        "two words and not a third",
        lambda _: [(a, b, "vatten") for a, b in pairwise(WORDS)],
        lambda o, v: _ours(o, {"text": f"{v[0]} {v[1]} -{v[2]}"}),
        lambda o, v: _sqlite(
            o,
            f"{_forms(_AROUND)} AND {_forms(_AROUND)} AND NOT {_forms(_AROUND)}",
            [part for word in v for part in _asked(word)],
        ),
        lambda o, v: _duck(
            o,
            "contains(lower(a.text), ?) AND contains(lower(a.text), ?) AND NOT contains(lower(a.text), ?)",
            v,
        ),
        text=True,
    ),
    Named(
        "acts of a kind by party and year",
        lambda _: KINDS,
        _ours_groups,
        lambda o, v: o.sqlite.execute(_SQLITE_GROUPS, (v,)).fetchall(),
        lambda o, v: o.duckdb.execute(_GROUPS, [v]).fetchall(),
    ),
    Named(
        "six facets beside the acts of a kind",
        lambda _: KINDS,
        _ours_facets,
        lambda o, v: _facets(o.sqlite.execute, _SQLITE_FACETS, v),
        lambda o, v: _facets(o.duckdb.execute, _DUCK_FACETS, v),
    ),
)
