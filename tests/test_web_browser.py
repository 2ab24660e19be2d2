"""The web pages in Chromium, as their readers use them: with the mouse, the keyboard, on a phone, in the dark.

Every test fails where the console has an error or a request goes elsewhere.
"""

import json
import re
from importlib import resources
from pathlib import Path

import pytest

from web_world import EVIL, serving

pytestmark = pytest.mark.long

VIEWS = {
    "home": "/",
    "search": "/search?kind=reservation&text=simhall",
    "nothing": "/search?text=finnsinte",
    "values": "/search/person?kind=reservation",
    "values by name": "/search/body?order=name&find=n%C3%A4mnd&kind=reservation",
    "mended": "/search?text=(skola&kind=reservation",
    "documents": "/documents",
    "documents narrowed": "/documents?kind=reservation&municipality=%C3%84lvsby&type=protokoll",
    "document": "/documents/{id}/a4",
    "without a PDF": "/documents/{memorandum}",
    "hostile": "/documents/{hostile}",
    "persons": "/persons",
    "persons narrowed": "/persons?party=s&order=name",
    "person": "{person}",
    "parties": "/parties",
    "party": "/parties/s",
    "matters": "/matters",
    "matter": "/matters/KS%202019%2F123",
    "plots": "/plots",
    "persons plotted": "/plots?by=person",
    "sql": "/sql?query=SELECT+*+FROM+reservations",
    "api": "/api",
    "about": "/about",
    "error": "/search?kind=x",
}


@pytest.fixture(scope="module")
def address(web):
    with serving(web.app) as at:
        yield at


@pytest.fixture
def tab_of(browser, address):
    """Opens a tab; whatever goes wrong in any of them, or is asked of others, fails the test."""
    troubles, opened = [], []

    def open_tab(**how):
        context = browser.new_context(
            base_url=address,
            reduced_motion="reduce",
            **{"locale": "sv-SE", "viewport": {"width": 1300, "height": 850}, **how},
        )
        tab = context.new_page()
        tab.on("pageerror", lambda error: troubles.append(str(error)))
        tab.on("console", lambda told: troubles.append(told.text) if told.type in ("error", "warning") else None)
        tab.on("request", lambda one: None if one.url.startswith(address) else troubles.append(one.url))
        opened.append(context)
        return tab

    yield open_tab
    for context in opened:
        context.close()
    # That a page is not there, or a question cannot be meant, Chromium tells as an error of the console.
    assert [one for one in troubles if "the server responded with a status of 40" not in one] == []


@pytest.fixture
def tab(tab_of):
    return tab_of()


def views(web):
    (person,) = web.corpus.persons("Per von Ek", most=1)
    told = {
        "id": web.minutes.id,
        "memorandum": web.memorandum.id,
        "hostile": web.hostile.id,
        "person": person.permalink,
    }
    return {name: view.format(**told) for name, view in VIEWS.items()}


def test_a_reader_searches_narrows_down_and_finds_the_place_on_the_print(tab, web):
    tab.goto("/")
    tab.fill("#q", "simhall")
    tab.click(".ask button")
    assert "text=simhall" in tab.url
    assert "kind=reservation" in tab.url
    tab.locator(".facets .l", has_text=re.compile("^Älvsby$")).click()
    assert "municipality=%C3%84lvsby" in tab.url
    assert tab.locator(".facets a.on", has_text="Reservation").count() == 1
    assert tab.locator("mark").first.inner_text().lower() == "simhall"
    tab.locator("article.answer", has_text="Per von Ek").last.locator("h3 a").click()
    assert tab.url.endswith(f"/documents/{web.minutes.id}/a4")
    place = tab.locator("rect.place").bounding_box()
    sheet = tab.locator("#sheet").bounding_box()
    act = next(act for act in web.minutes.acts if act.id == "a4")
    block = next(one for one in web.minutes.blocks if one.id == act.blocks[0])
    scale = sheet["height"] / 842
    assert place["y"] == pytest.approx(sheet["y"] + (block.bbox[1] - 3) * scale, abs=3)
    assert tab.locator(".act.on").get_attribute("id") == "a4"
    assert tab.evaluate("document.querySelector('#sheet image').getBBox().width") > 500


def test_showing_another_act_changes_the_print_and_the_address_and_leaves_the_text(tab, web):
    tab.goto(f"/documents/{web.minutes.id}/a4")
    tab.evaluate("window.same = true")
    with tab.expect_response(lambda answer: answer.url.endswith("/a1")):
        tab.locator("#a1 .place-link").click()
    tab.wait_for_selector("#a1.on")
    assert tab.url.endswith("/a1")
    assert tab.evaluate("window.same") is True
    assert tab.locator(".act.on").get_attribute("id") == "a1"
    tab.go_back()
    tab.wait_for_selector("#a4.on")


def test_the_pages_of_the_print_can_be_turned(tab, web):
    tab.goto(f"/documents/{web.minutes.id}")
    tab.click("text=Nästa sida")
    tab.wait_for_selector("#print-title:has-text('sidan 2')")  # the page's policy forbids to wait for an expression
    assert "page=2" in tab.url
    tab.reload()
    assert "sidan 2" in tab.locator("#print-title").inner_text()


def test_from_a_result_to_the_next_and_back_to_the_list_as_it_was(tab):
    tab.goto("/search?kind=reservation&limit=25")
    addresses = tab.eval_on_selector_all(".answer h3 a", "all => all.map(one => one.getAttribute('href'))")
    tab.locator(".answer h3 a").nth(1).click()
    assert tab.locator("#hits .at").inner_text().startswith("Träff 2 av ")
    tab.click("#hits .next")
    tab.wait_for_url(f"**{addresses[2]}")
    assert tab.locator("#hits .at").inner_text().startswith("Träff 3 av ")
    tab.click("#hits .back")
    assert tab.url.endswith("/search?kind=reservation&limit=25")
    tab.click(".pages a[rel=next]")
    tab.locator(".answer h3 a").first.click()
    assert tab.locator("#hits .at").inner_text().startswith("Träff 26 av ")


def test_who_comes_by_a_link_sees_no_list_of_results(tab, web):
    tab.goto(f"/documents/{web.minutes.id}/a4")
    assert not tab.locator("#hits").is_visible()


def test_the_permalink_and_the_citation_are_of_the_act_that_is_shown(tab_of, web):
    tab = tab_of(permissions=["clipboard-read", "clipboard-write"])
    tab.goto(f"/documents/{web.minutes.id}/a4")
    tab.click("details.cite summary")
    tab.click("[data-copy=permalink]")
    assert tab.evaluate("navigator.clipboard.readText()").endswith(f"/documents/{web.minutes.id}/a4")
    assert tab.locator("[data-copy=permalink]").inner_text() == "Kopierat"
    with tab.expect_response(lambda answer: answer.url.endswith("/a1")):
        tab.locator("#a1 .place-link").click()
    tab.wait_for_selector("#a1.on")
    assert tab.locator("#permalink").input_value().endswith("/a1")
    tab.click("[data-copy=citation]")
    assert "Yrkande i Kommunstyrelsen" in tab.evaluate("navigator.clipboard.readText()")


def test_the_print_leads_to_the_pdf_itself_at_the_page(tab, web):
    tab.goto(f"/documents/{web.minutes.id}/a4")
    address = tab.locator(".open a[href*='.pdf']").get_attribute("href")
    assert address == f"/documents/{web.minutes.id}.pdf#page=2"
    answer = tab.request.get(address)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body() == web.pdf


def test_all_the_values_of_a_facet_can_be_found_without_a_script(browser, address):
    context = browser.new_context(base_url=address, java_script_enabled=False, locale="sv-SE")
    tab = context.new_page()
    tab.goto("/search?kind=reservation")
    tab.locator("section", has=tab.locator("#f-person")).locator(".every a").click()
    assert "/search/person?kind=reservation" in tab.url
    tab.fill("#q", "von ek")
    tab.keyboard.press("Enter")
    tab.locator(".values a", has_text=re.compile("^Per von Ek 1$")).click()
    assert tab.locator(".chosen li", has_text="Per von Ek").is_visible()
    assert tab.locator(".chosen li", has_text="Reservation").is_visible()
    context.close()


def test_on_paper_there_is_what_was_found_and_no_buttons(tab):
    tab.goto("/search?kind=reservation&text=simhall")
    tab.emulate_media(media="print")
    assert tab.locator(".answer").first.is_visible()
    for gone in (".facets", ".ask", ".menu", ".exports"):
        assert not tab.locator(gone).first.is_visible()


def test_a_view_opened_again_by_its_address_is_the_same(tab_of):
    first, second = tab_of(), tab_of()
    first.goto("/search?kind=reservation")
    first.locator(".facets section", has=first.locator("#f-party")).locator("a").first.click()
    first.locator(".sort a", has_text="äldst").click()
    second.goto(first.url)
    ids = "all => all.map(one => one.getAttribute('href'))"
    assert first.eval_on_selector_all(".answer h3 a", ids) == second.eval_on_selector_all(".answer h3 a", ids)


def test_what_one_sees_is_downloaded(tab, web):
    tab.goto("/search?kind=reservation&municipality=%C3%84lvsby")
    with tab.expect_download() as download:
        tab.click(".exports a:has-text('JSON')")
    acts = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert len(acts) == len(web.corpus.acts(kind="reservation", municipality="Älvsby"))
    with tab.expect_download() as download:
        tab.click(".exports a:has-text('BibTeX')")
    assert Path(download.value.path()).read_text(encoding="utf-8").count("@incollection") == len(acts)


def test_the_keyboard_is_enough(tab):
    """From the first page to an act's place on the print without a mouse."""
    tab.goto("/")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "main"
    tab.keyboard.press("/")
    assert tab.evaluate("document.activeElement.id") == "q"
    tab.keyboard.type("simhall -otänkbart")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/search?**")

    def tab_to(matches):
        for _ in range(150):
            tab.keyboard.press("Tab")
            if tab.evaluate(f"document.activeElement.matches({json.dumps(matches)})"):
                outline = tab.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                assert outline != "none", "what has the focus must be seen"
                return
        raise AssertionError(f"{matches} cannot be reached")

    tab_to(".facets a")
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".facets a.on")
    tab_to(".answer h3 a")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/documents/**")
    tab_to(".act .place-link")
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".act.on")


def test_both_languages(tab_of):
    tab = tab_of(locale="en-GB")
    tab.goto("/")
    assert tab.locator("h1").inner_text() == "Who reserved against what?"
    tab.click("text=Svenska")
    assert tab.locator("h1").inner_text() == "Vem reserverade sig mot vad?"
    tab.click("nav >> text=Partier")
    assert tab.evaluate("document.documentElement.lang") == "sv"


def test_a_document_s_script_does_not_run(tab, web):
    asked = []
    tab.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    for view in (f"/documents/{web.hostile.id}", f"/search?document={web.hostile.id}", "/matters", "/plots"):
        tab.goto(view)
        tab.wait_for_load_state("networkidle")
    tab.goto(f"/documents/{web.hostile.id}")
    assert EVIL in tab.locator("h1").inner_text()
    assert asked == []


@pytest.mark.parametrize("name", list(VIEWS))
def test_every_page_fits_a_phone(tab_of, web, name):
    tab = tab_of(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    tab.goto(views(web)[name])
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360


def test_on_a_phone_an_act_s_address_shows_the_act_and_its_place_first(tab_of, web):
    tab = tab_of(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    tab.goto(f"/documents/{web.minutes.id}/a4")
    first, place, title = (tab.locator(one) for one in (".first", "rect.place", "h1"))
    assert "Per von Ek" in first.inner_text()
    assert "reserverar sig till förmån" in first.inner_text()
    assert first.bounding_box()["y"] < 250
    assert first.bounding_box()["y"] < place.bounding_box()["y"] < title.bounding_box()["y"]
    assert tab.evaluate("scrollY") == 0


def test_on_a_wide_screen_the_act_stands_once(tab_of, web):
    tab = tab_of()
    tab.goto(f"/documents/{web.minutes.id}/a4")
    assert not tab.locator(".first").is_visible()
    assert tab.locator("article.act.on").is_visible()


def test_on_a_phone_the_facets_are_folded_and_unfold(tab_of):
    tab = tab_of(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    tab.goto("/search")
    assert not tab.locator("#f-kind").is_visible()
    tab.tap("#narrow")
    assert tab.locator("#f-kind").is_visible()


@pytest.mark.parametrize(
    ("name", "scheme"),
    [
        *((name, "light") for name in VIEWS),
        *((name, "dark") for name in VIEWS),
    ],
)
def test_axe_finds_nothing_against_wcag_2_2_aa(tab_of, web, name, scheme):
    axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    tab = tab_of(color_scheme=scheme)
    tab.goto(views(web)[name])
    tab.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    tab.evaluate(axe)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = tab.evaluate("tags => axe.run(document, {runOnly: tags})", tags)
    assert len(found["passes"]) > 10
    told = [(one["id"], one["help"], [node["html"][:200] for node in one["nodes"][:3]]) for one in found["violations"]]
    assert told == []


def test_every_page_can_be_read_without_its_script(browser, address, web):
    context = browser.new_context(base_url=address, java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"/documents/{web.minutes.id}/a4")
    assert tab.locator("rect.place").is_visible()
    tab.click("#a1 .place-link")
    assert re.search("/a1$", tab.url)
    context.close()
