"""Counts of votes in running text: which number stands beside which answer.

A small scanner, since the forms are many and the rule is one: a number and an answer belong together where
nothing but filler words (members, votes, cast) stands between them; a comma, an `och` or a point parts them.
So `sextioen ledamöter Ja och arton Nej`, `Ja 24, Nej 15`, `Antal Ja: 2` and `röstar Ja (7)` are read alike.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto

import msgspec

from parser.attribute.vote_forms import Form, Use, VoteForms
from parser.attribute.vote_names import NAME
from parser.attribute.vote_numbers import Number, read_number
from parser.record.types import Answer

WORD = re.compile(r"\w+")
_APPOSITION = re.compile(
    rf"(?<=\w)\s\({NAME}(?:\s?\([^\W\d_]{{1,5}}\))?\)|(?<=\w),\s{NAME}\s?\([^\W\d_]{{1,5}}\),(?=\s)"
)
_SENTENCE_ENDS = re.compile(r"\A|(?<=[.!?])\s+(?=[A-ZÅÄÖ\d])|\n|\Z")
MOST = 149  # no Swedish council or region has more seats than this


class Count(msgspec.Struct, frozen=True):
    """A count as printed: the answer, the number, where in the text, and whether letters were read as figures."""

    answer: Answer
    number: Number
    start: int
    end: int
    ocr: bool = False


class _Kind(Enum):
    NUMBER = auto()
    ANSWER = auto()
    FILLER = auto()
    BREAK = auto()
    OTHER = auto()


class _Token(msgspec.Struct, frozen=True):
    kind: _Kind
    start: int
    end: int
    text: str = ""
    number: Number | None = None
    form: Form | None = None


def scanner(forms: VoteForms) -> re.Pattern[str]:
    """One pattern whose first group that matched tells a token's kind."""
    parts = [
        ("label", joined_source(forms, Use.LABEL)),
        ("answer", joined_source(forms, Use.ANSWER)),
        ("number", f"(?i:{forms.number_source})"),
        ("filler", joined_source(forms, Use.FILLER)),
        ("word", r"\w+"),
        ("stop", r"[,;\n)!?/]|(?<!\.)\.(?=\s|$)"),
    ]
    return re.compile("|".join(f"(?P<{name}>{source})" for name, source in parts))


def joined_source(forms: VoteForms, use: Use) -> str:
    """The forms of a use as one pattern without groups."""
    return re.sub(r"\(\?P<\w+>", "(?:", forms.any_of(use).pattern)


def tokens_of(text: str, forms: VoteForms) -> list[_Token]:
    """The tokens of `text`; what is left out (spaces, colons, brackets that open) parts nothing."""
    tokens: list[_Token] = []
    for match in forms.scan(scanner).finditer(text):
        kind, start, end, found = match.lastgroup, match.start(), match.end(), match[0]
        if kind == "number":
            number = read_number(found, forms.numbers)
            fits = number is not None and number.value <= MOST
            tokens.append(_Token(_Kind.NUMBER if fits else _Kind.OTHER, start, end, found, number))
        elif kind == "answer":
            form = (
                forms.of_match(Use.ANSWER, found_answer)
                if (found_answer := forms.any_of(Use.ANSWER).match(text, start))
                else None
            )
            tokens.append(_Token(_Kind.ANSWER, start, end, found, form=form))
        elif kind == "filler":
            tokens.append(_Token(_Kind.FILLER, start, end, found))
        elif kind == "stop" or (kind == "word" and found.casefold() in forms.connectors):
            tokens.append(_Token(_Kind.BREAK, start, end, found))
        else:
            tokens.append(_Token(_Kind.OTHER, start, end, found))
    return tokens


def counts_in(text: str, forms: VoteForms) -> tuple[Count, ...]:
    """The counts in `text`, in order, each number beside its answer.

    Who voted so may stand between them: `en (NN) röstar nej`, `en ledamot, NN (M), avstår`, `ja röstar ledamöterna
    från M och L, sammanlagt 52`.
    """
    found = _beside(text, forms)
    return tuple(sorted([*found, *_totals(text, found, forms)], key=lambda count: abs(count.start)))


def _totals(text: str, found: Sequence[Count], forms: VoteForms) -> Iterator[Count]:
    """The counts of sentences that name who voted so, and then tell how many these are."""
    masked = forms.any_of(Use.LABEL).sub(lambda m: " " * len(m[0]), text)
    bounds = list(_SENTENCE_ENDS.finditer(masked))
    for rule in forms.of(Use.TOTAL):
        for total in rule.regex.finditer(masked):
            begins = max(end.end() for end in bounds if end.end() <= total.start())
            ends = min(end.start() for end in bounds if end.start() >= total.end())
            answers = list(forms.any_of(Use.ANSWER).finditer(masked, begins, ends))
            number = read_number(total["number"], forms.numbers)
            told = any(begins <= abs(count.start) < ends for count in found)
            if told or len(answers) != 1 or number is None or number.value > MOST:
                continue
            answer = forms.of_match(Use.ANSWER, answers[0]).answer
            if answer is not None:
                start, end = min(answers[0].start(), total.start()), max(answers[0].end(), total.end())
                yield Count(answer, number, start, end, ocr=number.ocr)


def _beside(text: str, forms: VoteForms) -> tuple[Count, ...]:
    """The counts that stand beside their answers."""
    text = _APPOSITION.sub(lambda m: " " * len(m[0]), text)
    found: list[Count] = []
    waiting: _Token | None = None
    fillers: list[str] = []
    for token in tokens_of(text, forms):
        if token.kind is _Kind.FILLER:
            fillers.append(token.text)
            continue
        if token.kind in {_Kind.BREAK, _Kind.OTHER}:
            waiting, fillers = None, []
            continue
        if waiting is not None and waiting.kind is not token.kind:
            number, answer = (waiting, token) if waiting.kind is _Kind.NUMBER else (token, waiting)
            count = count_of(number, answer, fillers, forms)
            if count is not None:
                found.append(count)
                waiting, fillers = None, []
                continue
        waiting, fillers = token, []
    return tuple(found)


def count_of(number: _Token, answer: _Token, fillers: Sequence[str], forms: VoteForms) -> Count | None:
    """The count that the two tokens make; None where the number is an article or no number of voters."""
    if number.number is None or answer.form is None or answer.form.answer is None:
        return None
    start, end = min(number.start, answer.start), max(number.end, answer.end)
    article = number.text.casefold() in forms.articles
    first = number.start < answer.start
    if article and first and not fillers and answer.form.answer in {Answer.YES, Answer.NO} and "röst" in answer.text:
        # `En ja-röst innebär` has an article, `och en nej-röst` a number: the caller knows by the other counts.
        return Count(answer.form.answer, Number(1, word=True), -1 - start, end)
    if first and any(word.casefold() in {"ledamot", "person"} for word in fillers) and number.number.value > 1:
        return None  # an order number and a role in a list of members: `22 Ledamot Ja`
    return Count(answer.form.answer, number.number, start, end, ocr=answer.form.ocr or number.number.ocr)


class Counted(msgspec.Struct, frozen=True):
    """The counts of one division. `clash` tells that the text has more than one set that differ."""

    values: Mapping[Answer, int]
    start: int | None = None
    end: int | None = None
    clash: bool = False
    ocr: bool = False
    by_order: bool = False
    form: str | None = None


def read_counts(text: str, forms: VoteForms) -> Counted:
    """The counts of the first division that `text` tells: beside their answers, else by their order (`31–18`)."""
    respectively = counts_by_order(text, forms, "respectively")
    if respectively is not None:
        return respectively
    sets: list[dict[Answer, Count]] = [{}]
    loose: list[Count] = []
    for count in counts_in(text, forms):
        if count.start < 0:
            loose.append(count)
            continue
        if count.answer in sets[-1] and sets[-1][count.answer].number.value != count.number.value:
            sets.append({})
        sets[-1].setdefault(count.answer, count)
    main = next((s for s in sets if Answer.YES in s and Answer.NO in s), None)
    chosen = dict(main) if main is not None else {}
    if main is None:
        for one in sets:
            for answer, count in one.items():
                chosen.setdefault(answer, count)
    for count in loose:
        if len(chosen) >= 1 and count.answer not in chosen:
            chosen[count.answer] = Count(count.answer, count.number, -1 - count.start, count.end)
    if not {Answer.YES, Answer.NO} & set(chosen):
        ordered = counts_by_order(text, forms)
        if ordered is not None:
            extra = {answer: count.number.value for answer, count in chosen.items()}
            return msgspec.structs.replace(ordered, values={**extra, **ordered.values})
    clash = any(
        answer in one and one[answer].number.value != count.number.value
        for one in sets
        for answer, count in chosen.items()
    )
    if not chosen:
        return Counted({})
    return Counted(
        values={answer: count.number.value for answer, count in chosen.items()},
        start=min(count.start for count in chosen.values()),
        end=max(count.end for count in chosen.values()),
        clash=clash,
        ocr=any(count.ocr for count in chosen.values()),
    )


def counts_by_order(text: str, forms: VoteForms, column: str | None = None) -> Counted | None:
    """Counts that only their order tells, yes first: `31–18`, `med 31 röster mot 18`.

    With `column` only the forms marked so are read: those that name both answers before both numbers.
    """
    masked = forms.any_of(Use.LABEL).sub(lambda m: " " * len(m[0]), text)
    for rule in forms.of(Use.PAIR):
        if rule.form.column != column:
            continue
        for match in rule.regex.finditer(masked):
            values: dict[Answer, int] = {}
            ocr = False
            for answer in Answer:
                printed = match.groupdict().get(answer.value)
                number = read_number(printed, forms.numbers) if printed else None
                if number is not None:
                    values[answer] = number.value
                    ocr = ocr or number.ocr
            if len(values) >= 2 and all(value <= MOST for value in values.values()):
                return Counted(values, match.start(), match.end(), ocr=ocr, by_order=column is None, form=rule.form.id)
    return None


def counts_by_side(text: str, meaning: Mapping[Answer, str], forms: VoteForms) -> Counted | None:
    """Counts told by what they were for: `24 röster för bifall och 15 för avslag`, set against `meaning`.

    Without a meaning of Yes and No the first is Yes; the result says so by `by_order`.
    """
    for rule in forms.of(Use.SIDE):
        match = rule.regex.search(text)
        if match is None:
            continue
        first, second = (read_number(match[name], forms.numbers) for name in ("first", "second"))
        if first is None or second is None or max(first.value, second.value) > MOST:
            continue
        yes, no = meaning.get(Answer.YES), meaning.get(Answer.NO)
        straight = likeness(match["first_text"], yes) + likeness(match["second_text"], no)
        crossed = likeness(match["first_text"], no) + likeness(match["second_text"], yes)
        turned = crossed > straight
        values = (
            {Answer.YES: second.value, Answer.NO: first.value}
            if turned
            else {
                Answer.YES: first.value,
                Answer.NO: second.value,
            }
        )
        return Counted(values, match.start(), match.end(), by_order=straight == crossed, form=rule.form.id)
    return None


def likeness(text: str, other: str | None) -> float:
    """The share of `text`'s longer words that `other` has too, by their first six letters."""
    if other is None:
        return 0.0
    ours, theirs = ({w.casefold()[:6] for w in WORD.findall(t) if len(w) > 3} for t in (text, other))
    return len(ours & theirs) / len(ours) if ours else 0.0
