"""Readers of a server go on in one state of the index until the next has been read in, and then all go over to it."""

import threading

import pytest
from starlette.testclient import TestClient

from asked import invented, put
from parser.errors import BadQuestion
from parser.index.update import update
from parser.query.corpus import open_corpus
from parser.query.question import Question
from parser.web.app import create_app
from parser.web.steady import SteadyCorpus
from parser.web.updating import Updater
from parser.web.warming import Warmer
from web_world import site_over


@pytest.fixture
def records(tmp_path):
    folder = tmp_path / "records"
    for number, record in enumerate(invented(1200)[:60]):
        put(folder, f"{number}.json", record)
    open_corpus(folder)
    return folder


@pytest.fixture
def corpus(records):
    made = SteadyCorpus(records)
    yield made
    made.close()


def changed(records, number=0):
    """One document less, and the index up to date."""
    (records / f"{number}.json").unlink()
    open_corpus(records)


def documents(corpus):
    return corpus.documents(Question()).total


def test_readers_stay_until_they_are_moved(records, corpus):
    before, state = documents(corpus), corpus.state
    assert not corpus.is_behind()
    changed(records)
    assert (documents(corpus), corpus.state) == (before, state)
    assert corpus.is_behind()
    with corpus.ahead():
        assert documents(corpus) == before - 1
    assert documents(corpus) == before
    corpus.move()
    assert documents(corpus) == before - 1
    assert corpus.state != state
    assert not corpus.is_behind()


def test_an_index_that_is_made_anew_is_moved_to_as_well(records, corpus):
    state = corpus.state
    update(records, full=True)
    assert corpus.state == state
    assert documents(corpus) == 60
    corpus.move()
    assert corpus.state != state
    assert documents(corpus) == 60


def test_who_reads_while_the_others_are_moved_reads_to_the_end_in_its_own_state(records, corpus):
    before = documents(corpus)
    with corpus._reading() as (state, connection):
        changed(records)
        corpus.move()
        assert connection.execute("SELECT count(*) FROM document").fetchone() == (before,)
        assert state.token != corpus.state
    assert documents(corpus) == before - 1


def test_a_question_that_cannot_be_meant_costs_no_connection(corpus):
    for _ in range(20):
        with pytest.raises(BadQuestion):
            corpus.ask(Question(text="(a"))
    assert len(corpus._free) == 1


def test_many_readers_each_have_a_connection_of_their_own(corpus):
    expected, found = documents(corpus), []
    threads = [threading.Thread(target=lambda: found.append(documents(corpus))) for _ in range(16)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert found == [expected] * 16


def test_the_write_ahead_log_does_not_grow_with_the_number_of_updates(records, corpus):
    sizes = []
    for number in range(12):
        documents(corpus)
        changed(records, number)
        corpus.move()
        sizes.append(sum(one.stat().st_size for one in corpus.index.parent.glob("*-wal")))
    assert max(sizes[6:]) <= 2 * max(sizes[:3]) + (64 << 10)


@pytest.fixture
def warmer(corpus, tmp_path):
    return Warmer(create_app(site_over(corpus, tmp_path)), corpus)


def test_the_usual_pages_are_made_in_the_new_state_before_it_is_shown(records, corpus, warmer, monkeypatch):
    client = TestClient(warmer)
    before = client.get("/").headers["etag"]
    changed(records)
    assert client.get("/").headers["etag"] == before
    made = []
    moved = corpus.move
    monkeypatch.setattr(corpus, "move", lambda: (made.append(set(warmer._corpus._states)), moved()))
    warmer.renew()
    assert len(made[0]) == 2, "the new state was read in while the old one was shown"
    assert client.get("/").headers["etag"] != before
    assert client.get("/api/v1").json()["documents"] == 59


def test_what_took_long_is_made_in_advance_the_next_time(warmer, monkeypatch):
    monkeypatch.setattr("parser.web.warming.COSTLY", 0.0)
    client = TestClient(warmer)
    for address in ("/search?kind=vote", "/search?kind=x", "/search.csv", "/robots.txt"):
        client.get(address)
    assert list(warmer._lately) == ["/search?kind=vote", "/robots.txt"]
    asked = []

    async def app(scope, _receive, _send):
        asked.append((scope["path"], scope["query_string"]))

    monkeypatch.setattr(warmer, "_app", app)
    warmer.renew()
    assert asked[0] == ("/", b"")
    assert ("/search", b"kind=vote") in asked


def test_no_more_than_some_addresses_are_remembered(warmer, monkeypatch):
    monkeypatch.setattr("parser.web.warming.COSTLY", 0.0)
    client = TestClient(warmer)
    for number in range(60):
        client.get(f"/search?confidence=0.{number:02}")
    assert len(warmer._lately) == 40


def test_a_page_that_fails_keeps_no_state_from_being_shown(records, corpus, warmer, monkeypatch):
    async def app(_scope, _receive, _send):
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(warmer, "_app", app)
    changed(records)
    warmer.renew()
    assert not corpus.is_behind()


def test_an_update_by_somebody_else_is_shown_too(records, corpus, warmer):
    updater = Updater(corpus, renew=warmer.renew)
    assert updater.look() is False
    documents(corpus)
    changed(records)
    assert updater.look() is True
    assert documents(corpus) == 59
