"""Documents of the web, against a server on the loopback: one, those of a page, those of a list."""

import pytest

from parser.batch import places
from parser.batch.values import Fault
from parser.cli.main import main
from parser.errors import UnreadableDocument, UnstableSource
from storage_world import PM, fault_of, items, packed, places_of, web_server

pytest.importorskip("aiohttp")


@pytest.fixture
def web():
    with web_server() as running:
        yield running


PAGE = b"""<html><head><base href="/kf/"></head><body>
<a href="2006/a.pdf">A</a> <a href="/media/b.PDF?download=1#page=2">B</a> <a href="2006/a.pdf#again">A again</a>
<a href="about.html">About</a> <a href="mailto:x@example.se">Mail</a> <a href=" ../c%20d.pdf ">C</a> <a>Nothing</a>
</body></html>"""


def test_a_document_is_read_with_its_mark(web):
    web.bodies["/kf/a%20b.pdf"] = ("application/pdf", b"bytes")
    (one,) = items(f"{web.url}/kf/a%20b.pdf")
    assert (one.below, one.size) == ("a b", 5)
    read = places.read(one.address)
    assert (read.data, read.fingerprint) == (b"bytes", one.fingerprint)
    web.bodies["/kf/a%20b.pdf"] = ("application/pdf", b"other")
    (again,) = items(f"{web.url}/kf/a%20b.pdf")
    assert again.fingerprint != one.fingerprint


def test_a_page_gives_the_pdfs_that_it_links_to_once_and_in_its_order(web):
    web.bodies["/list/index.html"] = ("text/html; charset=utf-8", PAGE)
    host = web.url.partition("://")[2].replace(":", "_")
    assert places_of(f"{web.url}/list/index.html") == {
        f"{web.url}/kf/2006/a.pdf": f"{host}/kf/2006/a",
        f"{web.url}/media/b.PDF?download=1": f"{host}/media/b.PDF?download=1",
        f"{web.url}/c%20d.pdf": f"{host}/c d",
    }


def test_what_lies_below_a_page_keeps_its_folders(web):
    web.bodies["/kf/"] = ("text/html", b'<a href="2006/a.pdf">a</a><a href="2007/a.pdf">a</a>')
    assert list(places_of(f"{web.url}/kf/").values()) == ["2006/a", "2007/a"]


def test_a_list_of_the_web_may_name_what_it_likes(web, tmp_path):
    (tmp_path / "local.pdf").write_bytes(b"x")
    web.bodies["/kf/list.txt"] = ("text/plain", f"# all\na/1.pdf\n{web.url}/ks/2.pdf\n{tmp_path}/local.pdf\n".encode())
    host = web.url.partition("://")[2].replace(":", "_")
    found = places_of(f"{web.url}/kf/list.txt")
    assert found[f"{web.url}/kf/a/1.pdf"] == "a/1"
    assert found[f"{web.url}/ks/2.pdf"] == f"{host}/ks/2"


def test_an_archive_of_the_web_is_read_where_it_lies(web):
    web.bodies["/1998.zip"] = ("application/zip", packed({"kf/a.pdf": b"inside"}))
    (one,) = items(f"{web.url}/1998.zip")
    assert one.below == "kf/a"
    assert places.read(one.address).data == b"inside"


def test_many_addresses_are_asked_for_together_and_stay_in_order(web):
    links = "".join(f'<a href="{number}.pdf">x</a>' for number in range(40))
    web.bodies["/kf/"] = ("text/html", links.encode())
    for number in range(40):
        web.bodies[f"/kf/{number}.pdf"] = ("application/pdf", b"x" * number)
    found = items(f"{web.url}/kf/")
    assert [one.below for one in found] == [str(number) for number in range(40)]
    assert [one.size for one in found] == list(range(40))


def test_a_server_that_tells_no_head_is_listed_all_the_same(web):
    web.bodies["/a.pdf"] = ("application/pdf", b"x")
    web.statuses["/a.pdf"] = [405, 405, 405, 405]
    (one,) = items(f"{web.url}/a.pdf")
    assert one.fingerprint is None


@pytest.mark.parametrize(
    ("status", "kind", "sentence"),
    [
        (404, UnreadableDocument, "there is nothing of that name"),
        (403, UnreadableDocument, "access is denied"),
        (401, UnreadableDocument, "access is denied"),
        (503, UnstableSource, "the server answers 503; try again later"),
        (429, UnstableSource, "the server answers 429"),
        (500, UnstableSource, "the server answers 500"),
    ],
)
def test_what_the_server_refuses_is_told(web, status, kind, sentence):
    web.bodies["/a.pdf"] = ("application/pdf", b"x")
    web.statuses["/a.pdf"] = [status] * 9
    with pytest.raises(UnreadableDocument, match=sentence) as caught:
        places.read(f"{web.url}/a.pdf")
    assert type(caught.value) is kind


@pytest.mark.long
def test_a_page_that_fails_once_is_asked_for_again(web):
    web.bodies["/kf/"] = ("text/html", b'<a href="a.pdf">a</a>')
    web.bodies["/kf/a.pdf"] = ("application/pdf", b"x")
    web.statuses["/kf/"] = [503, 503]
    assert list(places_of(f"{web.url}/kf/").values()) == ["a"]


def test_what_is_wrong_with_a_page_is_told(web):
    web.bodies["/none/"] = ("text/html", b"<p>No links</p>")
    web.bodies["/empty/"] = ("text/html", b"")
    assert "links to no PDF" in fault_of(f"{web.url}/none/")
    assert "the page cannot be read" in fault_of(f"{web.url}/empty/")
    assert "there is nothing of that name" in fault_of(f"{web.url}/kf/")


@pytest.mark.long
def test_a_server_that_is_not_there_may_answer_later():
    with pytest.raises(UnstableSource, match="its server cannot be reached"):
        places.read("http://127.0.0.1:9/a.pdf")
    assert "its server cannot be reached" in fault_of("http://127.0.0.1:9/kf/")


# -- lists on the disk


def test_a_local_list_names_documents_folders_and_archives(tmp_path):
    for name in ("raw/2006/a.pdf", "raw/2007/a.pdf", "more/b.pdf"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "z.zip").write_bytes(packed({"c.pdf": b"c"}))
    (tmp_path / "list.txt").write_text("\ufeffraw/2006/a.pdf\nraw/2007/a.pdf\n\n# a folder\nmore\nz.zip\n", "utf-8")
    assert list(places_of(f"{tmp_path}/list.txt").values()) == ["raw/2006/a", "raw/2007/a", "b", "c"]


def test_a_local_list_of_the_web_keeps_servers_and_folders_apart(web, tmp_path):
    port = web.url.rpartition(":")[2]
    lines = [f"{web.url}/2006/kf.pdf", f"{web.url}/2007/kf.pdf", f"http://localhost:{port}/2006/kf.pdf"]
    (tmp_path / "list.txt").write_text("\n".join(lines))
    assert list(places_of(f"{tmp_path}/list.txt").values()) == [
        f"127.0.0.1_{port}/2006/kf",
        f"127.0.0.1_{port}/2007/kf",
        f"localhost_{port}/2006/kf",
    ]


def test_a_pdf_with_the_name_of_a_list_is_a_pdf(tmp_path):
    (tmp_path / "odd.txt").write_bytes(PM)
    assert list(places_of(f"{tmp_path}/odd.txt").values()) == ["odd.txt"]


def test_what_is_wrong_with_a_list_is_told(tmp_path):
    (tmp_path / "empty.txt").write_text("# nothing\n")
    (tmp_path / "latin.txt").write_bytes("å.pdf".encode("latin-1"))
    (tmp_path / "nested.txt").write_text("a.pdf\nempty.txt\n")
    assert "names nothing" in fault_of(f"{tmp_path}/empty.txt")
    assert "no text in UTF-8" in fault_of(f"{tmp_path}/latin.txt")
    told = [one for one in places.listed(f"{tmp_path}/nested.txt") if isinstance(one, Fault)]
    assert "line 2 names another list" in told[-1].message


@pytest.mark.long
def test_the_command_converts_what_a_page_links_to(web, tmp_path, capsys):
    web.bodies["/kf/"] = ("text/html", b'<a href="pm.pdf">PM</a><a href="gone.pdf">gone</a>')
    web.bodies["/kf/pm.pdf"] = ("application/pdf", PM)
    assert main(["convert", f"{web.url}/kf/", "-o", str(tmp_path / "out"), "--no-inspect", "--jobs", "1"]) == 3
    assert (tmp_path / "out" / "pm.json").is_file()
    told = capsys.readouterr().err
    assert told.startswith(f"diarium: {web.url}/kf/gone.pdf: cannot be read: there is nothing of that name")
