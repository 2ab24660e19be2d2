"""Parties that act as groups: `V-gruppen`, `M, L och KD`, `ledamöterna från Moderaterna`, `de rödgröna`."""

from dataclasses import dataclass

from parser.attribute.codes import CodeMark
from parser.attribute.lists import read_connector
from parser.attribute.names import RoleForm
from parser.attribute.party_data import Party
from parser.attribute.reading import Item, Reading
from parser.attribute.scanner import named_of
from parser.attribute.single import party_at

STARTS = frozenset("PAbTcJwuSRlM")
_LISTED = "PAbTcJwlM"


@dataclass(slots=True)
class GroupList:
    """Groups read, the token after them, and the token at which those may be named through whom they act."""

    items: list[Item]
    after: int
    persons_at: int | None = None


@dataclass(slots=True)
class _One:
    """One element of a list of groups, as it is read: `plain` says that it is a code and nothing else."""

    items: list[Item]
    after: int
    plain: bool = False
    noun: bool = False


def read_groups(reading: Reading, at: int) -> GroupList | None:
    """A list of parties as groups from a token on, or None where none stands there."""
    start = _past_members(reading, at)
    if start is None:
        return None
    here, told = start
    items: list[Item] = []
    bare, noun = True, False
    while (one := _read_one(reading, here, whole=here > at)) is not None:
        here, noun = one.after, one.noun
        bare = bare and one.plain
        items += one.items
        after = read_connector(reading, here)
        if after is None or reading.kind(after) not in _LISTED or _is_tight_and(reading, here):
            break
        if reading.kind(after) == "w":
            if reading.kind(after + 1) not in "PAJM":
                break
            after += 1
        here = after
    if not items:
        return None
    persons = _persons_at(reading, items, here, noun=noun or told)
    if not told and bare and persons is None and not _is_meant(reading, at, items, here):
        return None
    if at < items[0].at:
        items[0].at, items[0].start = at, reading.tokens[at].start
    owned = not noun and is_owned_at(reading, here)
    for item in items:
        item.genitive = item.genitive and owned
    return GroupList(items, here, persons)


def _past_members(reading: Reading, at: int) -> tuple[int, bool] | None:
    """The token at which the parties begin, past `samtliga ledamöter från`, and whether those words say that they act.

    None where no group can begin at the token.
    """
    here = at
    while reading.kind(here) == "w":
        here += 1
    kind, follows = reading.kind(here), reading.kind(here + 1)
    if kind in "uSR":
        last = here
        while reading.kind(last + 1) in "ak" and reading.kind(last + 2) in "uSR":
            last += 2
        if not all(reading.kind(part) in "uak" or _is_group_role(reading, part) for part in range(here, last + 1)):
            return None
        follows = reading.kind(last + 1)
        if follows == "f" and reading.kind(last + 2) in _LISTED:
            return last + 2, True
        if kind in "uS" and follows in "cbP" and not reading.glued(last + 1):
            return last + 1, True
        return None
    if here > at and kind == "f" and follows in "PbcA":
        return here + 1, True
    return (here, False) if kind in _LISTED else None


def _is_group_role(reading: Reading, at: int) -> bool:
    form = reading.tokens[at].value
    return isinstance(form, RoleForm) and form.group


def _is_tight_and(reading: Reading, at: int) -> bool:
    """`M&V`, a department, not two parties."""
    return reading.tokens[at].text == "&" and reading.glued(at)


def _read_one(reading: Reading, at: int, *, whole: bool) -> _One | None:
    """One element from a token on; `whole` says that `samtliga`, `de` or their like stand before it."""
    kind = reading.kind(at)
    if kind in "PA":
        return _of_parties(reading, _genitive(reading, _named(reading, at)))
    if kind == "J":
        return _adjective(reading, at)
    if kind == "M":
        return _members(reading, at, whole=whole)
    if kind == "T":
        value = reading.tokens[at].value
        assert isinstance(value, tuple)
        tail = reading.tokens[at].text.rpartition("-")[2]
        code, party = value
        item = _item(reading, at, at + 1, party, code=code)
        item.genitive = tail.endswith("s") and tail not in reading.register.groups.nouns
        return _genitive(reading, _One([item], at + 1, noun=not item.genitive))
    if kind in "bl":
        item = _item(reading, at, at + 1, party_at(reading, at), code=reading.printed(at))
        one = _One([item], at + 1, plain=True)
        # `S- och V-grupperna`
        if reading.kind(at + 1) == "-" and reading.glued(at + 1) and reading.kind(at + 2) in "ak":
            one.after = at + 2
        return _genitive(reading, one)
    if kind == "c":
        return _genitive(reading, _coded(reading, at))
    return None


def _item(reading: Reading, at: int, to: int, party: Party | None, code: str | None = None) -> Item:
    token, last = reading.tokens[at], reading.tokens[to - 1]
    item = Item(at, to, [], token.start, last.end, token.start, token.end)
    item.code, item.party = code, party
    return item


def _named(reading: Reading, at: int) -> _One:
    """A party's or an alliance's name, with its code in parentheses where that follows: `Moderaterna (M)`."""
    named = named_of(reading.tokens[at])
    item = _item(reading, at, at + 1, named.party)
    item.named, item.genitive = named, named.genitive
    one = _One([item], at + 1)
    mark = reading.tokens[at + 1].value if reading.kind(at + 1) == "c" else None
    if isinstance(mark, CodeMark) and named.party is not None and mark.parties[0] is named.party:
        item.code = mark.codes[0]
        item.to, item.end, one.after = at + 2, reading.tokens[at + 1].end, at + 2
    return one


def _adjective(reading: Reading, at: int) -> _One | None:
    """`den moderata gruppen`, `de moderata och liberala ledamöterna`: counts only before a word for a group."""
    after = at + 1
    while reading.kind(after) in "Jka":
        after += 1
    if not _is_noun(reading, after):
        return None
    last = reading.kind(at + 1) not in "ka"
    to = after + 1 if last else at + 1
    return _One([_item(reading, at, to, named_of(reading.tokens[at]).party)], to, noun=last)


def _members(reading: Reading, at: int, *, whole: bool) -> _One | None:
    """`samtliga moderater`, `socialdemokrater reserverar sig`: several members, not one with a name."""
    token = reading.tokens[at]
    follows = reading.kind(at + 1)
    if token.text.casefold().endswith("n") or follows in "nip":
        return None
    acts = follows == "x" and reading.tokens[at + 1].text in reading.register.cues.verbs
    if not whole and not acts:
        return None
    return _One([_item(reading, at, at + 1, named_of(token).party)], at + 1, noun=True)


def _coded(reading: Reading, at: int) -> _One | None:
    """A code in parentheses that stands at no name: `reservationen av (s)`, `(S, V)`, `(S)-gruppen`."""
    token = reading.tokens[at]
    mark = token.value
    assert isinstance(mark, CodeMark)
    glued = reading.glued(at) and reading.kind(at - 1) in "xXnu"
    if glued or not mark.sure or mark.spread or mark.corrected or mark.role is not None:
        return None
    items, begins = [], token.start
    for code, party in zip(mark.codes, mark.parties, strict=True):
        if party is None:
            return None
        item = _item(reading, at, at + 1, party, code=code)
        if len(mark.codes) > 1:
            item.start = item.name_start = reading.text.index(code, begins)
            item.end = item.name_end = begins = item.start + len(code)
        items.append(item)
    one = _One(items, at + 1, plain=not mark.group, noun=mark.group)
    if reading.kind(at + 1) == "-" and _is_noun(reading, at + 2):
        items[-1].to, items[-1].end = at + 3, reading.tokens[at + 2].end
        one.after, one.plain, one.noun = at + 3, False, True
    return one


def _genitive(reading: Reading, one: _One | None) -> _One | None:
    """Take in a genitive's `:s` and a word for the group after it: `SD:s ledamöter`, `Moderaternas grupp`."""
    if one is None:
        return None
    last = one.items[-1]
    if reading.kind(one.after) == "z":
        last.genitive, one.plain = True, False
        one.after += 1
    if (last.genitive or one.plain) and _is_noun(reading, one.after):
        last.genitive, one.plain, one.noun = False, False, True
        one.after += 1
        if reading.kind(one.after) == "z":
            last.genitive, one.noun = True, False
            one.after += 1
    if one.after > last.to:
        last.to, last.end = one.after, reading.tokens[one.after - 1].end
    return one


def _of_parties(reading: Reading, one: _One | None) -> _One | None:
    """An alliance with its parties in parentheses is these: `Alliansens ledamöter (M, FP och C)`."""
    if one is None or one.items[-1].party is not None or reading.kind(one.after) != "c":
        return one
    mark = reading.tokens[one.after].value
    coded = _coded(reading, one.after) if isinstance(mark, CodeMark) and len(mark.codes) > 1 else None
    if coded is None:
        return one
    coded.items[0].at, coded.items[0].start = one.items[0].at, one.items[0].start
    return _One([*one.items[:-1], *coded.items], coded.after, noun=one.noun)


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
        return acts and (items[0].at != items[-1].at or len(tokens[at].text) > 1)
    if acts or items[0].at != items[-1].at:
        return True
    if before > 0 and tokens[before].kind in ":-":
        before -= 1
    return before >= 0 and tokens[before].text.casefold() in cues.before and follows not in "d("


def _persons_at(reading: Reading, items: list[Item], after: int, *, noun: bool) -> int | None:
    """Where those may be named through whom the groups act."""
    kind, follows = reading.kind(after), reading.kind(after + 1)
    if kind in "t:" and follows in "nipRSM":
        return after + 1
    if kind == "(" and follows == "t" and reading.kind(after + 2) in "nipRSM":
        return after + 2
    last = items[-1]
    if kind == "(" and follows in "nipRSM" and last.named is not None and reading.tokens[after].text == "(":
        return after + 1
    if kind in "nipRSM" and (last.genitive or noun or reading.kind(after - 1) in "uSR"):
        return after
    if kind == "k" and noun and follows in "nip":
        return after + 1
    return None


def is_owned_at(reading: Reading, at: int) -> bool:
    """Whether something that a person or a party owns (`yrkande`) stands at a token, after at most two adjectives."""
    here, before = at, reading.rules.data.owned_before
    while here < at + 2 and reading.kind(here) in "xwl" and reading.tokens[here].text in before:
        here += 1
    return reading.kind(here) in "xuX" and reading.rules.is_owned(reading.tokens[here].text)
