"""Attacks that a server on the internet meets. docs/web.md lists them; each has a test here.

The corpus has a record in which every word of the document is markup, a script and a template.
"""

import csv
import io
import json
import re
import subprocess
import sys
import time
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from parser.web.drawing import Drawer, Undrawable
from parser.web.guard import HEADERS
from parser.web.pages.exports import harmless
from parser.web.server import hosts_of
from parser.web.site import Settings
from web_world import EVIL, World, asking

PAGES = (
    "/", "/search", "/documents", "/persons", "/parties", "/matters", "/plots", "/plots?by=person", "/sql", "/api",
    "/about", "/search?text=script", "/nope", "/search?kind=x",
)  # fmt: skip


@pytest.fixture(scope="module")
def web_settings():
    return Settings(hosts=("testserver",), sql_seconds=0.3)


@pytest.fixture
def client(web):
    return TestClient(web.app, follow_redirects=False, raise_server_exceptions=False)


class Markup(HTMLParser):
    """What a browser would run or fetch, or style inline."""

    def __init__(self, text):
        super().__init__()
        self.found, self.addresses = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        self.addresses += [told[name] for name in ("src", "href", "action") if name in told]
        if tag == "script" and not (told.get("src") or "").startswith("/static/"):
            self.found.append(tag)
        if tag in ("style", "iframe", "object", "embed", "base", "img"):
            self.found.append(tag)
        self.found += [name for name in told if name == "style" or name.startswith("on")]


def hostile_pages(web):
    document = f"/documents/{web.hostile.id}"
    acts = [f"{document}/{act.id}" for act in web.hostile.acts]
    people = [one.permalink for one in web.corpus.persons("Berg", most=50)]
    return [*PAGES, document, *acts, *people, "/matters/KS%20666%2F2019", f"/search?document={web.hostile.id}",
            f"/plots?document={web.hostile.id}", f"/documents?document={web.hostile.id}"]  # fmt: skip


def test_a_document_s_markup_is_text_on_every_page(client, web):
    shown = 0
    for address in hostile_pages(web):
        page = client.get(address)
        markup = Markup(page.text)
        assert markup.found == [], address
        assert all(one.startswith(("/", "#", "?", "http://testserver/")) for one in markup.addresses), address
        assert "49" not in re.findall(r"onerror=alert\(1\)&gt;(\S*)", page.text)
        shown += "&lt;script&gt;alert(1)" in page.text
    assert shown > 10


@pytest.mark.parametrize("name", ["text", "person", "body", "municipality", "party", "type", "document", "matter"])
def test_what_a_link_puts_into_a_parameter_is_text(client, name):
    for view in ("/search", "/plots", "/documents"):
        page = client.get(view, params={name: EVIL})
        assert page.status_code in (200, 400)
        assert Markup(page.text).found == []


@pytest.mark.parametrize("address", ["/persons?name=", "/matters?number=", "/sql?query=", "/search?kind=", "/nope/"])
def test_what_a_link_puts_elsewhere_is_text_too(client, address):
    assert Markup(client.get(address + EVIL.replace("'", "%27").replace("#", "%23")).text).found == []


@pytest.mark.parametrize("address", [*PAGES, "/api/v1/acts", "/api/v1/nope", "/static/x/app.css", "/robots.txt"])
def test_every_answer_bears_the_headers_of_protection(client, address):
    answer = client.get(address)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert "server" not in answer.headers


@pytest.mark.parametrize(
    "address",
    [
        "/static/x/../../app.py", "/static/x/..%2f..%2fapp.py", "/static/x/%2e%2e%2fapp.py",
        "/static/..%2f..%2f/app.py",
        "/documents/..%2f..%2fetc%2fpasswd", "/documents/..%2f..", "/documents/%00", "/documents/pm.json",
        "/api/v1/documents/..%2fpm", "/api/v1/documents/pm.json", "/api/v1/bulk/..%2f..%2fpm.json",
        "/api/v1/bulk/%2fetc%2fpasswd", "/document/..%2f..%2fetc", "/documents/0000000000000000/pages/1.png",
        "/documents/0000000000000000/pages/..%2f1.png",
    ],
)  # fmt: skip
def test_no_address_leads_out_of_the_corpus(client, address):
    answer = client.get(address)
    assert answer.status_code in (303, 404)
    assert answer.headers.get("location", "/documents/").startswith("/documents/")
    assert "root:" not in answer.text


def test_a_record_that_is_a_link_out_of_the_corpus_is_not_served(own_web, tmp_path):
    secret = tmp_path / "secret.json"
    path = own_web.records / "pm.json"
    path.rename(secret)
    path.symlink_to(secret)
    get = asking(own_web.app)
    assert get(f"/documents/{own_web.memorandum.id}").status_code == 404
    assert get(f"/api/v1/documents/{own_web.memorandum.id}").status_code == 404


@pytest.mark.parametrize("to", ["//evil.example", "/\\evil.example", "https://evil.example"])
def test_no_redirect_leads_elsewhere(client, to):
    for address in (f"/document/{to}", f"/person/{to}", f"/party/{to}", f"/matters?number={to}", f"/?lang={to}"):
        location = client.get(address).headers.get("location", "/x")
        assert location.startswith("/")
        assert not location.startswith(("//", "/\\"))


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
def test_nothing_but_reading_is_allowed(client, method):
    for address in ("/", "/search", "/api/v1/acts", "/sql"):
        answer = client.request(method, address)
        assert answer.status_code == 405
        assert answer.headers["allow"] == "GET, HEAD"


def test_a_request_with_a_body_is_refused(client):
    assert client.request("GET", "/api/v1/acts", content=b"x" * 100).status_code == 413


def test_long_addresses_and_many_parameters_are_refused(client):
    assert client.get("/search?text=" + "a" * 9000).status_code == 414
    assert client.get("/search?" + "&".join(["party=s"] * 300)).status_code == 414
    assert client.get("/search?text=" + "a" * 600).status_code == 400


@pytest.mark.parametrize("limit", ["0", "-1", "101", "1e9", "999999999999999999999", "٣"])
def test_no_page_is_made_larger_than_is_good(client, limit):
    assert client.get("/search", params={"limit": limit}).status_code == 400


def test_one_cannot_ask_for_more_of_the_api_than_its_bound(client):
    assert client.get("/api/v1/acts?limit=1001").status_code == 400


def test_another_name_for_this_server_is_refused(client):
    answer = client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 421
    assert client.get("/", headers={"host": "testserver:8000"}).status_code == 200


@pytest.mark.parametrize(
    ("host", "base", "expected"),
    [
        ("127.0.0.1", None, True),
        ("localhost", None, True),
        ("::1", None, True),
        ("0.0.0.0", None, False),
        ("127.0.0.1", "https://decisions.example.org", True),
    ],
)
def test_a_server_of_this_machine_answers_to_its_own_names_only(host, base, expected):
    names = hosts_of(host, base)
    assert bool(names) == expected
    assert (base is not None) == ("decisions.example.org" in names)


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM act", "DROP VIEW acts", "SELECT 1; DROP VIEW acts", "ATTACH '/etc/passwd' AS x",
        "SELECT load_extension('x')", "SELECT readfile('/etc/passwd')", "PRAGMA writable_schema = 1",
        "SELECT * FROM sqlite_master", "SELECT * FROM act", "SELECT writefile('/tmp/x', 'y')",
        "SELECT zeroblob(1000000000)", "VACUUM INTO '/tmp/x'",
    ],
)  # fmt: skip
def test_sql_only_reads_what_is_promised(client, web, query):
    before = web.corpus.index.stat()
    for view in ("/sql", "/sql.csv"):
        assert client.get(view, params={"query": query}).status_code == 400
    assert web.corpus.index.stat().st_size == before.st_size


def test_sql_is_stopped_after_its_time(client):
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    answer = client.get("/sql", params={"query": endless})
    assert answer.status_code == 400
    assert "mer än 0.3 sekunder" in answer.text


def test_sql_gives_no_more_rows_than_its_bound(client, web):
    table = client.get("/sql.csv", params={"query": "SELECT a.act_id FROM acts a, acts b"}).text
    assert table.count("\n") == web.site.settings.sql_rows + 1


def test_sql_can_be_turned_off(tmp_path):
    with World(tmp_path, Settings(sql=False)) as web:
        get = asking(web.app)
        assert get("/sql.csv?query=SELECT+1").status_code == 404
        assert "<textarea" not in get("/sql").text


def test_words_that_mean_something_to_the_search_engine_mean_nothing_here(client):
    for text in ('" OR 1=1 --', "act_words MATCH", "NEAR(a b)", "^a", "a:b", "*", "(((((", "-", '"', "\x00", "a" * 500):
        assert client.get("/search", params={"text": text}).status_code in (200, 400)


def test_a_fault_of_ours_tells_nothing_of_itself(client, web, monkeypatch):
    def broken(*_):
        raise RuntimeError("secret of the house")

    monkeypatch.setattr(web.site.corpus, "ask", broken)
    for address in ("/search", "/api/v1/acts"):
        answer = client.get(address)
        assert answer.status_code == 500
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text
    assert json.loads(client.get("/api/v1/acts").content)["title"] == "A fault of Diarium's own"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "@SUM(A1)", "-cmd|' /C calc'!A0", "\t=1", "\r=1"])
def test_no_cell_of_a_table_is_a_formula(cell):
    assert harmless(cell) == f"'{cell}"


def test_a_list_item_in_a_table_stays_as_it_is():
    assert harmless("- att avslå") == "- att avslå"


def test_the_exports_hold_markup_as_text(client, web):
    found = client.get(f"/search.csv?document={web.hostile.id}")
    assert found.headers["content-type"].startswith("text/csv")
    assert "attachment" in found.headers["content-disposition"]
    assert any(EVIL in row["about"] for row in csv.DictReader(io.StringIO(found.text)))


def test_a_name_of_a_file_in_a_record_opens_no_other_file(client, web):
    """The PDF is found by its SHA-256; the name in the record is only words."""
    assert client.get(f"/documents/{web.hostile.id}/pages/1.png").status_code == 404


def test_a_pdf_that_hangs_or_crashes_the_drawing_is_given_up(tmp_path):
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\n" + b"\x00" * 1000)
    drawer = Drawer(seconds=5)
    with pytest.raises(Undrawable):
        drawer.sizes(broken)
    drawer._process.kill()
    with pytest.raises(Undrawable):
        drawer.sizes(tmp_path / "missing.pdf")
    drawer.close()


@pytest.mark.long
def test_a_slow_pdf_is_stopped(monkeypatch, tmp_path):
    slow = [sys.executable, "-c", "import time; time.sleep(60)"]
    started = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda _command, **how: started(slow, **how))
    begun = time.monotonic()
    with pytest.raises(Undrawable):
        Drawer(seconds=0.5).sizes(tmp_path / "x.pdf")
    assert time.monotonic() - begun < 30


def test_the_kept_pictures_never_take_more_room_than_allowed(tmp_path, web):
    from parser.web.pictures import Pictures

    class Draws(Drawer):
        def picture(self, *_):
            return b"x" * 1000

    pictures = Pictures([web.pdfs], tmp_path / "cache", most=20_000, drawer=Draws())
    document = web.corpus.document(web.minutes.id)
    for page in range(1, 60):
        pictures.picture(document, web.pdfs / "another name.pdf", page)
    assert sum(path.stat().st_size for path in (tmp_path / "cache").rglob("*.png")) <= 20_000
