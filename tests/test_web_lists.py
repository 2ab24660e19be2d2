"""The lists of the web pages: the values of a facet, documents, persons, parties; each as a table to take away."""

import csv
import io
import json
import re

import pytest

from parser.query.question import Question
from parser.record.types import Kind
from parser.web.pages import values as facet_values
from parser.web.plots.columns import chart, small
from parser.web.rendering import short


def rows(answer):
    return list(csv.DictReader(io.StringIO(answer.text)))


def listed(page):
    return re.findall(r'<span class="l">([^<]*)</span> <span class="n">([^<]*)</span>', page)


# -- the values of a facet


@pytest.mark.parametrize("facet", ["person", "body", "municipality", "party", "year", "kind", "type", "confidence"])
def test_the_pages_of_a_facet_have_each_value_once_with_its_count(get, web, facet, monkeypatch):
    monkeypatch.setattr(facet_values, "SHOWN", 20)
    seen, at = [], f"/search/{facet}?kind=reservation"
    while at:
        page = get(at).text
        seen += listed(page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        at = following.group(1).replace("&amp;", "&") if following else None
    counted = web.corpus.facets(Question(kind=(Kind.RESERVATION,)), (facet,), most=100_000)[facet]
    assert [int(count) for _, count in seen] == [one.count for one in counted if one.value]


@pytest.mark.parametrize("facet", ["person", "body", "municipality"])
def test_letters_find_a_value_and_its_count_is_that_of_the_question(get, web, facet):
    every = web.corpus.facets(Question(kind=(Kind.RESERVATION,)), (facet,), most=100_000)[facet]
    one = every[len(every) // 2]
    found = get(f"/search/{facet}.json?kind=reservation&find={one.label.upper()}").json()
    assert {"value": one.value, "label": one.label, "acts": one.count} in found
    assert all(one.label.casefold() in told["label"].casefold() for told in found)


def test_a_value_leads_to_the_question_narrowed_down_to_it(get):
    page = get("/search/body?kind=reservation&municipality=%C3%84lvsby").text
    href = re.search(r'<li><a href="(/search\?[^"]+)" rel="nofollow"', page).group(1).replace("&amp;", "&")
    assert "kind=reservation" in href
    assert "municipality=%C3%84lvsby" in href
    assert get(href).status_code == 200


def test_by_name_means_the_swedish_alphabet(get):
    names = [one for one, _ in listed(get("/search/municipality?order=name").text)]
    assert names == sorted(names, key=facet_values.alphabetical)
    assert sorted(["Östra", "Åre", "Ärla", "Zäta", "éa", "Eb"], key=facet_values.alphabetical) == [
        "éa", "Eb", "Zäta", "Åre", "Ärla", "Östra",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "address",
    ["/search/nothing", "/search/document", "/search/person?page=0", "/search/person.xlsx", "/search/kind?page=x"],
)
def test_what_is_no_facet_or_page_is_not_found(get, address):
    assert get(address).status_code == 404


def test_a_long_facet_of_the_search_leads_to_all_its_values(get, web):
    page = get("/search?kind=reservation").text
    assert len(web.corpus.facets(Question(kind=(Kind.RESERVATION,)), ("person",), most=1000)["person"]) > 40
    assert 'href="/search/person?kind=reservation"' in page
    assert 'href="/search/kind?' not in page


# -- documents, persons, parties


def test_documents_are_narrowed_down_by_a_form_and_taken_away(get):
    at = "municipality=%C3%84lvsby&type=protokoll&text=simhall"
    page = get(f"/documents?{at}").text
    assert page.count('<tr role="row"><td') == 1
    (row,) = rows(get(f"/documents.csv?{at}"))
    assert row["permalink"].startswith("http://testserver/documents/")
    assert json.loads(get(f"/documents.json?{at}").content)[0]["id"] == row["id"]


def test_persons_of_a_party_in_a_municipality_in_each_order(get):
    for order, key in (("reservations", "reservations"), ("documents", "documents")):
        found = rows(get(f"/persons.csv?party=s&order={order}"))
        numbers = [int(one[key]) for one in found]
        assert numbers == sorted(numbers, reverse=True)
    assert all("s" in one["parties"].split("; ") for one in found)
    place = found[0]["municipalities"].split("; ")[0]
    near = rows(get(f"/persons.csv?party=s&municipality={place}"))
    assert {one["id"] for one in near} == {one["id"] for one in found if place in one["municipalities"].split("; ")}
    names = [one["name"] for one in rows(get("/persons.csv?order=name"))]
    assert names == sorted(names)
    assert get("/persons?order=height").status_code == 400


def test_a_name_is_narrowed_down_as_the_list_is(get):
    (found,) = rows(get("/persons.csv?name=Per+von+Ek&municipality=%C3%84lvsby"))
    assert found["name"] == "Per von Ek"
    assert rows(get("/persons.csv?name=Per+von+Ek&municipality=Nowhere")) == []


def test_the_persons_pages_go_forth_and_back(get):
    first = get("/persons").text
    assert 'rel="next" href="/persons?page=2"' in first
    second = get("/persons?page=2").text
    assert 'rel="prev" href="/persons"' in second
    pattern = r'href="(/persons/person-[^"]+)"'
    assert not set(re.findall(pattern, first)) & set(re.findall(pattern, second))


def test_parties_tell_their_years_and_with_whom(get, web):
    page = get("/parties").text
    told = {row["id"]: row for row in rows(get("/parties.csv"))}
    counted = web.corpus.facets(Question(kind=(Kind.RESERVATION,)), ("party",), most=1000)["party"]
    assert {one.value: one.count for one in counted} == {
        id_: int(row["reservations"]) for id_, row in told.items() if row["reservations"] != "0"
    }
    assert re.search(r'role="img" aria-label="\d{4}: \d+', page)


def test_only_a_party_s_own_code_is_shown_as_one():
    assert [short(one, "") for one in ("mp", "nyd", "kiruna-kip", "stockholmspartiet")] == ["MP", "NYD", "", ""]


@pytest.mark.parametrize("name", ["years", "together", "unanimity"])
def test_the_numbers_of_a_plot_are_taken_away(get, web, name):
    reserved = Question(kind=(Kind.RESERVATION,))
    expected = {
        "years": [one.count for one in web.corpus.group_by(reserved, ["party", "year"])],
        "together": [one.count for one in web.corpus.together(reserved, "party")],
        "unanimity": [one.decisions for one in web.corpus.unanimity(reserved)],
    }[name]
    column = {"years": "acts", "together": "together", "unanimity": "decisions"}[name]
    assert expected
    assert [int(row[column]) for row in rows(get(f"/plots/{name}.csv"))] == expected
    assert [row[column] for row in get(f"/plots/{name}.json").json()] == expected
    assert get(f"/plots/{name}.xml").status_code == 404
    assert get("/plots/other.csv").status_code == 404


def test_the_answer_of_a_query_is_taken_away_as_json(get):
    assert {"name": "Socialdemokraterna"} in get("/sql.json?query=SELECT+name+FROM+parties").json()


# -- what is drawn


def test_a_bar_for_each_year_with_acts_in_its_place():
    made = chart([("2010", 4), ("2006", 2), ("", 9)])
    assert [(bar.year, bar.count) for bar in made.bars] == [("2006", 2), ("2010", 4)]
    first, last = made.bars
    assert first.x < last.x
    assert last.height == pytest.approx(2 * first.height)
    assert all(bar.y + bar.height == pytest.approx(made.base) for bar in made.bars)
    assert chart([("", 3)]) is None


def test_the_small_bars_are_as_high_as_their_share_of_the_most():
    assert [box[3] for box in small({2001: 5, 2003: 10}, 2001, 2003, 10)] == [11, 22]


# -- what is wrong is told in the reader's language


@pytest.mark.parametrize(
    "address",
    [
        "/search?from=2010&to=2006", "/search?limit=0", "/search?limit=x", "/search?confidence=2", "/search?unsure=x",
        "/search?from=yesterday", "/search?to=2010-13", "/search?sort=relevance", "/search?nested=perhaps",
        "/search?foo=1", "/search?kind=reservationn", "/search?kind=x", "/search?demand=x", "/search?person=..",
        "/search?text=(a", "/search?text=a)", "/search?text=-a", "/search?text=NOT", "/search?text=*a",
        "/search?text=()", "/search?cursor=x", "/search?sort=newest&sort=oldest", "/plots?by=x", "/persons?order=x",
        "/persons?foo=1",
        "/search/body?order=x", "/sql?query=SELEC", "/sql?query=SELECT+1;SELECT+2", "/sql?query=SELECT+*+FROM+act",
        "/sql.csv?query=", "/search?text=" + "a+" * 60, "/search?body=" + "a" * 501,
    ],
)  # fmt: skip
def test_a_fault_of_a_question_is_told_in_swedish_and_in_english(get, address):
    swedish, english = get(address), get(address, accept_language="en")
    assert swedish.status_code == english.status_code == 400
    alert = r'role="alert"(?P<language> lang="..")?>(?P<text>[^<]+)<'
    told, other = re.search(alert, swedish.text), re.search(alert, english.text)
    assert told["language"] is None, "it is marked as English where it has no Swedish words"
    assert told["text"] != other["text"]


def test_a_question_that_cannot_be_meant_is_mended_in_place(get):
    page = get("/search?text=(skola&kind=reservation&kind=decision&from=nonsense").text
    assert 'value="(skola"' in page
    assert page.count('<input type="hidden" name="kind"') == 2
    assert 'name="from"' not in page


def test_a_word_is_taken_away_from_a_question_that_is_sorted_by_it(get):
    page = get("/search?text=simhall&sort=relevance").text
    removal = re.search(r'<ul class="chosen".*?<a href="([^"]+)"', page, re.S).group(1)
    assert get(removal.replace("&amp;", "&")).status_code == 200
