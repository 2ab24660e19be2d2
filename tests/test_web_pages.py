"""The web pages as their server makes them: what each shows, that each view is a permalink, and its exports."""

import csv
import io
import json
import re

import pytest
from starlette.testclient import TestClient

from parser.query.question import Question
from parser.record.types import Kind
from parser.web.wording import chosen
from web_world import asking


def counted(page, value):
    """The count beside a value of a facet."""
    found = re.search(rf'<span class="l">{re.escape(value)}</span> <span class="n">([\d\u202f]+)<', page.text)
    return int(found.group(1).replace("\u202f", ""))


def test_the_first_page_tells_how_much_there_is_and_the_newest_reservations(get, web):
    page = get("/")
    assert "Vem reserverade sig mot vad?" in page.text
    documents = web.corpus.documents().total
    assert f"{documents} handlingar" in page.text
    assert page.text.count('<article class="answer">') == 5


def test_a_search_counts_what_it_would_find_with_each_value_of_a_facet(get):
    page = get("/search?kind=reservation")
    decisions = counted(page, "Beslut")
    # Another value of the same facet is told as if it were chosen instead, so that several can be chosen.
    assert get("/search?kind=decision").text.count('id="count"') == 1
    assert f">{decisions} träff" in get("/search?kind=decision").text.replace("\u202f", "")


def test_a_facet_is_a_link_that_chooses_and_the_same_link_takes_back(get):
    page = get("/search?kind=reservation").text
    on = re.search(
        r'<a href="([^"]+)" rel="nofollow" class="on" aria-current="true"><span class="l">Reservation<', page
    )
    assert on.group(1) == "/search"
    more = re.search(r'<a href="([^"]+)" rel="nofollow"><span class="l">Beslut<', page)
    assert more.group(1).replace("&amp;", "&") == "/search?kind=reservation&kind=decision"


def test_what_was_looked_for_is_marked(get):
    assert "<mark>" in get("/search?text=simhall").text


def test_pages_of_answers_follow_each_other_without_a_gap(get, web):
    seen, at = [], "/search?kind=decision&limit=25"
    for _ in range(4):
        page = get(at).text
        seen += re.findall(r'<h3><a href="(/documents/[^"]+)"', page)
        at = re.search(r'rel="next" href="([^"]+)"', page).group(1).replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 100
    expected = [one.permalink for one, _ in zip(web.corpus.acts(kind="decision"), range(100), strict=False)]
    assert seen == expected


def test_an_act_s_permalink_shows_its_page_with_its_place(get, web):
    act = web.minutes.acts[3]
    page = get(f"/documents/{web.minutes.id}/{act.id}").text
    places = [place for block in web.minutes.blocks if block.id in act.blocks for place in block.places]
    sheet = re.search(r'<image href="(/documents/[^"]+/pages/(\d+)\.png)"', page)
    assert int(sheet.group(2)) == places[0].page
    x, y = map(float, re.search(r'<rect class="place" x="([\d.-]+)" y="([\d.-]+)"', page).groups())
    assert (x, y) == pytest.approx((places[0].bbox[0] - 4, places[0].bbox[1] - 3), abs=0.1)
    picture = get(sheet.group(1))
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")


def test_every_word_of_a_document_stands_on_its_page_once(get, web):
    page = get(f"/documents/{web.minutes.id}").text
    for block in web.minutes.blocks:
        if block.role != "furniture":
            assert page.count(f">{block.text.split(chr(10))[0].split(chr(9))[0]}<") >= 1, block.text


def test_a_document_without_its_pdf_says_so_and_shows_the_text(get, web):
    page = get(f"/documents/{web.memorandum.id}").text
    assert "pm.pdf finns inte" in page
    assert "<svg class" not in page
    assert web.memorandum.acts[0].points[0].text in page


def test_a_person_s_page_tells_with_whom_and_against_what(get, web):
    (found,) = web.corpus.persons("Per von Ek", most=1)
    page = get(found.permalink).text
    assert "Per von Ek" in page
    assert "Reservationer per" not in page
    assert re.search(r"Mot eller om.*Beslut", page, re.S)


def test_a_party_s_page_leads_to_its_reservations(get, web):
    first = next(iter(web.corpus.parties()))
    page = get(f"/parties/{first}")
    assert page.status_code == 200
    assert f"/search?kind=reservation&amp;party={first}" in page.text


def test_a_diary_number_leads_to_the_matter_however_it_is_set(get):
    assert get("/matters?number=ks2019-123").headers["location"] == "/matters/ks2019-123"
    assert "Ny simhall" in get("/matters/KS%202019%2F123").text
    assert get("/matters/2019%2F12").headers["location"].startswith("/matters?number=")


def test_the_plots_have_tables_with_the_same_numbers(get, web):
    page = get("/plots").text
    assert page.count("<figure") == 4
    total = sum(
        one.count for one in web.corpus.group_by(Question(kind=(Kind.RESERVATION,)), ["party"]) if one.values[0]
    )
    rows = re.search(r'id="years".*?</table>', page, re.S).group()
    numbers = [int(one) for one in re.findall(r'<td class="n"><a [^>]+>(\d+)</a>', rows)]
    assert sum(numbers) == total


@pytest.mark.parametrize("form", ["csv", "json", "bib", "ris", "txt"])
def test_what_one_sees_can_be_taken_away(get, form):
    answer = get(f"/search.{form}?kind=reservation&municipality=%C3%84lvsby")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="diarium.{form}"'
    assert "Per von Ek" in answer.text or "Ek, Per" in answer.text


def test_the_table_has_a_row_for_each_act(get, web):
    rows = list(csv.DictReader(io.StringIO(get("/search.csv?kind=reservation").text)))
    expected = [one.id for one in web.corpus.acts(kind="reservation")]
    assert [row["id"] for row in rows] == expected
    assert rows[0]["permalink"].startswith("http://testserver/documents/")


def test_the_json_is_the_acts(get, web):
    acts = json.loads(get("/search.json?kind=vote&municipality=%C3%84lvsby").content)
    assert [one["id"] for one in acts] == [one.id for one in web.corpus.acts(kind="vote", municipality="Älvsby")]


def test_a_document_and_an_act_are_cited_by_their_permalinks(get, web):
    assert f"testserver/documents/{web.minutes.id}}}" in get(f"/documents/{web.minutes.id}.bib").text
    assert f"testserver/documents/{web.minutes.id}/a4" in get(f"/documents/{web.minutes.id}/a4.ris").text


def test_the_language_is_chosen_by_a_link_and_kept(web):
    client = TestClient(web.app)
    assert 'lang="sv"' in client.get("/").text
    assert "Who reserved against what?" in client.get("/?lang=en").text
    assert "Who reserved against what?" in client.get("/").text


@pytest.mark.parametrize(
    ("parameter", "cookie", "accepted", "expected"),
    [
        (None, None, None, "sv"),
        (None, None, "en-GB,en;q=0.8,sv;q=0.5", "en"),
        (None, None, "de,sv;q=0.7,en;q=0.6", "sv"),
        (None, "sv", "en", "sv"),
        ("en", "sv", "sv", "en"),
        ("xx", None, "en;q=x", "sv"),
    ],
)
def test_the_language_is_what_was_asked_for_then_chosen_then_preferred(parameter, cookie, accepted, expected):
    assert chosen(parameter, cookie, accepted) == expected


def test_addresses_of_exports_lead_to_the_pages(get, web):
    assert get(f"/document/{web.minutes.id}/a4").headers["location"] == f"/documents/{web.minutes.id}/a4"
    assert get("/person/677f").headers["location"] == "/persons/person-677f"
    assert get("/party/s").headers["location"] == "/parties/s"


def test_sql_answers_and_its_mistakes_are_told(get):
    assert "Socialdemokraterna" in get("/sql?query=SELECT+name+FROM+parties").text
    wrong = get("/sql?query=SELEC")
    assert wrong.status_code == 400
    assert "syntax error" in wrong.text


def test_an_unchanged_page_is_not_sent_again(get):
    first = get("/search?kind=vote")
    again = get("/search?kind=vote", if_none_match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert get("/search?kind=vote", if_none_match=first.headers["etag"], accept_language="en").status_code == 200


def test_a_change_of_the_corpus_changes_the_tag(own_web):
    get = asking(own_web.app)
    before = get("/").headers["etag"]
    (own_web.records / "pm.json").unlink()
    own_web.corpus.refresh()
    assert get("/").headers["etag"] != before
    assert get(f"/documents/{own_web.memorandum.id}").status_code == 404


def test_a_browser_that_shows_no_page_finds_the_icon_too(get):
    assert get(get("/favicon.ico").headers["location"]).headers["content-type"] == "image/svg+xml"
