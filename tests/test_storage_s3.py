"""Buckets, against an S3 server on the loopback: documents in, records out, and every refusal as a sentence."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request

import pytest

from parser.batch import places
from parser.batch.values import Item
from parser.cli.main import main
from parser.errors import UnreadableDocument, UnstableSource, UnwritableOutput
from parser.storage import buckets
from storage_world import PM, fault_of, items, packed, places_of

s3fs = pytest.importorskip("s3fs")
moto = pytest.importorskip("moto.server")


@pytest.fixture(scope="module")
def server():
    running = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def store(server, monkeypatch, tmp_path):
    """An empty store, and the environment that leads to it."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ENDPOINT_URL", server)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    urllib.request.urlopen(urllib.request.Request(f"{server}/moto-api/reset", method="POST"))
    s3fs.S3FileSystem.clear_instance_cache()
    system = s3fs.S3FileSystem(use_listings_cache=False)
    system.mkdir("archive")
    yield system
    s3fs.S3FileSystem.clear_instance_cache()


def test_a_prefix_is_a_folder(store):
    for name in ("raw/2006/pm ä::1.pdf", "raw/b.PDF", "raw/.git/c.pdf", "raw/note.txt", "rawer/d.pdf"):
        store.pipe_file(f"archive/{name}", b"x")
    store.pipe_file("archive/raw/folder/", b"")
    assert places_of("s3://archive/raw") == {
        "s3://archive/raw/2006/pm ä::1.pdf": "2006/pm ä::1",
        "s3://archive/raw/b.PDF": "b",
    }
    assert places_of("s3://archive/raw/") == places_of("s3://archive/raw")
    assert list(places_of("s3://archive").values()) == ["raw/2006/pm ä::1", "raw/b", "rawer/d"]


def test_an_object_and_a_pattern_are_as_files_given_by_name(store):
    for name in ("raw/2006/a.pdf", "raw/2007/a.pdf", "raw/b.pdf"):
        store.pipe_file(f"archive/{name}", b"x")
    assert places_of("s3://archive/raw/2006/a.pdf") == {"s3://archive/raw/2006/a.pdf": "a"}
    assert list(places_of("s3://archive/raw/*.pdf")) == ["s3://archive/raw/b.pdf"]
    assert list(places_of("s3://archive/**/a.pdf")) == ["s3://archive/raw/2006/a.pdf", "s3://archive/raw/2007/a.pdf"]


def test_more_than_a_page_of_objects_is_listed_in_order(store, monkeypatch):
    asked = []
    call = s3fs.S3FileSystem.call_s3

    def small(self, method, **options):
        asked.append(method)
        return call(self, method, **({"MaxKeys": 3} if method == "list_objects_v2" else {}), **options)

    monkeypatch.setattr(s3fs.S3FileSystem, "call_s3", small)
    for number in range(8):
        store.pipe_file(f"archive/{number}.pdf", b"x")
    assert list(places_of("s3://archive").values()) == list("01234567")
    assert asked.count("list_objects_v2") == 3


def test_a_document_is_read_with_its_mark_and_another_object_has_another(store):
    store.pipe_file("archive/a.pdf", b"one")
    (one,) = items("s3://archive/a.pdf")
    assert places.read("s3://archive/a.pdf").data == b"one"
    assert places.read("s3://archive/a.pdf").fingerprint == one.fingerprint
    (listed,) = items("s3://archive")
    assert (listed.fingerprint, listed.size) == (one.fingerprint, 3)
    store.pipe_file("archive/a.pdf", b"two")
    (other,) = items("s3://archive")
    assert other.fingerprint != one.fingerprint


def test_an_archive_in_a_bucket_is_read_where_it_lies(store):
    store.pipe_file("archive/1998.zip", packed({"kf/a.pdf": b"inside"}))
    (one,) = items("s3://archive/1998.zip")
    assert (one.name, one.below) == ("s3://archive/1998.zip/kf/a.pdf", "kf/a")
    assert places.read(one.address).data == b"inside"


def test_a_list_in_a_bucket_names_what_lies_beside_it(store):
    store.pipe_file("archive/kf/a.pdf", b"x")
    store.pipe_file("archive/kf/list.txt", b"# the council\na.pdf\n\ns3://archive/kf/a.pdf\n")
    found = items("s3://archive/kf/list.txt")
    assert [one.address for one in found] == ["s3://archive/kf/a.pdf"] * 2


@pytest.mark.usefixtures("store")
def test_what_is_not_there_is_told():
    assert "there is no such bucket" in fault_of("s3://nobody/a")
    assert "no PDF (*.pdf) lies there" in fault_of("s3://archive/none")
    with pytest.raises(UnreadableDocument, match="there is nothing of that name") as caught:
        places.read("s3://archive/none.pdf")
    assert not isinstance(caught.value, UnstableSource)
    with pytest.raises(UnwritableOutput, match="there is no such bucket"):
        places.open_output("s3://nobody/records").prepare()


def known_to_the_server(server: str, requests: str) -> None:
    """So many requests more are answered, whoever asks; those after them only to users, of whom there are none."""
    plain = {"Content-Type": "text/plain"}
    address = f"{server}/moto-api/reset-auth"
    urllib.request.urlopen(urllib.request.Request(address, data=requests.encode(), headers=plain, method="POST"))


def test_whoever_may_not_is_told_so(store, server):
    store.pipe_file("archive/a.pdf", b"x")
    # From now on the server asks who it is, and knows nobody.
    known_to_the_server(server, "0")
    try:
        with pytest.raises(UnreadableDocument, match="access is denied; check the credentials"):
            places.read("s3://archive/a.pdf")
        assert "access is denied" in fault_of("s3://archive")
        with pytest.raises(UnwritableOutput, match="access is denied"):
            places.open_output("s3://archive/records").prepare()
    finally:
        known_to_the_server(server, "inf")


@pytest.mark.usefixtures("store")
def test_without_credentials_it_is_told_where_they_come_from(monkeypatch):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    s3fs.S3FileSystem.clear_instance_cache()
    assert "there are no credentials for it; set AWS_ACCESS_KEY_ID" in fault_of("s3://archive/a.pdf")


@pytest.mark.long
@pytest.mark.usefixtures("store")
def test_a_server_that_cannot_be_reached_may_answer_later(monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    s3fs.S3FileSystem.clear_instance_cache()
    with pytest.raises(UnstableSource, match="its server cannot be reached"):
        places.read("s3://archive/a.pdf")


def test_a_scheme_that_nobody_knows_is_told():
    assert "nobody knows addresses that begin with foo://" in fault_of("foo://bar/a.pdf")


# -- the output


def test_an_output_keeps_what_it_promises(store):
    output = places.open_output("s3://archive/records/")
    output.prepare()
    output.tidy()
    assert store.find("archive") == []
    assert output.write([("2006/a.json", b"{}"), ("2006/a.xml", b"<a/>")]) == ("2", "4")
    assert output.read("2006/a.json") == b"{}"
    assert output.stamp("2006/a.xml") == "4"
    assert output.stamp("2006/none.json") is None
    assert output.shown("2006/a.json") == "s3://archive/records/2006/a.json"
    output.remove("2006/a.json")
    output.remove("2006/a.json")
    assert output.stamp("2006/a.json") is None
    with pytest.raises(FileNotFoundError):
        output.read("2006/a.json")


def test_the_output_is_listed_once_however_many_stamps_are_asked_for(store, monkeypatch):
    for number in range(5):
        store.pipe_file(f"archive/records/{number}.json", b"12345")
    listings = []
    monkeypatch.setattr(buckets, "_pages", lambda *a, known=buckets._pages: listings.append(1) or known(*a))
    output = places.open_output("s3://archive/records")
    assert {output.stamp(f"{number}.json") for number in range(5)} == {"5"}
    assert len(listings) == 1


def test_where_a_documents_last_file_cannot_be_written_its_others_are_taken_back(store, monkeypatch):
    output = places.open_output("s3://archive/records")
    put = s3fs.S3FileSystem.pipe_file

    def refusing(self, path, value):
        if path.endswith(".json"):
            raise PermissionError("AccessDenied")
        return put(self, path, value)

    monkeypatch.setattr(s3fs.S3FileSystem, "pipe_file", refusing)
    with pytest.raises(UnwritableOutput, match="access is denied"):
        output.write([("a.json", b"{}"), ("a.xml", b"<a/>")])
    assert store.find("archive") == []


def test_another_machine_goes_on_from_the_manifest_that_was_published(store, monkeypatch, tmp_path):
    first = places.open_output("s3://archive/records")
    first.prepare()
    (first.state / "manifest.sqlite").write_bytes(b"one")
    (first.state / "report.html").write_bytes(b"<p>")
    (first.state / "lock").write_bytes(b"")
    first.finish()
    assert sorted(store.find("archive")) == [
        "archive/records/.diarium/manifest.sqlite",
        "archive/records/.diarium/report.html",
    ]

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "another machine"))
    other = places.open_output("s3://archive/records")
    other.prepare()
    assert (other.state / "manifest.sqlite").read_bytes() == b"one"
    (other.state / "manifest.sqlite").write_bytes(b"three")
    other.finish()

    first.prepare()  # which knows of the first manifest only
    assert (first.state / "manifest.sqlite").read_bytes() == b"three"
    (first.state / "manifest.sqlite").write_bytes(b"killed before it was published")
    first.prepare()
    assert (first.state / "manifest.sqlite").read_bytes() == b"killed before it was published"


@pytest.mark.parametrize("address", ["s3://archive/records.zip", "zip://a::records.zip"])
def test_an_archive_is_written_on_a_local_disk_only(address):
    with pytest.raises(UnwritableOutput, match="on a local disk only"):
        places.open_output(address).prepare()


def test_nothing_can_be_written_to_the_web():
    with pytest.raises(UnwritableOutput, match="to which nothing can be written"):
        places.open_output("https://example.se/records").prepare()


# -- the command


@pytest.mark.long
def test_the_command_converts_from_a_bucket_into_a_bucket_and_skips_what_has_not_changed(store, capfd):
    store.pipe_file("archive/raw/2006/pm.pdf", PM)
    store.pipe_file("archive/raw/bad.pdf", b"<html>not found</html>")
    arguments = ["convert", "s3://archive/raw", "-o", "s3://archive/records", "--no-inspect", "--jobs", "2"]
    assert main(arguments) == 3
    told = capfd.readouterr()
    assert "diarium: s3://archive/raw/bad.pdf: is not a PDF but a web page" in told.err
    assert "s3://archive/records/2006/pm.json" in told.out
    names = {name.removeprefix("archive/records/") for name in store.find("archive/records")}
    assert {"2006/pm.json", "2006/pm.xml", ".diarium/manifest.sqlite", ".diarium/report.html"} <= names
    record = json.loads(store.cat_file("archive/records/2006/pm.json"))
    assert record["source"]["file_name"] == "pm.pdf"

    before = store.info("archive/records/2006/pm.json")["LastModified"]
    store.rm("archive/raw/bad.pdf")
    assert main(arguments) == 0
    assert store.info("archive/records/2006/pm.json")["LastModified"] == before
    assert "No PDF has changed: 1 document" in capfd.readouterr().out


@pytest.mark.long
def test_forked_processes_read_and_write_the_bucket_each_by_itself(store):
    for number in range(6):
        store.pipe_file(f"archive/raw/{number}.pdf", PM + f"\n%{number}".encode())
    command = [sys.executable, "-m", "parser.cli", "convert", "s3://archive/raw", "-o", "s3://archive/out"]
    run = subprocess.run([*command, "--no-inspect", "--jobs", "3"], capture_output=True, text=True, timeout=120)
    assert (run.returncode, run.stderr) == (0, "")
    assert len(store.glob("archive/out/*.json")) == 6
    assert all(isinstance(one, Item) for one in places.listed("s3://archive/raw"))


@pytest.mark.long
def test_a_run_that_is_killed_is_gone_on_with_and_no_record_is_half_there(store):
    for number in range(10):
        store.pipe_file(f"archive/raw/{number}.pdf", PM + f"\n%{number}".encode())
    command = [sys.executable, "-m", "parser.cli", "convert", "s3://archive/raw", "-o", "s3://archive/out"]
    command += ["--no-inspect", "--jobs", "1", "--quiet"]
    first = subprocess.Popen(command, start_new_session=True)
    until = time.monotonic() + 120
    while len(store.glob("archive/out/*.json")) < 2:
        assert first.poll() is None
        assert time.monotonic() < until
        time.sleep(0.05)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    there = {name.rpartition(".")[0] for name in store.glob("archive/out/*.json")}
    assert there <= {name.rpartition(".")[0] for name in store.glob("archive/out/*.xml")}
    before = {name: store.info(name)["LastModified"] for name in store.glob("archive/out/*.json")}

    assert subprocess.run(command, timeout=120, check=False).returncode == 0
    assert len(store.glob("archive/out/*.json")) == len(store.glob("archive/out/*.xml")) == 10
    again = [name for name, time_ in before.items() if store.info(name)["LastModified"] != time_]
    assert len(again) <= 1  # the last one may have been written and not been remembered
