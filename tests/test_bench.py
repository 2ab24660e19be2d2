"""The bench measures what it says: nothing remembered, stages that add up, figures that are put into the document."""

import itertools
from pathlib import Path

import pytest

from benching import forgetting, memory, report, stages
from benching.contestants import CONTESTANTS, OURS, PLUMBER, REFERENCE

SOURCE = Path(__file__).parents[1] / "corpus" / "raw" / "pm-2006-ri-041-4239.pdf"
PRINTED = 39_000  # characters of the source document, spaces included, at the least


def figures(ours: float, reference: float, plumber: float, memory: int = 100) -> report.Figures:
    return report.Figures(
        pages=17,
        name="a.pdf",
        machine="a machine",
        times={
            REFERENCE: [report.Time(reference, 1.0), report.Time(9.0, 9.0), report.Time(reference, 1.0)],
            PLUMBER: [report.Time(plumber, 20.0)] * 3,
            OURS: [report.Time(ours, 2.0)] * 3,
        },
        shares={"read": 0.75, "write": 0.25},
        start_up=(0.05, 0.01),
        memory={"nothing but the imports": 500, "read": memory},
        long=1000,
    )


# -- what is compared


@pytest.mark.parametrize("name", CONTESTANTS)
def test_everyone_reads_the_whole_document(name):
    spaces = 6_500  # of which some count none
    assert CONTESTANTS[name](SOURCE.read_bytes()) > PRINTED - spaces


# -- nothing is remembered


def test_a_conversion_that_is_timed_reads_every_text_anew():
    from parser.language.engine import Engine
    from parser.language.lexicon import load_lexicon

    CONTESTANTS[OURS](SOURCE.read_bytes())
    assert Engine._read.cache_info().currsize
    assert load_lexicon()._known
    forgetting.forget()
    assert not Engine._read.cache_info().currsize
    assert not load_lexicon()._known
    assert all(not cached.cache_info().currsize for cached in forgetting.remembering())


def test_what_is_loaded_once_stays_loaded():
    from parser.profile import load_profile

    before = load_profile("stockholm")
    forgetting.forget()
    assert load_profile("stockholm") is before


def test_every_cache_that_is_kept_is_there():
    CONTESTANTS[OURS](SOURCE.read_bytes())
    there = {key for _, key, _ in forgetting.caches()}
    assert there >= forgetting.LOADERS


# -- stages


def test_a_stage_inside_another_counts_as_the_inner_one():
    clock = itertools.count().__next__  # a second passes whenever somebody looks
    timed = stages.Stages(lambda: float(clock()))
    with timed.of("outer"), timed.of("inner"):
        pass
    assert timed.seconds == {"outer": 2.0, "inner": 1.0}


def test_what_a_stage_yields_is_drawn_within_its_time():
    timed = stages.Stages()
    drawn = []

    def yields():
        drawn.append(list(timed._open))
        yield 1

    assert timed.wrapped(yields, "a stage")() == [1]
    assert drawn == [["a stage"]]


def test_shares_add_up_and_the_program_is_as_it_was():
    from parser import pipeline
    from parser.language.engine import Engine
    from parser.read.document import OpenDocument

    before = {name: vars(pipeline)[name] for name in stages.CALLED}, Engine._read, OpenDocument.pages
    found = stages.shares(SOURCE.read_bytes(), 1)
    assert sum(found.values()) == pytest.approx(1.0)
    assert set(found) >= {stages.READ, stages.LANGUAGE, *stages.CALLED.values()}
    assert ({name: vars(pipeline)[name] for name in stages.CALLED}, Engine._read, OpenDocument.pages) == before


# -- memory


def test_the_long_document_repeats_the_source():
    import pypdfium2

    made = pypdfium2.PdfDocument(memory.repeated(SOURCE, 20))
    first, second = made[0].get_textpage().get_text_bounded(), made[17].get_textpage().get_text_bounded()
    assert len(made) == 20
    assert first == second


@pytest.mark.long
def test_a_peak_is_the_processs_own():
    hoard = bytearray(400_000_000)  # what the bench itself holds counts for nobody else
    found = memory.peaks(SOURCE, 3)
    assert len(hoard) > max(found.values())
    assert all(20 < megabytes < 350 for megabytes in found.values())
    assert list(found) == list(memory.MEMORY)


# -- the report


@pytest.mark.parametrize(
    ("ours", "reference", "plumber", "met"),
    [
        (0.1, 0.06, 1.2, [True, True]),
        (0.1, 0.04, 1.2, [False, True]),
        (0.1, 0.06, 0.9, [True, False]),
        (0.1, 0.05, 1.0, [True, True]),
    ],
)
def test_the_goals_are_judged_by_medians(ours, reference, plumber, met):
    assert [good for _, _, good in report.goals(figures(ours, reference, plumber))[:2]] == met


def test_memory_is_judged_without_the_imports():
    assert [good for _, _, good in report.goals(figures(1, 1, 10, memory=401))[2:]] == [False]
    assert [good for _, _, good in report.goals(figures(1, 1, 10, memory=399))[2:]] == [True]


def test_the_report_says_what_was_missed():
    told = report.as_markdown(figures(0.1, 0.04, 1.2))
    assert "| 2.50 × | **not met** |" in told
    assert "| 2.50 × | 2.00 × |" in told
    assert "| 12.0 × | met |" in told
    assert "| read | 75.0 % |" in told


def test_the_figures_are_put_between_the_marks():
    document = f"# Title\n\n{report.BEGIN}\nold\n{report.END}\n\nafter\n"
    once = report.put_into(document, "new")
    assert once == f"# Title\n\n{report.BEGIN}\n\nnew\n\n{report.END}\n\nafter\n"
    assert report.put_into(once, "new") == once


def test_a_document_without_the_marks_is_refused():
    with pytest.raises(ValueError, match="no place for the figures"):
        report.put_into("# Title\n", "new")


def test_the_document_holds_figures_of_today():
    page = (SOURCE.parents[2] / "docs" / "performance.md").read_text(encoding="utf-8")
    told = page.split(report.BEGIN)[1].split(report.END)[0]
    assert all(name in told for name in CONTESTANTS)
    assert all(stage in told for stage in (stages.READ, stages.LANGUAGE, stages.NAMES, *stages.CALLED.values()))
    assert all(what in told for what in memory.MEMORY)
    assert report.put_into(page, told.strip("\n")) == page
