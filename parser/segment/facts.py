"""What a document says that it is: its family, type, number, diary numbers, title, municipality, body and date.

Postconditions: 1. every fact is printed in the document (or, for the municipality, follows from the profile);
2. what is not found is None; 3. the same blocks give the same facts.
"""

import functools
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from parser.language.bodies import nominative, same_body
from parser.language.engine import Engine
from parser.model import Block, Facts, Role
from parser.profile import COMMON, PROFILES, Profile, available, load_profile

_TYPES = ("pm", "promemoria", "utlåtande")  # alone on a line above the rest of a memorandum's title line
_MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
GENERIC = "generic"  # the profile of last resort
_CERTAIN = 3  # so many of a profile's own forms outweigh another municipality's name
_LONGEST_LINE = 160  # characters of a line that says what the document is
_FRONT = 40  # blocks in which a document says what it is
_MUNICIPALITY = re.compile(
    r"\b((?:[A-ZÅÄÖ][a-zåäöé]+|[A-ZÅÄÖ]{3,})(?:[ -](?:[A-ZÅÄÖ][a-zåäöé]+|[A-ZÅÄÖ]{3,}))?)\s+"
    r"(?:kommun|KOMMUN|Kommun|stad|STAD|Stad)\b"
)
_COUNCIL = re.compile(
    r"\b([A-ZÅÄÖ][a-zåäöé]+|[A-ZÅÄÖ]{3,})\s+(?i:kommunfullmäktige|kommunstyrelse|stadsfullmäktige)s?\b"
)


@functools.cache
def municipalities() -> dict[str, str]:
    """SCB's code of each municipality, by its name."""
    text = (PROFILES / COMMON / "municipalities.toml").read_text(encoding="utf-8")
    table: dict[str, str] = tomllib.loads(text)["municipalities"]
    return table


@functools.lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def first_match(patterns: Iterable[str], text: str) -> re.Match[str] | None:
    """The match of the first of `patterns` that is found in `text`."""
    return next((m for p in patterns if (m := _compiled(p).search(text))), None)


def iso_date(match: re.Match[str]) -> str | None:
    """The date of a match with the groups iso, or day, month (a Swedish name) and year; None where it is no day."""
    groups = match.groupdict()
    try:
        if groups.get("iso"):
            return date.fromisoformat(groups["iso"]).isoformat()
        month = (groups.get("month") or "").lower()
        if month not in _MONTHS or not groups.get("day") or not groups.get("year"):
            return None
        return date(int(groups["year"]), _MONTHS.index(month) + 1, int(groups["day"])).isoformat()
    except ValueError:  # `31 februari`: a slip of the print, or no date at all
        return None


def plain_municipality(printed: str) -> tuple[str, str | None]:
    """The plain name of a municipality as its letterhead prints it (`Göteborgs` → `Göteborg`), and SCB's code."""
    name = " ".join(word.capitalize() if word.isupper() else word for word in printed.split())
    known = municipalities()
    for candidate in (name, name.removesuffix("s"), name.split()[-1], name.split()[-1].removesuffix("s")):
        if candidate in known:
            return candidate, known[candidate]
    # «Älvsby kommun» is Älvsbyn: the letterhead's name stays, the code is that of the one name that it begins
    near = [code for full, code in known.items() if full.rstrip("n") == name.rstrip("ns") or full == name + "s"]
    return name, near[0] if len(near) == 1 else None


def recognise(blocks: Sequence[Block]) -> tuple[str, str | None, str | None]:
    """The profile's name, the municipality and its code, told from the first pages.

    A profile's own recognition patterns decide where they match most; else a letterhead (`X kommun`); else the
    profile is `generic`.
    """
    front = "\n".join(b.text for b in blocks[:_FRONT])
    head = "\n".join(b.text for b in blocks[:_FRONT] if b.role in (Role.FURNITURE, Role.TITLE) or b in blocks[:6])
    lettered = _known_in(head)
    by_forms = _by_forms(front)
    if by_forms and (
        lettered is None or by_forms[1] >= _CERTAIN or lettered[0] == load_profile(by_forms[0]).municipality
    ):
        by_forms_name = by_forms[0]
        return by_forms_name, *plain_municipality(load_profile(by_forms_name).municipality or "")
    municipality, code = lettered or _known_in(front) or _mentioned(front) or (None, None)
    whole = "\n".join(b.text for b in blocks[: 6 * _FRONT])
    if municipality is None and (one := _by_forms(whole, least=1)):
        return one[0], *plain_municipality(load_profile(one[0]).municipality or "")
    if municipality is None:
        municipality, code = _most_named("\n".join(b.text for b in blocks)) or (None, None)
    return profile_of(municipality) if municipality else GENERIC, municipality, code


def _known_in(text: str) -> tuple[str, str | None] | None:
    """The municipality that a text names most by its letterhead's form (`X kommun`, `Xs stad`)."""
    matches = [*_MUNICIPALITY.finditer(text), *_COUNCIL.finditer(text)]
    printed = [plain_municipality(m[1]) for m in matches]
    known = [p for p in printed if p[1]]
    return max(known, key=known.count) if known else None


def _by_forms(text: str, least: int = 2) -> tuple[str, int] | None:
    """The profile whose own forms of words a text has most of, where it has at least `least`, and how many."""
    counts = {
        n: sum(len(_compiled(p).findall(text)) for p in load_profile(n).recognition.patterns) for n in available()
    }
    best = max(counts, key=lambda n: counts[n], default=None)
    return (best, counts[best]) if best is not None and counts[best] >= least else None


_NAME = re.compile(r"\b[A-ZÅÄÖ][a-zåäöé]+\b")
_CLEARLY = 3  # times: so much more often than any other a municipality must be named to be the document's own


def _most_named(text: str) -> tuple[str, str | None] | None:
    """The municipality that a whole document names by far the most, where nothing on its first pages tells it."""
    known = municipalities()
    words = Counter(_NAME.findall(text))
    counts = Counter({name: words[name] + words[genitive] for name in known if (genitive := name + "s")})
    (first, most), (_, second) = counts.most_common(2)
    return (first, known[first]) if most >= _CLEARLY and most >= _CLEARLY * second else None


_PLACED = re.compile(
    r"\b(?:i|[Ss]tadshuset|[Kk]ommunhuset|[Rr]ådhuset|[Kk]ommunalhuset|[Kk]ommunkontoret),?\s+([A-ZÅÄÖ][a-zåäöé]+)"
)


def _mentioned(front: str) -> tuple[str, str | None] | None:
    """The municipality in which the first pages say that something is, where none has a letterhead."""
    placed = [n for n in _PLACED.findall(front) if n in municipalities()]
    return (n := max(placed, key=placed.count), municipalities()[n]) if placed else None


def read_facts(
    blocks: Sequence[Block], profile: Profile, engine: Engine, municipality: str | None, code: str | None
) -> Facts:
    """The facts of a document whose profile and municipality are known."""
    front = [b for b in blocks[:_FRONT] if b.text.strip()]
    memo = _memorandum(front, blocks, profile)
    if memo is not None:
        return _with(memo, municipality, code)
    if _is_minutes(front, blocks, profile):
        return _with(_minutes(front, blocks, profile, engine), municipality, code)
    other = next((m for b in front if (m := first_match(profile.facts.other_types, b.text))), None)
    kind = other["type"].lower() if other else "unknown"
    title = next((b.text for b in front if b.role in (Role.TITLE, Role.HEADING)), None)
    facts = Facts(family="memorandum", type=kind, title=title, date=_date(front, profile.facts.meeting_date))
    return _with(facts, municipality, code)


def _with(facts: Facts, municipality: str | None, code: str | None) -> Facts:
    values = {f: getattr(facts, f) for f in Facts.__struct_fields__}
    return Facts(**{**values, "municipality": municipality, "municipality_code": code})


def _memorandum(front: Sequence[Block], blocks: Sequence[Block], profile: Profile) -> Facts | None:
    lines = [b for b in front if b.role is not Role.FURNITURE][:10] + [b for b in front if b.role is Role.FURNITURE][:4]
    for place, block in enumerate(lines):
        found = first_match(profile.facts.title_line, block.text)
        if not found and block.text.strip().casefold() in _TYPES and place + 1 < len(lines):
            # the type stands on a line of its own
            found = first_match(profile.facts.title_line, f"{block.text.strip()} {lines[place + 1].text.strip()}")
            block = lines[place + 1]
        if not found:
            continue
        groups = found.groupdict()
        kind = {"p m": "pm", "promemoria": "pm"}.get(groups["type"].lower(), groups["type"].lower())
        number = " ".join((groups.get("number") or "").replace(" :", ":").replace(": ", ":").split()) or None
        if number and block.recognised:
            number = re.sub(r"(?<=R)[IVXl]+", lambda m: m[0].replace("l", "I"), number)
        rest = found.string[found.end() :].strip()
        heading_blocks = [block.id]
        title = rest or None
        if not rest:
            after = front[front.index(block) + 1 :]
            following = next((b for b in after if b.role is not Role.FURNITURE), None)
            if following is not None:
                title = following.text
                heading_blocks.append(following.id)
        department = groups.get("department") or (
            m[0] if number and (m := re.search(r"R\s?[IVX]+.*$", number)) else None
        )
        return Facts(
            family="memorandum",
            type=kind,
            number=number,
            diary_numbers=diary_numbers_of(groups.get("dnr")),
            title=title,
            department=department,
            date=_signature_date(blocks, profile),
            front=tuple(heading_blocks),
        )
    return None


def diary_numbers_of(printed: str | None) -> tuple[str, ...]:
    """The diary numbers of a bracket: `106-130/2016, 106-131/2016` is two."""
    parts = re.split(r"\s*(?:,|;|\boch\b|\bsamt\b)\s*", printed or "")
    cleaned = (re.sub(r"^(?:dnr|diarienr|diarienummer)[.:]?\s*", "", p.strip(), flags=re.IGNORECASE) for p in parts)
    return tuple(re.sub(r"(?<=\d)\s+/(?=\d)", "/", p) for p in cleaned if any(c.isdigit() for c in p))


def _signature_date(blocks: Sequence[Block], profile: Profile) -> str | None:
    """The date of the föredragande's signature: the first line that is `Stockholm den …` and nothing else.

    A line that begins with another word (`Remisstid den …`) counts only where no place is signed.
    """
    found: list[tuple[bool, str]] = []
    for block in blocks:
        for line in (placed.line.text for placed in block.lines) if len(block.text) < 200 else ():
            match = first_match(profile.facts.signature_date, line)
            if match and match.start() == 0 and match.end() >= len(line.rstrip(" .")) and (day := iso_date(match)):
                found.append((match["place"] in municipalities(), day))
    return max(found, key=lambda f: f[0])[1] if found else None


def _is_minutes(front: Sequence[Block], blocks: Sequence[Block], profile: Profile) -> bool:
    if any(first_match(profile.facts.minutes, b.text) for b in front if len(b.text) < 200):
        return True
    numbered = sum(bool(first_match(profile.facts.matter_heading, b.text)) for b in blocks if len(b.text) < 300)
    return numbered >= 1


def _minutes(front: Sequence[Block], blocks: Sequence[Block], profile: Profile, engine: Engine) -> Facts:
    return Facts(
        family="minutes",
        type="protokoll",
        number=_minutes_number(front, profile),
        date=_running_date(blocks) or _date(front, profile.facts.meeting_date),
        body=_meeting_body(front, engine, profile),
    )


def _minutes_number(front: Sequence[Block], profile: Profile) -> str | None:
    """The number of the year's minutes (`Protokoll nr 11`), as a title prints it, else a running header."""
    page = [b for b in front if b.page == front[0].page and len(b.text) < _LONGEST_LINE]
    titles_first = sorted(page, key=lambda b: b.role is Role.FURNITURE)
    found = next((m for b in titles_first if (m := first_match(profile.facts.minutes_number, b.text))), None)
    return " ".join(found["number"].split()) if found else None


_ISO = re.compile(r"\b(?P<iso>(?:19|20)\d\d-\d\d-\d\d)\b")
_OTHER_DAYS = re.compile(
    r"juster|utskri|skapa|dokument|anslag|bevis|överklag|expedier|nedtag|sista|kallelse", re.IGNORECASE
)


def _date(front: Sequence[Block], patterns: Sequence[str]) -> str | None:
    """The day of the meeting: the first date by the strongest form, days of approval and posting left out."""
    lines = [line for b in front for line in re.split(r"[\n\t]", b.text) if not _OTHER_DAYS.search(line)]
    rows = [row for b in front for row in b.text.split("\n") if not _OTHER_DAYS.search(row)]
    for text in ("\n".join(rows), "\n".join(lines)):
        for pattern in patterns:
            for match in _compiled(pattern).finditer(text):
                if found := iso_date(match):
                    return found
    return None


def _running_date(blocks: Sequence[Block]) -> str | None:
    """The one date in ISO form that running lines print on several pages; days of approval and posting left out."""
    pages: dict[str, set[int]] = {}
    for block in blocks:
        if block.role is Role.FURNITURE and not _OTHER_DAYS.search(block.text):
            for found in _ISO.finditer(block.text):
                pages.setdefault(found[0], set()).add(block.page)
    running = [day for day, on in pages.items() if len(on) > 1]
    one = _ISO.fullmatch(running[0]) if len(running) == 1 else None
    return iso_date(one) if one else None


def _meeting_body(front: Sequence[Block], engine: Engine, profile: Profile) -> str | None:
    """The body whose minutes these are: the first that a short line of the first page is, or names.

    A line that is the name and nothing else counts before one that names it among other words, and what stands
    above the first matter before what stands in it.
    """
    page = front[0].page if front else 1
    short = [b for b in front if b.page == page and len(b.text) < _LONGEST_LINE]
    matter = next((i for i, b in enumerate(short) if first_match(profile.facts.matter_heading, b.text)), len(short))
    for lines in (short[:matter], short[matter:]):
        for whole in (True, False):
            for block in lines:
                for part in re.split(r"[\n\t]|\s{2,}", block.text):
                    if name := _body_in(part.strip(), engine, whole=whole):
                        return _whole_body(name, front, engine)
    return None


def _whole_body(name: str, front: Sequence[Block], engine: Engine) -> str:
    """The whole name of a body that is named in part (`Stadsdelsnämnden`), where the first pages have one that fits."""
    if " " in name or not engine.says(name, "body-in-part"):
        return name
    named = (nominative(b.text[n.start : n.end]) for b in front for n in engine.names(b.text) if n.label == "body")
    whole = Counter(full for full in named if " " in full and same_body(name, full))
    return whole.most_common(1)[0][0] if whole else name


def _before_is_more(text: str) -> bool:
    """Whether what stands before a body's name is more than a municipality's (`Uppsala kommunfullmäktige`)."""
    words = text.split()
    return bool(words) and not all(
        w.casefold() in ("kommun", "kommuns", "stad", "stads") or plain_municipality(w.capitalize())[1] for w in words
    )


def _body_in(text: str, engine: Engine, *, whole: bool) -> str | None:
    lowered = text.lower() if text.isupper() else text
    for name in engine.names(lowered):
        if name.label != "body":
            continue
        found = lowered[name.start : name.end]
        if whole and (_before_is_more(lowered[: name.start]) or name.end < len(lowered)):
            continue
        if found.endswith("s") and not found.endswith(("skolnämnds", "utskotts")) and not whole:
            found = found[:-1]
        return found[:1].upper() + found[1:]
    return None


def profile_of(municipality: str) -> str:
    """The name of the profile of a municipality; `generic` where it has none of its own."""
    named = [name for name in available() if load_profile(name).municipality == municipality]
    return named[0] if named else GENERIC
