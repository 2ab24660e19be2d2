"""SQL over the views: what may be read, what may not, and when it is stopped."""

import re
from pathlib import Path

import pytest

from asked import small_corpus
from parser.errors import BadQuestion
from parser.query import sql
from parser.query.corpus import Corpus

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Corpus:
    return small_corpus(tmp_path_factory.mktemp("small"))


def test_a_select_over_the_views(small):
    table = small.sql("SELECT name, party, against FROM reservations WHERE year = ? ORDER BY act, name", (2019,))
    assert table.columns == ("name", "party", "against")
    assert table.rows == (("Per von Ek", "m", "decision"),)
    assert table.complete


def test_every_view_can_be_read_and_joined(small):
    for name, columns in sql.views(small.index).items():
        assert small.sql(f"SELECT * FROM {name}").columns == columns
        assert small.sql(f"SELECT count(*) FROM {name} AS a, {name} AS b").rows[0][0] >= 0
    table = small.sql(
        "WITH mine AS (SELECT act FROM acts WHERE kind = 'reservation') "
        "SELECT d.demand, count(*) FROM mine JOIN demands d USING (act) GROUP BY 1"
    )
    assert table.rows == (("rejection", 3),)


def test_full_text_from_sql(small):
    found = small.sql(
        "SELECT kind FROM acts WHERE act IN (SELECT rowid FROM act_words WHERE act_words MATCH 'words: simhallen')"
    )
    assert found.rows == (("reservation",), ("reservation",)) or len(found.rows) >= 1
    small.sql("SELECT bm25(act_words) FROM act_words WHERE act_words MATCH 'simhall' ORDER BY rank")


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM act",
        "DELETE FROM acts",
        "INSERT INTO gone VALUES ('a', 'b')",
        "UPDATE act SET text = ''",
        "DROP TABLE act",
        "DROP VIEW acts",
        "CREATE TABLE mine (a)",
        "CREATE TEMP TABLE mine (a)",
        "CREATE TEMP VIEW mine AS SELECT 1",
        "CREATE VIRTUAL TABLE mine USING fts5(a)",
        "ATTACH '/etc/passwd' AS other",
        "ATTACH ':memory:' AS other",
        "DETACH main",
        "VACUUM",
        "VACUUM INTO '/tmp/elsewhere'",
        "REINDEX",
        "ANALYZE",
        "BEGIN",
        "SAVEPOINT a",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA writable_schema = ON",
        "PRAGMA table_info(act)",
        "SELECT * FROM pragma_table_info('act')",
        "SELECT * FROM pragma_database_list",
        "SELECT load_extension('x')",
        "SELECT readfile('/etc/passwd')",
        "SELECT text FROM act",
        "SELECT name FROM sqlite_master",
        "SELECT value FROM meta",
        "SELECT data FROM column_data",
        "SELECT * FROM dbstat",
        "SELECT randomblob(1000000000)",
        "SELECT zeroblob(1000000000)",
        "SELECT fts3_tokenizer('simple')",
        "INSERT INTO act_words (act_words) VALUES ('optimize')",
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP TABLE act",
        "EXPLAIN DELETE FROM act",
        "",
        "   ",
        "-- nothing",
        "nonsense",
        "SELECT 'a",
        "SELECT no_such FROM acts",
        "SELECT * FROM no_such",
        "SELECT ?",
        "SELECT '" + "a" * 30_000 + "'",
        "SELECT '\udc80'",
        "SELECT 1 \x00; DROP TABLE act",
    ],
)
def test_what_may_not_be_done_is_a_sentence_and_changes_nothing(small, query):
    before = small.index.read_bytes()
    with pytest.raises(BadQuestion) as error:
        small.sql(query)
    assert "\n" not in str(error.value)
    assert small.index.read_bytes() == before


@pytest.mark.parametrize(
    "query",
    [
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
        "SELECT count(*) FROM acts a, acts b, acts c, acts d, acts e, acts f, acts g, acts h",
    ],
)
def test_what_takes_too_long_is_stopped(small, query):
    with pytest.raises(BadQuestion, match="takes longer than"):
        small.sql(query, seconds=0.2)


def test_rows_are_limited_and_that_is_told(small):
    table = small.sql("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n", rows=10)
    assert len(table.rows) == 10
    assert not table.complete


# -- docs/sql.md says what there is


def test_every_view_and_column_is_documented_and_no_other(small):
    page = (ROOT / "docs/sql.md").read_text(encoding="utf-8")
    documented = {}
    for part in re.split(r"^### ", page, flags=re.MULTILINE)[1:]:
        name = part.split("\n")[0].strip("` ")
        documented[name] = tuple(re.findall(r"^\| `(\w+)`", part.split("\n## ")[0], re.MULTILINE))
    assert documented == sql.views(small.index)
