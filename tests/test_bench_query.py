"""scripts/bench_query.py: three answer the same, and the page takes the figures."""

from pathlib import Path

import pytest

pytest.importorskip("duckdb")
pytest.importorskip("pyarrow")

import bench_query
from benching.questions import QUESTIONS
from make_corpus import write
from parser.query.corpus import Corpus

PAGE = Path(__file__).parents[1] / "docs/query-speed.md"


def test_there_are_twelve_questions_of_different_names():
    assert len({question.name for question in QUESTIONS}) == 12


@pytest.mark.parametrize("mark", ["200k", "1000k"])
def test_the_page_has_a_place_for_the_figures(mark):
    page = bench_query.put_into(PAGE.read_text(encoding="utf-8"), "| figures |", mark)
    assert page.count("| figures |") == 1
    assert bench_query.put_into(page, "| figures |", mark) == page
    with pytest.raises(ValueError, match="no place for the figures"):
        bench_query.put_into("", "", mark)


def test_p95_is_the_nearest_rank():
    assert bench_query.p95([float(number) for number in range(1, 101)]) == 95.0
    assert bench_query.p95([3.0]) == 3.0


@pytest.mark.long
def test_ours_sqlites_and_duckdbs_answers_agree(tmp_path):
    write(tmp_path / "records", 3000, seed=2, municipalities=4)
    built = bench_query.build(tmp_path / "records", 1)
    times = bench_query.race(Corpus(tmp_path / "records"), 1, tmp_path / "tables")
    assert [taken.differ for taken in times.values()] == [""] * 12
    assert all(taken.total for taken in times.values())
    told = bench_query.as_markdown(built, times, (1, 0, 1, [0.1]))
    assert all(f"| {question.name} |" in told for question in QUESTIONS)
