"""What is taken out of a corpus can no longer be found, read, counted or downloaded, before the index is made anew."""

import io

import pytest
from starlette.testclient import TestClient

from asked import invented, put
from parser.query.corpus import open_corpus
from parser.web.app import create_app
from records import sample_minutes
from web_world import site_over

WORD = "simhall"


@pytest.fixture
def corpus(tmp_path):
    records = tmp_path / "records"
    for number, record in enumerate(invented(3000)):
        put(records, f"{number}.json", record)
    put(records, "ks.json", sample_minutes())
    return open_corpus(records)


@pytest.fixture
def client(corpus, tmp_path):
    return TestClient(create_app(site_over(corpus, tmp_path)), follow_redirects=False)


def addresses(record):
    act = record.acts[0].id
    return [
        f"/documents/{record.id}", f"/documents/{record.id}/{act}", f"/documents/{record.id}.bib",
        f"/documents/{record.id}.pdf", f"/documents/{record.id}/pages/1.png", f"/api/v1/documents/{record.id}",
        f"/api/v1/documents/{record.id}/acts", f"/api/v1/acts/{record.id}/{act}", "/matters/KS%202019%2F123",
        "/api/v1/matters/KS%202019%2F123",
    ]  # fmt: skip


def test_nothing_of_a_removed_document_is_found_counted_or_downloaded(corpus, client):
    record = sample_minutes()
    one = f"/search?document={record.id}"
    before = {
        "found": client.get(f"/api/v1/search?text={WORD}&municipality=%C3%84lvsby").json(),
        "bulk": client.get("/api/v1/bulk/records.jsonl").content,
        "counts": client.get("/api/v1").json(),
    }
    assert before["found"]["total"] > 0
    assert record.id.encode() in before["bulk"]
    (corpus.path / "ks.json").unlink()
    index = corpus.index
    corpus.refresh()
    assert corpus.index == index, "the index was changed in place, not made anew"

    for address in addresses(record):
        assert client.get(address).status_code == 404, address
    told = client.get(f"/api/v1/search?text={WORD}&municipality=%C3%84lvsby").json()
    assert told["total"] == 0
    assert "Älvsby" not in str(told["facets"])
    assert (
        client.get(f"/api/v1/search?text={WORD}&nested=true&sort=relevance&municipality=%C3%84lvsby").json()["total"]
        == 0
    )
    assert client.get("/api/v1").json()["documents"] == before["counts"]["documents"] - 1
    assert f"/documents/{record.id}" not in client.get(one).text
    for name in ("records.jsonl", "acts.jsonl", "acts.csv"):
        assert record.id.encode() not in client.get(f"/api/v1/bulk/{name}").content
    for name in ("persons", "actors", "acts", "matters", "documents", "mentions"):
        table = client.get(f"/sql.csv?query=SELECT+*+FROM+{name}").text
        assert record.id not in table
    for address in ("/search/municipality.csv", "/documents.csv", "/persons.csv?name=Per+von+Ek"):
        assert "Älvsby" not in io.StringIO(client.get(address).text).read()
    assert client.get("/api/v1/changes").json()["items"][-1]["what"] == "gone"


def test_an_older_download_with_the_removed_document_is_not_given_while_the_newer_is_made(corpus, client, monkeypatch):
    client.get("/api/v1/bulk/acts.jsonl")
    (corpus.path / "ks.json").unlink()
    corpus.refresh()
    monkeypatch.setattr("parser.web.api.bulk.PATIENCE", 0.0)
    monkeypatch.setattr("parser.web.api.bulk.Bulk._make", lambda *_: None)
    assert client.get("/api/v1/bulk/acts.jsonl").status_code == 503


def test_an_older_download_is_given_while_the_newer_is_made_where_nothing_was_removed(corpus, client, monkeypatch):
    client.get("/api/v1/bulk/acts.jsonl")
    put(corpus.path, "again.json", invented(3100)[-1])
    corpus.refresh()
    monkeypatch.setattr("parser.web.api.bulk.PATIENCE", 0.0)
    monkeypatch.setattr("parser.web.api.bulk.Bulk._make", lambda *_: None)
    assert client.get("/api/v1/bulk/acts.jsonl").status_code == 200
