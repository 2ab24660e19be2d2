"""The API: pages, tags, kinds of answers, changes, downloads, problems."""

import io

import msgspec
import pytest
from lxml import etree
from starlette.testclient import TestClient

from asked import again, put
from parser.record.json import decode
from parser.record.validate import akn_problems
from parser.web.api.asking import preferred
from web_world import asking


@pytest.fixture
def get(web):
    return asking(web.app, "/api/v1")


@pytest.mark.parametrize("name", ["acts", "documents", "persons", "matters", "votes", "search"])
def test_following_next_gives_everything_once(get, name):
    seen, at = [], f"/{name}?limit=37"
    total = None
    while at:
        page = get(at)
        for one in page.json()["items"]:
            one = one.get("act", one) if isinstance(one.get("act"), dict) else one
            seen.append(one.get("id") or one["folded"])
        total = page.json().get("total", total)
        at = page.json()["next"] and page.json()["next"].removeprefix("/api/v1")
        if at:
            assert page.headers["link"] == f'<{page.json()["next"]}>; rel="next"'
        if len(seen) > 400:
            break
    assert len(seen) == len(set(seen))
    assert total is None or len(seen) == total or len(seen) > 400


def test_a_vote_has_its_counts_and_its_ballots(get, web):
    (vote,) = get(f"/votes?document={web.minutes.id}").json()["items"]
    expected = next(act.vote for act in web.minutes.acts if act.vote)
    assert (vote["yes"], vote["no"]) == (expected.yes, expected.no)
    assert [(one["name"], one["answer"]) for one in vote["ballots"]] == [
        (one.name, one.answer.value) for one in expected.ballots
    ]
    assert vote["ballots"][0]["person"].startswith("person-")


def test_a_search_shows_where_the_words_stand(get):
    (hit, *_) = get("/search?text=simhall&municipality=%C3%84lvsby").json()["items"]
    for start, end in hit["marks"]:
        assert "simhall" in hit["excerpt"][start:end].lower()


def test_a_document_is_its_record_as_it_lies_in_the_corpus(get, web):
    found = get(f"/documents/{web.minutes.id}")
    assert found.content == (web.records / "minutes/ks.json").read_bytes()
    assert decode(found.content) == web.minutes


def test_a_document_is_valid_akoma_ntoso_for_who_asks_for_it(get, web):
    found = get(f"/documents/{web.minutes.id}", accept="application/akn+xml")
    assert found.headers["content-type"] == "application/akn+xml"
    assert list(akn_problems(found.content)) == []
    assert get(f"/documents/{web.minutes.id}?format=akn").content == found.content


def test_a_document_is_json_ld_whose_persons_are_those_of_the_corpus(get, web):
    rdflib = pytest.importorskip("rdflib", reason="rdflib reads JSON-LD and is not installed")
    found = get(f"/documents/{web.minutes.id}", accept="application/ld+json")
    graph = rdflib.Graph().parse(data=found.content, format="json-ld")
    (person,) = web.corpus.persons("Per von Ek", most=1)
    uri = rdflib.URIRef(f"http://testserver/person/{person.id.removeprefix('person-')}")
    name = rdflib.URIRef("http://xmlns.com/foaf/0.1/name")
    assert [str(one) for one in graph.objects(uri, name)] == ["Per von Ek"]


def test_what_is_not_there_is_not_acceptable(get, web):
    found = get(f"/documents/{web.minutes.id}", accept="image/png")
    assert (found.status_code, found.headers["content-type"]) == (406, "application/problem+json")


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("application/ld+json", "application/ld+json"),
        ("application/json;q=0.5, application/akn+xml", "application/akn+xml"),
        ("application/*", "application/json"),
        ("application/json;q=0, */*;q=0.1", "application/akn+xml"),
        ("text/html", None),
        ("application/json;q=x", None),
    ],
)
def test_the_media_type_is_the_one_that_is_liked_best(accept, expected):
    assert preferred(accept, ("application/json", "application/akn+xml", "application/ld+json")) == expected


@pytest.mark.parametrize("address", ["", "/acts", "/persons", "/parties", "/bulk", "/changes", "/unanimity"])
def test_what_has_not_changed_is_not_sent_again(get, address):
    tag = get(address).headers["etag"]
    again = get(address, if_none_match=tag)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)


def test_another_kind_of_answer_has_another_tag(get, web):
    address = f"/documents/{web.minutes.id}"
    found = [get(address, accept=one) for one in ("application/json", "application/akn+xml", "application/ld+json")]
    assert len({one.headers["etag"] for one in found}) == 3
    assert "Accept" in found[0].headers["vary"]


def test_a_head_has_the_headers_and_no_body(web):
    found = TestClient(web.app).head("/api/v1/acts")
    assert found.status_code == 200
    assert found.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("address", "status", "problem"),
    [
        ("/acts?kind=reservatoin", 400, "bad-question"),
        ("/acts?party", 400, "bad-question"),
        ("/acts?unknown=1", 400, "bad-question"),
        ("/acts?from=2010&to=2006", 400, "bad-question"),
        ("/acts?cursor=x", 400, "bad-question"),
        ("/acts/0123456789abcdef/a1", 404, "not-found"),
        ("/documents/0123456789abcdef", 404, "not-found"),
        ("/persons/nobody", 404, "not-found"),
        ("/parties/nobody", 404, "not-found"),
        ("/matters/nothing", 404, "not-found"),
        ("/bulk/nothing", 404, "not-found"),
        ("/nothing", 404, "not-found"),
    ],
)
def test_a_fault_is_a_problem_as_rfc_9457_has_it(get, address, status, problem):
    found = get(address)
    assert found.status_code == status
    assert found.headers["content-type"] == "application/problem+json"
    assert set(found.json()) == {"type", "title", "status", "detail"}
    assert found.json()["status"] == status
    assert found.json()["type"] == f"/api#problem-{problem}"


def test_each_type_of_problem_is_an_anchor_of_the_api_s_page(web):
    page = asking(web.app)("/api").text
    assert 'id="problem-bad-question"' in page


def test_other_systems_follow_the_changes(own_web):
    get = asking(own_web.app, "/api/v1")
    first = get("/changes").json()
    assert {one["id"] for one in first["items"]} >= {own_web.minutes.id, own_web.memorandum.id}
    (own_web.records / "pm.json").unlink()
    put(own_web.records, "minutes/ks.json", again(own_web.minutes, municipality="Boden"))
    own_web.corpus.refresh()
    then = get(f"/changes?since={first['latest']}").json()
    assert {(one["id"], one["what"]) for one in then["items"]} == {
        (own_web.minutes.id, "put"),
        (own_web.memorandum.id, "gone"),
    }
    assert get(f"/changes?since={then['latest']}").json()["items"] == []


def test_everything_can_be_had_at_once(get, web):
    names = [one["name"] for one in get("/bulk").json()["items"]]
    assert names == ["records.jsonl", "acts.jsonl", "acts.csv"]
    lines = get("/bulk/records.jsonl").content.splitlines()
    ids = {msgspec.json.decode(one)["id"] for one in lines}
    assert ids >= {web.minutes.id, web.memorandum.id, web.hostile.id}
    assert len(lines) == web.corpus.documents().total
    assert len(get("/bulk/acts.jsonl").content.splitlines()) == len(web.corpus.acts())


def test_a_download_can_be_gone_on_with(get):
    whole = get("/bulk/acts.jsonl")
    rest = get("/bulk/acts.jsonl", range="bytes=1000-", if_range=whole.headers["etag"])
    assert rest.status_code == 206
    assert whole.content[1000:] == rest.content
    assert rest.headers["content-range"] == f"bytes 1000-{len(whole.content) - 1}/{len(whole.content)}"
    changed = get("/bulk/acts.jsonl", range="bytes=1000-", if_range='"another"')
    assert (changed.status_code, changed.content) == (200, whole.content)
    assert get("/bulk/acts.jsonl", if_none_match=whole.headers["etag"]).status_code == 304


@pytest.mark.parametrize("wanted", ["bytes=5-2", "bytes=x", "lines=1-2", "bytes=", "bytes=-"])
def test_a_range_that_is_none_gives_the_whole(get, wanted):
    assert get("/bulk/acts.jsonl", range=wanted).status_code == 200


def test_a_range_beyond_the_end_is_a_problem(get):
    found = get("/bulk/acts.jsonl", range="bytes=99999999-")
    assert (found.status_code, found.json()["type"]) == (416, "/api#problem-range")
    assert found.headers["content-range"].startswith("bytes */")


def test_the_description_is_openapi_that_names_every_address(get):
    told = get("/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    assert all(one["get"]["responses"].keys() >= {"200", "400"} for one in told["paths"].values())
    assert not any("422" in one["get"]["responses"] for one in told["paths"].values())
    entry = get("").json()
    assert {f"/api/v1{one}" for one in ("/acts", "/documents", "/votes", "/search")} <= set(told["paths"])
    assert set(entry["links"].values()) - {"/api/v1/openapi.json"} <= set(told["paths"])


def test_the_xml_has_no_entity_of_a_stranger(get, web):
    found = get(f"/documents/{web.hostile.id}?format=akn")
    tree = etree.parse(io.BytesIO(found.content), etree.XMLParser(resolve_entities=False))
    assert tree.docinfo.internalDTD is None
