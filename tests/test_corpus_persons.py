"""Linking persons over documents: each rule, what stays apart, overrides, and what is guaranteed of any corpus."""

import re
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from parser.corpus.mentions import folded, in_full, mentions_of
from parser.corpus.overrides import BadOverrides, Entry, Overrides, Selector, load_overrides
from parser.corpus.persons import Corpus, link_corpus
from parser.corpus.values import Certainty, Linkage, Rule
from parser.record.types import Act, Actor, Attendance, Document, Kind, Person, Record
from records import sample_minutes, source

PAGE = (Path(__file__).parents[1] / "docs/persons.md").read_text(encoding="utf-8")


def record(
    name: str,
    *persons: tuple[str, str | None],
    date: str | None = "2010-01-01",
    municipality: str | None = "Storköping",
    body: str | None = "Kommunstyrelsen",
) -> Record:
    """A record of minutes with these persons (name and party) in its list of attendance."""
    made = source(name, 1)
    ids = [f"p{number}" for number in range(1, len(persons) + 1)]
    return Record(
        id=sha256(name.encode()).hexdigest()[:16],
        source=made,
        document=Document(type="protokoll", municipality=municipality, body=body, date=date),
        attendance=tuple(Attendance(name=who, person=id_) for id_, (who, _) in zip(ids, persons, strict=True)),
        persons=tuple(
            Person(id=id_, name=who, parties=(party,) if party else ())
            for id_, (who, party) in zip(ids, persons, strict=True)
        ),
    )


def people(linkage: Linkage) -> list[list[tuple[str, str]]]:
    """Each person as its (file, person id), all sorted."""
    return sorted(sorted((m.file_name.removesuffix(".pdf"), m.person) for m in p.mentions) for p in linkage.persons)


def doubts(linkage: Linkage) -> set[str]:
    return {doubt.code for doubt in linkage.doubts}


def rules(linkage: Linkage) -> list[Rule]:
    return sorted(link.rule for person in linkage.persons for link in person.links)


def one(*records: Record, overrides: Overrides = Overrides()) -> bool:  # noqa: B008 -- frozen
    return len(link_corpus(records, overrides).persons) == 1


# -- the same name in full


def test_the_same_name_municipality_and_party_is_one_person_and_it_is_said_why():
    linkage = link_corpus(
        [record("a", ("Anna Berg", "s")), record("b", ("ANNA BERG", "s"), date="2014-05-01", body="Nämnden")]
    )
    (person,) = linkage.persons
    assert person.name == "Anna Berg"
    assert person.forms == ("ANNA BERG", "Anna Berg")
    assert (person.first, person.last) == ("2010-01-01", "2014-05-01")
    assert person.bodies == ("Kommunstyrelsen", "Nämnden")
    assert person.certainty is Certainty.HIGH
    (link,) = person.links
    assert link.rule is Rule.SAME_NAME
    for told in ("Anna Berg", "Storköping", "s both times", "2010-01-01 and 2014-05-01", "4.3 years"):
        assert told in link.why
    assert linkage.doubts == ()


@pytest.mark.parametrize(
    ("one_name", "other", "same"),
    [
        ("Ann-Marie Öberg", "Ann Marie Öberg", True),
        ("Bo Åkesson", "Bo A\u030akesson", True),  # å as a letter and a ring
        ("Per von Ek", "PER VON EK", True),
        ("Bo Åker", "Bo Aker", False),
        ("Bo Lindén", "Bo Linden", False),
    ],
)
def test_names_are_compared_folded_but_letters_are_kept(one_name, other, same):
    # Two years and two bodies: nothing but the name can make them one.
    records = [record("a", (one_name, "s")), record("b", (other, "s"), date="2012-01-01", body="Nämnden")]
    assert one(*records) is same


def test_the_same_name_in_another_municipality_is_another_person():
    assert not one(record("a", ("Anna Berg", "s")), record("b", ("Anna Berg", "s"), municipality="Lillköping"))


@pytest.mark.parametrize(
    ("dates", "count"),
    [
        (["2000-01-01", "2011-12-01"], 1),
        (["2000-01-01", "2012-02-01"], 2),
        (["1990-01-01", "2000-01-01", "2010-01-01", "2019-12-01"], 1),
        (["1990-01-01", "2000-01-01", "2010-01-01", "2020-02-01"], 2),
    ],
)
def test_a_life_in_politics_has_an_end(dates, count):
    linkage = link_corpus(record(day, ("Anna Berg", "s"), date=day) for day in dates)
    assert len(linkage.persons) == count
    assert doubts(linkage) == ({"far-apart-in-time"} if count > 1 else set())


def test_a_party_that_is_not_known_fits_the_only_bearer_of_the_name():
    linkage = link_corpus([record("a", ("Anna Berg", "s")), record("b", ("Anna Berg", None), date="2011-01-01")])
    assert rules(linkage) == [Rule.PARTY_UNKNOWN]
    assert linkage.persons[0].certainty is Certainty.LOWER


def test_a_party_that_is_not_known_fits_nobody_where_two_bear_the_name():
    linkage = link_corpus(
        [
            record("a", ("Anna Berg", "s")),
            record("b", ("Anna Berg", "m")),
            record("c", ("Anna Berg", None)),
        ]
    )
    assert people(linkage) == [[("a", "p1")], [("b", "p1")], [("c", "p1")]]
    assert doubts(linkage) == {"two-parties-at-once", "two-candidates"}


def test_a_change_of_party_is_a_link_to_look_at():
    linkage = link_corpus(
        [
            record("a", ("Anna Berg", "s"), date="2004-01-01"),
            record("b", ("Anna Berg", "s"), date="2006-01-01"),
            record("c", ("Anna Berg", "m"), date="2009-01-01"),
        ]
    )
    (person,) = linkage.persons
    assert [(p.party, p.first, p.last) for p in person.parties] == [
        ("s", "2004-01-01", "2006-01-01"),
        ("m", "2009-01-01", "2009-01-01"),
    ]
    assert person.certainty is Certainty.LOWER
    assert doubts(linkage) == {"party-changed"}


def test_two_parties_at_once_are_two_persons():
    linkage = link_corpus(
        [
            record("a", ("Anna Berg", "s"), date="2004-01-01"),
            record("b", ("Anna Berg", "m"), date="2006-01-01"),
            record("c", ("Anna Berg", "s"), date="2009-01-01"),
        ]
    )
    assert people(linkage) == [[("a", "p1"), ("c", "p1")], [("b", "p1")]]
    assert doubts(linkage) == {"two-parties-at-once"}


def test_an_undated_document_fits_the_only_bearer():
    linkage = link_corpus([record("a", ("Anna Berg", "s")), record("b", ("Anna Berg", "s"), date=None)])
    assert rules(linkage) == [Rule.UNDATED]
    assert linkage.persons[0].first == linkage.persons[0].last == "2010-01-01"


def test_a_date_that_no_calendar_has_is_none():
    (mention,) = mentions_of(record("a", ("Anna Berg", "s"), date="2019-02-31"))
    assert (mention.date, mention.day) == (None, None)


@pytest.mark.parametrize("name", ["Berg", "A. Berg", "A Berg", "Anna B."])
def test_a_name_that_is_not_in_full_links_with_nothing(name):
    assert not in_full(name)
    linkage = link_corpus([record("a", (name, "s")), record("b", (name, "s"))])
    assert len(linkage.persons) == 2
    assert doubts(linkage) == {"name-not-in-full"}


def test_without_a_municipality_nothing_is_linked():
    linkage = link_corpus([record(name, ("Anna Berg", "s"), municipality=None) for name in "ab"])
    assert len({person.id for person in linkage.persons}) == 2
    assert doubts(linkage) == {"municipality-unknown"}


# -- namesakes


def test_two_of_one_name_in_one_meeting_stay_apart_later_too():
    linkage = link_corpus(
        [
            record("a", ("Anna Berg", "s"), ("Anna Berg", "m")),
            record("b", ("Anna Berg", "s"), date="2012-01-01"),
            record("c", ("Anna Berg", "m"), date="2013-01-01"),
            record("d", ("Anna Berg", None), date="2013-01-01"),
            record("e", ("Anna Berg", "c"), date="2016-01-01"),
        ]
    )
    assert people(linkage) == [[("a", "p1"), ("b", "p1")], [("a", "p2"), ("c", "p1")], [("d", "p1")], [("e", "p1")]]
    assert doubts(linkage) == {"namesakes", "two-candidates"}


def test_namesakes_of_one_party_are_told_apart_by_nothing():
    linkage = link_corpus([record("a", ("Anna Berg", "s"), ("Anna Berg", "s")), record("b", ("Anna Berg", "s"))])
    assert len(linkage.persons) == 3
    assert len({person.id for person in linkage.persons}) == 3
    assert doubts(linkage) == {"namesakes", "two-candidates"}


# -- names that are nearly one


@pytest.mark.parametrize(
    ("short", "full"),
    [("Karin Olin", "Karin Ax Olin"), ("Karin Ax", "Karin Ax-Olin"), ("Per Ek", "Per von Ek"), ("Bo Ek", "Bo Ulf Ek")],
)
def test_a_part_of_a_name_left_out_is_the_only_candidate(short, full):
    linkage = link_corpus([record("a", (full, "m")), record("b", (short, "m"), date="2011-01-01")])
    (person,) = linkage.persons
    assert person.name == full
    assert rules(linkage) == [Rule.SHORTER_NAME]
    assert "nobody else fits" in person.links[0].why


@pytest.mark.parametrize(
    ("what", "other"),
    [
        ("another party", record("b", ("Karin Olin", "s"))),
        ("no party", record("b", ("Karin Olin", None))),
        ("another body", record("b", ("Karin Olin", "m"), body="Nämnden")),
        ("another time", record("b", ("Karin Olin", "m"), date="2015-01-01")),
        ("another given name", record("b", ("Lena Olin", "m"))),
        ("half a given name", record("b", ("Ax Olin", "m"))),
        ("another municipality", record("b", ("Karin Olin", "m"), municipality="Lillköping")),
    ],
)
def test_a_part_left_out_is_no_link_with(what, other):
    assert not one(record("a", ("Karin Ax Olin", "m")), other), what


def test_half_of_a_hyphened_given_name_is_another_given_name():
    assert not one(record("a", ("Ann-Marie Olin", "m")), record("b", ("Ann Olin", "m")))


def test_a_short_name_that_two_may_have_is_linked_with_none():
    linkage = link_corpus(
        [
            record("a", ("Karin Ax Olin", "m")),
            record("b", ("Karin Berg Olin", "m"), body="Nämnden"),
            record("c", ("Karin Olin", "m")),
        ]
    )
    assert len(linkage.persons) == 3
    assert "two-candidates" in doubts(linkage)


def test_a_short_name_beside_the_full_one_in_one_document_is_another_person():
    assert not one(record("a", ("Karin Ax Olin", "m"), ("Karin Olin", "m")))
    records = [record("a", ("Karin Ax Olin", "m"), ("Karin Olin", "m")), record("b", ("Karin Olin", "m"))]
    assert people(link_corpus(records)) == [[("a", "p1")], [("a", "p2"), ("b", "p1")]]


def test_a_slip_of_one_letter_is_linked_within_a_year():
    linkage = link_corpus([record("a", ("Karin Olin", "m")), record("b", ("Karin Olinn", "m"), date="2010-11-01")])
    assert rules(linkage) == [Rule.ONE_LETTER]


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("Karin Olinn", {"date": "2011-02-01"}),
        ("Karin Olinn", {"body": "Nämnden"}),
        ("Karim Olinn", {}),  # two letters
        ("Katrin Olin", {}),  # a given name, too
    ],
)
def test_a_letter_that_differs_is_no_link_otherwise(name, more):
    assert not one(record("a", ("Karin Olin", "m")), record("b", (name, "m"), **more))


def test_a_short_name_differs_by_a_letter_without_a_slip():
    assert not one(record("a", ("Bo Ek", "m")), record("b", ("Bo Ed", "m")))


def test_two_spellings_that_are_both_common_are_two_persons():
    records = [record(f"{spelling}{n}", (spelling, "m")) for spelling in ("Karin Olin", "Karin Olinn") for n in "123"]
    assert len(link_corpus(records).persons) == 2
    assert len(link_corpus(records[:-1]).persons) == 1


def test_both_spellings_in_one_document_are_two_persons():
    assert not one(record("a", ("Karin Olin", "m"), ("Karin Olinn", "m")))


# -- what is told of a person


def test_reservations_count_once_and_appended_ones_not_again():
    base = record("a", ("Anna Berg", "s"))
    actor = Actor(name="Anna Berg", person="p1", role="ledamoten")
    act = {"kind": Kind.RESERVATION, "blocks": ("b1",), "text": "", "actors": (actor,), "confidence": 1.0}
    acts = (
        Act(id="a1", body="Nämnden", **act),
        Act(id="a2", **{**act, "kind": Kind.APPENDIX}),
        Act(id="a3", parent="a2", **act),
    )
    made = Record(id=base.id, source=base.source, document=base.document, persons=base.persons, acts=acts)
    (person,) = link_corpus([made]).persons
    assert person.reservations == 1
    assert person.bodies == ("Nämnden",)
    assert person.roles == ("ledamoten",)


def test_a_record_given_twice_counts_once_and_two_versions_of_it_are_told():
    first, second = record("a", ("Anna Berg", "s")), record("a", ("Anna Bergh", "s"))
    assert doubts(link_corpus([first, first])) == set()
    there, back = link_corpus([first, second]), link_corpus([second, first])
    assert there == back
    assert len(there.persons) == 1
    assert doubts(there) == {"record-twice"}


def test_real_records_are_taken():
    made = sample_minutes()
    linkage = link_corpus([made])
    assert {m.person for p in linkage.persons for m in p.mentions} == {person.id for person in made.persons}


# -- ids


def test_a_later_document_changes_no_id():
    early = [record("a", ("Anna Berg", "s")), record("b", ("Bo Ek", None))]
    later = [
        record("c", ("Anna Berg", "s"), ("Anna Berg", "m"), date="2012-01-01"),
        record("d", ("Bo Ek", "m"), date="2013-01-01"),
        record("e", ("Anna Berg", "s"), date=None),
    ]
    before = {person.id for person in link_corpus(early).persons}
    for many in range(1, 4):
        assert before <= {person.id for person in link_corpus([*early, *later[:many]]).persons}


def test_an_id_says_whose_first_mention_it_is_and_moves_to_nobody_else():
    later = link_corpus([record("a", ("Anna Berg", "s"), date="2012-01-01")]).persons[0]
    earlier = link_corpus([record("b", ("Anna Berg", "m"), date="2002-01-01")]).persons[0]
    both = link_corpus(
        [
            record("a", ("Anna Berg", "s"), date="2012-01-01"),
            record("b", ("Anna Berg", "m"), date="2002-01-01"),
            record("c", ("Anna Berg", "m"), date="2012-01-02"),
        ]
    )
    assert {person.id for person in both.persons} == {later.id, earlier.id}


# -- overrides

BY_NAME = {"name": "Anna Berg", "municipality": "Storköping"}


def same(*persons: Selector) -> Overrides:
    return Overrides(same=(Entry(persons=persons, reason="known"),))


def different(*persons: Selector) -> Overrides:
    return Overrides(different=(Entry(persons=persons, reason="known"),))


def chosen(made: Record, person: str = "p1") -> Selector:
    return Selector(record=made.id, person=person)


def test_same_joins_over_municipalities_names_and_parties_and_gives_its_reason():
    a, b = record("a", ("Anna Berg", "s")), record("b", ("Anna Ek", "m"), municipality="Lillköping")
    linkage = link_corpus([a, b], same(Selector(**BY_NAME), chosen(b)))
    (person,) = linkage.persons
    assert person.certainty is Certainty.STATED
    assert person.links[0].why == "the overrides say so: known"
    assert set(person.municipalities) == {"Storköping", "Lillköping"}
    assert linkage.doubts == ()


def test_same_by_one_name_joins_all_who_bear_it():
    records = [record(day, ("Anna Berg", None), date=day) for day in ("1980-01-01", "2000-01-01", "2020-01-01")]
    assert one(*records, overrides=same(Selector(**BY_NAME)))


def test_different_parts_what_the_rules_would_join_and_makes_namesakes():
    a, b, c = (record(name, ("Anna Berg", "s"), date=f"201{n}-01-01") for n, name in enumerate("abc"))
    linkage = link_corpus([a, b, c], different(chosen(a), chosen(c)))
    assert len(linkage.persons) == 3
    assert doubts(linkage) == {"namesakes", "two-candidates"}
    both = Overrides(same=same(chosen(a), chosen(b)).same, different=different(chosen(a), chosen(c)).different)
    assert people(link_corpus([a, b, c], both)) == [[("a", "p1"), ("b", "p1")], [("c", "p1")]]


def test_different_by_name_and_party():
    records = [
        record("a", ("Anna Berg", "s"), date="2004-01-01"),
        record("b", ("Anna Berg", "m"), date="2009-01-01"),
    ]
    apart = different(Selector(**BY_NAME, party="s"), Selector(**BY_NAME, party="m"))
    assert one(*records)
    assert not one(*records, overrides=apart)


def test_an_override_of_somebody_who_is_not_here_is_told():
    linkage = link_corpus(
        [record("a", ("Anna Berg", "s"))], same(Selector(**BY_NAME), Selector(record="x", person="p"))
    )
    assert [doubt.message for doubt in linkage.doubts] == ["same[0].persons[1]: nobody here is person p of record x"]


def test_a_contradiction_that_only_the_records_show_is_an_error():
    a, b = record("a", ("Anna Berg", "s")), record("b", ("Anna Berg", "s"))
    told = Overrides(same=same(Selector(**BY_NAME)).same, different=different(chosen(a), chosen(b)).different)
    with pytest.raises(BadOverrides, match=r"same\[0\] and different\[0\] contradict each other over “Anna Berg”"):
        link_corpus([a, b], told)


def test_one_person_meant_by_both_sides_of_a_difference_is_an_error():
    a = record("a", ("Anna Berg", "s"))
    with pytest.raises(BadOverrides, match="is meant by two of its persons"):
        link_corpus([a], different(Selector(**BY_NAME), chosen(a)))


GOOD = """
[[same]]
reason = "r"
persons = [{ record = "aa", person = "p1" }, { name = "Anna Berg", municipality = "Storköping" }]
[[different]]
reason = "r"
persons = [{ name = "Bo Ek", municipality = "Storköping", party = "s" }, { record = "aa", person = "p1" }]
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[[same]]", "[[smae]]", "smae"),
        ('reason = "r"\n', "", "reason"),
        ('reason = "r"\n', 'reason = " "\n', "same[0].reason: is empty"),
        ('reason = "r"', "reason = r", "is no TOML"),
        ('person = "p1" }, {', 'persn = "p1" }, {', "persn"),
        ('record = "aa", person = "p1" }, {', 'record = "aa" }, {', "same[0].persons[0]: give record and person, or"),
        ('record = "aa", person = "p1" }, {', 'record = "aa", person = "" }, {', "same[0].persons[0]: a key is empty"),
        (', municipality = "Storköping" }]\n[[d', " }]\n[[d", "same[0].persons[1]: give record"),
        (', { name = "Anna Berg", municipality = "Storköping" }]', "]", "same[0].persons: names 1; name at least two"),
        (', { record = "aa", person = "p1" }]\n', "]\n", "different[0].persons: names 1"),
        ('name = "Anna Berg", municipality = "Storköping"', 'record = "aa", person = "p1"', "twice"),
        ('name = "Bo Ek", municipality = "Storköping", party = "s"', 'name = "ANNA BERG", municipality = "storköping"',
         "different[0].persons: “anna berg” in storköping and person p1 of record aa are said to be the same"),
    ],
)  # fmt: skip
def test_a_file_of_overrides_is_proved_and_faults_name_file_and_key(old, new, told, tmp_path):
    path = tmp_path / "overrides.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert len(load_overrides(path).same) == 1
    assert old in GOOD
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadOverrides) as raised:
        load_overrides(path)
    assert str(raised.value).startswith(str(path))
    assert told.casefold() in str(raised.value).casefold()


def test_the_same_over_a_third_is_a_contradiction_without_any_record():
    a, b, c = (Selector(record=name, person="p1") for name in "abc")
    told = Overrides(same=(*same(a, b).same, *same(b, c).same), different=different(a, c).different)
    with pytest.raises(BadOverrides, match="elsewhere in the file"):
        Corpus().link(told)


# -- documentation


def test_every_rule_and_finding_is_documented():
    told = set(re.findall(r"^\| `([a-z-]+)` \|", PAGE, re.MULTILINE))
    code = "\n".join(path.read_text() for path in (Path(__file__).parents[1] / "parser/corpus").glob("*.py"))
    codes = set(re.findall(r'\bdoubt\(\s*"([a-z-]+)"|code="([a-z-]+)"', code))
    assert told == {rule.value for rule in Rule} | {one or other for one, other in codes}


def test_the_overrides_of_the_documentation_are_read(tmp_path):
    path = tmp_path / "overrides.toml"
    path.write_text(PAGE.split("```toml\n")[1].split("```")[0], encoding="utf-8")
    told = load_overrides(path)
    assert (len(told.same), len(told.different)) == (1, 1)


# -- whatever the corpus

NAMES = ["Anna Berg", "ANNA BERG", "Anna Ek Berg", "Anna Bergh", "Ann-Marie Olin", "Ann Olin", "Berg"]
corpora = st.lists(
    st.tuples(
        st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(["s", "m", None])), max_size=4),
        st.sampled_from(["1995-01-01", "2008-03-01", "2008-09-01", "2010-01-01", "2015-01-01", "2031-01-01", None]),
        st.sampled_from(["Storköping", "Storköping", "Lillköping", None]),
        st.sampled_from(["Kommunstyrelsen", "Nämnden"]),
    ),
    min_size=1,
    max_size=9,
).map(
    lambda drawn: [
        record(f"r{n}", *persons, date=date, municipality=where, body=body)
        for n, (persons, date, where, body) in enumerate(drawn)
    ]
)
many = settings(max_examples=150, deadline=None)


def keys(records: list[Record]) -> list[tuple[str, str]]:
    return [(made.id, person.id) for made in records for person in made.persons]


@many
@given(corpora, st.randoms(use_true_random=False))
def test_the_order_of_records_changes_nothing(records, random):
    shuffled = random.sample(records, len(records))
    assert link_corpus(records) == link_corpus(shuffled)


@many
@given(corpora)
def test_each_person_of_each_record_is_in_exactly_one_person(records):
    linkage = link_corpus(records)
    assert sorted(m.key for p in linkage.persons for m in p.mentions) == sorted(keys(records))
    assert len({person.id for person in linkage.persons}) == len(linkage.persons)


@many
@given(corpora)
def test_no_person_is_twice_in_a_document_or_in_two_municipalities_and_links_hold_each_together(records):
    for person in link_corpus(records).persons:
        assert len({m.record for m in person.mentions}) == len(person.mentions)
        assert len({folded(m.municipality) for m in person.mentions}) == 1
        assert len(person.links) == len(person.mentions) - 1
        assert all(link.why for link in person.links)
        reached = {person.mentions[0].key}
        for _ in person.links:
            reached |= {
                end for link in person.links if {link.one, link.other} & reached for end in (link.one, link.other)
            }
        assert reached == {m.key for m in person.mentions}


@many
@given(corpora, st.data())
def test_overrides_are_always_kept(records, data):
    known = keys(records)
    assume(len(known) > 2)
    drawn = st.lists(st.sampled_from(known), min_size=2, max_size=3, unique=True)
    joined, parted = data.draw(drawn), data.draw(drawn)
    assume(len(set(joined) & set(parted)) < 2)
    told = Overrides(
        same=same(*(Selector(record=r, person=p) for r, p in joined)).same,
        different=different(*(Selector(record=r, person=p) for r, p in parted)).different,
    )
    of = {m.key: person.id for person in link_corpus(records, told).persons for m in person.mentions}
    assert len({of[key] for key in joined}) == 1
    assert len({of[key] for key in parted}) == len(parted)


@many
@given(corpora, st.integers(0, 8))
def test_a_later_document_takes_no_id_from_a_first_mention(records, cut):
    ordered = sorted(records, key=lambda made: (made.document.date or "9999", made.id))
    assume(cut < len(ordered) and ordered[cut].document.date is not None)
    earlier = [made for made in ordered if (made.document.date or "9999") < ordered[cut].document.date]
    before = {m.key: person.id for person in link_corpus(earlier).persons for m in person.mentions[:1]}
    after = {m.key: person.id for person in link_corpus(ordered).persons for m in person.mentions[:1]}
    assert all(before[key] == after[key] for key in before.keys() & after.keys())
