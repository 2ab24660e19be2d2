"""What stands side by side: tables, forms, signatures, columns of running text, headings in the margin."""

import random

from layout_sheets import HEIGHT, WIDTH, make_span, sentences
from parser.language.lexicon import load_lexicon
from parser.layout import lay_out, printed_form
from parser.model import Block, Layer, Page, Role, Rule, Span


def blocks_of(*spans: Span, rules: tuple[Rule, ...] = ()) -> tuple[Block, ...]:
    return lay_out([Page(1, WIDTH, HEIGHT, Layer.DIGITAL, spans, rules)], load_lexicon()).blocks


def row(y: float, *cells: tuple[float, str], bold: bool = False) -> list[Span]:
    return [make_span(text, x, y, "Times-Bold" if bold else "Times-Roman") for x, text in cells if text]


def table(*rows: tuple[str, ...], at: tuple[float, ...], top: float = 200.0, step: float = 14.0) -> list[Span]:
    return [s for n, cells in enumerate(rows) for s in row(top + n * step, *zip(at, cells, strict=False))]


def grid(xs: tuple[float, ...], ys: tuple[float, ...]) -> tuple[Rule, ...]:
    across = [Rule(xs[0], y, xs[-1], y) for y in ys]
    return (*across, *(Rule(x, ys[0], x, ys[-1]) for x in xs))


def test_an_attendance_list_is_read_across() -> None:
    rows = [("Anna Berg", "(S)", "ordförande"), ("Per von Ek", "(MP)"), ("Lisa Öman", "(V)", "för Bo Ek (V)")]
    (block,) = blocks_of(*table(*rows, at=(85, 220, 300)))
    assert block.role is Role.TABLE
    assert block.text == "Anna Berg\t(S)\tordförande\nPer von Ek\t(MP)\nLisa Öman\t(V)\tför Bo Ek (V)"


def test_an_empty_cell_leaves_its_tab() -> None:
    rows = [
        ("Ledamot", "Ja", "Nej", "Avstår"),
        ("Anna Berg (S)", "X"),
        ("Lisa Öman (V)", "", "X"),
        ("Bo Ek (M)", "", "", "X"),
    ]
    (block,) = blocks_of(*table(*rows, at=(85, 220, 280, 340)))
    assert block.text.split("\n") == [
        "Ledamot\tJa\tNej\tAvstår",
        "Anna Berg (S)\tX",
        "Lisa Öman (V)\t\tX",
        "Bo Ek (M)\t\t\tX",
    ]


def test_a_forms_cell_goes_on_over_lines_but_a_list_of_names_does_not() -> None:
    spans = [
        *row(200, (85, "Plats och tid"), (200, "Stadshuset, sal A, torsdagen den 14 mars 2019, klockan")),
        *row(213, (200, "09.00–11.30.")),
        *row(230, (85, "Beslutande"), (200, "Anna Berg (S), ordförande")),
        *row(243, (200, "Per von Ek (MP)")),
        *row(260, (85, "Justerare"), (200, "Bo Ek (M)")),
    ]
    (block,) = blocks_of(*spans)
    assert block.text.split("\n") == [
        "Plats och tid\tStadshuset, sal A, torsdagen den 14 mars 2019, klockan 09.00–11.30.",
        "Beslutande\tAnna Berg (S), ordförande",
        "\tPer von Ek (MP)",
        "Justerare\tBo Ek (M)",
    ]


def test_a_ruled_tables_cells_are_read_whole_even_where_several_go_on() -> None:
    spans = [
        *row(210, (90, "Förslag från"), (250, "Kontoret delar nämn-")),
        *row(222, (90, "nämnden"), (250, "dens uppfattning.")),
        *row(240, (90, "Motion"), (250, "Avslås")),
    ]
    (block,) = blocks_of(*spans, rules=grid((85, 240, 400), (200, 228, 246)))
    assert block.role is Role.TABLE
    assert block.text == "Förslag från nämnden\tKontoret delar nämndens uppfattning.\nMotion\tAvslås"
    assert printed_form(block) == "\n".join(placed.line.text for placed in block.lines)


def test_signatures_beside_each_other_are_a_signature() -> None:
    (block,) = blocks_of(*table(("Anna Berg", "Bo Ek"), ("Ordförande", "Justerande"), at=(85, 300)))
    assert (block.role, block.text) == (Role.SIGNATURE, "Anna Berg\tBo Ek\nOrdförande\tJusterande")


def test_a_number_at_the_right_of_a_heading_is_part_of_it() -> None:
    (block,) = blocks_of(*row(200, (85, "§ 14"), (440, "Dnr KS 2019/123"), bold=True))
    assert (block.role, block.text) == (Role.HEADING, "§ 14 Dnr KS 2019/123")
    assert [cell.text for cell in block.lines[0].line.cells] == ["§ 14", "Dnr KS 2019/123"]


def test_a_heading_between_two_tables_parts_them() -> None:
    spans = [
        *table(("Anna Berg", "(S)"), ("Bo Ek", "(M)"), at=(85, 220)),
        *row(250, (85, "Ersättare")),
        *table(("Lisa Öman", "(V)"), ("Per von Ek", "(MP)"), at=(85, 260), top=264),
    ]
    assert [b.text for b in blocks_of(*spans)] == [
        "Anna Berg\t(S)\nBo Ek\t(M)",
        "Ersättare",
        "Lisa Öman\t(V)\nPer von Ek\t(MP)",
    ]


def test_headings_in_the_margin_come_before_the_text_beside_them() -> None:
    spans: list[Span] = []
    said = []
    y = 200.0
    for name in ("Beslut", "Yrkanden", "Reservation"):
        spans += row(y, (65, name), bold=True)
        text = [
            f"Nämnden säger i fråga om {name.lower()} följande, som är en hel",
            "mening på två rader. Sedan är det slut.",
        ]
        spans += row(y, (180, text[0])) + row(y + 13, (180, text[1]))
        said += [(Role.HEADING, name), (Role.PARAGRAPH, " ".join(text))]
        y += 50
    assert [(b.role, b.text) for b in blocks_of(*spans)] == said


def test_two_columns_of_text_are_read_one_after_the_other_and_a_heading_over_both_first() -> None:
    columns = [sentences(random.Random(seed), 14).split() for seed in (1, 2)]
    spans = row(80, (70, "En rubrik över båda spalterna som är lång nog att nå in i den andra"), bold=True)
    want = ""
    for x, words in zip((70.0, 310.0), columns, strict=True):
        y, line = 110.0, ""
        want += " ".join(words) + " "
        for word in [*words, ""]:
            if len(line) + len(word) > 42 or not word:
                spans.append(make_span(line.strip(), x, y, size=10.0))
                y, line = y + 12, ""
            line += f"{word} "
    text = " ".join(b.text for b in blocks_of(*spans)[1:])
    assert text.split() == want.split()


def test_text_turned_in_the_margin_does_not_disturb_the_text() -> None:
    import msgspec

    turned = [
        msgspec.structs.replace(
            make_span("Utdragsbestyrkande", 20.0, 400.0), x0=20.0, x1=31.0, top=300.0, bottom=400.0, rotation=270.0
        )
    ]
    blocks = blocks_of(*row(300, (85, "En rad text som börjar här och")), *turned, *row(313, (85, "slutar här.")))
    assert [b.text for b in blocks] == ["En rad text som börjar här och slutar här.", "Utdragsbestyrkande"]
    box = blocks[1].lines[0].line.bbox
    assert (round(box.x0), round(box.top), round(box.x1), round(box.bottom)) == (20, 300, 31, 400)


def test_letters_printed_twice_are_read_once_and_kept_apart() -> None:
    twice = [*row(200, (85, "Beslut")), *row(200.3, (85.3, "Beslut"))]
    blocks = blocks_of(*twice, *row(240, (85, "Nämnden säger ja.")))
    assert [(b.role, b.text) for b in blocks][-1] == (Role.FURNITURE, "Beslut")
    assert [b.text for b in blocks].count("Beslut") == 2


def test_a_raised_figure_joins_its_line() -> None:
    spans = [
        text := make_span("Texten har en not", 85.0, 200.0),
        note := make_span("1", text.x1, 196.0, size=7.0),
        make_span("här.", note.x1 + 3, 200.0),
    ]
    assert [b.text for b in blocks_of(*spans)] == ["Texten har en not1 här."]
