"""Who a line, a cell or a stretch of prose in an attendance list names, and what stands beside each name."""

import re

import msgspec

from parser.attribute.attendance_forms import AttendanceForms, AttendanceUse
from parser.attribute.names import NameRules
from parser.attribute.vote_names import CODE_TEXT, FULL_NAME, NO_PARTY, PARTY_CODE, PartyOf, printed_code

LEAD = re.compile(r"[\s,;:.•·–—-]*(?:\d{1,3}[.)]\s+)?(?P<star>\*\s*)?")
ONE_CODE = re.compile(rf"[(\[{{]?{CODE_TEXT}[)\]}}]?")
SENTENCE = re.compile(r"\.\s{2,}|(?<=[^\W\d_]{3})\.\s+(?=[A-ZÅÄÖ])|(?<=\))\.\s+(?=[A-ZÅÄÖ])")
LONG_ROLE = 70  # letters: more is running text and no office


class Entry(msgspec.Struct, frozen=True):
    """A person of the list. `serving` is True or False where the print says so, `replaces` whom they served for."""

    name: str
    party: str | None = None
    role: str | None = None
    paragraphs: str | None = None
    serving: bool | None = None
    replaces: str | None = None
    ocr: bool = False


class Beside(msgspec.Struct, frozen=True):
    """What stands beside a name, sorted."""

    role: str | None = None
    paragraphs: str | None = None
    serving: bool | None = None


class _Found(msgspec.Struct, frozen=True):
    start: int
    name_end: int
    end: int
    name: str
    party: str | None
    role: str | None
    ocr: bool
    star: bool


def read_entries(text: str, forms: AttendanceForms, names: NameRules, party_of: PartyOf) -> tuple[Entry, ...]:
    """The persons that `text` names, in order. Names of those who were replaced are no entries."""
    replaced: list[tuple[int, str]] = []
    for rule in forms.of(AttendanceUse.REPLACES):
        for match in rule.regex.finditer(text):
            if FULL_NAME.search(text[: match.start()]) and match["name"]:
                replaced.append((match.start(), match["name"]))
                end = match.start() + len(match[0].rstrip("."))
                text = text[: match.start()] + " " * (end - match.start()) + text[end:]
    served: list[int] = []
    for rule in forms.of(AttendanceUse.REPLACED_BY):
        for match in rule.regex.finditer(text):
            served.append(match.end())
            text = text[: match.start()] + "," + " " * (match.end() - match.start() - 1) + text[match.end() :]
    found = find_names(text, forms, names, party_of)
    if not found:
        return ()
    limits = [*(one.start for one in found[1:]), len(text)]
    besides = [read_beside(text[one.end : limit], forms) for one, limit in zip(found, limits, strict=True)]
    # `Kommundirektör NN, ekonom NN` has offices before their names: so all through a list that begins with one.
    before_style = len(found) > 1 and found[0].role is not None
    entries: list[Entry] = []
    for i, (one, limit) in enumerate(zip(found, limits, strict=True)):
        beside = besides[i]
        role = one.role or ((besides[i - 1].role if i else None) if before_style else beside.role)
        if before_style and role is not None and not any(r.regex.fullmatch(role) for r in forms.of(AttendanceUse.ROLE)):
            role = None
        whom = next((name for at, name in replaced if one.name_end <= at <= limit), None)
        serving = True if one.star or whom or one.start in served else beside.serving
        entries.append(
            Entry(
                name=names.display(one.name.split()),
                party=one.party,
                role=role,
                paragraphs=beside.paragraphs,
                serving=serving,
                replaces=whom,
                ocr=one.ocr,
            )
        )
    return tuple(entries)


def find_names(text: str, forms: AttendanceForms, names: NameRules, party_of: PartyOf) -> list[_Found]:
    """The names in `text` with their codes, an office before a name parted from it."""
    found: list[_Found] = []
    at = 0
    while at < len(text):
        lead = LEAD.match(text, at)
        start = lead.end() if lead else at
        match = FULL_NAME.search(text, start)
        if match is None:
            break
        begin, end = match.span()
        role = None
        for rule in forms.of(AttendanceUse.ROLE):
            office = rule.regex.match(text, begin, end)
            if office and FULL_NAME.match(text, skip_spaces(text, office.end())):
                role = office[0].strip(" :")
                begin = skip_spaces(text, office.end())
            elif office and office.end() >= end:
                begin = end  # an office of several words with capitals is no name
            else:
                before = [m for m in rule.regex.finditer(text, at, begin) if not text[m.end() : begin].strip(" :")]
                if before and not found:
                    role = before[-1][0].strip(" :")
        name = text[begin:end].rstrip(".").strip()
        words = name.split()
        code = PARTY_CODE.match(text, skip_spaces(text, end))
        # A known party's code after it makes even `Blad` or `Bilaga` a surname.
        sure = code is not None and party_of(code["code"]) is not None
        if len(words) < 2 or not (sure or is_name(words, names)):
            at = max(end, begin + 1)
            continue
        party, ocr = printed_code(code["code"], party_of) if code else (None, False)
        star = bool(lead and lead["star"] and lead.end() == match.start())
        if text[end : end + 1] == "*":
            star = True
        found.append(_Found(begin, end, code.end() if code else end, name, party, role, ocr, star))
        at = code.end() if code else end
    return found


def is_name(words: list[str], names: NameRules) -> bool:
    """Whether words with capitals can be a person's name."""
    return not (any(names.is_never(word) for word in words) or names.is_organisation(words))


def skip_spaces(text: str, at: int) -> int:
    """The first place from `at` on that is no space."""
    while at < len(text) and text[at] == " ":
        at += 1
    return at


def read_beside(text: str, forms: AttendanceForms) -> Beside:
    """Sort what stands between a name and the next: paragraphs, times, whether a substitute served, an office."""
    text = SENTENCE.split(text, maxsplit=1)[0]
    for rule in forms.of(AttendanceUse.TIME):
        text = rule.regex.sub(" ", text)
    paragraphs: list[str] = []
    for rule in forms.of(AttendanceUse.PARAGRAPHS):
        for match in rule.regex.finditer(text):
            paragraphs.append(" ".join(match[0].split()))
        text = rule.regex.sub(" ", text)
    serving: bool | None = None
    for use, value in ((AttendanceUse.NOT_SERVING, False), (AttendanceUse.SERVING, True)):
        for rule in forms.of(use):
            if rule.regex.search(text):
                serving = value
                text = rule.regex.sub(" ", text)
    for rule in forms.of(AttendanceUse.NOISE):
        text = rule.regex.sub(" ", text)
    role = re.sub(r"\s*\b(?:och|samt)\s*$|^[\s,]*(?:och|samt)\b\s*", "", " ".join(text.split()))
    role = role.strip(" ,;:.•*–—-")
    if role.startswith("(") and role.endswith(")"):
        role = role[1:-1].strip()
    role = role.strip("()") if role.count("(") != role.count(")") else role
    fits = bool(role) and len(role) <= LONG_ROLE and any(c.isalpha() for c in role) and len(role) > 1
    return Beside(role if fits else None, ", ".join(paragraphs) or None, serving)


def codes_in(text: str, party_of: PartyOf) -> tuple[str, ...]:
    """The codes of a cell or line that holds codes and nothing else; none where it holds more."""
    codes: list[str] = []
    for word in re.sub(r"(?<=[(\[{])\s+|\s+(?=[)\]}])", "", text).replace(",", " ").replace(";", " ").split():
        match = ONE_CODE.fullmatch(word)
        if match is None or not (word[0] in "([{" or party_of(match["code"]) is not None or match["code"] in NO_PARTY):
            return ()
        codes.append(match["code"])
    return tuple(codes)
