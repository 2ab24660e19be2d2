"""Lists of persons: names with roles and codes, and which code holds for which names.

How a code spreads (`A` … are names):

- `A (S)`: A. `A, B och C (alla s)`: all of them. `A och B (båda m)`: the last two.
- `A, B och C (S)`, `A och B (M)`: a code without a word for how many holds for every name since the last code, so
  `A (S), B och C (M)` is S, M, M, and `A, B (S)` is S, S. A name that is known to be of another party keeps out.
- `A och B (S, V)`: as many codes as names, one each.
- `A, B och C, samtliga (M)` and `… från Moderaterna`: all of them.
- `A m.fl. (S)` and `A (S) m.fl.`: A, who has others with them.
"""

from dataclasses import dataclass, field

from parser.attribute.codes import ALL, CodeMark, CodeReader
from parser.attribute.names import Known, KnownNames, NameRules, RoleForm
from parser.attribute.parties import Named, Party, PartyRegister
from parser.attribute.scanner import Token, named_of

_LONGEST = 6
_MOST_CODES = 3
_AFTER_BARE = "ka.;|)-o"
_ALL_OF = frozenset({"alla", "samtliga"})
_BOTH_OF = frozenset({"båda", "bägge"})


@dataclass(slots=True)
class Reading:
    """A text under reading: its tokens, their kinds as a string, and what is known beforehand."""

    text: str
    tokens: list[Token]
    kinds: str
    register: PartyRegister
    rules: NameRules
    reader: CodeReader
    known: KnownNames
    date: str | None
    lower_codes: bool
    ocr: bool

    def kind(self, at: int) -> str:
        """The kind of a token, a blank beyond the ends."""
        return self.kinds[at] if 0 <= at < len(self.kinds) else " "

    def begins_sentence(self, at: int) -> bool:
        """Whether the token is the first of a sentence, a line or a cell."""
        return at == 0 or self.kinds[at - 1] in ".|:•-?!"


@dataclass(slots=True)
class Item:
    """One of a list: a person or a party's group, between the tokens `at` and `to`."""

    at: int
    to: int
    words: list[str]
    start: int
    end: int
    name_start: int
    name_end: int
    code: str | None = None
    party: Party | None = None
    spread: int | None = None
    codes: CodeMark | None = None
    sure: bool = True
    corrected: str | None = None
    role: str | None = None
    role_id: str | None = None
    plural_role: bool = False
    others: bool = False
    genitive: bool = False
    inherited: bool = False
    known: Known | None = None
    named: Named | None = None
    accepted: str | None = None
    doubts: list[tuple[str, str]] = field(default_factory=list)


def read_name(reading: Reading, at: int) -> tuple[list[str], int] | None:
    """The words of a name that begins at a token, and the token after it; None where there is none."""
    kinds, tokens, text = reading.kinds, reading.tokens, reading.text
    words: list[str] = []
    names = 0
    here, count = at, len(tokens)
    while here < count and len(words) < _LONGEST:
        kind = kinds[here]
        token = tokens[here]
        if kind == "n":
            word = text[token.start : token.end]
            after = here + 1
            # A hyphen left at a line's end: `Lind- berg`, `Ann- Margarethe`.
            if (
                reading.kind(after) == "-"
                and tokens[after].start == token.end
                and after + 1 < count
                and tokens[after + 1].start > tokens[after].end
                and kinds[after + 1] in "nx"
                and (kinds[after + 1] == "n" or reading.kind(after + 2) in "c")
            ):
                rest = text[tokens[after + 1].start : tokens[after + 1].end]
                word = word + ("-" if rest[0].isupper() else "") + rest
                after += 2
            words.append(word)
            names += 1
            here = after
            if len(word) == 2 and reading.kind(here) == "." and reading.kind(here + 1) == "n" and word.isupper():
                here += 1
            continue
        if kind in "ib" and len(token.text) <= 2:
            after = here + 1
            if reading.kind(after) == "." and tokens[after].start == token.end:
                after += 1
                pointed = True
            else:
                pointed = False
            follows = reading.kind(after)
            if follows == "-" and tokens[after].start == tokens[after - 1].end and reading.kind(after + 1) in "in":
                words.append(text[token.start : tokens[after].end])
                here = after + 1
                continue
            run = follows == "i" and (pointed or (not words and reading.kind(after + 1) == "n"))
            if follows in "np" or run or (pointed and names and follows in "cz"):
                if kind == "b" and names and not pointed and follows != "n":
                    break
                initial = text[token.start : tokens[after - 1].end]
                if words and words[-1].endswith(".") and tokens[here - 1].end == token.start:
                    words[-1] += initial
                else:
                    words.append(initial)
                here = after
                continue
            break
        if kind == "p" or (kind == "w" and names and text[token.start].isupper() and _is_particle(reading, token)):
            after = here + (kind == "w")
            while reading.kind(after) == "p" and after < here + 3:
                after += 1
            if reading.kind(after) != "n":
                break
            words += [text[tokens[part].start : tokens[part].end] for part in range(here, after)]
            here = after
            continue
        break
    if not names:
        return None
    return words, here


def _is_particle(reading: Reading, token: Token) -> bool:
    """A particle with a capital of its own (`Louis De Geer`)."""
    return token.text in reading.rules.data.particles


def read_person(reading: Reading, at: int) -> Item | None:
    """A person with role, name, `m.fl.` and code, from a token on; None where no name stands there."""
    kinds, tokens, text = reading.kinds, reading.tokens, reading.text
    here = at
    role: str | None = None
    role_form: RoleForm | None = None
    party: Party | None = None
    while reading.kind(here) in "RSM" and here < at + 3:
        token = tokens[here]
        if kinds[here] == "M":
            party = named_of(token).party
        else:
            role, role_form = _role_text(token.text), token.value  # type: ignore[assignment]
        here += 1
    if here > at and reading.kind(here) in "k:" and reading.kind(here + 1) in "nip":
        here += 1
    found = read_name(reading, here)
    if found is None:
        return None
    words, after = found
    if here == at and len(words) > 2 and not reading.ocr and _shouted_heading(words):
        while len(words) > 1 and words[0].isupper() and len(words[0]) > 2:
            words, here = words[1:], here + 1
    item = Item(
        at=at,
        to=after,
        words=words,
        start=tokens[at].start if here > at and kinds[at] in "RSM" else tokens[here].start,
        end=tokens[after - 1].end,
        name_start=tokens[here].start,
        name_end=tokens[after - 1].end,
        role=role,
        role_id=role_form.id if role_form else None,
        plural_role=bool(role_form and role_form.many),
        party=party,
        code=party.code_at(reading.date, lower=reading.lower_codes) if party else None,
    )
    if item.party is not None:
        item.inherited = True
    _read_after(reading, item)
    item.end = max(item.end, tokens[item.to - 1].end)
    if item.end < item.name_end or text[item.end - 1 : item.end].isspace():
        item.end = item.name_end
    return item


def _shouted_heading(words: list[str]) -> bool:
    return words[0].isupper() and len(words[0]) > 2 and not words[-1].isupper() and not words[1].isupper()


def _role_text(printed: str) -> str:
    """A role without the capital that a sentence's beginning gives it."""
    return printed[:1].lower() + printed[1:] if printed[1:2].islower() else printed


def _read_after(reading: Reading, item: Item) -> None:
    """What follows a name and belongs to it: genitive, `m.fl.`, code, role, in any order that is printed."""
    tokens = reading.tokens
    for _ in range(4):
        at = item.to
        kind, follows = reading.kind(at), reading.kind(at + 1)
        if kind == "z":
            item.genitive = True
            item.to = at + 1
        elif kind == "o" or (kind == "k" and follows == "o"):
            item.others = True
            item.to = at + (1 if kind == "o" else 2)
        elif item.codes is None and item.spread is None and kind == "c":
            mark = tokens[at].value
            assert isinstance(mark, CodeMark)
            if mark.corrected and tokens[at].start - item.name_end > 2 and not item.others:
                return
            give_code(item, mark, tokens[at].text)
            item.to = at + 1
        elif item.spread is None and (taken := _bare_code(reading, at)) is not None:
            item.code, item.party, item.to = taken
            item.spread, item.inherited = 0, False
        elif kind == "r" and item.role is None:
            item.role = str(tokens[at].value)
            item.to = at + 1
        elif item.role is None and (taken_role := _role_after(reading, at)) is not None:
            item.role, item.role_id, item.to = taken_role
        else:
            return
        if kind not in "kf-":
            item.end = tokens[item.to - 1].end
        else:
            item.end = tokens[item.to - 1].end


def give_code(item: Item, mark: CodeMark, printed: str) -> None:
    """Give an item the code that stands after it."""
    item.codes = mark
    item.code, item.party = mark.codes[0], mark.parties[0]
    item.spread, item.sure, item.inherited = mark.spread, mark.sure, False
    if mark.corrected:
        item.corrected = printed
    if mark.role is not None and item.role is None:
        item.role = mark.role


def _bare_code(reading: Reading, at: int) -> tuple[str, Party, int] | None:
    """A code without parentheses after a name: code, party, the token after it."""
    kind, tokens = reading.kind(at), reading.tokens
    if kind in "k-" and reading.kind(at + 1) in "bl":
        after = reading.kind(at + 2)
        if kind == "-" and tokens[at].start == tokens[at - 1].end:
            return None
        single_item = after in _AFTER_BARE or after == " "
        # `A, M, L och KD`: the codes are a list of their own.
        if after in "ka" and reading.kind(at + 3) in "bl" and reading.kind(at + 2) == "k" and _codes_from(reading, at):
            return None
        verb = after == "x" and tokens[at + 2].text in reading.register.cues.verbs
        if single_item or (verb and reading.kind(at + 1) == "b"):
            return _printed(reading, at + 1), _party(tokens[at + 1]), at + 2
        return None
    if kind == "b" and reading.kind(at + 1) not in "ni" and not _glued(reading, at):
        return _printed(reading, at), _party(tokens[at]), at + 1
    if kind == "f" and tokens[at].text in ("från", "för") and reading.kind(at + 1) in "Pb":
        if reading.kind(at + 2) in "ka" and reading.kind(at + 3) in "Pb":
            return None
        return _of_group(reading, at + 1)
    if kind == "k" and reading.kind(at + 1) == "P" and (reading.kind(at + 2) in "k.;| "):
        if reading.kind(at + 2) == "k" and reading.kind(at + 3) in "PbA":
            return None
        return _of_group(reading, at + 1)
    return None


def _codes_from(reading: Reading, at: int) -> bool:
    """Whether a list of codes alone goes on to its end from the comma at a token."""
    here = at
    while reading.kind(here) in "kabl":
        here += 1
    return reading.kind(here) not in "nipRSM"


def _glued(reading: Reading, at: int) -> bool:
    """Whether a bare code is written together with what follows it (`S:s`, `S-märkt`, `M/KD`)."""
    follows = reading.kind(at + 1)
    return follows in "z/+-" and reading.tokens[at + 1].start == reading.tokens[at].end


def _of_group(reading: Reading, at: int) -> tuple[str, Party, int] | None:
    token = reading.tokens[at]
    if token.kind == "b":
        return _printed(reading, at), _party(token), at + 1
    named = named_of(token)
    if named.party is None or named.genitive:
        return None
    return named.party.code_at(reading.date, lower=reading.lower_codes), named.party, at + 1


def _party(token: Token) -> Party:
    assert isinstance(token.value, Party)
    return token.value


def _printed(reading: Reading, at: int) -> str:
    return reading.text[reading.tokens[at].start : reading.tokens[at].end]


def _role_after(reading: Reading, at: int) -> tuple[str, str, int] | None:
    """A role that follows the name that it is of: `NN (S), ordförande`."""
    here = at + 1 if reading.kind(at) in "k-" else at
    if reading.kind(here) != "R" or reading.kind(here + 1) in "nipMf" or reading.kind(here + 1) == ":":
        return None
    if here == at and reading.kind(here + 1) not in "kca.;| " + ")":
        return None
    token = reading.tokens[here]
    form = token.value
    assert isinstance(form, RoleForm)
    return _role_text(token.text), form.id, here + 1


def read_connector(reading: Reading, at: int) -> int | None:
    """The token after commas, `och` and their like, or None where none stand there."""
    here = at
    while reading.kind(here) in "ka;+/" and here < at + 3:
        here += 1
    return here if here > at else None


def read_persons(reading: Reading, at: int, *, attached: Party | None = None) -> tuple[list[Item], int] | None:
    """A list of persons from a token on: its items with their codes given out, and the token after it.

    `attached` is the party that the list was said to be of (`för Moderaterna: A och B`).
    """
    items: list[Item] = []
    here = at
    while (item := read_person(reading, here)) is not None:
        items.append(item)
        after = read_connector(reading, item.to)
        here = item.to
        if after is None or reading.kind(after) not in "nipbRSM":
            break
        if reading.kind(after) == "b" and reading.kind(after + 1) not in ".n":
            break
        here = after
    if not items:
        return None
    end = _shared_code(reading, items)
    _spread_roles(items)
    _identify(reading, items)
    spread_codes(items, attached=attached, reading=reading)
    return items, max(end, items[-1].to)


def _shared_code(reading: Reading, items: list[Item]) -> int:
    """A code after the whole list: `A, B och C, samtliga (M)`, `A och B, båda från Moderaterna`."""
    last = items[-1]
    here = last.to
    if last.spread is not None:
        return here
    if reading.kind(here) == "k":
        here += 1
    if reading.kind(here) != "w" or reading.tokens[here].text not in _ALL_OF | _BOTH_OF:
        return last.to
    spread = 2 if reading.tokens[here].text in _BOTH_OF else ALL
    here += 1
    if reading.kind(here) in "xd" and reading.kind(here + 1) in "cbl":
        here += 1
    kind = reading.kind(here)
    if kind == "c":
        mark = reading.tokens[here].value
        assert isinstance(mark, CodeMark)
        give_code(last, mark, reading.tokens[here].text)
    elif kind in "bl":
        last.code, last.party = _printed(reading, here), _party(reading.tokens[here])
    elif kind == "f" and reading.kind(here + 1) in "Pb" and (taken := _of_group(reading, here + 1)) is not None:
        last.code, last.party = taken[0], taken[1]
        here += 1
    else:
        return last.to
    last.spread = spread
    last.to = here + 1
    last.end = reading.tokens[here].end
    return here + 1


def _spread_roles(items: list[Item]) -> None:
    """`borgarråden A, B och C`: the role of several holds until another role stands."""
    current: Item | None = None
    for item in items:
        if item.role is not None:
            current = item if item.plural_role else None
        elif current is not None:
            item.role, item.role_id = current.role, current.role_id


def _identify(reading: Reading, items: list[Item]) -> None:
    """Find for each item the known person that it names, if exactly one fits."""
    for item in items:
        name = " ".join(item.words)
        item.known = reading.known.by_name(name)
        if item.known is None and len(item.words) <= 3:
            found = reading.known.by_surname(name)
            if not found:
                bare = reading.rules.without_genitive(name)
                found = reading.known.by_surname(bare) if bare != name else ()
                if not found and name.endswith("s"):
                    found = reading.known.by_surname(name[:-1])
            if len(found) > 1 and item.party is not None and not item.inherited:
                found = tuple(known for known in found if known.party_id == item.party.id) or found
            if len(found) == 1:
                item.known = found[0]


def spread_codes(items: list[Item], *, attached: Party | None, reading: Reading) -> None:
    """Give the codes out over the names, as the module's docstring says."""
    waiting: list[Item] = []
    for item in items:
        if item.spread is None:
            if not item.inherited:
                waiting.append(item)
            continue
        mark = item.codes
        if mark is not None and len(mark.codes) > 1 and len(mark.codes) == len(waiting) + 1:
            for holder, code, party in zip([*waiting, item], mark.codes, mark.parties, strict=True):
                holder.code, holder.party = code, party
        else:
            takers = waiting[-(item.spread - 1) :] if item.spread > 1 else waiting
            for taker in takers:
                if _is_of_another(taker, item):
                    continue
                taker.code, taker.party, taker.sure, taker.inherited = item.code, item.party, item.sure, True
        waiting = []
    if attached is not None:
        for item in waiting:
            item.code = attached.code_at(reading.date, lower=reading.lower_codes)
            item.party, item.inherited = attached, True


def _is_of_another(taker: Item, item: Item) -> bool:
    return (
        item.spread == 0
        and taker.known is not None
        and taker.known.party_id is not None
        and item.party is not None
        and taker.known.party_id != item.party.id
    )
