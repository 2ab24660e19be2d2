"""Our own scoring: the same figures as the scorer that was given, and what a mistake costs."""

import copy
import importlib.util
import json
import random
from pathlib import Path
from typing import Any

import pytest

from scoring import FIGURES, Score, figures, score, total
from typesetter.gold import gold_of
from typesetter.markup import load

ROOT = Path(__file__).parent.parent
SCORER = ROOT.parent / "shared" / "accuracy" / "score.py"

GOLD: dict[str, Any] = {
    "document": {"type": "protokoll", "body": "Kommunstyrelsen"},
    "acts": [
        {
            "id": "d1",
            "kind": "decision",
            "body": "Kommunstyrelsen",
            "matter": "§ 14",
            "actors": [{"name": "Kommunstyrelsen", "party": None}],
            "text": "Beslut Kommunstyrelsen beslutar att avslå motionen",
        },
        {
            "id": "y1",
            "kind": "moved_proposal",
            "body": "Kommunstyrelsen",
            "matter": "§ 14",
            "demand": "approval",
            "about": "",
            "actors": [{"name": "Per von Ek", "party": "MP"}],
            "text": "Per von Ek (MP) yrkar bifall till motionen",
        },
        {
            "id": "r1",
            "kind": "reservation",
            "body": "Kommunstyrelsen",
            "matter": "§ 14",
            "about": "d1",
            "in_favour_of": "y1",
            "demand": "approval",
            "ref": "y1",
            "actors": [{"name": "Per von Ek", "party": "MP"}],
            "text": "Per von Ek (MP) reserverar sig till förmån för eget yrkande",
        },
        {
            "id": "o1",
            "kind": "vote",
            "matter": "§ 15",
            "yes": 7,
            "no": 2,
            "actors": [],
            "text": "Omröstning sju ja och två nej",
        },
    ],
}


def perfect() -> dict[str, Any]:
    """A record that says all that the gold says."""
    matters = {"§ 14": "m1", "§ 15": "m2"}
    renamed = {act["id"]: f"a{number}" for number, act in enumerate(GOLD["acts"], 1)}
    acts = []
    for act in GOLD["acts"]:
        found = {"id": renamed[act["id"]], "kind": act["kind"], "text": act["text"], "actors": act["actors"]}
        found |= {"body": act.get("body"), "matter": matters[act["matter"]], "parent": None}
        found |= {key: [renamed[i] for i in act.get(key, "").split()] for key in ("about", "in_favour_of")}
        found |= {"demand": act.get("demand", "").split(), "refers_to": renamed.get(act.get("ref", ""))}
        found["vote"] = {"yes": act["yes"], "no": act["no"], "abstain": None} if "yes" in act else None
        acts.append(found)
    numbered = [{"id": value, "number": f"KS {key}"} for key, value in matters.items()]
    return {"document": dict(GOLD["document"]), "matters": numbered, "acts": acts}


def scored(record: dict[str, Any] | None) -> Score:
    return score(GOLD, record, "minutes")


def test_a_perfect_record_has_1_in_every_figure() -> None:
    result = scored(perfect())
    assert figures(total([result])) == dict.fromkeys(FIGURES, 1.0)
    assert result.matters == (2, 2)
    assert result.faults == ()


def test_a_failed_conversion_counts_as_missed() -> None:
    result = scored(None)
    assert set(figures(total([result])).values()) == {0.0}
    assert result.matters == (0, 2)
    assert sum("missed" in fault.message for fault in result.faults) >= 4


MISTAKES = {
    "actors": ("acts", 2, "actors", [{"name": "Per von Ek", "party": "M"}]),
    "bodies": ("acts", 2, "body", "Kommunfullmäktige"),
    "matters": ("acts", 2, "matter", "m2"),
    "links": ("acts", 2, "about", ["a1", "a2"]),
    "demands": ("acts", 2, "demand", ["rejection"]),
    "refs": ("acts", 2, "refers_to", None),
    "votes": ("acts", 3, "vote", {"yes": 7, "no": 3}),
    "exact": ("acts", 0, "text", GOLD["acts"][0]["text"] + " och därmed annat"),
}


@pytest.mark.parametrize("figure", MISTAKES)
def test_a_mistake_costs_its_own_figure_and_the_matter(figure: str) -> None:
    record = perfect()
    part, index, key, value = MISTAKES[figure]
    record[part][index][key] = value
    result = scored(record)
    assert [name for name, share in figures(total([result])).items() if share < 1] == [figure]
    assert result.matters == (1, 2)
    assert {fault.figure for fault in result.faults} == {figure}


def test_a_wrong_fact_leaves_the_matters_right() -> None:
    record = perfect() | {"document": {"type": "protokoll", "body": "Nämnden"}}
    result = scored(record)
    assert figures(total([result]))["facts"] == 0.5
    assert result.matters == (2, 2)


def test_an_act_too_many_spoils_its_matter() -> None:
    record = perfect()
    record["acts"].append(record["acts"][3] | {"id": "a9", "text": "något helt annat"})
    result = scored(record)
    assert result.matters == (1, 2)
    assert figures(total([result]))["acts"] < 1


def test_children_and_kinds_that_are_not_annotated_are_passed_over() -> None:
    record = perfect()
    record["acts"].append(record["acts"][3] | {"id": "a9", "parent": "a1"})
    assert scored(record).matters == (2, 2)
    gold = GOLD | {"kinds": ["vote"], "acts": GOLD["acts"][3:]}
    assert score(gold, perfect(), "x").faults == ()


def test_counts_add_up_over_documents_and_kinds() -> None:
    both = total([scored(perfect()), scored(None)])
    assert figures(both)["acts"] == pytest.approx(2 * 4 / (8 + 4))
    assert figures(total([scored(None)], ["vote"]))["votes"] == 0.0
    assert figures(total([scored(None)], ["decision"]))["votes"] == 1.0  # nothing annotated


@pytest.mark.skipif(not SCORER.exists(), reason="the given scorer lies outside the project")
def test_the_figures_are_those_of_the_given_scorer(tmp_path: Path) -> None:
    """On the annotated documents, their records made by disturbing the gold in seeded ways."""
    spec = importlib.util.spec_from_file_location("given_scorer", SCORER)
    assert spec is not None
    assert spec.loader is not None
    given = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(given)
    golds, records = tmp_path / "gold", tmp_path / "records"
    golds.mkdir()
    records.mkdir()
    chance = random.Random(4)
    ours = []
    paths = sorted((ROOT / "corpus" / "annotated").rglob("*.marked.txt"))
    assert paths
    for path in paths:
        name, gold = path.name.removesuffix(".marked.txt"), gold_of(load(path))
        record = _disturbed(gold, chance)
        (golds / f"{name}.gold.json").write_text(json.dumps(gold), encoding="utf-8")
        (records / f"{name}.json").write_text(json.dumps(record), encoding="utf-8")
        ours.append(score(gold, record, name))
    theirs, _ = given.score(golds, records)
    assert figures(total(ours)) == pytest.approx({figure: theirs[figure] for figure in FIGURES})
    assert 0.3 < theirs["acts"] < 1


def _disturbed(gold: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """A record with acts lost, doubled and cut, links and values changed."""
    acts = []
    for act in copy.deepcopy(gold["acts"]):
        roll = chance.random()
        if roll < 0.15:
            continue
        words = act["text"].split()
        if roll < 0.35:
            act["text"] = " ".join(words[: max(1, int(len(words) * chance.random()))])
        if roll > 0.85:
            act["actors"] = [*act["actors"][1:], {"name": "Någon", "party": "X"}]
        if 0.5 < roll < 0.6:
            act |= {"body": "Annan nämnd", "matter": "§ 0", "demand": ["rejection"], "about": ["g1"], "yes": 1}
        act["refers_to"] = act.get("ref")
        act["vote"] = {count: act.get(count) for count in ("yes", "no", "abstain")}
        acts.append(act)
        if roll > 0.95:
            acts.append(act | {"id": f"{act['id']}x"})
    numbers = sorted({act["matter"] for act in acts if act.get("matter")})
    return {
        "document": {**gold["document"], "date": "1900-01-01"},
        "matters": [{"id": number, "number": number} for number in numbers],
        "acts": acts,
    }
