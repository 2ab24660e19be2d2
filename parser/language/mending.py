"""Mends what OCR misread in words: a word that nobody knows becomes the one known word that a confusion away.

Postconditions: 1. only words that the lexicon does not know, and the document does not print often, change; 2. each
change is an `Edit` with `why` ocr that gives the read form back; 3. blocks keep their ids, roles and lines; 4. where
no or several corrections fit equally, nothing changes.
"""

import functools
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence
from pathlib import Path

import msgspec

from parser.errors import BadProfile
from parser.model import Block, Edit, Finding, PlacedLine, Role, Why

_DATA = Path(__file__).parents[1] / "profiles" / "_common" / "ocr.toml"
_WORD = re.compile(r"[^\W\d_]{4,}")
_STRAY_POINT = re.compile(r"(?<!\w)([^\W\d_]{2,})\.(?= [a-zåäö]{3,}\b)")
_CUT = re.compile(r"(?<![^\W\d_])([^\W\d_]{2,})-(?=([A-ZÅÄÖ])([a-zåäöé]+))")
_PARAGRAPH = re.compile(r"§ ?(\d{1,3})\b")
_SECTION = re.compile(r"(?<=[^\W\d_] )([S$&£])(?= (\d{1,3})(?:$|[\n\t,;–-]))")
_SMALL_L = re.compile(r"(?<=\()[I1|](?=[a-zåäö]{1,4}\))")  # a party's code: none is a capital and small letters
_INNER_I = re.compile(r"(?<=\([A-ZÅÄÖ])I(?=[a-zåäö]{1,3}\))")  # a code with small letters after its first
_LIGATURE = re.compile(r"(?<=[a-zåäöé])&(?=[a-zåäöé])")  # «Bos&us»: the model lacks the letter
_TWO_CASES = re.compile(r"(?<!\w)([VSCWZ])([vscwz])(?=[a-zåäö]{2,})")  # «Vvård»: no word begins so
_SPECK = re.compile(r"([\"'”“´`])(?=[A-ZÅÄÖ])")  # at a paragraph's beginning, with no quotation mark near
_MARKS = re.compile(r"[\"”“»«]")
_NEAR = 8  # paragraphs
_TWICE = re.compile(r"(?<=[( ])([VSCMX])([vscmx])(?=[),])")  # a code of one letter, read in both its forms
_CAPITAL_APART = re.compile(r"(?<![\w-])([A-ZÅÄÖ]) ([A-ZÅÄÖ])([a-zåäöé]{5,})(?![\w-])")
_APART = re.compile(r"(?<![\w-])(?=([^\W\d_]{1,20})([:.]? )([a-zåäöé]{1,20})(?![\w-]))")
_OFTEN = 3  # a word that the document prints so often is its own
_COMMON = 1e-7  # share of running text from which on two pieces are rather one word
_SHORT_NAME = 6  # letters; longer words are rather bodies or places
_MET = 2e-8  # share from which on a name is one that is met with
_ABBREVIATION = 3  # letters; of fewer a word before a point may be one
_LONG = 8  # letters of a word that one letter alone makes no other word of
_SHORT = 5  # letters; of fewer the pieces may be other words
_LONGEST = 30  # letters; longer words are compounds that no correction of one letter is sure for


class Ocr(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The data of `ocr.toml`; what each is, is told there."""

    confusions: tuple[tuple[str, str], ...]
    bare: tuple[tuple[str, str], ...]
    lacking: tuple[tuple[str, str], ...]
    undotted: tuple[tuple[str, str], ...]
    endings: tuple[tuple[str, str], ...]
    never: tuple[tuple[str, str], ...]
    same_shape: str
    single: tuple[str, ...]
    never_last: tuple[str, ...]
    collectives: tuple[str, ...]
    fused: tuple[tuple[str, str], ...]
    section_signs: tuple[str, ...]


class Lexicon(msgspec.Struct, frozen=True):
    """What the mending asks of a lexicon."""

    knows: Callable[[str], bool]
    frequency: Callable[[str], float]


@functools.cache
def load_ocr(path: Path = _DATA) -> Ocr:
    """The confusions; raises `BadProfile` with the file where they cannot be read."""
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Ocr)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise BadProfile(f"{path}: {fault}; mend the file.") from fault


def mend(
    blocks: Sequence[Block], lexicon: Lexicon, vocabulary: frozenset[str], codes: frozenset[str] = frozenset()
) -> tuple[tuple[Block, ...], list[Finding]]:
    """The blocks with misread words mended, and a finding for each.

    `vocabulary` are words (lower case) of the forms that the profile looks for: a correction to one of them is
    trusted beyond the lexicon's. `codes` are those of parties (lower case).
    """
    counts = Counter(w for b in blocks for w in _WORD.findall(b.text))
    known = functools.cache(lexicon.knows)
    ocr = load_ocr()
    paragraphs = {number for block in blocks for number in _PARAGRAPH.findall(block.text)}
    fused = [(read, whole) for read, whole in ocr.fused if any(whole in block.text for block in blocks)]

    @functools.cache
    def corrected(word: str) -> str | None:
        for part, meant in ocr.never:
            if len(word) > len(part) + 2 and part in word:
                return word.replace(part, meant)
        if len(word) > _LONGEST or word.lower() in vocabulary or known(word):
            return None
        foreign = {v for v in _variants(word, ocr.lacking) if known(v) or lexicon.frequency(v) > _COMMON}
        dotted = {meant + word[1:] for read, meant in ocr.undotted if word[0] == read and not lexicon.frequency(word)}
        foreign |= {variant for variant in dotted if known(variant) and lexicon.frequency(variant) > _MET}
        foreign |= {
            word[: -len(read)] + meant for read, meant in ocr.endings if word[0].isupper() and word.endswith(read)
        }
        if len(foreign) == 1:
            return foreign.pop()
        best = _best(word, counts, lexicon, known, vocabulary, ocr)
        # «lvar», however often: no word of small letters is a name's with its first letter misread
        capital = best is not None and word[0] == "l" and best == "I" + word[1:]
        own = counts[word] >= _OFTEN and not capital and (best is None or best.lower() not in vocabulary)
        return None if own else best

    out: list[Block] = []
    findings: list[Finding] = []
    for index, block in enumerate(blocks):
        if not block.recognised:
            out.append(block)
            continue
        pieces = [*_rejoined(block, lexicon.frequency, known, ocr, codes), *_parted(block.text, ocr, fused, codes)]
        pieces += _signs(block.text, paragraphs)
        if (speck := _speck(blocks, index)) is not None:
            pieces.append(speck)
        words = [(m.start(), m[0], new) for m in _WORD.finditer(block.text) if (new := corrected(m[0]))]
        words = [
            one
            for one in words
            if not _is_name_by_place(block.text, *one, known, vocabulary)
            and not any(at <= one[0] < at + len(read) for at, read, _ in pieces)
        ]
        # a speck read as a full stop: a whole word before it, and the sentence goes on
        stray = [
            (m.start(), m[0], m[1])
            for m in _STRAY_POINT.finditer(block.text)
            if (len(m[1]) > _ABBREVIATION and known(m[1])) or m[1] in ocr.never_last
        ]
        changes = sorted([*words, *pieces, *stray])
        for _, word, new in changes:
            message = f"OCR read «{word}»; «{new}» is taken for what is printed."
            if block.role is not Role.FURNITURE:
                findings.append(Finding("corrected-word", message, page=block.page, block=block.id))
        out.append(replace_words(block, changes) if changes else block)
    return tuple(out), findings


def _signs(text: str, paragraphs: Container[str]) -> Iterator[tuple[int, str, str]]:
    """Single signs that stand where they cannot be what was read; `paragraphs` are the numbers of the document's."""
    for pattern, meant in ((_SMALL_L, "l"), (_INNER_I, "l"), (_LIGATURE, "æ")):
        yield from ((m.start(), m[0], meant) for m in pattern.finditer(text))
    yield from ((m.start(), m[0], m[1]) for m in _TWO_CASES.finditer(text) if m[1].lower() == m[2])
    yield from ((m.start(), m[0], m[2]) for m in _TWICE.finditer(text) if m[1].lower() == m[2])
    yield from ((m.start(), m[1], "§") for m in _SECTION.finditer(text) if m[2] in paragraphs)


def _speck(blocks: Sequence[Block], index: int) -> tuple[int, str, str] | None:
    """The quotation mark that a paragraph begins with and that is a speck: no other stands in it or near it."""
    text = blocks[index].text
    seen = _SPECK.match(text)
    near = blocks[max(index - _NEAR, 0) : index + _NEAR + 1]
    if seen is None or sum(len(_MARKS.findall(block.text)) for block in near) > bool(_MARKS.match(text)):
        return None
    word = re.match(r"\W\w+", text)
    return (0, word[0], word[0][1:]) if word else None


def _is_name_by_place(
    text: str, at: int, word: str, new: str, known: Callable[[str], bool], vocabulary: frozenset[str]
) -> bool:
    """Whether a short word with a capital amid a sentence would become a common word: it is a name that few know."""
    amid = at > 1 and text[at - 1] == " " and text[at - 2].islower()
    common = new.lower() not in vocabulary and known(new.lower())
    return amid and word[0].isupper() and len(word) <= _SHORT_NAME and common


def _best(
    word: str,
    counts: Counter[str],
    lexicon: Lexicon,
    known: Callable[[str], bool],
    vocabulary: frozenset[str],
    ocr: Ocr,
) -> str | None:
    found: dict[str, float] = {}
    plain = set(_variants(word, ocr.bare))
    if not word.islower():  # a name of its own, or one that is no word besides
        plain = {variant for variant in plain if known(variant) and not known(variant.lower())}
    for variant in {*_variants(word, ocr.confusions), *plain}:
        if variant.lower() in vocabulary:
            found[variant] = 3.0 + counts[variant]
        elif counts[variant] > counts[word] and known(variant):
            found[variant] = 2.0 + counts[variant]
        elif counts[variant] >= _OFTEN:
            found[variant] = 1.0 + counts[variant]
        elif (share := lexicon.frequency(variant)) > lexicon.frequency(word) * 20 and share > 1e-8 and known(variant):
            found[variant] = min(0.9, share * 1e4)
    # a letter too many, too few or another is trusted only towards the forms that are looked for
    for variant in {*_one_letter(word), *_one_off(word, vocabulary)}:
        if variant.lower() in vocabulary and variant not in found:
            found[variant] = 2.0
    ranked = sorted(found.items(), key=lambda f: -f[1])
    if not ranked or (len(ranked) > 1 and ranked[0][1] < ranked[1][1] * 1.5):
        return None
    return ranked[0][0]


def _rejoined(
    block: Block, frequency: Callable[[str], float], known: Callable[[str], bool], ocr: Ocr, codes: frozenset[str]
) -> Iterator[tuple[int, str, str]]:
    """Words in two pieces: cut by a line's end, the second begun with a small letter that was read as a capital
    (`under-` `Skottet`), or parted by a gap (`hand lingarna`, `K Ommunen`)."""
    begins = {placed.at for placed in block.lines}
    for cut in _CUT.finditer(block.text):
        whole = cut[1] + cut[2].lower() + cut[3]
        if cut.end() in begins and cut[2].lower() in ocr.same_shape and known(whole):
            yield cut.start(), cut[0] + cut[2] + cut[3], whole
    for apart in _CAPITAL_APART.finditer(block.text):
        whole = apart[1] + apart[2].lower() + apart[3]
        if apart[2].lower() in ocr.same_shape and known(whole.lower()) and not known(apart[2] + apart[3]):
            yield apart.start(), apart[0], whole
    for apart in _APART.finditer(block.text):
        one, other = apart[1], apart[3]
        if other in codes or all(known(part) if len(part) > 1 else part.lower() in ocr.single for part in (one, other)):
            continue
        whole = one + other
        if len(whole) >= _SHORT and frequency(whole) > _COMMON and known(whole):
            yield apart.start(), f"{one}{apart[2]}{other}", whole


def _parted(
    text: str, ocr: Ocr, fused: Sequence[tuple[str, str]], codes: frozenset[str]
) -> Iterator[tuple[int, str, str]]:
    """Two words that lost the gap between them: `(alla` `s)`, `m` `fl`."""
    for collective in ocr.collectives:
        for found in re.finditer(rf"(?<=\(){collective}([^\W\d_]{{1,4}})(?=\))", text):
            if found[1].lower() in codes:
                yield found.start(), found[0], f"{collective} {found[1]}"
    taken: set[int] = set()
    for read, whole in fused:
        for found in re.finditer(rf"(?<!\w){re.escape(read)}(?!\w)", text):
            if found.start() not in taken:
                taken.add(found.start())
                yield found.start(), read, whole


def _variants(word: str, confusions: Sequence[tuple[str, str]]) -> Iterator[str]:
    for read, meant in confusions:
        at = word.find(read)
        while at >= 0:
            yield word[:at] + meant + word[at + len(read) :]
            at = word.find(read, at + 1)


def _one_letter(word: str) -> Iterator[str]:
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def _one_off(word: str, vocabulary: frozenset[str]) -> Iterator[str]:
    """The words of the vocabulary that one letter more, or another in one place, makes of a long word.

    The first letter stays: `Sandling` is a name, and no `Handling`.
    """
    if len(word) < _LONG:
        return
    lower = word.lower()
    for known in _by_length(vocabulary).get(len(word), ()):
        if known[0] == lower[0] and sum(a != b for a, b in zip(lower, known, strict=True)) == 1:
            yield _as(known, word)
    for known in _by_length(vocabulary).get(len(word) + 1, ()):
        if known[0] == lower[0] and lower in _one_letter(known):
            yield _as(known, word)


def _as(word: str, like: str) -> str:
    return word.upper() if like.isupper() else word.capitalize() if like[0].isupper() else word


@functools.lru_cache(maxsize=8)
def _by_length(vocabulary: frozenset[str]) -> dict[int, list[str]]:
    out: dict[int, list[str]] = {}
    for word in sorted(vocabulary):
        out.setdefault(len(word), []).append(word)
    return out


def replace_words(block: Block, changes: Sequence[tuple[int, str, str]]) -> Block:
    """The block with words replaced; `changes` are offset, word and new word, in order.

    A line's end inside a word becomes part of the change; a word that any other edit touches stays as it is.
    """
    text = block.text
    edits = list(block.edits)
    lines = list(block.lines)
    for start, word, new in reversed(changes):
        end = start + len(word)
        inside = [e for e in edits if e.at < end and e.at + max(e.length, 1) > start]
        if any(e.length or e.why is not Why.LINE_BREAK or e.at == start for e in inside):
            continue
        printed = word
        for e in reversed(inside):
            printed = printed[: e.at - start] + e.printed + printed[e.at - start :]
        edits = [e for e in edits if e not in inside]
        shift = len(new) - len(word)
        text = text[:start] + new + text[end:]
        edits = [e if e.at <= start else msgspec.structs.replace(e, at=e.at + shift) for e in edits]
        edits.append(Edit(start, len(new), printed, Why.OCR))
        lines = [p if p.at <= start else PlacedLine(p.at + shift, p.line) for p in lines]
    return msgspec.structs.replace(block, text=text, edits=tuple(sorted(edits, key=lambda e: e.at)), lines=tuple(lines))
