"""Questions from parameters, and parameters from questions."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.errors import BadQuestion
from parser.query.question import PARAMETERS, Question, Sort
from parser.record.types import Demand, Kind


def test_a_question_is_read_from_words():
    question = Question.of(
        {
            "kind": "reservation, moved-proposal",
            "party": ["mp", "V,s"],
            "body": ["Kommunstyrelsen"],
            "from": "2006",
            "to": "2010-02",
            "demand": "referral back",
            "confidence": "0,8",
            "nested": "true",
            "sort": "oldest",
            "limit": "7",
        }
    )
    assert question.kind == (Kind.RESERVATION, Kind.MOVED_PROPOSAL)
    assert question.party == ("mp", "V", "s")
    assert question.demand == (Demand.REFERRAL_BACK,)
    assert (question.since, question.until) == (datetime.date(2006, 1, 1), datetime.date(2010, 2, 28))
    assert question.confidence == 0.8
    assert question.nested
    assert question.sort is Sort.OLDEST
    assert question.limit == 7


def test_a_body_with_a_comma_is_one_body():
    assert Question.of({"body": "Miljö-, bygg- och räddningsnämnden"}).body == ("Miljö-, bygg- och räddningsnämnden",)


def test_what_is_empty_is_not_asked():
    assert Question.of({"kind": "", "text": "  ", "party": [], "from": None}) == Question()


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("kind", "reservatoin", "did you mean 'reservation'?"),
        ("demand", "avslag", "there are approval, rejection"),
        ("colour", "red", "there is no parameter 'colour'"),
        ("from", "2006-13", "a year (2006), a month (2006-11) or a day"),
        ("from", "2006-02-30", "a year (2006)"),
        ("to", "förra året", "a year (2006)"),
        ("confidence", "80", "from 0 to 1"),
        ("limit", "0", "from 1 to"),
        ("limit", "10001", "from 1 to"),
        ("limit", "-1", "a whole number"),
        ("nested", "perhaps", "true or false"),
        ("sort", "relevance", "only answers to a text"),
        ("text", "a" * 501, "500 are the most"),
        ("from", ["2006", "2007"], "give it once"),
    ],
)
def test_what_cannot_be_meant_is_a_sentence(name, value, told):
    with pytest.raises(BadQuestion) as error:
        Question.of({name: value})
    assert told in str(error.value)


def test_a_time_that_ends_before_it_begins_is_told():
    with pytest.raises(BadQuestion, match="there is no day"):
        Question.of({"from": "2010", "to": "2006"})


words = st.text("abåö", min_size=1, max_size=5)
questions = st.builds(
    Question,
    kind=st.lists(st.sampled_from(Kind), max_size=2, unique=True).map(tuple),
    party=st.lists(words, max_size=2, unique=True).map(tuple),
    body=st.lists(words.map(lambda word: f"{word}, {word}"), max_size=2, unique=True).map(tuple),
    since=st.none() | st.dates(max_value=datetime.date(2000, 1, 1)),
    until=st.none() | st.dates(min_value=datetime.date(2000, 1, 1)),
    text=st.none() | words,
    confidence=st.none() | st.floats(0, 1),
    nested=st.booleans(),
    sort=st.none() | st.sampled_from([Sort.OLDEST, Sort.UNSURE]),
    limit=st.integers(1, 100),
    cursor=st.none() | words,
)


@given(questions)
def test_parameters_say_the_same_question(question):
    given: dict[str, list[str]] = {}
    for name, value in question.parameters(page=True):
        given.setdefault(name, []).append(value)
    assert Question.of(given) == question
    assert list(given) == [name for name in PARAMETERS if name in given]


def test_parameters_of_a_question_leave_out_the_page_unless_asked():
    question = Question.of({"kind": "vote", "limit": "5", "cursor": "abc"})
    assert question.parameters() == [("kind", "vote")]
    assert question.but(party=("s",)).cursor is None
