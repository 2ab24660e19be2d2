"""What a text must hold for a phrase: no phrase is missed because its text was not thought worth reading."""

import functools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.pipeline import SpanRuler

from parser.language import needs
from parser.language.engine import CueComponent, Engine, engine_for
from parser.language.needs import Needs
from parser.profile import load_profile

FAMILIES = ("sections", "openings", "demands", "words")


class Everything(Needs):
    """Thinks every text worth reading, by every rule."""

    def __init__(self, rules: list[str]) -> None:
        super().__init__({}, {})
        self._every = frozenset(rules)

    def met_by(self, text: str) -> frozenset[str]:  # noqa: ARG002 - no text is left out
        return self._every


@functools.cache
def engine() -> Engine:
    return engine_for(load_profile("stockholm"))


@functools.cache
def examples() -> list[str]:
    profile = engine().profile
    return sorted({text for rule in profile.openings for text in (*rule.examples, *rule.counter_examples)})


@functools.cache
def words() -> list[str]:
    """Words of the rules' own phrases, so that made-up texts come near to matching."""
    profile = engine().profile
    phrases = [p for rule in (*profile.sections, *profile.openings, *profile.demands) for p in rule.phrases]
    phrases += [p for several in profile.fragments.values() for p in several]
    found = {
        w.replace("*", "x") for p in phrases for e in p.split() if e[0] not in "/~{[" for w in e.strip("?").split("|")
    }
    return sorted(found | {"Kommunstyrelsen", "Kulturnämnden", "Anna", "(S)", ".", "3", "V-gruppen", "Ja-röst"})


def cues(component: CueComponent, text: str) -> list[tuple[str, int, int]]:
    nlp = engine()._nlp
    doc = engine()._ruler(nlp.get_pipe("sentencizer")(nlp.make_doc(text)))
    return [(span.label_, span.start, span.end) for span in component(doc).spans[component.family]]


def without_leaving_out(family: str, text: str) -> list[tuple[str, int, int]]:
    component = engine()._pipes[family]
    needs = component.needs
    component.needs = Everything(component._order)
    try:
        return cues(component, text)
    finally:
        component.needs = needs


@pytest.mark.parametrize("family", FAMILIES)
def test_no_cue_of_an_example_is_missed(family: str) -> None:
    found = 0
    for text in examples():
        seen = cues(engine()._pipes[family], text)
        assert seen == without_leaving_out(family, text), text
        found += len(seen)
    assert found


@settings(max_examples=150, deadline=None)
@given(st.data(), st.sampled_from(FAMILIES))
def test_no_cue_of_any_text_is_missed(data: st.DataObject, family: str) -> None:
    text = " ".join(data.draw(st.lists(st.sampled_from(words()), max_size=14)))
    assert cues(engine()._pipes[family], text) == without_leaving_out(family, text)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_name_of_any_text_is_missed(data: st.DataObject) -> None:
    text = " ".join(data.draw(st.lists(st.sampled_from(words()), max_size=14)))
    ruler = engine()._ruler
    doc = engine()._nlp.make_doc(text)
    assert ruler.match(doc) == SpanRuler.match(ruler, doc)


NEEDS = Needs(
    {
        "plain": [["reserverar", "sig"]],
        "begins": [["reserver*", "~4", "mot"]],
        "ends": [["*nämnden", "beslutar|beslutade"]],
        "within": [["*utskott*"]],
        "optional": [["yrkar", "att?"]],
        "sign": [["reservation", ":"]],
        "expression": [["/^[Jj]a-röst/", "för"]],
        "name": [["[body]", "beslutar"]],
        "nothing-certain": [["~3", "/\\bx/"]],
    },
    {"body": [["*nämnden"], ["/^Råd/", "för", "*"]]},
)


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("NN reserverar sig.", {"plain"}),
        ("NN RESERVERAR\n  SIG!", {"plain"}),
        ("sig reserverar", set()),
        ("reserverar inte sig", set()),
        ("reserverade sig. Sedan emot", set()),
        ("NN reserverade sig mot beslutet", {"begins"}),
        ("Kulturnämnden beslutade", {"ends"}),
        ("Kulturnämnden beslutar", {"ends", "name"}),
        ("nämndens beslut", set()),
        ("arbetsutskottets", {"within"}),
        ("yrkar", {"optional"}),
        ("Reservation", set()),
        ("Reservation:", {"sign"}),
        ("en Ja-röst är för bifall", {"expression"}),
        ("en nej-röst är för avslag", set()),
        ("Bolaget beslutar", set()),
        ("Rådet för äldre beslutar", {"name"}),
        ("", set()),
    ],
)
def test_what_a_text_may_hold(text: str, rules: set[str]) -> None:
    assert NEEDS.met_by(text) == rules | {"nothing-certain"}


def test_nothing_is_missed_when_too_many_words_were_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs, "_MOST_WORDS", 3)
    for text in (
        "NN reserverar sig.",
        "ett två tre fyra",
        "sig fem",
        "NN reserverar sig mot",
        "reserverar sex sju sig",
    ):
        found = NEEDS.met_by.__wrapped__(NEEDS, text)
        assert ("plain" in found) == ("reserverar sig" in text)
