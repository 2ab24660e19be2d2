"""Write the ugly PDFs of `tests/files/`: one small file for each way in which a PDF's text can be hard to read.

Run it again after a change: ``python scripts/make_ugly.py``. The files are committed, so that the tests need neither
this script nor the fonts. Beside them stands `expected.json`: for each file and page the lines that a person sees,
in the order of the content stream.
"""

import json
import sys
import unicodedata
import zlib
from collections.abc import Callable
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FILES = Path(__file__).parent.parent / "tests" / "files"
FONTS = Path("/usr/share/fonts/truetype/liberation")
OTHER_FONTS = Path("/usr/share/fonts/truetype/dejavu")  # has the combining marks
A4 = (0, 0, 595, 842)


class Pdf:
    """A PDF put together by hand, so that every oddity is ours to choose."""

    def __init__(self) -> None:
        self.objects: list[bytes] = [b"", b""]  # 1 the catalog, 2 the page tree
        self.pages: list[int] = []
        self.catalog = ""
        self.tree = ""

    def add(self, body: str | bytes) -> int:
        self.objects.append(body if isinstance(body, bytes) else body.encode("latin-1"))
        return len(self.objects)

    def stream(self, data: str | bytes, entries: str = "", *, pack: bool = False) -> int:
        raw = data if isinstance(data, bytes) else data.encode("cp1252")
        if pack:
            raw, entries = zlib.compress(raw, 9), entries + " /Filter /FlateDecode"
        head = f"<< {entries} /Length {len(raw)} >>\nstream\n".encode()
        return self.add(head + raw + b"\nendstream")

    def page(
        self,
        content: str | bytes,
        *,
        fonts: str = "",
        resources: str = "",
        box: tuple[float, float, float, float] | None = A4,
        entries: str = "",
    ) -> int:
        body = self.stream(content)
        media = f"/MediaBox [{' '.join(map(str, box))}]" if box else ""
        standard = " ".join(
            f"/{key} << /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>"
            for key, name in (("F", "Helvetica"), ("B", "Helvetica-Bold"), ("I", "Times-Italic"), ("T", "Times-Roman"))
        )
        number = self.add(
            f"<< /Type /Page /Parent 2 0 R {media} /Contents {body} 0 R "
            f"/Resources << /Font << {standard} {fonts} >> {resources} >> {entries} >>"
        )
        self.pages.append(number)
        return number

    def bytes(self) -> bytes:
        kids = " ".join(f"{n} 0 R" for n in self.pages)
        self.objects[0] = f"<< /Type /Catalog /Pages 2 0 R {self.catalog} >>".encode()
        self.objects[1] = f"<< /Type /Pages /Kids [{kids}] /Count {len(self.pages)} {self.tree} >>".encode()
        out = bytearray(b"%PDF-1.7\n%\xe5\xe4\xf6\xff\n")
        offsets = []
        for number, body in enumerate(self.objects, 1):
            offsets.append(len(out))
            out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
        start = len(out)
        out += f"xref\n0 {len(offsets) + 1}\n0000000000 65535 f \n".encode()
        out += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
        out += f"trailer\n<< /Size {len(offsets) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
        return bytes(out)


def at(x: float, y: float, text: str, font: str = "F", size: float = 11) -> str:
    """A content stream's operators that set `text` with its baseline's left end at x, y."""
    return f"BT /{font} {size} Tf 1 0 0 1 {x} {y} Tm ({_escape(text)}) Tj ET\n"


def _escape(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def embedded(
    pdf: Pdf, text: str, *, file: str = "LiberationSerif-Regular", unicode: dict[str, str] | None, bare: bool = False
) -> tuple[int, str]:
    """Embed the glyphs of `text` as an Identity-H font; returns its object and a function from text to hex codes.

    `unicode` maps a character of `text` to what the font's ToUnicode map is to say of it; `None` leaves the map out.
    `bare` takes the font program's own map and its glyphs' names away too.
    """
    options = subset.Options()
    options.retain_gids = False
    options.notdef_outline = True
    options.layout_features = []
    options.drop_tables += ["FFTM"]
    folder = FONTS if file.startswith("Liberation") else OTHER_FONTS
    font = TTFont(folder / f"{file}.ttf")
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(c) for c in set(text)])
    cutter.subset(font)
    order = font.getGlyphOrder()
    glyph = {chr(code): order.index(name) for code, name in font.getBestCmap().items()}
    if bare:
        del font["cmap"]
        font["post"].formatType = 3.0
    path = FILES / "_font.ttf"
    font.save(path)
    data = path.read_bytes()
    path.unlink()
    upem = font["head"].unitsPerEm
    widths = " ".join(f"{round(font['hmtx'][name][0] * 1000 / upem)}" for name in order)
    program = pdf.stream(data, f"/Length1 {len(data)}", pack=True)
    descriptor = pdf.add(
        f"<< /Type /FontDescriptor /FontName /ABCDEF+{file} /Flags 4 /FontBBox [-200 -300 1200 1000] /ItalicAngle 0 "
        f"/Ascent 891 /Descent -216 /CapHeight 655 /StemV 80 /FontFile2 {program} 0 R >>"
    )
    child = pdf.add(
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /ABCDEF+{file} /FontDescriptor {descriptor} 0 R "
        f"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /W [0 [{widths}]] "
        "/CIDToGIDMap /Identity >>"
    )
    extra = ""
    if unicode is not None:
        rows = [
            f"<{glyph[c]:04x}> <{unicode.get(c, c).encode('utf-16-be').hex()}>" for c in sorted(set(text)) if c in glyph
        ]
        cmap = (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
            "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
            f"{len(rows)} beginbfchar\n" + "\n".join(rows) + "\nendbfchar endcmap end end"
        )
        extra = f"/ToUnicode {pdf.stream(cmap)} 0 R"
    number = pdf.add(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /ABCDEF+{file} /Encoding /Identity-H "
        f"/DescendantFonts [{child} 0 R] {extra} >>"
    )
    codes[number] = glyph
    return number, f"/E {number} 0 R"


codes: dict[int, dict[str, int]] = {}


def hexed(number: int, text: str) -> str:
    return "<" + "".join(f"{codes[number][c]:04x}" for c in text) + ">"


SAMPLE = [
    "§ 14 Ändrad organisation för stadsdelsnämnderna",
    "Reservation anfördes av vice ordföranden Åsa Öberg m.fl. (V) enligt följande.",
    "Nämnden beslutade att återremittera ärendet.",
]

Made = tuple[Pdf, list[list[str]]]
Maker = Callable[[], Made]
FILE_MAKERS: dict[str, Maker] = {}


def ugly(maker: Maker) -> Maker:
    FILE_MAKERS[maker.__name__.replace("_", "-")] = maker
    return maker


def lines(texts: list[str] = SAMPLE, x: float = 72, y: float = 760, leading: float = 14) -> str:
    return "".join(at(x, y - leading * i, text) for i, text in enumerate(texts))


@ugly
def clean() -> Made:
    pdf = Pdf()
    pdf.page(lines())
    return pdf, [SAMPLE]


def _turned(rotate: int) -> Made:
    """A page that is shown turned: its text is drawn so that it is upright when shown at 595 by 842 points."""
    pdf = Pdf()
    turn = {90: "0 1 -1 0 842 0 cm", 180: "-1 0 0 -1 595 842 cm", 270: "0 -1 1 0 0 595 cm"}[rotate]
    box = (0, 0, 842, 595) if rotate in (90, 270) else A4
    pdf.page(f"q {turn}\n" + lines() + "Q", box=box, entries=f"/Rotate {rotate}")
    return pdf, [SAMPLE]


@ugly
def page_rotated_90() -> Made:
    return _turned(90)


@ugly
def page_rotated_180() -> Made:
    return _turned(180)


@ugly
def page_rotated_270() -> Made:
    return _turned(270)


@ugly
def rotated_text() -> Made:
    pdf = Pdf()
    body = lines()
    for matrix, word in (
        ("0 1 -1 0 40 300", "Utdragsbestyrkande uppåt"),
        ("0 -1 1 0 560 600", "Justerandes signatur nedåt"),
        ("-1 0 0 -1 400 200", "Upp och ned"),
        ("0.866 0.5 -0.5 0.866 200 400", "UTKAST på tvären"),
    ):
        body += f"BT /F 11 Tf {matrix} Tm ({word}) Tj ET\n"
    pdf.page(body)
    return pdf, [[*SAMPLE, "Utdragsbestyrkande uppåt", "Justerandes signatur nedåt", "Upp och ned", "UTKAST på tvären"]]


@ugly
def ligatures() -> Made:
    """A ligature that the map spells as one character (U+FB01), and one that it spells as two letters."""
    pdf = Pdf()
    text = "ofﬁciell ﬂytt av graﬁsk proﬁl och konﬂikt"
    one, name = embedded(pdf, text, unicode={})
    two, _ = embedded(pdf, text, unicode={"ﬁ": "fi", "ﬂ": "fl"})
    pdf.page(
        f"BT /E 11 Tf 72 760 Td {hexed(one, text)} Tj ET BT /G 11 Tf 72 740 Td {hexed(two, text)} Tj ET",
        fonts=f"{name} /G {two} 0 R",
    )
    plain = text.replace("ﬁ", "fi").replace("ﬂ", "fl")
    return pdf, [[plain, plain]]


@ugly
def no_unicode_map() -> Made:
    """Glyphs without any way back to letters: the page is drawn, and cannot be read."""
    pdf = Pdf()
    font, name = embedded(pdf, "".join(SAMPLE), unicode=None, bare=True)
    pdf.page(
        "".join(f"BT /E 11 Tf 72 {760 - 14 * i} Td {hexed(font, t)} Tj ET\n" for i, t in enumerate(SAMPLE)), fonts=name
    )
    return pdf, [[]]


@ugly
def font_program_map() -> Made:
    """Glyphs without a Unicode map, whose font program tells what they are to those who look."""
    pdf = Pdf()
    font, name = embedded(pdf, "".join(SAMPLE), unicode=None)
    pdf.page(
        "".join(f"BT /E 11 Tf 72 {760 - 14 * i} Td {hexed(font, t)} Tj ET\n" for i, t in enumerate(SAMPLE)), fonts=name
    )
    return pdf, [SAMPLE]


@ugly
def office_ligatures() -> Made:
    """As office programs write: "ti" and "tt" are one glyph each (here: one that looks like another), mapped to two."""
    pdf = Pdf()
    text = "Nämnden beslu\u01a6ar a\u01a6 återremi\u01a6era mo\u01a7onen"
    font, name = embedded(pdf, text, unicode={"\u01a6": "tt", "\u01a7": "ti"}, file="DejaVuSans")
    pdf.page(f"BT /E 11 Tf 72 760 Td {hexed(font, text)} Tj ET", fonts=name)
    return pdf, [["Nämnden besluttar att återremittera motionen"]]


@ugly
def symbol_bullets() -> Made:
    """Bullets and ticks of a symbol font, which map into the private use area: they are list labels, not noise."""
    pdf = Pdf()
    font, name = embedded(pdf, "•–X", unicode={"•": "\uf0b7", "–": "\uf02d", "X": "\uf0fc"}, file="DejaVuSans")
    body = ""
    for i, mark in enumerate("•–X"):
        body += f"BT /E 11 Tf 72 {700 - 14 * i} Td {hexed(font, mark)} Tj ET\n" + at(90, 700 - 14 * i, SAMPLE[i])
    pdf.page(body, fonts=name)
    return pdf, [["•", SAMPLE[0], "–", SAMPLE[1], "✓", SAMPLE[2]]]


@ugly
def wide_inherited() -> Made:
    """A landscape A3 page whose box stands in the page tree only, with text in its far corner."""
    pdf = Pdf()
    pdf.tree = "/MediaBox [0 0 1191 842]"
    pdf.page(lines() + at(900, 780, "Längst till höger"), box=None)
    return pdf, [[*SAMPLE, "Längst till höger"]]


@ugly
def bitmap_font() -> Made:
    """A Type 3 font as TeX made them: size one, the scale in the font's matrix, glyph names that say nothing but a
    map that does."""
    pdf = Pdf()
    order = "".join(sorted(set(SAMPLE[2])))
    box = pdf.stream("50 0 0 0 42 60 d1 0 0 42 60 re f")
    procs = " ".join(f"/a{i} {box} 0 R" for i in range(len(order)))
    names = " ".join(f"/a{i}" for i in range(len(order)))
    rows = "\n".join(f"<{33 + i:02x}> <{c.encode('utf-16-be').hex()}>" for i, c in enumerate(order))
    cmap = pdf.stream(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange\n{len(order)} beginbfchar\n{rows}\n"
        "endbfchar endcmap end end"
    )
    number = pdf.add(
        f"<< /Type /Font /Subtype /Type3 /FontBBox [0 -20 60 70] /FontMatrix [0.01 0 0 0.01 0 0] "
        f"/CharProcs << {procs} >> /Encoding << /Type /Encoding /Differences [33 {names}] >> /ToUnicode {cmap} 0 R "
        f"/FirstChar 33 /LastChar {32 + len(order)} /Widths [{'50 ' * len(order)}] /Resources << >> >>"
    )
    coded = "".join(f"{33 + order.index(c):02x}" for c in SAMPLE[2])
    pdf.page(f"BT /P 1 Tf 11 0 0 11 72 760 Tm <{coded}> Tj ET", fonts=f"/P {number} 0 R")
    return pdf, [[SAMPLE[2]]]


@ugly
def wrong_unicode_map() -> Made:
    """Page 1: a map into the private use area. Page 2: a map that shifts each letter, so that words are noise."""
    pdf = Pdf()
    text = "".join(SAMPLE)
    private = {c: chr(0xE000 + i) for i, c in enumerate(sorted(set(text)))}
    shifted = {c: chr(ord(c) - 29) for c in set(text) if ord(c) - 29 > 33}
    for shift in (private, shifted):
        font, name = embedded(pdf, text, unicode=shift)
        pdf.page(
            "".join(f"BT /E 11 Tf 72 {760 - 14 * i} Td {hexed(font, t)} Tj ET\n" for i, t in enumerate(SAMPLE)),
            fonts=name,
        )
    return pdf, [[], []]


@ugly
def partly_unreadable() -> Made:
    """A good page with a word in a font that has no map: the rest is to be read."""
    pdf = Pdf()
    font, name = embedded(pdf, "Logotyp", unicode=dict.fromkeys("Logotyp", "\ufffd"), bare=True)
    pdf.page(lines() + f"BT /E 11 Tf 72 700 Td {hexed(font, 'Logotyp')} Tj ET", fonts=name)
    return pdf, [SAMPLE]


@ugly
def type3() -> Made:
    """A Type 3 font: each glyph is a small drawing; its names say what it is."""
    pdf = Pdf()
    box = pdf.stream("600 0 0 0 500 700 d1 0 0 500 700 re f")
    gap = pdf.stream("300 0 0 0 0 0 d1")
    names = {"B": "B", "e": "e", "s": "s", "l": "l", "u": "u", "t": "t", "å": "aring", " ": "space"}
    order = "Beslutå "
    procs = " ".join(f"/{names[c]} {gap if c == ' ' else box} 0 R" for c in order)
    differences = " ".join(f"/{names[c]}" for c in order)
    widths = " ".join("300" if c == " " else "600" for c in order)
    number = pdf.add(
        f"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 600 700] /FontMatrix [0.001 0 0 0.001 0 0] "
        f"/CharProcs << {procs} >> /Encoding << /Type /Encoding /Differences [65 {differences}] >> "
        f"/FirstChar 65 /LastChar {64 + len(order)} /Widths [{widths}] /Resources << >> >>"
    )
    coded = "".join(chr(65 + order.index(c)) for c in "Beslutet på Besl".replace("p", "s"))
    pdf.page(f"BT /P 12 Tf 72 760 Td ({coded}) Tj ET", fonts=f"/P {number} 0 R")
    return pdf, [["Beslutet så Besl"]]


@ugly
def form_xobjects() -> Made:
    """Text inside a form XObject with a matrix of its own, and inside a second one within it."""
    pdf = Pdf()
    font = "/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> >>"
    entries = "/Type /XObject /Subtype /Form /BBox [0 0 400 100]"
    inner = pdf.stream(
        at(0, 10, "Innerst står ett yrkande"), f"{entries} /Matrix [1 0 0 1 20 20] /Resources << {font} >>"
    )
    outer = pdf.stream(
        at(0, 60, "I formen står ett beslut") + "/In Do",
        f"{entries} /Matrix [1 0 0 1 72 600] /Resources << {font} /XObject << /In {inner} 0 R >> >>",
    )
    pdf.page(lines() + "q 1 0 0 1 0 20 cm /Out Do Q", resources=f"/XObject << /Out {outer} 0 R >>")
    return pdf, [[*SAMPLE, "I formen står ett beslut", "Innerst står ett yrkande"]]


@ugly
def annotations() -> Made:
    """A stamp and a filled form field, which are shown on the page but stand outside its content stream."""
    pdf = Pdf()
    font = "/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> >>"
    form = f"/Type /XObject /Subtype /Form /BBox [0 0 200 20] /Resources << {font} >>"
    stamp = pdf.stream(at(2, 5, "Inkom 2019-03-14"), form)
    value = pdf.stream("/Tx BMC " + at(2, 5, "Dnr KS 2019/123") + " EMC", form)
    a = pdf.add(f"<< /Type /Annot /Subtype /Stamp /Rect [350 700 550 720] /F 4 /AP << /N {stamp} 0 R >> >>")
    b = pdf.add(
        f"<< /Type /Annot /Subtype /Widget /FT /Tx /T (dnr) /V (Dnr KS 2019/123) /DA (/F 11 Tf 0 g) "
        f"/Rect [72 640 272 660] /F 4 /AP << /N {value} 0 R >> >>"
    )
    hidden = pdf.add(f"<< /Type /Annot /Subtype /Stamp /Rect [72 500 272 520] /F 2 /AP << /N {stamp} 0 R >> >>")
    pdf.catalog = f"/AcroForm << /Fields [{b} 0 R] /DR << {font} >> >>"
    pdf.page(lines(), entries=f"/Annots [{a} 0 R {b} 0 R {hidden} 0 R]")
    return pdf, [[*SAMPLE, "Inkom 2019-03-14", "Dnr KS 2019/123"]]


@ugly
def letter_spaced() -> Made:
    """A heading spaced out by Tc, one by spaces that are printed, one by kerning."""
    pdf = Pdf()
    pdf.page(
        "BT /B 14 Tf 6 Tc 72 760 Td (Beslut i nämnden) Tj 0 Tc ET "
        + at(72, 730, "B e s l u t", "B", 14)
        + "BT /B 14 Tf 72 700 Td [(P) -400 (R) -400 (O) -400 (T) -400 (O) -400 (K) -400 (O) -400 (L) -400 (L)] TJ ET "
        + at(72, 660, SAMPLE[1])
    )
    return pdf, [["B e s l u t i n ä m n d e n", "B e s l u t", "P R O T O K O L L", SAMPLE[1]]]


@ugly
def soft_hyphens() -> Made:
    """Soft hyphens inside words and at a line's end, and no-break spaces. A soft hyphen is drawn as a hyphen."""
    pdf = Pdf()
    pdf.page(
        at(72, 760, "Stadsdels\xadnämndens be\xad")
        + at(72, 746, "manningsplan för 3\xa0000\xa0kronor")
        + at(72, 732, "enligt 4\xa0kap. 27\xa0§ kommunal-")
        + at(72, 718, "lagen och ekonomi-")
        + at(72, 704, "avdelningen samt NN\xa0(V)")
    )
    return pdf, [
        [
            "Stadsdels\xadnämndens be\xad",
            "manningsplan för 3 000 kronor",
            "enligt 4 kap. 27 § kommunal-",
            "lagen och ekonomi-",
            "avdelningen samt NN (V)",
        ]
    ]


@ugly
def combining_ring() -> Made:
    """å, ä and ö as a letter and a mark, in one run, and the mark drawn over the letter from elsewhere."""
    pdf = Pdf()
    text = "Nämnden föreslår åtgärder"
    apart = unicodedata.normalize("NFD", text)
    font, name = embedded(pdf, apart, unicode={}, file="DejaVuSans")
    content = f"BT /E 11 Tf 72 760 Td {hexed(font, apart)} Tj ET\n"
    pdf.page(content, fonts=name)
    return pdf, [[text]]


@ugly
def cropped() -> Made:
    """A crop box with an origin of its own; a word outside it. The boxes are inherited from the page tree."""
    pdf = Pdf()
    pdf.tree = "/MediaBox [-50 -50 645 892] /CropBox [0 0 595 842]"
    pdf.page(lines() + at(-40, 400, "Utanför"), box=None)
    return pdf, [[*SAMPLE, "Utanför"]]


@ugly
def invisible_under_scan() -> Made:
    """A scan: one picture over the whole page and, under it, invisible text that an OCR program wrote."""
    pdf = Pdf()
    picture = pdf.stream(
        zlib.compress(b"\xe0" * (60 * 85)),
        "/Type /XObject /Subtype /Image /Width 60 /Height 85 /ColorSpace /DeviceGray /BitsPerComponent 8 "
        "/Filter /FlateDecode",
    )
    body = "".join(f"BT 3 Tr /F 11 Tf 72 {760 - 14 * i} Td ({_escape(t)}) Tj ET\n" for i, t in enumerate(SAMPLE))
    pdf.page(body + "q 595 0 0 842 0 0 cm /Im Do Q", resources=f"/XObject << /Im {picture} 0 R >>")
    pdf.page("q 595 0 0 842 0 0 cm /Im Do Q", resources=f"/XObject << /Im {picture} 0 R >>")
    return pdf, [SAMPLE, []]


@ugly
def picture_only() -> Made:
    """A scan: pictures, and no text at all."""
    pdf = Pdf()
    picture = pdf.stream(
        zlib.compress(b"\xe0" * (60 * 85)),
        "/Type /XObject /Subtype /Image /Width 60 /Height 85 /ColorSpace /DeviceGray /BitsPerComponent 8 "
        "/Filter /FlateDecode",
    )
    for _ in range(2):
        pdf.page("q 595 0 0 842 0 0 cm /Im Do Q", resources=f"/XObject << /Im {picture} 0 R >>")
    return pdf, [[], []]


@ugly
def doubled() -> Made:
    """Printed twice: a heading with a slight shift (false bold), a line exactly, a line visibly and invisibly."""
    pdf = Pdf()
    pdf.page(
        at(72, 760, SAMPLE[0], "F", 14)
        + at(72.3, 760, SAMPLE[0], "F", 14)
        + at(72, 730, SAMPLE[1]) * 2
        + at(72, 710, SAMPLE[2])
        + "3 Tr "
        + at(72, 710.2, SAMPLE[2])
        + "0 Tr "
        + at(72, 680, "Avslag Avslag")
        + at(72, 660, "Avslag Avslag")
    )
    return pdf, [[*SAMPLE, "Avslag Avslag", "Avslag Avslag"]]


@ugly
def odd_order() -> Made:
    """Lines drawn from the foot of the page up, the second half of each line first."""
    pdf = Pdf()
    body = ""
    rows = (("Nämnden har", "beslutat att"), ("avslå den", "motion som väckts"))
    for i, (left, right) in reversed(list(enumerate(rows))):
        body += at(72 + 72, 760 - 14 * i, right) + at(72, 760 - 14 * i, left)
    pdf.page(body)
    return pdf, [["Nämnden har", "beslutat att", "avslå den", "motion som väckts"]]


@ugly
def kerned_gaps() -> Made:
    """No space is printed: gaps in the kerning part the words, and wide ones the columns."""
    pdf = Pdf()
    pdf.page(
        "BT /F 11 Tf 72 760 Td [(Anders) -300 (F) 60 (alk) -4000 (M) -4000 (Nej)] TJ ET\n"
        "BT /F 11 Tf 72 746 Td [(Åsa) -300 (Ö) 30 (berg) -4900 (V) -4000 (Ja)] TJ ET\n"
        "BT /F 11 Tf 72 720 Td [(A) 80 (V) 80 (T) 60 (A) 30 (L) -278 (T) 100 (o) -10 (rg)] TJ ET\n"
    )
    return pdf, [["Anders Falk", "M", "Nej", "Åsa Öberg", "V", "Ja", "AVTAL Torg"]]


@ugly
def justified() -> Made:
    """Lines filled by word spacing (Tw), and by letter spacing as some programs do."""
    pdf = Pdf()
    pdf.page(
        f"BT /T 11 Tf 4.5 Tw 72 760 Td ({_escape(SAMPLE[1])}) Tj ET\n"
        f"BT /T 11 Tf 0.35 Tc 2 Tw 72 746 Td ({_escape(SAMPLE[2])}) Tj ET\n"
        f"BT /T 11 Tf -0.2 Tc -0.5 Tw 72 732 Td ({_escape(SAMPLE[0])}) Tj ET\n"
    )
    return pdf, [[SAMPLE[1], SAMPLE[2], SAMPLE[0]]]


@ugly
def fonts_in_line() -> Made:
    """Bold, italic and roman in one line; a raised figure; a bold word inside a sentence without a break."""
    pdf = Pdf()
    pdf.page(
        "BT 72 760 Td /B 11 Tf (Beslut: ) Tj /F 11 Tf (Nämnden ) Tj /I 11 Tf (avslår) Tj /F 11 Tf ( motionen) Tj "
        "/F 7 Tf 4 Ts (1) Tj 0 Ts /F 11 Tf (.) Tj ET"
    )
    return pdf, [["Beslut: Nämnden avslår motionen1."]]


@ugly
def matrices() -> Made:
    """The size is in the matrices: a font of one unit, a page drawn small and scaled, one drawn upside down and
    mirrored back, narrow letters."""
    pdf = Pdf()
    a, b, c = SAMPLE
    pdf.page(
        f"BT /F 1 Tf 11 0 0 11 72 760 Tm ({_escape(a)}) Tj ET\n"
        f"q 0.24 0 0 0.24 0 0 cm BT /F 45.8333 Tf 1 0 0 1 300 3100 Tm ({_escape(b)}) Tj ET Q\n"
        f"q 1 0 0 -1 0 842 cm BT /F 11 Tf 1 0 0 -1 72 130 Tm ({_escape(c)}) Tj ET Q\n"
        f"BT /F 11 Tf 80 Tz 72 680 Td ({_escape(a)}) Tj ET"
    )
    return pdf, [[a, b, c, a]]


@ugly
def glyph_by_glyph() -> Made:
    """Each letter is set by itself, spaces left out, as old printer drivers did."""
    pdf = Pdf()
    font = TTFont(FONTS / "LiberationSans-Regular.ttf")
    cmap, widths = font.getBestCmap(), font["hmtx"]
    body = "BT /F 11 Tf\n"
    for i, text in enumerate(SAMPLE):
        x = 72.0
        for c in text:
            if c != " ":
                body += f"1 0 0 1 {x:.2f} {760 - 14 * i} Tm ({_escape(c)}) Tj\n"
            x += widths[cmap[ord(c)]][0] * 11 / 2048
    pdf.page(body + "ET")
    return pdf, [SAMPLE]


@ugly
def off_page() -> Made:
    """A line that runs off the right edge, and one that stands outside altogether."""
    pdf = Pdf()
    long = "Ordförande Kommunalråd Borgmästare Landshövding"
    pdf.page(lines() + at(480, 700, long) + at(72, -30, "Under sidan"))
    return pdf, [[*SAMPLE, long, "Under sidan"]]


@ugly
def shifted_origin() -> Made:
    """A media box whose corner is not at 0, 0, and a user unit."""
    pdf = Pdf()
    pdf.page(at(-28, 660, SAMPLE[0]), box=(-100, -100, 495, 742), entries="/UserUnit 1.5")
    return pdf, [[SAMPLE[0]]]


@ugly
def actual_text() -> Made:
    """Marked content that says what its glyphs stand for: a hyphen that is none, letters drawn as a picture font."""
    pdf = Pdf()
    pdf.page(
        "BT /F 11 Tf 72 760 Td (Stadsledningskontorets bemann) Tj "
        "/Span << /ActualText <FEFF00AD> >> BDC (-) Tj EMC ET\n"
        "BT /F 11 Tf 72 746 Td (ingsplan och ) Tj /Span << /ActualText (beslut) >> BDC (xyzxyz) Tj EMC ET"
    )
    return pdf, [["Stadsledningskontorets bemann-", "ingsplan och beslut"]]


@ugly
def ruled_table() -> Made:
    """A table with ruled borders: lines, boxes and thin filled bars."""
    pdf = Pdf()
    body = "0.5 w 72 700 m 400 700 l S 72 680 m 400 680 l S 72 660 328 0.6 re f 72 640 328 60 re S\n"
    body += "200 640 m 200 700 l S 300 640 m 300 700 l S 100 500 200 100 re f\n"
    for row, cells in enumerate((("Ledamot", "Ja", "Nej"), ("Anna Berg (V)", "X", ""), ("Per Ek (M)", "", "X"))):
        for x, cell in zip((76, 204, 304), cells, strict=True):
            body += at(x, 686 - 20 * row, cell) if cell else ""
    pdf.page(body)
    return pdf, [["Ledamot", "Ja", "Nej", "Anna Berg (V)", "X", "Per Ek (M)", "X"]]


@ugly
def broken_page() -> Made:
    """Page 1 is good, page 2's content is damaged in the middle, page 3 is empty, page 4 is good."""
    pdf = Pdf()
    pdf.page(lines())
    number = pdf.page("x")
    raw = zlib.compress(lines().encode("cp1252"))
    content = pdf.stream(raw[:20] + b"\xff" * 30, "/Filter /FlateDecode")
    pdf.objects[number - 1] = pdf.objects[number - 1].replace(
        f"/Contents {number - 1} 0 R".encode(), f"/Contents {content} 0 R".encode()
    )
    pdf.page("")
    pdf.page(lines())
    return pdf, [SAMPLE, [], [], SAMPLE]


@ugly
def corrupt_font() -> Made:
    """An embedded font whose program is noise; its map is good, so that the text can be read."""
    pdf = Pdf()
    text = "".join(SAMPLE)
    font, name = embedded(pdf, text, unicode={})
    for i, body in enumerate(pdf.objects):
        if b"/Length1" in body:
            noise = zlib.compress(bytes(range(256)) * 4)
            pdf.objects[i] = (
                f"<< /Length1 1024 /Filter /FlateDecode /Length {len(noise)} >>\nstream\n".encode()
                + noise
                + b"\nendstream"
            )
    pdf.page(
        "".join(f"BT /E 11 Tf 72 {760 - 14 * i} Td {hexed(font, t)} Tj ET\n" for i, t in enumerate(SAMPLE)), fonts=name
    )
    return pdf, [SAMPLE]


@ugly
def simple_fonts() -> Made:
    """Fonts of one byte: Mac Roman, standard encoding with differences, a missing encoding with a map."""
    pdf = Pdf()
    mac = pdf.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /MacRomanEncoding >>")
    differing = pdf.add(
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Type /Encoding "
        "/Differences [1 /aring /adieresis /odieresis /section /uni00C5 /emdash] >> >>"
    )
    text = "Nämnden föreslår åtgärder"
    raw = b"BT /M 11 Tf 72 760 Td (" + text.encode("mac_roman") + b") Tj ET\n"
    coded = "\4 14 N\2mnden f\3resl\1r \1tg\2rder \6 \5sa"
    raw += b"BT /D 11 Tf 72 740 Td (" + coded.encode("latin-1") + b") Tj ET"
    pdf.page(raw, fonts=f"/M {mac} 0 R /D {differing} 0 R")
    return pdf, [[text, "§ 14 Nämnden föreslår åtgärder — Åsa"]]


def bad_files() -> dict[str, bytes]:
    """Files that are broken as a whole."""
    good = FILE_MAKERS["clean"]()[0].bytes()
    empty_tree = Pdf()
    several = Pdf()
    for _ in range(3):
        several.page(lines())
    whole = several.bytes()
    return {
        "not-a-pdf": b"Detta \xe4r ett brev och ingen PDF.\n" * 10,
        "empty": b"",
        "truncated-readable": whole[: whole.index(b"xref\n") - 5],  # the objects are there, the table is not
        "truncated-hopeless": good[:60],
        "no-pages": empty_tree.bytes(),
        "leading-noise": b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n" + good,
    }


def encrypted(user: str, owner: str) -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    path = FILES / "_tmp.pdf"
    canvas = Canvas(
        str(path), invariant=True, encrypt=StandardEncryption(user, ownerPassword=owner, canPrint=0, canCopy=0)
    )
    for i, text in enumerate(SAMPLE):
        canvas.setFont("Helvetica", 11)
        canvas.drawString(72, 760 - 14 * i, text)
    canvas.showPage()
    canvas.save()
    data = path.read_bytes()
    path.unlink()
    return data


def main() -> int:
    FILES.mkdir(parents=True, exist_ok=True)
    expected: dict[str, list[list[str]]] = {}
    for name, maker in FILE_MAKERS.items():
        pdf, texts = maker()
        (FILES / f"{name}.pdf").write_bytes(pdf.bytes())
        expected[name] = texts
    for name, data in bad_files().items():
        (FILES / f"{name}.pdf").write_bytes(data)
    (FILES / "encrypted-user.pdf").write_bytes(encrypted("hemligt", "ägare"))
    (FILES / "encrypted-owner.pdf").write_bytes(encrypted("", "hemligt"))
    expected["encrypted-owner"] = [SAMPLE]
    (FILES / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
