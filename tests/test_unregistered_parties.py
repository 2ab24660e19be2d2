"""A party that no register has is found, counted and shown by its printed code; words that mean no party are told."""

import csv
import io

import msgspec
import pytest
from starlette.testclient import TestClient

from asked import put
from local_world import local_minutes
from parser.cli.main import main
from parser.errors import BadQuestion
from parser.index.unregistered import code_of, local_id, local_name, party_of
from parser.query.corpus import open_corpus
from parser.query.question import Question
from parser.query.rows import COLUMNS
from parser.web.app import create_app
from web_world import site_over

HL = "local-hultsfred-hl"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("local")
    put(folder, "hultsfred.json", local_minutes())
    put(folder, "horby.json", local_minutes("horby", "Hörby", "2014/63"))
    return open_corpus(folder)


@pytest.fixture(scope="module")
def client(corpus, tmp_path_factory):
    site = site_over(corpus, tmp_path_factory.mktemp("site"))
    yield TestClient(create_app(site), follow_redirects=False)
    site.pictures.close()


@pytest.mark.parametrize("asked", ["HL", "hl", HL, "HL (Hultsfred)"])
def test_a_local_party_is_found_by_its_code(corpus, asked):
    found = corpus.ask(Question.of({"party": asked, "kind": "reservation", "municipality": "Hultsfred"}))
    assert [one.document for one in found.answers] == [local_minutes().id]
    who = found.answers[0].actors[0]
    assert (who.name, who.printed, who.party) == ("Lennart Mörlund", "HL", HL)


def test_two_municipalities_parties_of_one_code_are_two(corpus):
    counted = corpus.facets(Question.of({"kind": "reservation"}), ["party"])["party"]
    told = {one.value: (one.label, one.count) for one in counted}
    assert told[HL] == ("HL (Hultsfred)", 1)
    assert told["local-hörby-hl"] == ("HL (Hörby)", 1)
    assert corpus.count(Question.of({"party": "HL", "kind": "reservation"})) == 2


def test_a_code_that_the_record_knows_elsewhere_is_that_party(corpus):
    assert corpus.count(Question.of({"party": "s"})) == 2
    assert not [id_ for id_ in corpus.parties() if id_.startswith("local-") and id_.endswith("-s")]


def test_the_person_has_the_party(corpus):
    (person,) = (one for one in corpus.persons("Lennart Mörlund") if one.municipalities == ("Hultsfred",))
    assert [(one.party, one.name, one.first) for one in person.parties] == [(HL, "HL (Hultsfred)", "2014-06-03")]


def test_the_table_has_the_printed_code_and_the_id(client):
    rows = list(csv.DictReader(io.StringIO(client.get("/search.csv?kind=reservation&party=HL").text)))
    assert {(row["party_ids"], row["party_printed"]) for row in rows} == {
        (f"{HL}; m", "HL; M"), ("local-hörby-hl; m", "HL; M"),
    }  # fmt: skip


def test_the_plots_name_it(client):
    rows = list(csv.DictReader(io.StringIO(client.get("/plots/years.csv").text)))
    assert {row["party"]: row["name"] for row in rows}[HL] == "HL (Hultsfred)"
    assert all(row["name"] for row in rows)
    pairs = list(csv.DictReader(io.StringIO(client.get("/plots/together.csv").text)))
    assert {HL, "m"} in [{row["one"], row["other"]} for row in pairs]


def test_the_pages_and_the_api_have_it(client):
    page = client.get(f"/parties/{HL}")
    assert page.status_code == 200
    assert "HL (Hultsfred)" in page.text
    assert client.get("/search?party=HL").status_code == 200
    assert client.get(f"/api/v1/parties/{HL}").json()["name"] == "HL (Hultsfred)"
    assert client.get("/api/v1/acts?party=HL&kind=reservation").json()["total"] == 2


def test_the_reservations_of_an_export_have_the_printed_code(tmp_path, corpus):
    assert main(["export", str(corpus.path), "--to", "csv", "--output", str(tmp_path / "out")]) == 0
    with next((tmp_path / "out").rglob("reservations.csv")).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["name"], row["party_printed"], row["party_id"]) for row in rows} == {
        ("Lennart Mörlund", "HL", ""), ("Arne Bergal", "M", "m"),
    }  # fmt: skip
    assert {row["against_kind"] for row in rows} == {"decision"}


def test_a_word_that_means_no_party_is_told_with_the_nearest_ones(corpus):
    with pytest.raises(BadQuestion, match=r"no party 'moderatena'; the nearest are m \(Moderaterna\)"):
        corpus.count(Question.of({"party": "moderatena"}))
    with pytest.raises(
        BadQuestion, match=r"no party 'zz'; there are HL \(Hultsfred\), HL \(Hörby\), m \(Moderaterna\)"
    ):
        corpus.count(Question.of({"party": "zz"}))
    assert corpus.count(Question.of({"party": "SD"})) == 0  # which the register has, and this corpus has not


def test_each_way_of_asking_tells_it(corpus, client, capsys):
    assert main(["query", "--corpus", str(corpus.path), "--party", "zz"]) == 2
    assert "there is no party 'zz'; there are HL (Hultsfred)" in capsys.readouterr().err
    assert client.get("/api/v1/acts?party=zz").json()["detail"].startswith("There is no party 'zz'; there are")
    page = client.get("/search?party=zz")
    assert page.status_code == 400
    assert "Det finns inget parti &#39;zz&#39;; det finns HL (Hultsfred)" in page.text


def test_ids_are_safe_in_an_address_and_in_a_list_of_values():
    assert local_id("HL", "Hultsfred") == HL
    assert local_id("S+, V/MP", "Upplands Väsby") == "local-upplands_väsby-s+_v_mp"
    assert local_id("HL", None) == "local-hl"
    assert local_id("–", "Hultsfred") is local_id("3", "Hultsfred") is None
    assert code_of(HL, local_name("HL", "Hultsfred")) == "HL"
    assert code_of("m", "Moderaterna") is None


def test_a_code_that_the_register_knows_is_no_local_party():
    assert party_of("MP", "2022-06-16", "Malmö") == ("mp", "Miljöpartiet")
    assert party_of("HL", "2014-06-03", "Hultsfred") == (HL, "HL (Hultsfred)")
    assert party_of("3", "1996-11-25", "Älvdalen") is None


# -- diary numbers with the code of an archive plan


@pytest.mark.parametrize("number", ["2014/62 042", "2014/62", "Dnr 2014/62", "2014-62-042"])
def test_a_diary_number_is_found_with_and_without_its_plan_code(corpus, number):
    assert [one.municipality for one in corpus.matter(number).steps] == ["Hultsfred"]
    assert corpus.count(Question.of({"matter": number, "kind": "decision"})) == 1


def test_a_plan_code_that_is_asked_for_and_not_printed_is_left_aside(corpus):
    assert [one.municipality for one in corpus.matter("2014/63 101").steps] == ["Hörby"]


@pytest.mark.parametrize("number", ["2014", "2014/6", "62", "2014/62 04", "2014/620"])
def test_a_part_of_a_number_is_no_number(corpus, number):
    assert corpus.matter(number) is None


# -- for, against, about


def test_against_finds_who_was_against_and_about_finds_all(corpus):
    hultsfred = {"municipality": "Hultsfred", "kind": "moved_proposal"}
    assert [one.act for one in corpus.acts(against="proposal", **hultsfred)] == ["a2"]
    assert [one.act for one in corpus.acts(about="proposal", **hultsfred)] == ["a2", "a3", "a4"]


def test_the_commands_say_for_where_the_mover_was_for(corpus, capsys):
    assert main(["matter", "2014/62", "--corpus", str(corpus.path)]) == 0
    told = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    arne = told.index("• Arne Bergal (M), moved proposal in Kommunstyrelsen, p. 1")
    assert told[arne + 1].startswith("for the proposal, p. 1: “Arbetsutskottet föreslår")
    lennart = told.index("• Lennart Mörlund (HL), moved proposal in Kommunstyrelsen, p. 1")
    assert told[lennart + 1].startswith("against the proposal, p. 1")
    rosa = told.index("• Rosa Folkung (S), moved proposal in Kommunstyrelsen, p. 1")
    assert told[rosa + 1].startswith("about the proposal, p. 1")
    assert not [line for line in told if "Förslag till beslut Arbetsutskottet" in line]


@pytest.mark.parametrize(("language", "words"), [("sv", ("Mot", "För", "Om")), ("en", ("Against", "For", "About"))])
def test_the_pages_say_so_in_both_languages(client, language, words):
    page = client.get(f"/documents/{local_minutes().id}?lang={language}").text
    for act, word in zip(("a2", "a3", "a4"), words, strict=True):
        article = page[page.index(f'id="{act}"') :]
        assert f'<p class="link">{word} <a' in article[: article.index("</article>")]


def test_an_excerpt_begins_with_the_words_and_not_with_the_heading(client, corpus):
    answer = corpus.act(f"{local_minutes().id}/a5")
    assert answer.text[answer.said_from :] == "Uppföljningen godkänns."
    hit = client.get("/api/v1/search?kind=decision&municipality=Hultsfred").json()["items"][0]
    assert hit["excerpt"] == "Uppföljningen godkänns."
    # Where the heading is what was looked for, it is shown.
    hit = client.get("/api/v1/search?kind=decision&text=beslut").json()["items"][0]
    assert hit["excerpt"].startswith("Beslut")


# -- the same everywhere


def test_every_table_of_acts_has_the_same_columns(client, corpus, capsys):
    assert main(["query", "--corpus", str(corpus.path), "--format", "csv"]) == 0
    command = capsys.readouterr().out.splitlines()[0]
    assert command.split(",") == list(COLUMNS)
    for address in ("/search.csv", "/api/v1/bulk/acts.csv"):
        assert client.get(address).text.splitlines()[0] == command
    assert tuple(corpus.acts().to_polars().columns[: len(COLUMNS)]) == COLUMNS


def test_what_an_act_is_against_is_told_alike_by_command_view_page_and_export(client, corpus, tmp_path, capsys):
    def first(text):
        rows = csv.DictReader(io.StringIO(text))
        row = next(one for one in rows if one["document_id"] == local_minutes().id)
        return {name: row[name] for name in ("act_id", "against_id", "against_kind", "against_text", "about")}

    asked = ["--corpus", str(corpus.path), "--format", "csv"]
    assert main(["query", "--kind", "reservation", *asked]) == 0
    command = first(capsys.readouterr().out)
    assert main(["sql", "SELECT * FROM reservations", *asked]) == 0
    assert first(capsys.readouterr().out) == command
    assert first(client.get("/search.csv?kind=reservation").text) == command
    assert main(["export", str(corpus.path), "--to", "csv", "--output", str(tmp_path / "out")]) == 0
    table = next((tmp_path / "out").rglob("reservations.csv")).read_text(encoding="utf-8-sig")
    assert first(table.replace("record_id", "document_id", 1)) == command
    assert command["against_kind"] == "decision"


def test_unsure_is_one_bound_and_one_rounding(tmp_path, capsys):
    record = local_minutes("doubt", "Hultsfred", "2015/1")
    acts = [msgspec.structs.replace(act, confidence=(0.647, 0.8)[at % 2]) for at, act in enumerate(record.acts)]
    record = msgspec.structs.replace(record, acts=tuple(acts))
    path = put(tmp_path, "doubt.json", record)
    assert main(["show", str(path)]) == 0
    told = capsys.readouterr().out
    assert told.count("unsure (65%)") == 3
    assert "80%" not in told
    site = site_over(open_corpus(tmp_path), tmp_path / "site")
    page = TestClient(create_app(site)).get(f"/documents/{record.id}?lang=en").text
    site.pictures.close()
    assert page.count("unsure, 65%") == 3
    assert "unsure, 80%" not in page
