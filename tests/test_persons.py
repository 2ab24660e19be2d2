"""Which mentions of a document are one person, and why."""

from hypothesis import given
from hypothesis import strategies as st

from parser.attribute.mentions import Mention, MentionContext, find_mentions, learn_names
from parser.attribute.parties import load_parties
from parser.attribute.persons import Persons, link_persons

REGISTER = load_parties()


def read(*texts: str, learn: bool = False) -> list[Mention]:
    context = MentionContext(register=REGISTER)
    found = [mention for text in texts for mention in find_mentions(text, context)]
    if learn:
        context = MentionContext(register=REGISTER, known=learn_names(found))
        found = [mention for text in texts for mention in find_mentions(text, context)]
    return found


def linked(*texts: str, learn: bool = False) -> Persons:
    return link_persons(read(*texts, learn=learn))


def test_the_same_name_is_one_person() -> None:
    persons = linked("Anna Berg (S) yrkar bifall.", "Reservation av Anna Berg (s).")
    assert persons.ids == ("p1", "p1")
    assert persons.people[0].codes == ("S", "s")
    assert persons.people[0].party_ids == ("s",)


def test_capitals_and_hyphens_are_no_difference() -> None:
    persons = linked("Ann-Margarethe Livh (v) yrkar bifall.", "ANN-MARGARETHE LIVH", "Ann Margarethe Livh (v)")
    assert set(persons.ids) == {"p1"}


def test_a_surname_alone_is_the_only_person_that_it_fits() -> None:
    persons = linked("Carin Jämtin (s) yrkar bifall.", "Jämtin (s) yrkar avslag.")
    assert persons.ids == ("p1", "p1")
    (link,) = persons.people[0].links
    assert (link.form, link.reason) == ("Jämtin", "surname")
    assert "Carin Jämtin" in link.because


def test_a_surname_that_fits_two_is_left_open() -> None:
    persons = linked("Anna Berg (S) och Per Berg (S) yrkar bifall.", "Berg (S) yrkar avslag.")
    assert persons.ids == ("p1", "p2", None)
    assert [finding.code for finding in persons.findings] == ["ambiguous-person"]


def test_the_party_tells_two_of_one_surname_apart() -> None:
    persons = linked("Anna Berg (S) och Per Berg (V) yrkar bifall.", "Berg (V) yrkar avslag.")
    assert persons.ids == ("p1", "p2", "p2")


def test_an_initial_tells_two_of_one_surname_apart() -> None:
    persons = linked("Anna Berg (S) och Per Berg (S) yrkar bifall.", "P. Berg (S) yrkar avslag.")
    assert persons.ids == ("p1", "p2", "p2")
    assert persons.people[1].links[0].reason == "initial"


def test_a_letter_that_differs_is_the_same_person_with_a_finding() -> None:
    persons = linked("Carin Jämtin (s) yrkar bifall.", "Carin Jämtin (s) yrkar.", "Carin Jemtin (s) yrkar.")
    assert set(persons.ids) == {"p1"}
    assert persons.people[0].forms == ("Carin Jämtin", "Carin Jemtin")
    assert [finding.code for finding in persons.findings] == ["corrected-name"]


def test_names_a_letter_apart_in_one_list_are_two_persons() -> None:
    persons = linked("Carin Jämtin (s) och Carin Jemtin (s) yrkar.", "Carin Jämtin (s) yrkar.")
    assert persons.ids == ("p1", "p2", "p1")


def test_names_a_letter_apart_in_two_parties_are_two_persons() -> None:
    persons = linked("Carin Jämtin (s) yrkar.", "Carin Jämtin (s) yrkar.", "Carin Jemtin (m) yrkar.")
    assert persons.ids == ("p1", "p1", "p2")


def test_one_of_two_surnames_left_out_is_the_same_person_in_the_same_party() -> None:
    persons = linked("Kristina Axén Olin (m) yrkar.", "Kristina Olin (m) yrkar avslag.", "Kristina Axén (m) yrkar.")
    assert set(persons.ids) == {"p1"}
    assert persons.people[0].name == "Kristina Axén Olin"


def test_the_same_name_in_two_parties_is_two_persons_with_a_finding() -> None:
    persons = linked("Anna Berg (S) yrkar bifall.", "Anna Berg (M) yrkar avslag.")
    assert persons.ids == ("p1", "p2")
    assert [finding.code for finding in persons.findings] == ["same-name-two-parties"]


def test_a_party_keeps_its_person_over_its_change_of_code() -> None:
    persons = linked("Anna Berg (fp) yrkar bifall.", "Anna Berg (L) yrkar avslag.")
    assert persons.ids == ("p1", "p1")


def test_groups_and_bodies_are_no_persons() -> None:
    persons = linked("Moderaterna och Anna Berg (S) reserverar sig.")
    assert persons.ids == (None, "p1")
    assert persons.findings == ()


def test_a_second_reading_finds_what_the_first_taught() -> None:
    assert len(read("Carin Jämtin (s) yrkar.", "Jämtin instämmer.")) == 1
    assert linked("Carin Jämtin (s) yrkar.", "Jämtin instämmer.", learn=True).ids == ("p1", "p1")


NAMES = st.sampled_from(
    [
        f"{first}{last}{code} yrkar avslag."
        for first in ("Anna ", "Per ", "A. ", "", "ANNA ")
        for last in ("Berg", "Borg", "Berg Ek", "Lindström")
        for code in (" (S)", " (M)", "")
    ]
)


@given(st.lists(NAMES, max_size=10))
def test_what_holds_of_any_document(texts: list[str]) -> None:
    mentions = read(*texts, learn=True)
    persons = link_persons(mentions)
    assert len(persons.ids) == len(mentions)
    assert [person.id for person in persons.people] == [f"p{n + 1}" for n in range(len(persons.people))]
    assert list(dict.fromkeys(at for at in persons.ids if at)) == [person.id for person in persons.people]
    for mention, at in zip(mentions, persons.ids, strict=True):
        if at is not None:
            assert mention.name in persons.people[int(at[1:]) - 1].forms
    assert link_persons(mentions) == persons
