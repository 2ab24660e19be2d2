"""The layouts that documents are set in, as data. Lengths are points; an em is the layout's size."""

import random

import msgspec

CM = 72 / 2.54
A4 = (595.28, 841.89)
A5 = (419.53, 595.28)
LETTER = (612.0, 792.0)


class Style(msgspec.Struct, frozen=True, kw_only=True):
    """How a title or a heading looks. `scale` is of the layout's size; `before` and `after` are in ems.

    `tracking` is extra space between letters in points (the operator Tc), `spaced` prints spaces between them.
    """

    scale: float = 1.0
    bold: bool = False
    italic: bool = False
    capitals: bool = False
    underline: bool = False
    centred: bool = False
    tracking: float = 0.0
    spaced: bool = False
    before: float = 1.0
    after: float = 0.3


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """A typesetting. What a field means:

    - `margins`: left, top, right, bottom. `label`: the width of a column left of the text in which headings of the
      `label_levels` stand beside their text; 0 for none.
    - `align`: `justified` or `ragged`. `indent`: first-line indent in ems of a paragraph that follows a paragraph.
    - `items`: `hanging`, `flush` (the second line begins at the margin) or `set-off` (the first line is indented).
    - `tables`: `ruled`, `horizontal` (rules between rows), `tabs` (no rules, columns at tab stops).
      `by_columns`: a table's columns are drawn one after the other, as some programs do.
    - `show`: `line` (a line is one string), `words` (each word placed by itself), `gaps` (so, and no spaces drawn).
    - `diary`: where the diary number of a § heading stands: `inline`, `gap` (after a wide gap), `right`.
    - `number`: the page number's form, `number_place`: `header-right`, `footer-centre`, `footer-right`, …; a document's
      own header or footer that holds {page} replaces it. Pages before `numbered_from` bear none; where `numbered_every`
      is more than 1, only every so many pages do.
    - `header`, `footer`: for documents that have none of their own; document facts may be named in braces.
    - `crowded`: no empty line where another's words begin, even where paragraphs have none between them.
    - `own_breaks`: whether `@page` is heeded. `stranded`: headings may stand alone at the foot of a page.
    """

    name: str
    about: str
    suits: tuple[str, ...] = ("pm", "minutes")
    paper: tuple[float, float] = A4
    margins: tuple[float, float, float, float] = (71.0, 71.0, 71.0, 71.0)
    columns: int = 1
    gap: float = 22.0
    label: float = 0.0
    label_levels: tuple[int, ...] = (2,)
    family: str = "serif"
    heading_family: str | None = None
    size: float = 11.0
    leading: float = 1.18
    align: str = "justified"
    hyphenate: bool = True
    hyphen: str = "-"
    hyphen_run: int = 3
    break_numbers: bool = False
    paragraph_gap: float = 0.6
    indent: float = 0.0
    title: Style = Style(scale=1.5, bold=True, before=0.0, after=1.0)
    heading1: Style = Style(scale=1.2, bold=True, before=1.6, after=0.4)
    heading2: Style = Style(bold=True)
    heading3: Style = Style(italic=True, before=0.8, after=0.1)
    items: str = "hanging"
    item_indent: float = 0.0
    tables: str = "ruled"
    by_columns: bool = False
    tab_stop: float = 65.2
    show: str = "line"
    ligatures: bool = False
    decomposed: bool = False
    no_break_spaces: bool = False
    diary: str = "inline"
    number: str = "{page}"
    number_place: str = "footer-centre"
    numbered_from: int = 1
    numbered_every: int = 1
    first_page: int = 1
    header: str = ""
    footer: str = ""
    header_rule: bool = False
    footer_boxes: bool = False
    furniture_first: bool = False
    furniture_scale: float = 0.82
    own_breaks: bool = True
    matter_breaks: bool = False
    crowded: bool = False
    stranded: bool = False
    rotated: bool = False
    side_text: str = ""


_SMALL = Style(scale=1.0, italic=True, before=0.8, after=0.1)
LAYOUTS: dict[str, Layout] = {
    layout.name: layout
    for layout in (
        Layout(name="word-times", about="Word, Times justified 11 points, hyphenated", size=11.0),
        Layout(
            name="stockholm-pm",
            about="Stockholm's memorandum of the 2000s: Times, first-line indents, page numbers on some pages only",
            suits=("pm",),
            margins=(99.0, 96.0, 99.0, 96.0),
            size=11.5,
            leading=1.12,
            paragraph_gap=0.0,
            indent=1.3,
            title=Style(scale=1.5, bold=True, before=0.4, after=1.6),
            heading1=Style(scale=1.2, bold=True, before=1.6, after=1.0),
            heading2=Style(bold=True, before=1.2, after=0.8),
            number_place="header-centre",
            numbered_from=2,
            numbered_every=3,
            header="",
        ),
        Layout(
            name="arial-ragged",
            about="Arial 10 points, ragged, without hyphenation",
            family="sans",
            size=10.0,
            leading=1.3,
            align="ragged",
            hyphenate=False,
            number="Sida {page} ({pages})",
            number_place="header-right",
            tables="tabs",
        ),
        Layout(
            name="narrow-column",
            about="a column of 8.5 cm, heavily hyphenated",
            margins=(5 * CM, 80.0, A4[0] - 13.5 * CM, 80.0),
            size=10.5,
            hyphen_run=9,
            number="- {page} -",
        ),
        Layout(
            name="two-columns",
            about="two columns of Caladea, rules between a table's rows",
            family="caladea",
            size=9.5,
            columns=2,
            crowded=True,
            margins=(51.0, 62.0, 51.0, 62.0),
            paragraph_gap=0.0,
            indent=1.2,
            tables="horizontal",
            number="{page} ({pages})",
            number_place="header-right",
        ),
        Layout(
            name="two-columns-ragged",
            about="two ragged columns of Arial, spaced paragraphs",
            family="sans",
            size=9.0,
            columns=2,
            align="ragged",
            margins=(57.0, 71.0, 57.0, 57.0),
            tables="tabs",
            show="words",
        ),
        Layout(
            name="book-indents",
            about="first-line indents, no space between paragraphs, headings in small italics",
            family="caladea",
            size=11.0,
            paragraph_gap=0.0,
            indent=1.5,
            items="set-off",
            number_place="footer-right",
            title=Style(scale=1.35, bold=True, before=0.0, after=0.8),
            heading1=Style(bold=True, before=1.8, after=0.3),
            heading2=Style(italic=True, before=1.0, after=0.1),
        ),
        Layout(
            name="large-type",
            about="13 points on wide lines",
            family="carlito",
            size=13.0,
            align="ragged",
            hyphenate=False,
            margins=(57.0, 71.0, 57.0, 71.0),
            number="{page}({pages})",
            number_place="header-right",
        ),
        Layout(
            name="minutes-margin",
            about="minutes whose section words stand in a column left of the text",
            suits=("minutes",),
            family="sans",
            size=10.0,
            align="ragged",
            hyphenate=False,
            label=4.2 * CM,
            heading1=Style(scale=1.15, bold=True, before=2.0, after=0.6),
            heading2=Style(bold=True, before=1.0, after=0.0),
            tables="tabs",
            number="Sida {page} ({pages})",
            number_place="header-right",
            header="{municipality}\tPROTOKOLL",
            header_rule=True,
            diary="right",
            show="gaps",
        ),
        Layout(
            name="minutes-margin-serif",
            about="the same in Times, justified, section words in italics, boxes at the foot",
            suits=("minutes",),
            size=11.0,
            label=3.8 * CM,
            heading2=Style(italic=True, before=1.0, after=0.0),
            tables="horizontal",
            number="{page}",
            number_place="header-right",
            footer="Justerandes sign\t\tUtdragsbestyrkande",
            footer_boxes=True,
            diary="gap",
        ),
        Layout(
            name="minutes-boxed",
            about="minutes on a form: ruled head and foot, ruled tables, Arial",
            suits=("minutes",),
            family="sans",
            size=10.5,
            align="ragged",
            hyphenate=False,
            margins=(71.0, 99.0, 57.0, 85.0),
            number="Sida {page} ({pages})",
            number_place="header-right",
            header="{municipality}\tSAMMANTRÄDESPROTOKOLL\n{body}\t{date}",
            footer="Justerandes sign\tJusterandes sign\tUtdragsbestyrkande",
            header_rule=True,
            footer_boxes=True,
            furniture_first=True,
        ),
        Layout(
            name="minutes-capitals",
            about="headings in capitals, underlined section words, tabs only, table columns drawn one by one",
            suits=("minutes",),
            family="serif",
            size=12.0,
            align="ragged",
            heading1=Style(bold=True, capitals=True, before=2.0, after=0.4),
            heading2=Style(underline=True, before=1.0, after=0.2),
            tables="tabs",
            by_columns=True,
            number="{page}",
            number_place="header-right",
            diary="gap",
        ),
        Layout(
            name="minutes-spaced",
            about="letter-spaced headings (B E S L U T by Tc), Carlito",
            suits=("minutes",),
            family="carlito",
            size=11.5,
            align="ragged",
            hyphenate=False,
            heading1=Style(scale=1.3, bold=True, before=1.8, after=0.5),
            heading2=Style(capitals=True, tracking=4.0, before=1.2, after=0.2),
            number="{page} ({pages})",
            number_place="footer-right",
            tables="horizontal",
        ),
        Layout(
            name="typewriter",
            about="a typewriter's page: fixed widths, ragged, headings spaced out with spaces and underlined",
            family="mono",
            size=10.0,
            leading=1.25,
            align="ragged",
            hyphen_run=2,
            title=Style(bold=True, capitals=True, before=0.0, after=1.5),
            heading1=Style(underline=True, before=2.0, after=0.6),
            heading2=Style(capitals=True, spaced=True, before=1.2, after=0.4),
            heading3=Style(underline=True, before=1.0, after=0.2),
            tables="tabs",
            number="- {page} -",
            number_place="header-centre",
        ),
        Layout(
            name="letter-short",
            about="US letter with deep margins, so short pages; headings may be stranded at the foot",
            paper=LETTER,
            margins=(85.0, 150.0, 85.0, 170.0),
            family="dejavu-serif",
            size=10.0,
            stranded=True,
            own_breaks=False,
            number="Sid {page}",
            number_place="footer-right",
            items="flush",
        ),
        Layout(
            name="booklet-a5",
            about="A5, small Times, justified, hyphenated",
            paper=A5,
            margins=(48.0, 54.0, 48.0, 54.0),
            size=9.0,
            paragraph_gap=0.0,
            indent=1.0,
            hyphen_run=9,
            own_breaks=False,
            number_place="footer-centre",
            heading2=Style(bold=True, italic=True),
        ),
        Layout(
            name="built-in",
            about="fonts that are not in the file (Helvetica, Times), words placed one by one",
            family="times",
            heading_family="helvetica",
            size=11.0,
            show="words",
            number="{page} ({pages})",
            number_place="footer-right",
            header_rule=True,
            header="{municipality}\t\t{date}",
        ),
        Layout(
            name="modern-web",
            about="Carlito on generous lines, large headings, a new page for each matter, different first page",
            family="carlito",
            size=11.0,
            leading=1.4,
            align="ragged",
            hyphenate=False,
            paragraph_gap=0.9,
            title=Style(scale=2.2, before=0.0, after=0.8),
            heading1=Style(scale=1.6, before=1.4, after=0.4),
            heading2=Style(scale=1.25, bold=True, before=1.1, after=0.2),
            heading3=Style(bold=True, before=0.8, after=0.1),
            number="{page} ({pages})",
            number_place="header-right",
            numbered_from=2,
            matter_breaks=True,
            side_text="Dokumentet är elektroniskt undertecknat",
        ),
        Layout(
            name="old-layer",
            about="ligatures, soft hyphens at line ends and no-break spaces in the text layer",
            family="serif",
            size=11.0,
            hyphen="\u00ad",
            ligatures=True,
            no_break_spaces=True,
            number="{page}",
        ),
        Layout(
            name="decomposed",
            about="å, ä and ö as a letter and a mark of its own; numbers parted at their hyphens",
            family="dejavu-sans",
            size=9.5,
            decomposed=True,
            break_numbers=True,
            align="ragged",
            number="sid {page}",
            number_place="footer-right",
            heading2=_SMALL,
        ),
        Layout(
            name="rotated",
            about="pages stored lying and turned by /Rotate, wide ragged lines",
            family="dejavu-sans",
            size=9.5,
            align="ragged",
            rotated=True,
            paragraph_gap=0.9,
            tables="horizontal",
            number="{page}/{pages}",
            number_place="footer-right",
        ),
    )
}

ODD = ("old-layer", "decomposed", "rotated", "narrow-column", "two-columns", "two-columns-ragged", "letter-short")


def vary(layout: Layout, seed: int) -> Layout:
    """The layout with small seeded changes: margins, size, space. Seed 0 changes nothing."""
    if seed == 0:
        return layout
    chance = random.Random(seed)
    left, top, right, bottom = layout.margins
    shift = chance.uniform(-0.12, 0.12)
    return msgspec.structs.replace(
        layout,
        margins=(left * (1 + shift), top * chance.uniform(0.9, 1.1), right * (1 + shift), bottom),
        size=round(layout.size * chance.choice((0.95, 1.0, 1.0, 1.05)) * 2) / 2,
        leading=layout.leading * chance.choice((1.0, 1.0, 1.06)),
        paragraph_gap=layout.paragraph_gap * chance.choice((0.8, 1.0, 1.3)),
    )


def choose(kind: str, seed: int, *, odd: bool = True) -> Layout:
    """A layout that suits `pm` or `minutes`, chosen by the seed; without `odd`, one of the usual ones.

    Each layout draws a number of its own and the highest wins, so that a layout more changes few choices.
    """
    fitting = [layout for layout in LAYOUTS.values() if kind in layout.suits and (odd or layout.name not in ODD)]
    return max(fitting, key=lambda layout: random.Random(f"{layout.name} {seed}").random())
