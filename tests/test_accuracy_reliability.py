"""Acts are judged as a whole, and confidence is held against what is right."""

from typing import Any

import pytest

from evaluation.reliability import at_least, bins, calibration_error, discrimination, share_right
from scoring import Judged, score


def act(confidence: float, *, right: bool) -> Judged:
    return Judged("a1", "reservation", confidence, right, "reserves")


GOLD: dict[str, Any] = {
    "document": {},
    "acts": [
        {
            "id": "r1",
            "kind": "reservation",
            "body": "Nämnden",
            "about": "",
            "demand": "rejection",
            "text": "Anna Berg (V) reserverar sig mot beslutet.",
            "actors": [{"name": "Anna Berg", "party": "V"}],
        }
    ],
}


def record(**changes: object) -> dict[str, Any]:
    made: dict[str, Any] = {"id": "a1", "confidence": 0.97, "blocks": ["b1"], "demand": ["rejection"], "about": []}
    made |= {key: GOLD["acts"][0][key] for key in ("kind", "body", "text", "actors")}
    return {"document": {}, "acts": [made | {"evidence": {"rule": "reserves"}} | changes]}


def test_an_act_is_right_where_all_that_is_annotated_of_it_is() -> None:
    assert [judged.right for judged in score(GOLD, record(), "a").judged] == [True]


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "statement"},
        {"body": "Styrelsen"},
        {"demand": []},
        {"about": ["a9"]},
        {"actors": [{"name": "Anna Berg", "party": "MP"}]},
        {"text": "Anna Berg (V) reserverar sig mot beslutet. Ordföranden avslutar mötet."},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_one_thing_wrong_makes_the_act_wrong(changes: dict[str, object]) -> None:
    (judged,) = score(GOLD, record(**changes), "a").judged
    assert not judged.right


def test_an_act_knows_the_rule_that_found_it_and_its_doubts() -> None:
    warnings = [
        {"code": "no-actor", "act": "a1", "block": None},
        {"code": "odd-word", "act": None, "block": "b1"},
        {"code": "elsewhere", "act": "a2", "block": "b1"},
    ]
    (judged,) = score(GOLD, record() | {"warnings": warnings}, "a").judged
    assert (judged.rule, judged.doubts) == ("reserves", ("no-actor", "odd-word"))


def test_words_are_compared_with_the_print_where_it_differs_from_the_truth() -> None:
    gold = {**GOLD, "acts": [GOLD["acts"][0] | {"printed": "Anna Bcrg (V} rescrverar slg mot beslutct."}]}
    (judged,) = score(gold, record(text="Anna Bcrg (V} rescrverar slg mot beslutct."), "a").judged
    assert judged.right
    assert score(gold, record(), "a").judged[0].right


def test_bins_hold_every_act_once() -> None:
    acts = [[act(value / 100, right=value > 50) for value in range(101)]]
    assert sum(each.right.n for each in bins(acts)) == 101
    assert all(each.low <= each.mean <= each.high for each in bins(acts))


def test_the_sure_ones_are_those_at_and_above_the_bar() -> None:
    acts = [[act(0.9, right=True), act(0.95, right=True), act(0.89, right=False)]]
    assert (at_least(acts).value, at_least(acts).n) == (1.0, 2)
    assert share_right(acts).value == pytest.approx(2 / 3)
    assert share_right([]).n == 0


def test_confidence_that_is_the_share_right_has_no_error_and_one_that_sorts_tells_all() -> None:
    honest = [[act(0.75, right=number < 3) for number in range(4)]]
    assert calibration_error(honest) == pytest.approx(0.0)
    assert discrimination(honest) == 0.5
    assert discrimination([[act(0.9, right=True), act(0.8, right=False)]]) == 1.0
    assert discrimination([[act(0.8, right=True), act(0.9, right=False)]]) == 0.0
