"""Answers are compressed for who takes it, and stay what they are for who does not, or wants a part."""

import gzip

import pytest

from asked import again, put
from web_world import asking


@pytest.fixture
def get(web):
    ask = asking(web.app)
    return lambda address, **headers: ask(address, **{"accept_encoding": "identity", **headers})


@pytest.mark.parametrize("address", ["/api/v1/bulk/records.jsonl", "/api/v1/acts?limit=100", "/search", "/search.csv"])
def test_what_is_long_is_compressed_for_who_takes_it(get, address):
    plain, packed = get(address), get(address, accept_encoding="gzip")
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    assert len(gzip.compress(packed.content, 5)) * 3 < len(plain.content)
    assert "Accept-Encoding" in packed.headers["vary"]


def test_a_part_of_a_file_is_a_part_of_it_as_it_is(get):
    whole = get("/api/v1/bulk/acts.jsonl")
    part = get("/api/v1/bulk/acts.jsonl", accept_encoding="gzip", range="bytes=1000-1999")
    assert part.status_code == 206
    assert "content-encoding" not in part.headers
    assert part.content == whole.content[1000:2000]


def test_a_compressed_answer_is_not_gone_on_with_by_its_tag(get):
    packed = get("/api/v1/bulk/acts.jsonl", accept_encoding="gzip")
    assert packed.headers["etag"].startswith('W/"')
    assert "accept-ranges" not in packed.headers
    after = get("/api/v1/bulk/acts.jsonl", range="bytes=10-", if_range=packed.headers["etag"])
    assert after.status_code == 200
    assert get("/api/v1/bulk/acts.jsonl", if_none_match=packed.headers["etag"]).status_code == 304


def test_pictures_go_as_they_are(get, web):
    picture = get(f"/documents/{web.minutes.id}/pages/1.png", accept_encoding="gzip")
    assert picture.status_code == 200
    assert "content-encoding" not in picture.headers


# -- what tells that a document is another


def test_the_change_feed_tells_a_document_that_was_converted_again(own_web):
    world, ask = own_web, asking(own_web.app)

    def told():
        items = ask("/api/v1/changes").json()["items"]
        return next(one for one in items if one["id"] == world.minutes.id)

    def kept(id_):
        return ask(f"/api/v1/documents/{id_}").headers["etag"].removeprefix("W/").strip('"')

    first, other = told(), kept(world.memorandum.id)
    assert first["sha256"] == world.minutes.source.sha256
    assert first["record_sha256"] == kept(world.minutes.id)
    listed = ask("/api/v1/documents?municipality=%C3%84lvsby&type=protokoll").json()["items"]
    assert first["record_sha256"] in {one["record_sha256"] for one in listed}
    put(world.records, "minutes/ks.json", again(world.minutes, body="Nämnden"))
    world.corpus.refresh()
    second = told()
    assert second["sha256"] == first["sha256"]
    assert second["record_sha256"] == kept(world.minutes.id) != first["record_sha256"]
    # Another document's tag stays: whoever has it need not read it again.
    answer = ask(f"/api/v1/documents/{world.memorandum.id}", if_none_match=f'"{other}"')
    assert (answer.status_code, answer.content) == (304, b"")
    (world.records / "pm.json").unlink()
    world.corpus.refresh()
    gone = next(one for one in ask("/api/v1/changes").json()["items"] if one["what"] == "gone")
    assert (gone["id"], gone["record_sha256"], gone["sha256"]) == (world.memorandum.id, None, None)


# -- faults


@pytest.mark.parametrize("ending", ["csv", "json", "bib", "ris", "txt"])
def test_a_fault_of_a_file_is_for_a_program(get, ending):
    answer = get(f"/search.{ending}?kind=foo")
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert answer.json()["detail"].startswith("There is no kind 'foo'")


def test_a_browser_that_follows_a_link_to_a_file_gets_a_page(get):
    answer = get("/search.csv?kind=foo", accept="text/html,application/xhtml+xml")
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/acts?kind=foo", "Kind is 'foo': input should be 'proposal', "),
        ("/acts?kind=vote&kind=foo", "Kind is 'foo': "),
        ("/acts?limit=0", "Limit is '0': "),
        ("/acts?from=2006-1", "From is '2006-1': "),
        ("/counts", "By is missing; give it."),
        ("/together?by=body", "By is 'body': "),
    ],
)
def test_a_fault_names_the_parameter(get, address, told):
    assert get(f"/api/v1{address}").json()["detail"].startswith(told)


def test_the_description_has_every_parameter_and_every_status(get):
    paths = get("/api/v1/openapi.json").json()["paths"]
    for at, methods in paths.items():
        operation = methods["get"]
        assert {"400", "405", "413", "414", "421", "429"} <= operation["responses"].keys(), at
        for one in operation.get("parameters", ()):
            assert one.get("description"), (at, one["name"])
