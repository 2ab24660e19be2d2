"""Whatever a document elsewhere is called, its record goes into the output and nowhere else."""

from pathlib import PurePosixPath

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parser.errors import UnreadableDocument
from parser.storage.names import below, is_hidden, web_below


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("a.pdf", "a"),
        ("2006/a.PDF", "2006/a"),
        ("/2006//./a.pdf", "2006/a"),
        ("2006\\a.pdf", "2006/a"),
        ("2006.041", "2006.041"),
        ("pm ä::1.pdf", "pm ä::1"),
    ],
)
def test_a_record_goes_where_the_document_lies(path, place):
    assert below(path) == place


@pytest.mark.parametrize("path", ["../a.pdf", "a/../../b.pdf", "..", "", "/", "a\\..\\..\\b.pdf", "a/\0.pdf"])
def test_a_name_that_leads_out_is_refused(path):
    with pytest.raises(UnreadableDocument, match="leads out"):
        below(path)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the machine may be busy
@given(st.text(st.sampled_from("a./\\\0 ä-"), max_size=20) | st.text(max_size=20))
def test_no_name_leads_out_of_the_output(path):
    try:
        place = PurePosixPath(below(path))
    except UnreadableDocument:
        return
    assert not place.is_absolute()
    assert ".." not in place.parts
    assert place.parts


@pytest.mark.parametrize(
    ("url", "base", "place"),
    [
        ("https://x.se/kf/2006/a.pdf", "https://x.se/kf/", "2006/a"),
        ("https://x.se/kf/2006/a.pdf", "https://x.se/kf/index.html", "2006/a"),
        ("https://x.se/kf/a%20b.pdf", "https://x.se/kf/a%20b.pdf", "a b"),
        ("https://x.se/files/a.pdf", "https://x.se/kf/", "x.se/files/a"),
        ("https://cdn.se:81/a.pdf", "https://x.se/kf/", "cdn.se_81/a"),
        ("https://x.se/get?id=5/6", "https://x.se/get?id=5/6", "get?id=5_6"),
    ],
)
def test_a_document_of_the_web_goes_where_its_page_has_it(url, base, place):
    assert web_below(url, base) == place


def test_what_begins_with_a_point_is_the_systems_own():
    assert is_hidden("__MACOSX/._a.pdf")
    assert is_hidden(".git/a.pdf")
    assert not is_hidden("2006/a.b.pdf")
    assert not is_hidden("./a.pdf")
