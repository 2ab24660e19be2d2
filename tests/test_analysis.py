"""docs/analysis.md: each of its questions runs as it stands there, and says what the records say."""

import re
from pathlib import Path

import pytest

from asked import invented, put
from parser.query.corpus import open_corpus
from parser.query.question import Question
from parser.record.types import Answer, Kind

duckdb = pytest.importorskip("duckdb")
pytest.importorskip("pyarrow")

PAGE = (Path(__file__).parents[1] / "docs/analysis.md").read_text(encoding="utf-8")
WORKED = re.findall(r"^## (\d+)\. (.+?)$.*?^```sql\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """The records, the corpus, and what runs SQL over its Parquet files by the page's own lines."""
    folder = tmp_path_factory.mktemp("analysis")
    records = invented(2500, seed=11)
    for number, record in enumerate(records):
        put(folder / "records", f"{number}.json", record)
    corpus = open_corpus(folder / "records")
    corpus.to_parquet(folder / "tables")
    (code,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    names: dict[str, object] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        exec(compile(code.replace("'tables/", f"'{folder}/tables/"), "docs/analysis.md", "exec"), names)
    return records, corpus, names["tables"]


def answer(tables, number: int) -> list[tuple]:
    return tables.execute(WORKED[number - 1][2]).fetchall()


def test_there_are_ten_questions():
    assert [int(number) for number, _, _ in WORKED] == list(range(1, 11))


@pytest.mark.parametrize("number", range(1, 11))
def test_each_question_has_an_answer(asked, number):
    assert answer(asked[2], number)


def test_reservations_by_party_and_year_are_those_that_the_command_counts(asked):
    _, corpus, tables = asked
    groups = corpus.group_by(Question(kind=(Kind.RESERVATION,)), ["year", "party"])
    counted = sorted((int(one.values[0]), one.values[1], one.count) for one in groups)
    assert answer(tables, 1) == counted


def test_the_share_of_contested_decisions_is_that_of_the_corpus(asked):
    _, corpus, tables = asked
    told = {(one.municipality, one.body): one for one in corpus.unanimity(Question())}
    for municipality, body, decisions, contested in answer(tables, 2):
        one = told[municipality, body]
        assert decisions == one.decisions
        assert contested == pytest.approx(1 - one.unanimous / one.decisions, abs=0.001)


def test_pairs_of_parties_are_those_that_the_records_have(asked):
    records, _, tables = asked
    counted: dict[tuple[str, str], int] = {}
    for record in records:
        against: dict[str, set[str]] = {}
        for act in record.acts:
            if act.kind is Kind.RESERVATION:
                for target in act.about:
                    against.setdefault(target, set()).update(who.party_id for who in act.actors)
        for parties in against.values():
            for one in parties:
                for other in parties:
                    if one < other:
                        counted[one, other] = counted.get((one, other), 0) + 1
    assert {(one, other): n for one, other, n in answer(tables, 3)} == counted


def test_lines_of_parties_are_those_of_the_ballots(asked):
    records, _, tables = asked
    votes = sum(
        ballot.answer in (Answer.YES, Answer.NO) for record in records for act in record.acts if act.vote
        for ballot in act.vote.ballots
    )  # fmt: skip
    everybody = tables.execute(WORKED[6][2].replace("LIMIT 20", "")).fetchall()
    assert 0 < sum(row[2] for row in everybody) <= votes
    assert all(row[3] <= row[2] for row in everybody)


def test_a_member_alone_is_the_line_and_a_tie_is_none(asked):
    _, _, tables = asked
    query = WORKED[6][2].replace("FROM ballots", "FROM mine")
    tables.execute(
        "CREATE OR REPLACE TABLE mine AS SELECT * FROM (VALUES (1, 'A', 's', 'yes'), (1, 'B', 's', 'yes'), "
        "(1, 'C', 's', 'no'), (1, 'D', 'v', 'no'), (2, 'A', 's', 'yes'), (2, 'C', 's', 'no')) "
        "AS t (act, name, party, answer)"
    )
    assert tables.execute(query).fetchall() == [("C", "s", 1, 1), ("A", "s", 1, 0), ("B", "s", 1, 0), ("D", "v", 1, 0)]
