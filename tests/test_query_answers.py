"""Who reserved against what: the answers to questions, counts, persons and matters."""

import datetime
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import parser
from asked import ids, invented, put, small_corpus
from parser.errors import BadQuestion
from parser.query.corpus import Corpus, open_corpus
from parser.query.question import Question, Sort
from parser.record.stance import Stance, stance
from parser.record.types import Act, Demand, Kind, Record
from records import sample_minutes, sample_record


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Corpus:
    return small_corpus(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> tuple[Corpus, list[Record]]:
    folder = tmp_path_factory.mktemp("large")
    records = invented(1200, seed=5)
    for number, record in enumerate(records):
        put(folder, f"{number}.json", record)
    return open_corpus(folder), records


# -- an answer


def test_an_answer_tells_who_against_what_and_where(small):
    found = small.ask(Question.of({"kind": "reservation", "municipality": "stockholm", "body": "borgarråds*"}))
    (answer,) = found.answers
    assert found.total == 1
    assert found.cursor is None
    assert answer.id == f"{sample_record().id}/a4"
    assert [(who.name, who.party, who.printed, who.role) for who in answer.actors] == [
        ("Carin Jämtin", "s", "s", "borgarråden"),
        ("Roger Mogert", "s", "s", "borgarråden"),
    ]
    assert all(who.person.startswith("person-") for who in answer.actors)
    assert [(one.kind, one.text[:20]) for one in answer.against] == [(Kind.DECISION, "Borgarrådsberedninge")]
    assert answer.demand == (Demand.REJECTION,)
    assert answer.about == "Ny organisation inom stadsledningskontoret"
    assert answer.diary_numbers == ("041-4239/2006",)
    assert (answer.file, answer.file_name) == ("pm.json", "pm.pdf")
    assert answer.permalink == f"/documents/{sample_record().id}/a4"


def test_an_answers_place_is_round_its_blocks_on_the_page_it_begins_on(small):
    record = sample_record()
    blocks = {block.id: block for block in record.blocks}
    for act, answer in zip(record.acts, small.acts_of(record.id), strict=True):
        said = [blocks[one] for one in act.blocks if blocks[one].role != "furniture"]
        assert answer.page == said[0].page
        boxes = [place.bbox for block in said for place in block.places if place.page == answer.page]
        assert answer.bbox == tuple(
            f(side) for f, side in zip((min, min, max, max), zip(*boxes, strict=True), strict=True)
        )


def test_what_another_act_quotes_is_left_out_unless_asked_for(small):
    assert small.count(Question.of({"kind": "reservation"})) == 3
    assert small.count(Question.of({"kind": "reservation", "nested": "true"})) == 4


def test_the_words_of_a_reservation_written_out_in_an_appendix_find_it(small):
    (answer,) = small.acts(kind="reservation", text="dyr")
    assert (answer.act, answer.nested) == ("a4", False)


def test_who_points_at_an_act(small):
    decision = f"{sample_minutes().id}/a3"
    assert ids(small.pointing_at(decision)) == ["a2", "a4"]
    assert small.act(decision).kind is Kind.DECISION
    assert small.act("0/a1") is None
    assert small.act("nonsense") is None


# -- each field


@pytest.mark.parametrize(
    ("asked", "acts"),
    [
        ({"kind": "vote"}, ["a2"]),
        ({"kind": "vote,special_statement", "nested": "1"}, ["a2", "a8"]),
        ({"party": "M"}, ["a1", "a4", "a6"]),
        ({"party": "moderaterna", "kind": "reservation"}, ["a4"]),
        ({"party": "Socialdemokraterna", "kind": "reservation"}, ["a4", "a5"]),
        ({"party": ["m", "s"], "kind": "reservation"}, ["a4", "a4", "a5"]),
        ({"party": "pp"}, []),
        ({"person": "jämtin"}, ["a4", "a5"]),
        ({"person": "car jäm"}, ["a4", "a5"]),
        ({"person": "jamtin"}, []),
        ({"person": "axén-olin"}, ["a2"]),
        ({"person": ["mogert", "von ek"], "kind": "reservation"}, ["a4", "a4"]),
        ({"body": "KOMMUNSTYRELSEN", "kind": "reservation"}, ["a4", "a5"]),
        ({"body": "*ningen", "kind": "decision"}, ["a3"]),
        ({"body": "styrelsen"}, []),
        ({"municipality": "Älvsby", "kind": "decision"}, ["a3", "a5"]),
        ({"municipality": "alvsby"}, []),
        ({"type": "pm", "kind": "decision"}, ["a3"]),
        ({"demand": "rejection", "kind": "moved_proposal"}, ["a1"]),
        ({"demand": "addition"}, []),
        ({"against": "proposal"}, ["a5"]),
        ({"about": "proposal", "kind": "moved_proposal"}, []),
        ({"against": "decision", "kind": "reservation"}, ["a4", "a4"]),
        ({"from": "2019", "kind": "reservation"}, ["a4"]),
        ({"to": "2006-11-08"}, []),
        ({"from": "2006-11-09", "to": "2006-11-09", "kind": "decision"}, ["a3"]),
        ({"matter": "Dnr KS2019-123", "kind": "decision"}, ["a3"]),
        ({"matter": "041-4239/2006", "kind": "decision"}, ["a3"]),
        ({"matter": "KS 2019/124"}, []),
        ({"confidence": "0.98"}, []),
        ({"unsure": "0.97"}, []),
        ({"text": "simhallar", "kind": "decision"}, ["a3"]),
        ({"text": "*hall*", "kind": "decision"}, ["a3"]),
        ({"text": "hall", "kind": "decision"}, ["a3"]),
        ({"text": "hal", "kind": "decision"}, []),
        ({"text": "avslå*", "kind": "reservation"}, ["a4"]),
        ({"text": '"förmån för eget"'}, ["a4"]),
        ({"text": '"eget för förmån"'}, []),
        ({"text": "organisation -reservation", "kind": "reservation,decision"}, ["a3"]),
        ({"text": "dyr OR hänvisning", "kind": "reservation"}, ["a4", "a5"]),
        ({"text": "forslag"}, []),
        ({"text": "bifall", "person": "ek"}, []),
        ({"text": "simhall", "matter": "KS 2019/123", "kind": "vote"}, ["a2"]),
    ],
)
def test_each_field_means_what_it_says(small, asked, acts):
    assert ids(small.acts(Question.of(asked))) == acts
    assert small.count(Question.of(asked)) == len(acts)


def test_a_swedish_word_is_found_in_its_forms_and_inside_compounds(tmp_path):
    import msgspec

    words = {"a": "Skolorna byggs ut.", "b": "En detaljorganisation.", "c": "Skall vi?", "d": "Om Skola och å."}
    record = sample_minutes()
    for number, (name, text) in enumerate(words.items()):
        act = msgspec.structs.replace(record.acts[4], text=text)
        sha = f"{number}{'0' * 63}"
        source = msgspec.structs.replace(record.source, sha256=sha, file_name=f"{name}.pdf")
        put(tmp_path, f"{name}.json", Record(id=sha[:16], source=source, document=record.document, acts=(act,),
                                             blocks=record.blocks, matters=()))  # fmt: skip
    corpus = open_corpus(tmp_path)

    def files(text: str) -> list[str]:
        return [one.file_name[0] for one in corpus.acts(text=text)]

    assert files("skola") == ["a", "d"]
    assert files("organisation") == ["b"]
    assert files("organisationer") == []
    assert files("å") == ["d"]
    assert files("a") == []


# -- pages and orders


def test_pages_follow_each_other_and_leave_nothing_out(large):
    corpus, _ = large
    question = Question.of({"kind": "decision", "limit": "37"})
    for sort in (None, Sort.OLDEST, Sort.UNSURE):
        seen: list[str] = []
        cursor = None
        while True:
            page = corpus.ask(question.but(sort=sort, cursor=cursor))
            seen += [one.id for one in page.answers]
            cursor = page.cursor
            if cursor is None:
                break
        assert len(seen) == len(set(seen)) == page.total
        assert seen == [one.id for one in corpus.acts(question.but(sort=sort))]


def test_orders_are_what_they_say(large):
    corpus, _ = large
    newest = [one.date for one in corpus.acts(kind="vote")]
    assert newest == sorted(newest, reverse=True)
    oldest = [one.date for one in corpus.acts(kind="vote", sort="oldest")]
    assert oldest == sorted(oldest)
    unsure = [one.confidence for one in corpus.acts(kind="vote", sort="unsure")]
    assert unsure == sorted(unsure)


def test_the_best_fit_comes_first(small):
    found = list(small.acts(text="simhall", sort="relevance"))
    assert len(found) == 5
    assert {one.matter_title for one in found[:2]} == {"Ny simhall"}
    assert "simhall" in found[0].text.lower()


@pytest.mark.parametrize("cursor", ["abc", "!!", "bmV3ZXN0OjAvYTE", "b2xkZXN0OjAvYTE", "å"])
def test_a_cursor_that_is_none_is_a_sentence(small, cursor):
    with pytest.raises(BadQuestion, match="begin at the first page"):
        small.ask(Question(cursor=cursor))


# -- counted by hand: what the index says is what the records say


def plainly(records: list[Record], question: Question) -> list[str]:
    """The answer as one would find it by reading every record."""
    found = []
    for record in records:
        facts = record.document
        day = datetime.date.fromisoformat(facts.date)
        acts = {act.id: act for act in record.acts}
        for act in record.acts:
            if (
                (act.parent is None or question.nested)
                and (not question.kind or act.kind in question.kind)
                and (not question.party or {who.party_id for who in act.actors} & set(question.party))
                and (not question.body or act.body in question.body)
                and (not question.municipality or facts.municipality in question.municipality)
                and (not question.demand or set(act.demand) & set(question.demand))
                and (not question.about or {acts[one].kind for one in act.about} & set(question.about))
                and (not question.against or opposed(act, acts) & set(question.against))
                and (question.since is None or day >= question.since)
                and (question.until is None or day <= question.until)
                and (question.confidence is None or round(act.confidence * 100) >= round(question.confidence * 100))
                and (question.text is None or has_word(act, record, question.text))
            ):
                found.append(f"{record.id}/{act.id}")
    return sorted(found)


def opposed(act: Act, acts: dict[str, Act]) -> set[Kind]:
    return {acts[one].kind for one in act.about if stance(act, acts[one]) is Stance.AGAINST}


def has_word(act: object, record: Record, word: str) -> bool:
    title = next((one.title for one in record.matters if one.id == act.matter), "")
    text = f"{act.text}\n{title}".lower()
    return any(one.startswith(word.rstrip("*")) for one in re.findall(r"[^\W_]+", text))


several = st.lists
kinds = several(st.sampled_from(Kind), max_size=2, unique=True).map(tuple)
questions = st.builds(
    Question,
    kind=kinds,
    party=several(st.sampled_from(["s", "m", "mp", "sd"]), max_size=2, unique=True).map(tuple),
    body=several(st.sampled_from(["Kommunstyrelsen", "Kommunfullmäktige", "Socialnämnden"]), max_size=2).map(tuple),
    demand=several(st.sampled_from(Demand), max_size=2, unique=True).map(tuple),
    against=several(st.sampled_from([Kind.DECISION, Kind.PROPOSAL]), max_size=1).map(tuple),
    about=several(st.sampled_from([Kind.DECISION, Kind.PROPOSAL]), max_size=1).map(tuple),
    since=st.none() | st.dates(datetime.date(1995, 1, 1), datetime.date(2010, 1, 1)),
    until=st.none() | st.dates(datetime.date(2010, 1, 1), datetime.date(2026, 1, 1)),
    confidence=st.none() | st.sampled_from([0.5, 0.8, 0.99]),
    text=st.none() | st.sampled_from(["sk*", "simhall*", "yrka*", "beslutar*"]),
    nested=st.booleans(),
)


@given(questions)
@settings(max_examples=60, deadline=None)
def test_every_question_has_the_answers_that_reading_all_records_gives(large, question):
    corpus, records = large
    expected = plainly(records, question)
    assert sorted(one.id for one in corpus.acts(question)) == expected
    assert corpus.ask(question).total == len(expected)
    by_kind = corpus.facets(question, ["kind"])["kind"]
    asked = corpus.count(question.but(kind=()))
    assert sum(one.count for one in by_kind) == asked
    groups = corpus.group_by(question, ["kind", "year", "municipality"])
    assert sum(one.count for one in groups) == len(expected)


# -- counts


def test_facets_count_what_else_could_be_chosen(small):
    facets = small.facets(Question.of({"kind": "reservation", "party": "s"}))
    assert {one.value: one.count for one in facets["party"]} == {"s": 2, "m": 1}
    assert {one.value: one.count for one in facets["kind"]} == {"reservation": 2}
    assert {one.value: one.count for one in facets["body"]} == {"Borgarrådsberedningen": 1, "Kommunstyrelsen": 1}
    assert {one.value: one.count for one in facets["year"]} == {"2006": 2}
    assert [one.label for one in facets["person"]] == ["Carin Jämtin", "Roger Mogert"]
    assert {one.value: one.count for one in facets["confidence"]} == {"0.9": 2}


def test_each_facets_value_asked_for_gives_its_count(large):
    corpus, _ = large
    for name, counts in corpus.facets(Question(), most=5).items():
        for one in counts:
            if name == "year":
                asked = {"from": one.value, "to": one.value}
            elif name == "confidence":
                asked = {"confidence": one.value, "unsure": f"{min(float(one.value) + 0.1, 1.0):.1f}"}
                if one.value == "0.9":
                    del asked["unsure"]
            else:
                asked = {name: [one.value]}
            assert corpus.count(Question.of(asked)) == one.count, (name, one)


def test_groups_by_party_and_year(small):
    found = small.group_by(Question.of({"kind": "reservation"}), ["party", "year"])
    assert [(one.labels, one.count) for one in found] == [
        (("Moderaterna", "2019"), 1),
        (("Socialdemokraterna", "2006"), 2),
    ]


@pytest.mark.parametrize("names", [[], ["colour"], ["party", "colour"]])
def test_groups_by_what_there_is_not_are_a_sentence(small, names):
    with pytest.raises(BadQuestion):
        small.group_by(Question(), names)


def test_who_reserves_together(small):
    (pair,) = small.together(Question.of({"kind": "reservation"}), "person", in_matter=False)
    assert {pair.one_label, pair.other_label} == {"Carin Jämtin", "Roger Mogert"}
    assert pair.count == 1
    with pytest.raises(BadQuestion):
        small.together(Question(), "body")


def test_parties_together_in_a_matter_are_those_that_the_records_have(large):
    corpus, records = large
    counted: dict[tuple[str, str], int] = {}
    for record in records:
        for matter in record.matters:
            there = sorted(
                {
                    who.party_id
                    for act in record.acts
                    if act.matter == matter.id and act.kind is Kind.MOVED_PROPOSAL
                    for who in act.actors
                }
            )
            for at, one in enumerate(there):
                for other in there[at + 1 :]:
                    counted[one, other] = counted.get((one, other), 0) + 1
    pairs = corpus.together(Question.of({"kind": "moved_proposal"}))
    assert {tuple(sorted((one.one, one.other))): one.count for one in pairs} == counted


def test_unanimous_decisions(small):
    told = {(one.municipality, one.body): (one.decisions, one.unanimous) for one in small.unanimity(Question())}
    assert told == {("Älvsby", "Kommunstyrelsen"): (2, 1), ("Stockholm", "Borgarrådsberedningen"): (1, 0)}


# -- persons, matters, documents


def test_a_persons_portrait(small):
    (found,) = small.persons("Per von Ek")
    portrait = small.person(found.id)
    assert portrait.person == found
    assert [(one.value, one.count) for one in portrait.kinds] == [
        ("reservation", 1),
        ("moved_proposal", 1),
        ("appendix", 1),
    ]
    assert [(one.answer, one.count) for one in portrait.ballots] == [("no", 1)]
    assert [one.document for one in portrait.documents] == [sample_minutes().id]
    (jamtin,) = small.persons("jämtin")
    assert [(one.name, one.count) for one in small.person(jamtin.id).company] == [("Roger Mogert", 1)]
    assert small.person("person-0") is None


def test_a_persons_acts_are_counted_as_they_are_asked_for(large):
    corpus, _ = large
    for found in corpus.persons("a", most=5):
        portrait = corpus.person(found.id)
        assert sum(one.count for one in portrait.kinds) == corpus.count(Question(person=(found.id,)))
        assert len({one.document for one in portrait.documents}) == found.documents


def test_a_matter_through_its_documents(small):
    trail = small.matter("ks 2019-123")
    assert (trail.number, trail.titles, trail.municipalities) == ("KS 2019/123", ("Ny simhall",), ("Älvsby",))
    (step,) = trail.steps
    assert ids(step.acts) == ["a1", "a2", "a3", "a4", "a6"]
    assert small.matter("KS 2019/123", "Solna") is None
    assert small.matter("none") is None
    assert [one.number for one in small.matters_near("2019")] == ["KS 2019/123"]


def test_documents(small):
    assert [one.id for one in small.documents().documents] == [sample_minutes().id, sample_record().id]
    assert [one.type for one in small.documents(Question.of({"person": "jämtin"})).documents] == ["pm"]
    first = small.documents(Question(limit=1))
    assert (first.total, first.documents[0].type) == (2, "protokoll")
    assert [one.type for one in small.documents(Question(limit=1, cursor=first.cursor)).documents] == ["pm"]
    assert small.parties() == {"m": "Moderaterna", "s": "Socialdemokraterna"}


# -- the library


def test_acts_are_a_lazy_list_and_a_frame():
    assert parser.open_corpus is open_corpus
    assert parser.Question is Question


def test_frames(small):
    acts = small.acts(kind="reservation", since="2006", until="2019")
    assert len(acts) == 3
    frame = acts.to_polars()
    assert frame["party_ids"].to_list() == [["m"], ["s"], ["s"]]
    assert str(frame["date"][0]) == "2019-03-14"
    pandas = acts.to_pandas()
    assert list(pandas.columns) == frame.columns
    assert pandas["date"].dt.year.tolist() == [2019, 2006, 2006]
    assert small.acts(party="pp").to_polars().shape == (0, len(frame.columns))
    assert small.acts(party="pp").to_pandas().shape == (0, len(frame.columns))


def test_a_package_that_is_missing_is_a_sentence():
    from parser.errors import MissingProgram
    from parser.query.frames import needed

    with pytest.raises(MissingProgram, match=r"pip install .*\[analysis\]'"):
        needed("no_such_package")
