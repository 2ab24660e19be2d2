"""Names and party codes in the lists of a division or of an attendance, and what in such a list is neither.

A list is simpler than prose: between its commas stand names, offices, codes and parties, nothing else. What is
left over (`residue`) tells that the list has ended.
"""

import re
from collections.abc import Callable

import msgspec

from parser.attribute.vote_forms import Use, VoteForms

PartyOf = Callable[[str], str | None]

PARTICLE = r"(?:af|av|von|van|de|der|den|del|della|la|le|el|al|bin|ibn|ben|du|di|da|dos|ter)"
CAPITAL = "[A-ZÅÄÖÜÉÈÓÁÍØÆŠŽČĆ]"
PIECE = rf"(?:{CAPITAL}\.(?:-?{CAPITAL}\.)?|{CAPITAL}[\w'’\u2010\u2011-]*)"  # only an initial ends in a point
NAME = rf"{PIECE}(?:[ ]+(?:{PARTICLE}[ ]+)*{PIECE}){{1,5}}"
CODE_TEXT = r"(?P<code>[^\W\d_]{1,5}!?|[^\W\d_]{1,4}[+/-][^\W\d_]{1,4}|F!|\d|-|–|—)"
CODE = rf"[(\[{{]\s?(?:(?:alla|båda|samtliga)\s+)?{CODE_TEXT}\s?[)\]}}(]"
CODE_ANY = CODE.replace("(?P<code>", "(?:")
FULL_NAME = re.compile(NAME)
ONE_NAME = re.compile(PIECE)
PARTY_CODE = re.compile(CODE)
SPLIT = re.compile(r"\s*(?:[,;\n•·\t]|(?<![\w-])(?:och|samt|&)(?![\w-])|\s[–—-]\s)\s*")
AND_OTHERS = re.compile(r"\A\s*m\.?\s?fl\.?", re.IGNORECASE)
BRACKETED = re.compile(r"\A\s*\(?\d{1,3}(?:\s+[a-zåäö]+)?\)|\A\d{1,3}(?=\s*\()")
OPENED = re.compile(r"\A(?:\d{1,3}\s*)?\((?=[^\W\d_]{2,}\s)")
COUNTED = re.compile(r"\s*\(\d{1,3}(\s+[a-zåäö]+)?\)\s*\Z")
LEADING_CODE = re.compile(r"\A([^\W\d_]{1,5}!?|[A-ZÅÄÖ][a-zåäö]+(?:[ ][a-zåäö]+)?)\s*:\s*")
MISREAD = {"5": "S", "0": "C", "8": "S"}
NO_PARTY = {"-", "–", "—"}


class Named(msgspec.Struct, frozen=True):
    """A person of a list: the name, the code as printed, the words before the name that tell an office."""

    name: str
    party: str | None = None
    title: str | None = None
    ocr: bool = False


class NameList(msgspec.Struct, frozen=True):
    """What a list holds. `groups` are parties that stand for their members; `residue` counts the other words."""

    names: tuple[Named, ...]
    groups: tuple[str, ...] = ()
    residue: int = 0
    and_others: bool = False


def read_names(text: str, forms: VoteForms, party_of: PartyOf) -> NameList:
    """The persons and parties of the list `text`. A code after the last of several names is all theirs."""
    names: list[Named] = []
    groups: list[str] = []
    residue = 0
    others = False
    waiting = 0  # how many of the last names still wait for a code
    lead: str | None = None
    for chunk in SPLIT.split(text):
        rest = OPENED.sub("", chunk.strip(" .:;–-*•"))
        counted = COUNTED.search(rest)
        if counted and (counted[1] or group_of(rest[: counted.start()], forms, party_of)):
            rest = rest[: counted.start()]  # `S, V och MP (24)`; after a name `(5)` is rather a code misread
        leading = LEADING_CODE.match(rest)
        if leading and party_of(leading[1]) is not None:
            lead, rest = leading[1], rest[leading.end() :]
        title: str | None = None
        if forms.first(Use.PART, rest) is not None:
            others, rest = True, ""
        while rest:
            stripped, found_title = without_title(rest, forms)
            title = found_title or title
            rest = stripped
            if not rest:
                break
            group = group_of(rest, forms, party_of)
            if group is not None:
                groups.append(group)
                waiting = 0
                break
            name = FULL_NAME.match(rest)
            if name is not None and forms.any_of(Use.ANSWER).search(name[0]):
                name = None  # `Ja Nej` is a table's heading
            one = ONE_NAME.match(rest) if name is None else None
            if one is not None and forms.any_of(Use.ANSWER).search(one[0]):
                one = None
            if name is None and one is not None and (PARTY_CODE.match(rest[one.end() :].lstrip()) or title):
                name = one  # a surname alone, told to be a name by its code or its office
            if name is None:
                code = PARTY_CODE.match(rest)
                if code is not None:
                    residue += 0 if waiting else 1
                    names[len(names) - waiting :] = [
                        msgspec.structs.replace(one, party=printed_code(code["code"], party_of)[0])
                        for one in names[len(names) - waiting :]
                    ]
                    waiting = 0
                    rest = rest[code.end() :].strip(" .:")
                    continue
                number = BRACKETED.match(rest)
                if number:
                    rest = rest[number.end() :].strip(" .:")
                    continue
                word, _, rest = rest.partition(" ")
                residue += 1 if any(c.isalpha() for c in word) else 0
                rest = rest.strip()
                continue
            rest = rest[name.end() :].strip()
            others_match = AND_OTHERS.match(rest)
            if others_match:
                others, rest = True, rest[others_match.end() :].strip()
            code = PARTY_CODE.match(rest)
            printed, ocr = printed_code(code["code"], party_of) if code else (lead, False)
            names.append(Named(name[0].rstrip("."), printed, title, ocr))
            if code:
                rest = rest[code.end() :].strip(" .:")
                first = len(names) - 1 - waiting
                names[first:-1] = [msgspec.structs.replace(one, party=printed) for one in names[first:-1]]
                waiting = 0
            elif lead is None:
                waiting += 1
            title = None
    return NameList(tuple(names), tuple(groups), residue, others)


def without_title(text: str, forms: VoteForms) -> tuple[str, str | None]:
    """`text` without the office at its start, and that office."""
    title: list[str] = []
    while True:
        for rule in forms.of(Use.TITLE):
            match = rule.regex.match(text)
            if match and match.end():
                title.append(match[0].strip(" :"))
                text = text[match.end() :].lstrip(" ,:")
                break
        else:
            break
    if text and forms.first(Use.ROLE, text) is not None and not ONE_NAME.fullmatch(text[:1]):
        return "", " ".join([*title, text])
    return text, " ".join(title) or None


def group_of(text: str, forms: VoteForms, party_of: PartyOf) -> str | None:
    """The party that `text` (all of it) names as a group: `S`, `Vänsterpartiet`, `Ledamöterna från M`."""
    text = text.strip(" ()")
    if len(text) <= 40 and party_of(text) is not None:
        return text
    for rule in forms.of(Use.GROUP):
        match = rule.regex.match(text)
        if match and party_of(match["party"]) is not None:
            return match["party"]
    return None


def printed_code(code: str, party_of: PartyOf) -> tuple[str | None, bool]:
    """A code between brackets, as it is to stand in the record, and whether a misreading was mended."""
    code = code.strip()
    if code in NO_PARTY:
        return None, False
    if party_of(code) is None and code in MISREAD:
        return MISREAD[code], True
    return code, False
