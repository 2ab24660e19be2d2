"""The index: made of the records, brought up to date with them, read meanwhile."""

import os
import sqlite3
import threading
import time
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asked import again, invented, put, small_corpus, told
from parser.errors import BadProfile, UnreadableDocument
from parser.index.changes import scan
from parser.index.load import tables_are
from parser.index.places import Home
from parser.index.update import is_stale, update
from parser.query.corpus import open_corpus
from parser.query.question import Question
from parser.record.json import encode
from records import sample_minutes, sample_record


def names(corpus, **asked):
    return [f"{one.file}#{one.act}" for one in corpus.acts(**asked)]


# -- what is noticed


def test_an_index_is_made_where_there_is_none_and_is_fresh_then(tmp_path):
    put(tmp_path, "pm.json", sample_record())
    assert is_stale(tmp_path)
    report = update(tmp_path)
    assert (report.documents, report.acts, report.new, report.rebuilt) == (1, 8, 1, True)
    assert not is_stale(tmp_path)


def test_a_new_a_changed_and_a_removed_record_are_noticed(tmp_path):
    corpus = small_corpus(tmp_path)
    before = corpus.state
    put(tmp_path, "pm.json", again(sample_record(), municipality="Solna"))
    (tmp_path / "minutes/ks.json").unlink()
    put(tmp_path, "new/deep/a.json", invented(5)[0])
    assert corpus.is_stale()
    report = corpus.refresh()
    assert (report.new, report.changed, report.removed, report.rebuilt) == (1, 1, 1, False)
    assert corpus.count(Question.of({"municipality": "Solna"})) == 7
    assert corpus.document(sample_minutes().id) is None
    assert corpus.state != before
    assert corpus.refresh() is None


def test_a_change_that_keeps_size_and_time_is_noticed_when_it_could_have_been_missed(tmp_path):
    path = put(tmp_path, "pm.json", sample_record())
    status = path.stat()
    update(tmp_path)
    data = path.read_bytes().replace(b"Stockholm den 9", b"Stockholm den 8").replace(b'"Stockholm"', b'"Stackholm"')
    path.write_bytes(data)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert path.stat().st_size == status.st_size
    assert is_stale(tmp_path)
    assert open_corpus(tmp_path).count(Question.of({"municipality": "Stackholm"})) == 7


def test_a_file_touched_is_no_change(tmp_path):
    corpus = small_corpus(tmp_path)
    state = corpus.state
    os.utime(tmp_path / "pm.json", (1, 1))
    report = corpus.refresh()
    assert (report.new, report.changed, report.removed) == (0, 0, 0)
    assert corpus.state == state
    assert not corpus.is_stale()


def test_thoroughly_each_file_is_read_again(tmp_path):
    path = put(tmp_path, "pm.json", sample_record())
    os.utime(path, (1, 1))
    update(tmp_path)
    path.write_bytes(path.read_bytes().replace(b'"Stockholm"', b'"Stackholm"'))
    os.utime(path, (1, 1))
    assert not is_stale(tmp_path)
    assert update(tmp_path, thorough=True).changed == 1


# -- what is no record


def test_what_cannot_be_read_is_told_and_stops_nothing(tmp_path):
    put(tmp_path, "pm.json", sample_record())
    (tmp_path / "broken.json").write_text('{"schema_version": "1.0", ')
    (tmp_path / "newer.json").write_text('{"schema_version": "9.0"}')
    (tmp_path / "short.json").write_text('{"schema_version": "1.0"}')
    (tmp_path / "other.json").write_text('{"hello": 1}')
    (tmp_path / "list.json").write_text("[1]")
    (tmp_path / ".hidden.json").write_text("nothing of ours")
    report = update(tmp_path)
    assert report.documents == 1
    assert [path for path, _ in report.faults] == ["broken.json", "newer.json", "short.json"]
    assert report.others == 2
    assert "schema version 9.0" in dict(report.faults)["newer.json"]
    assert not is_stale(tmp_path)


def test_a_record_that_no_table_could_hold_is_told_and_stops_nothing(tmp_path):
    put(tmp_path, "pm.json", sample_record())
    record = sample_minutes()
    act = record.acts[0]
    vote = msgspec.structs.replace(record.acts[1].vote, yes=10**30)
    huge = msgspec.structs.replace(record.acts[1], vote=vote)
    put(tmp_path, "twice.json", msgspec.structs.replace(record, acts=(*record.acts, act)))
    put(tmp_path, "vast.json", msgspec.structs.replace(record, acts=(act, huge)))
    report = update(tmp_path)
    assert dict(report.faults).keys() == {"twice.json", "vast.json"}
    assert "two of its acts have one id" in dict(report.faults)["twice.json"]
    assert "which counts nothing" in dict(report.faults)["vast.json"]
    assert report.acts == 8


def test_what_fails_unforeseen_in_one_record_leaves_nothing_of_it(tmp_path, monkeypatch):
    from parser.index import batch

    for number, record in enumerate(invented(60)):
        put(tmp_path, f"{number}.json", record)
    update(tmp_path)
    whole = told(Home(tmp_path).current())
    put(tmp_path, "00.json", sample_minutes())

    def fail(self, act, _act=batch._Adding._act):
        if self.record.id == sample_minutes().id and act is self.record.acts[-1]:
            raise RuntimeError("out of luck")
        _act(self, act)

    monkeypatch.setattr(batch._Adding, "_act", fail)
    report = update(tmp_path, full=True)
    ((name, message),) = report.faults
    assert name == "00.json"
    assert "RuntimeError: out of luck" in message
    now = told(Home(tmp_path).current())
    del now["files"], whole["files"]
    assert now == whole


def test_a_record_that_breaks_leaves_the_index_and_comes_back(tmp_path):
    corpus = small_corpus(tmp_path)
    (tmp_path / "pm.json").write_text("{")
    assert corpus.refresh().removed == 1
    assert corpus.document(sample_record().id) is None
    put(tmp_path, "pm.json", sample_record())
    assert corpus.refresh().new == 1


def test_two_files_of_one_record_count_once_and_the_first_path_is_used(tmp_path):
    put(tmp_path, "b.json", sample_record())
    put(tmp_path, "c.json", again(sample_record(), title="Other"))
    report = update(tmp_path)
    assert (report.documents, report.duplicates) == (1, ("c.json",))
    corpus = open_corpus(tmp_path)
    put(tmp_path, "a.json", sample_record())
    report = corpus.refresh()
    assert report.duplicates == ("b.json", "c.json")
    assert corpus.document(sample_record().id).file == "a.json"
    (tmp_path / "a.json").unlink()
    (tmp_path / "b.json").unlink()
    corpus.refresh()
    assert corpus.document(sample_record().id).title == "Other"


def test_no_folder_and_a_file_are_sentences(tmp_path):
    with pytest.raises(UnreadableDocument, match="there is no such folder"):
        open_corpus(tmp_path / "nowhere")
    with pytest.raises(UnreadableDocument, match="it is no folder"):
        open_corpus(put(tmp_path, "a.json", sample_record()))


def test_an_empty_folder_answers_nothing(tmp_path):
    corpus = open_corpus(tmp_path)
    assert corpus.ask(Question()).total == 0
    assert corpus.facets(Question())["kind"] == ()
    assert corpus.group_by(Question(), ["party", "year"]) == ()
    assert corpus.together(Question()) == ()
    assert corpus.unanimity(Question()) == ()


def test_a_link_that_leads_back_up_is_followed_once(tmp_path):
    put(tmp_path, "a/pm.json", sample_record())
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    assert [one.path for one in scan(tmp_path)] == ["a/pm.json"]


# -- where it lies


def test_a_corpus_that_cannot_be_written_to_has_its_index_in_the_cache(tmp_path, monkeypatch):
    corpus = tmp_path / "corpus"
    put(corpus, "pm.json", sample_record())
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert open_corpus(corpus).index.is_relative_to(tmp_path / "cache" / "diarium")


def test_a_broken_index_is_made_anew(tmp_path):
    corpus = small_corpus(tmp_path)
    corpus.index.write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    corpus = open_corpus(tmp_path)
    assert corpus.count(Question()) == 13


def test_an_index_of_another_version_is_made_anew(tmp_path):
    corpus = small_corpus(tmp_path)
    with sqlite3.connect(corpus.index) as connection:
        connection.execute("UPDATE meta SET value = '0' WHERE name = 'version'")
    assert corpus.is_stale()
    assert corpus.refresh().rebuilt


def test_a_second_process_leaves_it_to_the_first(tmp_path):
    small_corpus(tmp_path)
    with Home(tmp_path).writing() as mine:
        assert mine
        assert update(tmp_path, patience=0.01).busy


def test_an_interrupted_build_leaves_the_index_as_it_was(tmp_path, monkeypatch):
    corpus = small_corpus(tmp_path)
    before = corpus.index

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("parser.index.update.link", stop)
    with pytest.raises(KeyboardInterrupt):
        update(tmp_path, full=True)
    put(tmp_path, "new.json", invented(5)[0])
    with pytest.raises(KeyboardInterrupt):
        update(tmp_path)
    assert corpus.index == before
    assert corpus.count(Question()) == 13
    assert [path.name for path in before.parent.glob("index-*.sqlite")] == [before.name]


def test_tables_and_what_is_loaded_are_in_step(tmp_path):
    connection = sqlite3.connect(small_corpus(tmp_path).index)
    assert tables_are(connection) == []


# -- it does not matter how it came about

RECORDS = [sample_record(), sample_minutes(), *invented(40, seed=7, municipalities=1)]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["a.json", "b/a.json", "c.json", "d.json"]), st.none() | st.integers(0, len(RECORDS) - 1)
    ),
    min_size=1,
    max_size=8,
)


@given(st.lists(STEPS, min_size=1, max_size=4))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_updated_step_by_step_it_says_the_same_as_made_at_once(tmp_path_factory, rounds):
    folder = tmp_path_factory.mktemp("corpus")
    for steps in rounds:
        for name, number in steps:
            if number is None:
                (folder / name).unlink(missing_ok=True)
            else:
                put(folder, name, RECORDS[number])
        update(folder)
    stepwise = told(Home(folder).current())
    counts = open_corpus(folder, refresh=False).facets(Question(nested=True), most=1000)
    update(folder, full=True)
    assert told(Home(folder).current()) == stepwise
    anew = open_corpus(folder, refresh=False).facets(Question(nested=True), most=1000)
    assert {name: sorted(map(repr, of)) for name, of in anew.items()} == {
        name: sorted(map(repr, of)) for name, of in counts.items()
    }


@pytest.mark.long
def test_processes_make_the_same_index_as_one(tmp_path, monkeypatch):
    for number, record in enumerate(invented(600)):
        put(tmp_path, f"{number}.json", record)
    update(tmp_path, jobs=1)
    alone = told(Home(tmp_path).current())
    monkeypatch.setattr("parser.index.reader.FEW", 0)
    monkeypatch.setattr("parser.index.reader.WHOLE", 50_000)
    update(tmp_path, jobs=2, full=True)
    assert told(Home(tmp_path).current()) == alone


# -- persons


def test_persons_are_linked_over_documents_and_anew_when_one_comes(tmp_path):
    corpus = small_corpus(tmp_path)
    (berg,) = corpus.persons("anna berg")
    assert berg.documents == 1
    later = again(sample_minutes(), date="2020-03-14")
    source = msgspec.structs.replace(later.source, sha256="ab" * 32)
    put(tmp_path, "later.json", msgspec.structs.replace(later, id="ab" * 8, source=source))
    corpus.refresh()
    (berg,) = corpus.persons("anna berg")
    assert (berg.documents, berg.first, berg.last) == (2, "2019-03-14", "2020-03-14")
    assert corpus.count(Question.of({"person": berg.id, "kind": "reservation"})) == 0
    (ek,) = corpus.persons("von ek")
    assert corpus.count(Question.of({"person": ek.id, "kind": "reservation"})) == 2


OVERRIDES = """
[[different]]
reason = "Two of one name."
persons = [
  { record = "%s", person = "p1" },
  { record = "abababababababab", person = "p1" },
]
"""


def test_overrides_in_the_corpus_are_heeded_and_their_change_noticed(tmp_path):
    corpus = small_corpus(tmp_path)
    later = again(sample_minutes(), date="2020-03-14")
    source = msgspec.structs.replace(later.source, sha256="ab" * 32)
    put(tmp_path, "later.json", msgspec.structs.replace(later, id="ab" * 8, source=source))
    corpus.refresh()
    assert len(corpus.persons("anna berg")) == 1
    (tmp_path / "overrides.toml").write_text(OVERRIDES % sample_minutes().id)
    assert corpus.is_stale()
    corpus.refresh()
    assert len(corpus.persons("anna berg")) == 2
    (tmp_path / "overrides.toml").write_text("[[same]]\nnonsense = 1\n")
    with pytest.raises(BadProfile):
        corpus.refresh()
    assert len(corpus.persons("anna berg")) == 2
    (tmp_path / "overrides.toml").unlink()
    corpus.refresh()
    assert len(corpus.persons("anna berg")) == 1


def test_linking_by_municipality_says_the_same_as_linking_all():
    from parser.corpus.persons import Corpus, link_corpus

    records = invented(600, seed=3, municipalities=3)
    whole = link_corpus(records)
    parted = []
    for place in {record.document.municipality for record in records}:
        corpus = Corpus()
        for record in records:
            if record.document.municipality == place:
                corpus.add(record)
        parted += corpus.link().persons
    assert sorted(parted, key=lambda one: one.id) == sorted(whole.persons, key=lambda one: one.id)


# -- readers


def test_what_changes_is_told_in_order_also_over_a_rebuild(tmp_path):
    corpus = small_corpus(tmp_path)
    first = corpus.changes()
    assert {(one.id, one.what) for one in first} == {(sample_record().id, "put"), (sample_minutes().id, "put")}
    time.sleep(0.01)
    (tmp_path / "pm.json").unlink()
    corpus.refresh()
    (gone,) = corpus.changes(first[-1].at)
    assert (gone.id, gone.what) == (sample_record().id, "gone")
    update(tmp_path, full=True)
    assert corpus.changes(first[-1].at) == (gone,)
    assert corpus.changes(gone.at) == ()


@pytest.mark.long
def test_readers_see_whole_states_while_the_index_is_updated(tmp_path):
    records = invented(300)
    for number, record in enumerate(records):
        put(tmp_path, f"{number}.json", record)
    corpus = open_corpus(tmp_path)
    whole = corpus.count(Question(nested=True))
    first = len(records[0].acts)
    seen: set[int] = set()
    faults: list[BaseException] = []
    stop = threading.Event()

    def ask() -> None:
        try:
            while not stop.is_set():
                found = corpus.ask(Question.of({"text": "kommun*", "limit": "5"}))
                assert len(found.answers) == min(found.total, 5)
                seen.add(corpus.count(Question(nested=True)))
                assert sum(one.count for one in corpus.facets(Question(nested=True), ["kind"])["kind"]) in (
                    whole,
                    whole - first,
                )
        except BaseException as error:
            faults.append(error)

    readers = [threading.Thread(target=ask) for _ in range(8)]
    for one in readers:
        one.start()
    for turn in range(6):
        if turn % 2 == 0:
            (tmp_path / "0.json").unlink()
        else:
            put(tmp_path, "0.json", records[0])
        update(tmp_path, full=turn == 3)
    stop.set()
    for one in readers:
        one.join()
    assert faults == []
    assert seen <= {whole, whole - first}


def test_an_answer_that_is_read_slowly_stays_that_of_its_time(tmp_path):
    corpus = small_corpus(tmp_path)
    slowly = iter(corpus.acts())
    next(slowly)
    (tmp_path / "pm.json").unlink()
    update(tmp_path)
    update(tmp_path, full=True)
    assert len(list(slowly)) == 12
    assert len(list(corpus.acts())) == 6


def test_a_record_is_found_again_and_only_within_the_corpus(tmp_path):
    corpus = small_corpus(tmp_path)
    path = corpus.record_path(sample_record().id)
    assert path.read_bytes() == encode(sample_record())
    assert corpus.record_path("0" * 16) is None
    outside = put(tmp_path.parent, f"{tmp_path.name}-outside.json", sample_record())
    (tmp_path / "pm.json").unlink()
    (tmp_path / "pm.json").symlink_to(outside)
    assert corpus.record_path(sample_record().id) is None


def test_the_path_of_the_index_may_have_any_letters(tmp_path):
    folder = tmp_path / "kommun ä?#%41"
    put(folder, "å b.json", sample_record())
    corpus = open_corpus(Path(str(folder)))
    assert corpus.count(Question()) == 7
    assert corpus.sql("SELECT file FROM documents").rows == (("å b.json",),)
