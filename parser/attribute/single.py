"""One person: role, name, `m.fl.` and code, in the orders in which they are printed."""

from parser.attribute.codes import CodeMark
from parser.attribute.names import RoleForm
from parser.attribute.party_data import Party
from parser.attribute.reading import Item, Reading
from parser.attribute.scanner import named_of

_LONGEST = 6
_AFTER_BARE = "ka.;|)-o "


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
            words += _parted(reading, word)
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
        if kind == "p" or (words and _is_particle(reading, here)):
            after = here + 1
            while after < here + 3 and _is_particle(reading, after):
                after += 1
            if reading.kind(after) != "n":
                break
            words += [reading.printed(part) for part in range(here, after)]
            here = after
            continue
        break
    if not names:
        return None
    return words, here


def _parted(reading: Reading, word: str) -> list[str]:
    """A given name and a surname that have lost the blank between them: `GabrielRosvall` (but `AnnaKarin` is one)."""
    inner = next((at for at in range(2, len(word) - 1) if word[at].isupper() and word[at - 1].islower()), None)
    if inner is None or "-" in word:
        return [word]
    first, rest = word[:inner], word[inner:]
    if reading.rules.is_given(first) and not reading.rules.is_given(rest) and rest[1:].islower():
        return [first, rest]
    return [word]


def _is_particle(reading: Reading, at: int) -> bool:
    """A particle of a name, also one that is another word too (`de`, `den`) or has a capital (`Louis De Geer`)."""
    return reading.kind(at) in "pw" and reading.tokens[at].text in reading.rules.data.particles


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
    if item.spread is None:
        _unread_code(reading, item)
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
    for _ in range(5):
        at = item.to
        kind, follows = reading.kind(at), reading.kind(at + 1)
        if kind == "z":
            item.genitive, item.to = True, at + 1
        elif _is_of_a_place(reading, at):
            item.words += [reading.printed(at), reading.printed(at + 1)]
            item.name_end, item.to = reading.tokens[at + 1].end, at + 2
        elif kind == "o" or (kind == "k" and follows == "o"):
            item.others, item.to = True, at + (1 if kind == "o" else 2)
        elif item.spread is None and (coded := _code_at(reading, at)) is not None:
            give_code(item, _mark_at(reading, coded), reading.printed(coded))
            item.to = coded + 1
        elif item.spread is None and (taken := _bare_code(reading, at)) is not None:
            item.code, item.party, item.to = taken
            item.spread, item.inherited = 0, False
        elif kind == "r" and item.role is None:
            item.role, item.to = str(reading.tokens[at].value), at + 1
        elif item.role is None and (taken_role := _role_after(reading, at)) is not None:
            item.role, item.role_id, item.to = taken_role
        else:
            return


def _is_of_a_place(reading: Reading, at: int) -> bool:
    """Whether a village tells the member from a namesake, before the code: `Bertil Svensson i Ullared (c)`."""
    place = reading.tokens[at + 1] if at + 2 < len(reading.tokens) else None
    if place is None or reading.kind(at) != "f" or reading.tokens[at].text != "i" or reading.kind(at + 2) != "c":
        return False
    return reading.kind(at + 1) in "nu" and reading.printed(at + 1)[:1].isupper()


def _unread_code(reading: Reading, item: Item) -> None:
    """Parentheses that hold no code that can be read, after a name whose party is known: `Anna Berg ()`."""
    at = item.to
    if reading.kind(at) != "(" or not 2 <= len(reading.tokens[at].text) <= 5 or reading.tokens[at].text[1:-1].isalnum():
        return
    known = reading.known.by_name(" ".join(item.words))
    party = reading.register.by_id(known.party_id) if known is not None and known.party_id is not None else None
    if party is not None:
        item.code, item.party = party.code_at(reading.date, lower=reading.lower_codes), party
        item.spread, item.corrected, item.to = 0, reading.printed(at), at + 1


def _mark_at(reading: Reading, at: int) -> CodeMark:
    mark = reading.tokens[at].value
    assert isinstance(mark, CodeMark)
    return mark


def _code_at(reading: Reading, at: int) -> int | None:
    """The token of a code in parentheses that belongs to the name before `at`, past what may stand between."""
    kind, follows = reading.kind(at), reading.kind(at + 1)
    if kind == "c":
        return at
    if kind in "*|" and follows == "c" and reading.tokens[at].text != "\n":
        return at + 1
    if kind == "f" and follows == "c" and reading.tokens[at].text in reading.register.lists.of_party:
        return at + 1
    if kind == "k" and follows == "c" and not _mark_at(reading, at + 1).spread:
        # `A, (S)`; but in `A, (M) och (KD)` the codes are a list of their own.
        after = at + 2
        while reading.kind(after) in "ka":
            after += 1
        return None if after > at + 2 and reading.kind(after) == "c" else at + 1
    return None


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
    kind, follows, tokens = reading.kind(at), reading.kind(at + 1), reading.tokens
    if kind == "b":
        if follows in "ni" or (follows in "z/+-" and reading.glued(at + 1)):
            return None
        return reading.printed(at), party_at(reading, at), at + 1
    if kind == "l" and reading.kind(at - 1) == "n" and reading.kind(at - 2) in "nip":
        # «NN v», in small letters: only where the name ends there
        verb = follows == "x" and tokens[at + 1].text in reading.register.cues.verbs
        if verb or follows in _AFTER_BARE:
            return reading.printed(at), party_at(reading, at), at + 1
    if kind == "|" and follows == "b" and tokens[at].text != "\n" and reading.kind(at + 2) in "| ":
        return reading.printed(at + 1), party_at(reading, at + 1), at + 2
    if kind in "k-" and follows in "bl":
        return _code_between_commas(reading, at)
    if kind in "(<[{" and follows in "bl" and reading.ocr and reading.glued(at + 1):
        # A scan's parenthesis that was never closed, or closed by another sign.
        closed = reading.kind(at + 2) in ")>]}!|" and at + 2 < len(tokens) and reading.glued(at + 2)
        return reading.printed(at + 1), party_at(reading, at + 1), at + 2 + closed
    if kind == "f" and (group := _group_behind(reading, at)) is not None:
        return group
    listed = reading.kind(at + 2) in "ka" and reading.kind(at + 3) in "PbA"
    if kind == "f" and tokens[at].text in reading.register.lists.of_party and follows in "Pb" and not listed:
        return party_of_group(reading, at + 1)
    if kind == "k" and follows == "P" and reading.kind(at + 2) in "k.;| " and not listed:
        return party_of_group(reading, at + 1)
    if kind == "k" and follows == "P" and reading.kind(at + 2) == "c":
        return _named_and_coded(reading, at + 1)
    return None


def _group_behind(reading: Reading, at: int) -> tuple[str, Party, int] | None:
    """`A för S-gruppen`, `A för den moderata gruppen`, `A för Moderaternas räkning`: the party that A acts for."""
    if reading.tokens[at].text not in reading.register.lists.of_party:
        return None
    here = at + 1 + (reading.kind(at + 1) == "w")
    kind, follows = reading.kind(here), reading.kind(here + 1)
    value = reading.tokens[here].value if here < len(reading.tokens) else None
    if kind == "T" and isinstance(value, tuple) and (follows not in "ka" or reading.kind(here + 2) in "nipRSM"):
        return value[0], value[1], here + 1
    if kind in "JP" and follows in "uSx" and (party := named_of(reading.tokens[here]).party) is not None:
        word = reading.tokens[here + 1].text.casefold()
        genitive = kind == "J" or named_of(reading.tokens[here]).genitive
        if genitive and (word in reading.register.groups.nouns or word in reading.register.groups.behalf):
            return party.code_at(reading.date, lower=reading.lower_codes), party, here + 2
    return None


def _code_between_commas(reading: Reading, at: int) -> tuple[str, Party, int] | None:
    """`A, S,` and `A - S`; but in `A, M, L och KD` the codes are a list of their own."""
    tokens, after = reading.tokens, reading.kind(at + 2)
    if reading.kind(at) == "-" and reading.glued(at):
        return None
    if after == "k" and reading.kind(at + 3) in "bl":
        here = at
        while reading.kind(here) in "kabl":
            here += 1
        if reading.kind(here) not in "nipRSM":
            return None
    verb = after == "x" and tokens[at + 2].text in reading.register.cues.verbs and reading.kind(at + 1) == "b"
    if after in _AFTER_BARE or verb:
        return reading.printed(at + 1), party_at(reading, at + 1), at + 2
    return None


def party_of_group(reading: Reading, at: int) -> tuple[str, Party, int] | None:
    """The party that a name or a bare code at a token means: code, party, the token after it."""
    if reading.kind(at) == "b":
        return reading.printed(at), party_at(reading, at), at + 1
    named = named_of(reading.tokens[at])
    if named.party is None or named.genitive:
        return None
    return named.party.code_at(reading.date, lower=reading.lower_codes), named.party, at + 1


def _named_and_coded(reading: Reading, at: int) -> tuple[str, Party, int] | None:
    """A party's name with its own code after it (`NN, Kirunapartiet (KIP)`): code, party, the token after it."""
    named, mark = named_of(reading.tokens[at]), _mark_at(reading, at + 1)
    if named.party is None or mark.parties[0] is not named.party:
        return None
    return mark.codes[0], named.party, at + 2


def party_at(reading: Reading, at: int) -> Party:
    """The party of a bare code."""
    party = reading.tokens[at].value
    assert isinstance(party, Party)
    return party


def _role_after(reading: Reading, at: int) -> tuple[str, str, int] | None:
    """A role that follows the name that it is of: `NN (S), ordförande`."""
    here = at + 1 if reading.kind(at) in "k-" else at
    if reading.kind(here) != "R" or reading.kind(here + 1) in "nipMf" or reading.kind(here + 1) == ":":
        return None
    if here == at and reading.kind(here + 1) not in "kca.;|) ":
        return None
    token = reading.tokens[here]
    form = token.value
    assert isinstance(form, RoleForm)
    return _role_text(token.text), form.id, here + 1
