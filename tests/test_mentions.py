"""Who a text names: cases as data, and what holds of any text."""

import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.attribute.mentions import Mention, MentionContext, find_mentions, learn_names
from parser.attribute.names import known_names
from parser.attribute.parties import load_parties
from parser.attribute.party_data import COMMON

REGISTER = load_parties([COMMON.parent / name for name in ("stockholm", "goteborg", "malmo", "uppsala")])
CASES = tomllib.loads((Path(__file__).parent / "cases" / "mentions.toml").read_text(encoding="utf-8"))["case"]


def context(**given_: Any) -> MentionContext:
    known = known_names((name, party or None) for name, _, party in (n.partition("/") for n in given_.pop("known", ())))
    return MentionContext(
        register=REGISTER,
        known=known,
        bodies=tuple(given_.pop("bodies", ())),
        lower_codes=given_.pop("lower", False),
        **given_,
    )


PLAIN = context()
SCANNED = context(ocr=True, known=["Anna Berg/s", "Karl von Ek/v"], bodies=["Kommunstyrelsen"])


def told(mention: Mention) -> dict[str, Any]:
    said: dict[str, Any] = {"name": mention.name}
    if mention.party is not None:
        said["party"] = mention.party
    if mention.role is not None:
        said["role"] = mention.role
    if mention.type.value != "person":
        said["type"] = mention.type.value
    if mention.and_others:
        said["others"] = True
    if mention.genitive:
        said["genitive"] = True
    return said


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_case(case: dict[str, Any]) -> None:
    known = {key: case[key] for key in ("date", "municipality", "known", "bodies", "ocr", "lower") if key in case}
    found = find_mentions(case["text"], context(**known))
    assert [told(mention) for mention in found] == case["found"]
    if "findings" in case:
        assert sorted({finding.code for mention in found for finding in mention.findings}) == case["findings"]


PIECES = (
    "Anna|Berg|Karl von Ek|KARL|Lind-|berg|(S)|(båda m)|(5)|(QX)|{M)|(|)|m.fl.|,|och|samt|genom|från|Moderaterna|"
    "Moderaternas|den moderata gruppen|SD:s|S-gruppen|S-|V-grupperna|ledamöter|ordföranden|2:e vice ordförande|"
    "borgarråden|M|KD|S|+|/|yrkar|yrkande|av|:|;|-|.|\n|\t|   |Alliansen|de rödgröna|A.|K-G|P|O|alla|båda|samtliga|"
    "Kommunstyrelsen|Kommunstyrelsens|för|i|§ 14|F!|s|(-)|(ordf)|(genom Anna Berg)"
)


@given(st.lists(st.sampled_from(PIECES.split("|")), max_size=14).map(" ".join), st.sampled_from([PLAIN, SCANNED]))
def test_what_is_printed_is_the_text_at_the_offsets(text: str, known: MentionContext) -> None:
    found = find_mentions(text, known)
    for mention in found:
        assert text[mention.start : mention.end] == mention.printed
        assert mention.start <= mention.name_start < mention.name_end <= mention.end
        assert mention.name.strip() == mention.name != ""
        assert mention.printed.strip() == mention.printed
        assert mention.party != ""
    starts = [mention.start for mention in found]
    assert starts == sorted(starts)
    assert all(one.end <= two.start for one, two in pairwise(found))
    assert find_mentions(text, known) == found


@given(st.text(max_size=60))
def test_no_text_makes_it_fail(text: str) -> None:
    for mention in find_mentions(text, SCANNED):
        assert text[mention.start : mention.end] == mention.printed


def test_what_stands_before_is_that_before_the_whole_list() -> None:
    found = find_mentions("Mot beslutet reserverar sig Anna Berg (S), Per Ek (V) och Vänsterpartiet.", PLAIN)
    assert {mention.preceded_by for mention in found} == {("beslutet", "reserverar", "sig")}
    assert len({mention.listing for mention in found}) == 1


def test_a_motions_author_is_told_apart_by_what_stands_before() -> None:
    (author,) = find_mentions("Motion av Anna Berg (C) om cykelvägar", PLAIN)
    assert author.preceded_by == ("motion", "av")


def test_one_code_has_one_id_over_time_and_case() -> None:
    early = find_mentions("Anna Berg (fp)", context(date="2005-01-01"))
    late = find_mentions("Anna Berg (L)", context(date="2017-01-01"))
    assert early[0].party_id == late[0].party_id == "l"
    assert (early[0].party, late[0].party) == ("fp", "L")


def test_an_alliance_has_members_where_the_place_and_the_time_tell() -> None:
    text = "Alliansen reserverar sig."
    (there,) = find_mentions(text, context(date="2015-05-01", municipality="Stockholm"))
    (elsewhere,) = find_mentions(text, context(date="2015-05-01", municipality="Mullsjö"))
    assert there.members == ("m", "l", "c", "kd")
    assert elsewhere.members == ()
    assert there.party is elsewhere.party is None


def test_a_code_said_of_another_in_the_list_is_marked_as_inherited() -> None:
    one, two = find_mentions("Anna Berg och Per Ek (båda S)", PLAIN)
    assert (one.inherited, two.inherited) == (True, False)


def test_a_misreading_is_learnt_as_the_name_that_the_document_has_more_often() -> None:
    scan = context(ocr=True)
    texts = ["Carin Jämtin (s) yrkar.", "Carin Jämtin (s) anför.", "Carin Jarntin (s) yrkar."]
    known = learn_names((mention for text in texts for mention in find_mentions(text, scan)), ocr=True)
    assert [person.name for person in known.full.values()] == ["Carin Jämtin"]
    (mention,) = find_mentions(texts[2], MentionContext(register=REGISTER, known=known, ocr=True))
    assert (mention.name, mention.findings[0].code) == ("Carin Jämtin", "corrected-name")


def test_a_first_word_of_the_language_is_no_part_of_the_name_after_it() -> None:
    ordinary = context(ordinary=lambda word: word == "bordläggningsdags")
    (mention,) = find_mentions("Bordläggningsdags Anna Berg (S)", ordinary)
    assert (mention.name, mention.printed) == ("Anna Berg", "Anna Berg (S)")
    (without,) = find_mentions("Bordläggningsdags Anna Berg (S)", PLAIN)
    assert without.name == "Bordläggningsdags Anna Berg"


def test_names_are_learnt_from_where_they_stand_with_a_code() -> None:
    known = learn_names(find_mentions("Anna Berg (S) och Per Ek (V) yrkar avslag.", PLAIN))
    (mention,) = find_mentions("Berg instämmer.", MentionContext(register=REGISTER, known=known))
    assert (mention.name, mention.printed) == ("Anna Berg", "Berg")
