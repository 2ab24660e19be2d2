"""Parties that act as groups: `V-gruppen`, `M, L och KD`, `ledamöterna från Moderaterna`, `de rödgröna`."""

from parser.attribute.codes import CodeMark
from parser.attribute.lists import Item, Reading, read_connector
from parser.attribute.names import RoleForm
from parser.attribute.parties import Named, Party
from parser.attribute.scanner import named_of

_STARTS = "PAbTcJwuSRl"
_LISTED = "PAbTcJwl"


class GroupList:
    """Groups read: the items, the token after them, and how a list of persons after them is tied to them."""

    __slots__ = ("after", "items", "persons_at")

    def __init__(self, items: list[Item], after: int, persons_at: int | None = None) -> None:
        """`persons_at` is the token at which those through whom the groups act may be named."""
        self.items = items
        self.after = after
        self.persons_at = persons_at


def read_groups(reading: Reading, at: int) -> GroupList | None:
    """A list of parties as groups from a token on, or None where none stands there."""
    if reading.kind(at) not in _STARTS:
        return None
    here = at
    while reading.kind(here) == "w":
        here += 1
    origin = False
    if reading.kind(here) == "u" or (reading.kind(here) in "SR" and _is_group_role(reading, here)):
        word = reading.tokens[here].text.casefold()
        if reading.kind(here + 1) == "f":
            here, origin = here + 2, True
        elif word in ("gruppen", "partiet") and reading.kind(here + 1) in "b":
            here, origin = here + 1, True
        else:
            return None
    elif here > at and reading.kind(here) == "f" and reading.kind(here + 1) in "Pb":
        here, origin = here + 1, True
    items: list[Item] = []
    bare = True
    while True:
        taken = _read_one(reading, here)
        if taken is None:
            break
        item, here, plain = taken
        bare = bare and plain
        items.append(item)
        after = read_connector(reading, here)
        if after is None or reading.kind(after) not in _LISTED or _is_tight_and(reading, here):
            break
        if reading.kind(after) == "w" and reading.kind(after + 1) not in "PAJ":
            break
        here = after + 1 if reading.kind(after) == "w" else after
    if not items:
        return None
    if not origin and bare and not _is_meant(reading, at, items, here):
        return None
    first = reading.tokens[at].start
    items[0].start = first
    items[0].at = at
    persons = _persons_at(reading, items, here, origin=origin)
    _mark_genitive(reading, items, here)
    return GroupList(items, here, persons)


def _is_group_role(reading: Reading, at: int) -> bool:
    form = reading.tokens[at].value
    return isinstance(form, RoleForm) and form.group


def _is_tight_and(reading: Reading, at: int) -> bool:
    """`M&V`, a department, not two parties."""
    token = reading.tokens[at]
    return token.text == "&" and at > 0 and reading.tokens[at - 1].end == token.start


def _read_one(reading: Reading, at: int) -> tuple[Item, int, bool] | None:
    """One party from a token on: the item, the token after it, and whether it is a bare code."""
    kind = reading.kind(at)
    tokens, register = reading.tokens, reading.register
    if kind not in "PAbTcJl":
        return None
    token = tokens[at]
    here = at + 1
    code: str | None = None
    party: Party | None = None
    named: Named | None = None
    plain, genitive = False, False
    mark: CodeMark | None = None
    if kind in "PA":
        named = named_of(token)
        party, genitive = named.party, named.genitive
        if reading.kind(here) == "c" and isinstance(tokens[here].value, CodeMark):
            mark = tokens[here].value  # type: ignore[assignment]
            if mark is not None and party is not None and mark.parties[0] is party:
                code = mark.codes[0]
                here += 1
    elif kind == "J":
        party = named_of(token).party
        after = here
        while reading.kind(after) in "Jka":
            after += 1
        if not _is_noun(reading, after):
            return None
        if reading.kind(here) not in "ka":
            here = after + 1
    elif kind == "T":
        value = token.value
        assert isinstance(value, tuple)
        code, party = value
        genitive = token.text.endswith("s") and token.text.rpartition("-")[2] not in register.groups.nouns
    elif kind in "bl":
        assert isinstance(token.value, Party)
        code, party = reading.text[token.start : token.end], token.value
        plain = True
        if reading.kind(here) == "-" and tokens[here].start == token.end and reading.kind(here + 1) in "ak":
            here += 1
    else:
        mark = token.value  # type: ignore[assignment]
        assert mark is not None
        glued = at > 0 and tokens[at - 1].end == token.start and reading.kind(at - 1) in "xXnu"
        if glued or not mark.sure or mark.spread or len(mark.codes) > 1 or mark.parties[0] is None or mark.corrected:
            return None
        code, party = mark.codes[0], mark.parties[0]
        plain = not mark.group
        if reading.kind(here) == "-" and reading.kind(here + 1) == "u":
            here += 2
            plain = False
    if reading.kind(here) == "z":
        genitive, plain = True, False
        here += 1
    if kind != "J" and _is_noun(reading, here) and (genitive or (plain and kind == "b")):
        genitive, plain = False, False
        here += 1
        if reading.kind(here) == "z":
            genitive, here = True, here + 1
    item = Item(
        at=at,
        to=here,
        words=[],
        start=token.start,
        end=tokens[here - 1].end,
        name_start=token.start,
        name_end=token.end,
        code=code,
        party=party,
        named=named,
        genitive=genitive,
    )
    return item, here, plain


def _is_noun(reading: Reading, at: int) -> bool:
    """Whether a word for a party's members stands there."""
    kind = reading.kind(at)
    if kind == "u":
        return reading.tokens[at].text in reading.register.groups.nouns
    if kind in "SR":
        form = reading.tokens[at].value
        return isinstance(form, RoleForm) and (form.group or form.many) and reading.kind(at + 1) not in "nip"
    return False


def _is_meant(reading: Reading, at: int, items: list[Item], after: int) -> bool:
    """Whether bare codes are parties: by a verb of acting after them or a cue before, and no label before."""
    cues, tokens = reading.register.cues, reading.tokens
    before = at - 1
    if before >= 0:
        token = tokens[before]
        if token.text.casefold() in cues.labels or token.kind == "d":
            return False
        if token.kind == "n" and reading.kind(at) in "bc":
            return False
    follows = reading.kind(after)
    acts = follows == "x" and tokens[after].text in cues.verbs
    if any(reading.kind(item.at) == "l" for item in items):
        # In lower case a letter is any word: codes only as a list that acts (`fp och m reserverar sig`).
        return acts and (len(items) > 1 or len(tokens[at].text) > 1)
    if acts or len(items) > 1:
        return True
    if before >= 0 and tokens[before].kind in ":-" and before:
        before -= 1
    return before >= 0 and tokens[before].text.casefold() in cues.before and follows not in "d("


def _persons_at(reading: Reading, items: list[Item], after: int, *, origin: bool) -> int | None:
    """Where those may be named through whom the groups act."""
    kind = reading.kind(after)
    if kind in "t:" and reading.kind(after + 1) in "nipRSM":
        return after + 1
    if kind == "(" and reading.kind(after + 1) == "t" and reading.kind(after + 2) in "nipRSM":
        return after + 2
    noun = reading.kind(after - 1) in "uSR" or origin
    if kind in "nipRSM" and (items[-1].genitive or noun):
        return after
    if kind in "nip" and len(items) == 1 and items[0].named is not None and items[0].named.genitive:
        return after
    if kind == "k" and noun and reading.kind(after + 1) in "nip":
        return after + 1
    return None


def _mark_genitive(reading: Reading, items: list[Item], after: int) -> None:
    """`Moderaternas yrkande`: a genitive only where something owned follows; over a list, for all its genitives."""
    owned = is_owned_at(reading, after)
    for item in items:
        item.genitive = item.genitive and (owned or item is not items[-1])


def is_owned_at(reading: Reading, at: int) -> bool:
    """Whether something that a person or a party owns (`yrkande`) stands at a token, after at most two adjectives."""
    here = at
    while (
        here < at + 2 and reading.kind(here) in "xwl" and reading.tokens[here].text in reading.rules.data.owned_before
    ):
        here += 1
    return reading.kind(here) in "xuX" and reading.rules.is_owned(reading.tokens[here].text)
