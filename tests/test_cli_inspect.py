"""`diarium inspect`: one page that holds everything, asks nothing of anybody, and cannot be broken by a document."""

import io
import re
from itertools import product
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from lxml import html
from PIL import Image

from cli_world import put, world  # noqa: F401  -- world is a fixture
from parser.cli import pictures
from parser.cli.main import main
from parser.cli.page import page
from parser.cli.pictures import Picture, picture
from parser.cli.template import ASSETS
from parser.cli.view import RecordView
from parser.record.types import Record
from records import quick, records, sample_minutes, sample_record

SOURCE = Path(__file__).parents[1] / "corpus/raw/pm-2006-ri-041-4239.pdf"


def text_of(record: Record) -> str:
    """The page of a record, its pages drawn as nothing."""
    blank = [Picture(number, 595.0, 842.0, None) for number in range(1, record.source.pages + 1)]
    return page(RecordView(record), blank)


def parsed(record: Record) -> html.HtmlElement:
    return html.document_fromstring(text_of(record).encode())


def ids(root: html.HtmlElement) -> list[str]:
    return [element.get("id") for element in root.xpath("//*[@id]")]


@pytest.mark.parametrize("make", [sample_record, sample_minutes])
def test_every_act_has_a_card_and_every_place_of_a_block_an_outline(make):
    record = make()
    root = parsed(record)
    assert [card.get("id") for card in root.find_class("card")] == sorted(
        (act.id for act in record.acts), key=_shown(record)
    )
    outlines = root.find_class("block")
    assert len(outlines) == sum(len(block.places) for block in record.blocks)
    for block in record.blocks:
        (outline,) = root.xpath("//a[@id=$id]", id=block.id)
        held = [act.id for act in record.acts if block.id in act.blocks]
        assert sorted((outline.get("data-acts") or "").split()) == sorted(held)


def _shown(record: Record):
    """The order of the cards: matter by matter, an act inside another after it."""
    matters = [matter.id for matter in record.matters]
    order = {act.id: index for index, act in enumerate(record.acts)}
    home = {act.id: act.parent or act.id for act in record.acts}
    acts = {act.id: act for act in record.acts}
    return lambda id_: (matters.index(acts[home[id_]].matter), order[home[id_]], id_ != home[id_], order[id_])


def test_a_block_has_the_colour_of_the_innermost_act_that_holds_it():
    root = parsed(sample_record())
    child, appendix = sample_record().acts[7], sample_record().acts[6]
    (outline,) = root.xpath("//a[@id=$id]", id=child.blocks[0])
    assert "k-special-statement" in outline.get("class")
    assert outline.get("data-acts") == f"{child.id} {appendix.id}"


def test_an_outline_stands_where_its_block_is_in_percent_of_the_page():
    record = sample_record()
    (outline,) = parsed(record).xpath("//a[@id='b1']")
    values = [float(value) for value in re.findall(r"[\d.]+", outline.get("style"))]
    x0, top, x1, bottom = record.blocks[0].bbox
    left, above, width, height = values
    assert left / 100 * 595 == pytest.approx(x0, abs=4)
    assert above / 100 * 842 == pytest.approx(top, abs=4)
    assert (left + width) / 100 * 595 == pytest.approx(x1, abs=4)
    assert (above + height) / 100 * 842 == pytest.approx(bottom, abs=4)


@pytest.mark.parametrize("make", [sample_record, sample_minutes])
def test_every_link_leads_somewhere_in_the_page_and_ids_are_unique(make):
    root = parsed(make())
    found = ids(root)
    assert len(found) == len(set(found))
    assert {link.get("href") for link in root.iter("a")} <= {f"#{one}" for one in found}


@pytest.mark.parametrize("make", [sample_record, sample_minutes])
def test_nothing_is_asked_of_anybody_else(make):
    text = text_of(make())
    assert not re.search(r"""(?:src|href|action|data)\s*=\s*["'](?!#|data:)""", text)
    assert not re.search(r"url\(|@import|https?://|fetch\(|XMLHttpRequest", text)
    assert "default-src 'none'" in text


HOSTILE = "<script>alert(1)</script> \"'><img src=x onerror=alert(2)> {{ 7*7 }} </style> \x00\x1b[31m\u202e &amp;"


def test_the_words_of_a_document_are_words_wherever_they_stand():
    record = sample_minutes()
    hostile = _everywhere(record)
    root = html.document_fromstring(text_of(hostile).encode())
    assert len(root.findall(".//script")) == 1
    assert not root.xpath("//img | //*[@onerror]")
    assert "{{ 7*7 }}" in root.text_content()
    assert "<script>alert(1)</script>" in root.text_content()
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text_of(hostile))
    # As many elements as without: nothing of the document's became markup.
    assert len(list(root.iter())) == pytest.approx(len(list(parsed(record).iter())), abs=40)


def _everywhere(record: Record) -> Record:
    change = msgspec.structs.replace
    return change(
        record,
        source=change(record.source, file_name=HOSTILE),
        document=change(record.document, title=HOSTILE, body=HOSTILE, type=HOSTILE, municipality=HOSTILE),
        matters=tuple(change(one, title=HOSTILE, number=HOSTILE) for one in record.matters),
        blocks=tuple(change(one, text=HOSTILE) for one in record.blocks),
        acts=tuple(
            change(one, text=HOSTILE, body=HOSTILE, actors=tuple(change(who, name=HOSTILE) for who in one.actors))
            for one in record.acts
        ),
    )


@given(records())
@quick
def test_any_record_has_a_page_that_holds_together(record):
    root = parsed(record)
    found = ids(root)
    assert len(found) == len(set(found))
    assert {link.get("href") for link in root.iter("a")} <= {f"#{one}" for one in found}
    assert len(root.find_class("card")) == len(record.acts)


def test_the_page_says_what_is_unsure():
    record = sample_record()
    unsure = msgspec.structs.replace(record.acts[0], confidence=0.41)
    root = parsed(msgspec.structs.replace(record, acts=(unsure, *record.acts[1:])))
    (low,) = root.find_class("low")
    assert "41 % sure" in low.text_content()
    (warning,) = root.xpath("//li[@id='w1']")
    assert "A heading has no text below it." in warning.text_content()
    assert warning.xpath(".//a[@href='#b14']")
    assert root.find_class("mark")


def test_the_script_is_the_one_that_the_policy_allows_and_works_without_network():
    import base64
    import hashlib

    text = text_of(sample_record())
    (script,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in text


# --- colours ---


def luminance(colour: str) -> float:
    """WCAG 2's relative luminance of `#rrggbb` or `#rgb`."""
    digits = colour.lstrip("#")
    digits = "".join(one * 2 for one in digits) if len(digits) == 3 else digits
    linear = [
        value / 12.92 if (value := int(digits[at : at + 2], 16) / 255) <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for at in (0, 2, 4)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def schemes() -> list[dict[str, str]]:
    """The variables of the style: by day, and by night on top of those."""
    style = (ASSETS / "page.css").read_text()
    roots = [
        dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+)", block))
        for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    ]
    return [roots[0], {**roots[0], **roots[1]}]


KINDS = ["proposal", "statement", "decision", "reservation", "special-statement", "substitute-statement"]
KINDS += ["moved-proposal", "vote", "appendix"]


@pytest.mark.parametrize(("scheme", "ground"), list(product([0, 1], ["card", "panel"])))
def test_words_have_the_contrast_that_wcag_aa_asks_for(scheme, ground):
    colours = schemes()[scheme]
    for ink in ("ink", "soft", "accent", "warn", *KINDS):
        assert contrast(colours[ink], colours[ground]) >= 4.5, ink


def test_warnings_have_contrast_on_their_own_ground():
    for colours in schemes():
        for ink in ("ink", "warn"):
            assert contrast(colours[ink], colours["warn-ground"]) >= 4.5


def test_the_labels_on_the_paper_have_contrast_by_day_and_night():
    paper = dict(re.findall(r"--k-([a-z-]+): (#[0-9a-f]+)", (ASSETS / "page.css").read_text()))
    assert set(paper) == set(KINDS)
    assert all(contrast(colour, "#ffffff") >= 4.5 for colour in paper.values())


# --- pictures and the command ---


def test_a_page_is_a_small_picture_with_the_size_of_its_page():
    one = picture(SOURCE.read_bytes(), 1, None, dpi=72)
    assert one.uri is not None
    assert one.uri.startswith("data:image/png;base64,")
    assert (one.width, one.height) == pytest.approx((595, 842), abs=2)
    assert len(one.uri) < 100_000


@pytest.mark.parametrize(("data", "number"), [(b"", 1), (b"%PDF-1.4 nonsense", 1), (SOURCE.read_bytes(), 99)])
def test_a_page_that_cannot_be_drawn_is_an_empty_sheet(data, number):
    assert picture(data, number, (300.0, 400.0), dpi=72) == Picture(number, 300.0, 400.0, None)


@pytest.mark.parametrize(("colour", "kind"), [((255, 255, 255), "png"), ((200, 30, 30), "webp")])
def test_print_is_packed_without_loss_and_colours_with(colour, kind):
    made, data = pictures._packed(Image.new("RGB", (60, 80), colour))
    assert made == kind
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == (60, 80)


@pytest.mark.usefixtures("world")
def test_the_command_writes_the_page_where_it_is_told(capsys):
    put("in/a b.pdf")
    Path("folder").mkdir()
    for arguments, expected in (([], "a b.html"), (["-o", "x.html"], "x.html"), (["-o", "folder"], "folder/a b.html")):
        assert main(["inspect", "in/a b.pdf", *arguments]) == 0
        captured = capsys.readouterr()
        assert captured.out == f"{expected}\n"
        assert "a%20b.html" in captured.err or "x.html" in captured.err
        assert Path(expected).read_text().startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("name", "data", "told"), [("a.json", b"{}", "name the PDF"), ("gone.pdf", None, "no such file")]
)
@pytest.mark.usefixtures("world")
def test_what_is_no_pdf_is_a_sentence(capsys, name, data, told):
    if data is not None:
        put(name, data)
    assert main(["inspect", name]) == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"diarium: {name}: ")
    assert told in line
