"""The page of `inspect` in a browser: pointing, clicking, keys, and that it is whole without its script."""

import pytest

from parser.cli.page import page
from parser.cli.pictures import Picture
from parser.cli.view import RecordView
from records import sample_minutes

pytestmark = pytest.mark.long


@pytest.fixture
def address(tmp_path):
    record = sample_minutes()
    pictures = [Picture(number, 595.0, 842.0, None) for number in range(1, record.source.pages + 1)]
    path = tmp_path / "a b.html"
    path.write_text(page(RecordView(record), pictures))
    return path.as_uri()


@pytest.fixture
def shown(browser, address):
    """The page, open; whatever goes wrong in it or is asked of others fails the test."""
    troubles = []
    tab = browser.new_page(viewport={"width": 1400, "height": 700}, reduced_motion="reduce")
    tab.on("pageerror", lambda error: troubles.append(str(error)))
    tab.on("console", lambda message: troubles.append(message.text))
    tab.on("request", lambda request: troubles.append(request.url) if request.url != address else None)
    tab.goto(address)
    yield tab
    tab.close()
    assert troubles == []


def on(tab, what, how="on"):
    return tab.eval_on_selector_all(f"{what}.{how}", "all => all.map(one => one.id)")


def visible(tab, selector):
    box = tab.locator(selector).first.bounding_box()
    return box is not None and 0 <= box["y"] < 700


def test_a_click_on_the_print_goes_to_the_act_and_a_click_on_the_act_to_the_print(shown):
    record = sample_minutes()
    appended = record.acts[5]
    shown.locator(f"#{appended.blocks[0]}").click()
    assert on(shown, ".card") == [appended.id]
    assert visible(shown, f"#{appended.id}")
    shown.locator("#a1 .actors").click()
    assert on(shown, ".card") == ["a1"]
    assert on(shown, ".block") == list(record.acts[0].blocks)
    assert visible(shown, f"#{record.acts[0].blocks[0]}")


def test_a_block_in_no_act_leads_to_its_text(shown):
    record = sample_minutes()
    held = {block for act in record.acts for block in act.blocks}
    loose = next(block.id for block in record.blocks if block.id not in held)
    shown.locator(f"#{loose}").click()
    assert visible(shown, f"#t-{loose}")


def test_pointing_lights_up_the_other_side(shown):
    shown.locator("#a3 .chip").hover()
    assert shown.eval_on_selector_all(".block.lit", "all => all.map(one => one.id)") == list(
        sample_minutes().acts[2].blocks
    )
    shown.locator(f"#{sample_minutes().acts[0].blocks[1]}").hover()
    assert on(shown, ".card", "lit") == ["a1"]


def test_the_keys_go_through_the_acts(shown):
    for key, expected in (("j", "a1"), ("j", "a2"), ("k", "a1"), ("r", "a4"), ("Escape", None), ("k", "a5")):
        shown.keyboard.press(key)
        assert on(shown, ".card") == ([expected] if expected else [])


def test_the_address_opens_an_act(browser, address):
    tab = browser.new_page()
    tab.goto(f"{address}#a4")
    assert on(tab, ".card") == ["a4"]
    tab.close()


def test_all_is_shown_without_the_script(browser, address):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{address}#a4")
    for act in sample_minutes().acts:
        assert tab.locator(f"#{act.id}").is_visible()
    assert not tab.locator(".keys").is_visible()
    context.close()
