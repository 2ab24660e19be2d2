"""What OCR misread in words, and what is taken for printed."""

import pytest

from parser.language.lexicon import load_lexicon
from parser.language.mending import Lexicon, mend
from parser.model import BBox, Block, Cell, Line, PlacedLine, Role

WORDS = Lexicon(load_lexicon().knows, load_lexicon().frequency)


def block(number: int, text: str, confidence: float | None = None, cut: int | None = None) -> Block:
    """A block of one line, or of two that the hyphen before `cut` parts."""
    starts = [0] if cut is None else [0, cut]
    lines = []
    for at, end in zip(starts, [*starts[1:], len(text)], strict=True):
        part = text[at:end]
        box = BBox(80, 12 * len(lines), 400, 12 * len(lines) + 10)
        lines.append(
            PlacedLine(at, Line(1, part, box, 9, 11, False, False, (Cell(part, 80, 400),), 80, 500, confidence))
        )
    return Block(f"b{number}", Role.PARAGRAPH, text, tuple(lines))


def mended(text: str, cut: int | None = None, *, times: int = 1) -> str:
    read = [block(number, text, 0.9, cut) for number in range(times)]
    (first, *_), _ = mend(read, WORDS, frozenset(), frozenset({"s", "m", "mp"}))
    edit = first.edits[0] if len(first.edits) == 1 else None
    assert edit is None or first.text[: edit.at] + edit.printed + first.text[edit.at + edit.length :] == text
    return first.text


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("Roland Berg yrkar åvslag på förslaget.", "Roland Berg yrkar avslag på förslaget."),
        # a word with a gap in it
        ("Rapporten läggs till hand lingarna.", "Rapporten läggs till handlingarna."),
        ("Han lämnar lokale n under ärendet.", "Han lämnar lokalen under ärendet."),
        # ... and without its gap
        ("Eva Berg och Ulf Ek (bådas) reserverar sig.", "Eva Berg och Ulf Ek (båda s) reserverar sig."),
        ("Gatan är allas (allas) egen.", "Gatan är allas (alla s) egen."),
        ("Eva Berg m fl (s) och Ulf Ek mfl (s) yrkar.", "Eva Berg m fl (s) och Ulf Ek m fl (s) yrkar."),
        ("Ulf Ek mfl (s) yrkar bifall.", "Ulf Ek mfl (s) yrkar bifall."),
        ("Mer än en tredjedel av de. röstande begärde det.", "Mer än en tredjedel av de röstande begärde det."),
        ("Se bl.a. avsnitt 3 och kap. fem om det.", "Se bl.a. avsnitt 3 och kap. fem om det."),
        ("Karin Ekväll yrkar bifall.", "Karin Ekvall yrkar bifall."),
        ("Rolf Kölsjö informerar om läget.", "Rolf Kölsjö informerar om läget."),
        # a capital with a gap behind it, and its word's first letter as one
        ("K Ommunfullmäktige beslutade således.", "Kommunfullmäktige beslutade således."),
        ("S Olsson och K Olsson yrkar bifall.", "S Olsson och K Olsson yrkar bifall."),
        # parties' codes
        ("Eva Berg (1f) yrkar bifall.", "Eva Berg (lf) yrkar bifall."),
        ("Eva Berg (If) yrkar bifall.", "Eva Berg (lf) yrkar bifall."),
        ("Eva Berg (Vv) yrkar bifall.", "Eva Berg (v) yrkar bifall."),
        ("Eva Berg (SIb) yrkar bifall.", "Eva Berg (Slb) yrkar bifall."),
        ("Vvantörs och Ssvenska nämnden.", "Vantörs och Svenska nämnden."),
        # a letter that the model lacks
        ("Rolf Bos&us (KL) yrkar bifall.", "Rolf Bosæus (KL) yrkar bifall."),
        ("Eva Berg (S&M) yrkar bifall.", "Eva Berg (S&M) yrkar bifall."),
        # a speck at the beginning, and a quotation
        ('"Reservation anfördes av Eva Berg.', "Reservation anfördes av Eva Berg."),
        ('"Nej", sade Eva Berg.', '"Nej", sade Eva Berg.'),
        # words that stand side by side rightly
        ("Eva Berg och Ulf Ek (båda s) reserverar sig.", "Eva Berg och Ulf Ek (båda s) reserverar sig."),
        ("Han tar i och gör om det i dag.", "Han tar i och gör om det i dag."),
        ("Lars son till Erik Berg.", "Lars son till Erik Berg."),
    ],
)
def test_a_misread_word_becomes_the_one_that_somebody_knows(read: str, printed: str) -> None:
    assert mended(read) == printed


def test_an_accent_that_the_model_lacks_is_in_a_name_however_often_it_is_read_otherwise() -> None:
    assert mended("Zlatka Markovié (s) yrkar bifall.", times=4) == "Zlatka Marković (s) yrkar bifall."
    assert mended("Simon Krizmanié (s) yrkar bifall.", times=4) == "Simon Krizmanić (s) yrkar bifall."


def test_a_long_word_that_is_looked_for_is_told_by_all_but_one_of_its_letters() -> None:
    read = [block(1, "Framlagaa förslag", 0.9), block(2, "Gun-Britt Sandling yrkar bifall.", 0.9)]
    found, _ = mend(read, WORDS, frozenset({"framlagda", "handling"}))
    assert [one.text for one in found] == ["Framlagda förslag", "Gun-Britt Sandling yrkar bifall."]


def test_dots_that_a_capital_lost_are_told_by_who_is_called_so_however_often_they_are_lost() -> None:
    assert mended("Mikael Ohrström (s) yrkar bifall.", times=4) == "Mikael Öhrström (s) yrkar bifall."
    # nobody is known by that name, with the dots or without
    assert mended("Ivar Overklinten (c) yrkar bifall.", times=4) == "Ivar Overklinten (c) yrkar bifall."
    assert mended("Sebastiån Orellana (V) yrkar bifall.", times=4) == "Sebastián Orellana (V) yrkar bifall."
    assert mended("Erika Cederbråhn (S) yrkar bifall.", times=4) == "Erika Cederbråhn (S) yrkar bifall."


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("Åtgärder mot under-Skottet efterlystes.", "Åtgärder mot underskottet efterlystes."),
        ("Ann-Sofie Berg reserverar sig.", "Ann-Sofie Berg reserverar sig."),
        ("Upplands-Väsby kommun svarar.", "Upplands-Väsby kommun svarar."),
    ],
)
def test_a_small_letter_that_goes_on_after_a_lines_end_is_no_capital(read: str, printed: str) -> None:
    assert mended(read, read.index("-") + 1) == printed
    assert mended(read) == read  # amid a line the hyphen is the word's own


def test_a_small_l_that_begins_a_name_is_a_capital_i_however_often_it_is_read() -> None:
    read = [block(n, f"Då svarade lvar Berg för nämnden {n}.", 0.9) for n in range(4)]
    mended, _ = mend(read, WORDS, frozenset())
    assert {b.text[:20] for b in mended} == {"Då svarade Ivar Berg"}


def test_a_speck_read_as_a_full_stop_ends_no_sentence() -> None:
    read, digital = "Votering. begärdes av ledamoten.", block(2, "Votering. begärdes av ledamoten.")
    (mended, same), findings = mend([block(1, read, 0.9), digital], WORDS, frozenset())
    assert mended.text == "Votering begärdes av ledamoten."
    assert [edit.printed for edit in mended.edits] == ["Votering."]
    assert [finding.code for finding in findings] == ["corrected-word"]
    assert same == digital
