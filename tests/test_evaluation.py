"""How sure the figures are, what the report tells and what it keeps to itself."""

import importlib.util
import json
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.intervals import Estimate, estimate, matters_right, wilson
from evaluation.report import estimates, listed, report, summary
from evaluation.running import Outcome, find_documents, period, run
from scoring import Fault, Score

ROOT = Path(__file__).parent.parent


def document(name: str = "a", hit: int = 8, gold: int = 10, **facts: str) -> Outcome:
    """A document of which `hit` of `gold` reservations were found."""
    parts = {"acts": hit, "exact": hit, "links": hit}
    counts = {f"{figure}_hit": value for figure, value in parts.items()}
    counts |= {f"{figure}_{part}": gold for figure in parts for part in ("gold", "got")}
    fault = Fault("acts", "reservation", f"missed one of {name}")
    score = Score(name, {"reservation": Counter(counts)}, (hit, gold), (fault,) * (gold - hit))
    values = {"set": "dev", "profile": "uppsala", "municipality": "Uppsala", "period": "from 2019"}
    values |= {"layer": "digital", "layout": "word-times"} | facts
    return Outcome(path=name, score=score, **values)


def test_wilsons_interval_has_the_published_values() -> None:
    """Newcombe (1998), table I: 81 of 263 and 15 of 148."""
    assert wilson(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=2e-4)
    assert wilson(15 / 148, 148) == pytest.approx((0.0624, 0.1605), abs=2e-4)
    assert wilson(1.0, 0) == (0.0, 1.0)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)).map(sorted), min_size=1, max_size=12))
def test_an_interval_holds_its_figure_and_more_documents_make_it_no_wider(pairs: list[list[int]]) -> None:
    scores = [document(hit=hit, gold=gold).score for hit, gold in pairs]
    for figure in ("acts", "exact"):
        one, many = estimate(scores, figure), estimate(scores * 30, figure)
        assert 0 <= one.low <= one.value <= one.high <= 1
        assert one.value == pytest.approx(many.value)
        assert many.high - many.low <= one.high - one.low + 1e-9
        assert one == estimate(scores, figure)


def test_all_right_is_not_certainty() -> None:
    assert estimate([document(hit=10).score] * 3, "acts").low < 0.95


def test_documents_that_differ_are_less_sure_than_acts_drawn_alone() -> None:
    mixed = [document(hit=hit).score for hit in (0, 10) * 6]
    low, high = wilson(0.5, 120)
    found = estimate(mixed, "acts")
    assert found.low < low
    assert found.high > high


def test_matters_are_counted() -> None:
    assert matters_right([document(hit=1, gold=4).score, document(hit=3, gold=4).score]).value == 0.5


def test_held_mistakes_are_told_only_when_asked_for() -> None:
    outcomes = [document("open"), document("secret", set="held")]
    assert "missed one of secret" not in report(outcomes)
    assert "missed one of open" in report(outcomes)
    assert "secret" not in listed(outcomes, held=False)
    assert "missed one of secret" in listed(outcomes, held=True)
    assert "held, digital (1)" in report(outcomes)


def test_the_report_has_every_grouping_and_each_figure_its_n() -> None:
    text = report([document("a"), document("b", layer="scan", period="to 2004", municipality="Malmö")])
    for heading in ("kind of act", "family of forms", "municipality", "period", "digital or scan", "layout"):
        assert f"## By {heading}" in text
    assert "| Malmö (1) |" in text
    assert "matters read completely right" in text
    assert "reservations and special statements alone" in text
    assert "n=10" in text
    assert "held digital" not in summary([document()])


def test_a_crash_is_the_worst_mistake() -> None:
    text = report([document("a"), document("b", error="b.pdf is encrypted.")])
    assert text.index("b.pdf is encrypted.") < text.index("missed one of")


@pytest.mark.parametrize(
    ("date", "years"),
    [("1998-05-01", "to 2004"), ("2006-11-09", "2005–2010"), ("2024-01-01", "from 2019"), (None, "undated")],
)
def test_periods(date: str | None, years: str) -> None:
    assert period(date) == years


def test_documents_are_found_by_glob() -> None:
    root = ROOT / "corpus" / "annotated"
    assert [path.parent.name for path in find_documents(root, "source/*")] == ["source"]
    assert find_documents(root, "source/pm-2006-ri-041-4239") == find_documents(root, "source/*")
    assert not find_documents(root, "nowhere/*")


@pytest.mark.long
def test_a_document_is_set_converted_scored_and_kept(tmp_path: Path) -> None:
    root = ROOT / "corpus" / "annotated"
    (outcome,) = run(find_documents(root, "source/*"), root, keep=tmp_path)
    assert outcome.error is None
    assert outcome.score.matters == (1, 1)
    kept = {path.name.partition(".")[2] for path in (tmp_path / "source").iterdir()}
    assert kept == {"pdf", "json", "gold.json"}


# -- floors


@pytest.fixture(scope="module")
def accuracy() -> ModuleType:
    spec = importlib.util.spec_from_file_location("accuracy_script", ROOT / "scripts" / "accuracy.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_figure_falls_only_when_its_whole_interval_is_below_the_floor(accuracy: ModuleType) -> None:
    found = {"dev digital": {"acts": Estimate(0.90, 100, 0.84, 0.95)}}
    assert accuracy.below_floor({"dev digital": {"acts": 0.94}}, found) == []
    (told,) = accuracy.below_floor({"dev digital": {"acts": 0.96}}, found)
    assert told == "dev digital: acts is 0.900 (0.84–0.95, n=100), its floor 0.960."
    assert accuracy.below_floor({"held scan": {"acts": 0.99}}, found) == []


def test_floors_are_raised_and_never_lowered(
    accuracy: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accuracy, "FLOORS", tmp_path / "floors.json")
    for hit in (80, 90, 50):
        accuracy._raise_floors([document(hit=hit, gold=100)])
    floors = json.loads((tmp_path / "floors.json").read_text(encoding="utf-8"))
    assert floors["dev digital"]["acts"] == 0.9
    assert floors["kind reservation"]["acts"] == floors["period from 2019"]["acts"] == 0.9
    assert set(floors) == set(estimates([document(hit=9, gold=100)]))


def test_figures_of_few_things_have_no_floor() -> None:
    """One mistake among five would be a fall by a fifth."""
    assert estimates([document(hit=5, gold=5)]) == {}
