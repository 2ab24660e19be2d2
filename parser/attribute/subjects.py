"""Who acts: which of those named in an announcement are its subject, and not its object.

In «NN (V) reserverar sig till förmån för MM:s (S) yrkande» it is NN. The subject is the unbroken list of names next
to the announcing words (before them, or after, by inversion), with those who agree.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import islice, pairwise, takewhile

import msgspec

from parser.attribute.finder import Find, only_names
from parser.attribute.mentions import Mention
from parser.attribute.names import load_names
from parser.language.bodies import nominative, same_body
from parser.language.engine import Engine
from parser.model import ActDraft, Block, Role
from parser.record.types import Actor, ActorType, Kind

_JOIN = re.compile(
    r"^[\s,;/&+•–-]*(?:(?:och|samt|jämte|såväl|som|även|likaså|liksom|bägge|båda|dels|för|från|av|genom|med|instämmande|stöd|understödd|"
    r"tillsammans|ledamoten|ledamöterna|ersättaren|ersättarna|m\.?\s?fl\.?|:)[\s,;/&+•–-]*){0,5}$",
    re.IGNORECASE,
)
# «för Moderaterna: NN, för Liberalerna: NN»
_GROUP_LABEL = re.compile(r"^\s*[,;.]?\s*(?:och|samt)?\s*(?:för|från)\s+[A-ZÅÄÖ]\w+\s*:\s*$")
_AGREEING = re.compile(
    r"\b(?:(?:instämmande|stöd|bifall|instämmer|instämde|understöd\w*|biträd[ade]*s?|stöds|stödd[ae]?)\s+(?:av|från|i)?"
    r"|(?:förenar|förenade|ansluter|anslöt)\s+sig|(?:liksom|(?:medhåll|sällskap|understöd\w*)\s+av)(?:\s+även)?)\s*$",
    re.IGNORECASE,
)
# «vari NN (kd) instämde»
_WHEREIN = re.compile(
    r"(?:\b(?:vari|häri|däri|varuti|vartill)|,\s+(?:i\s+|till\s+)?vilket(?:\s+yrkande|\s+förslag)?)(?:\s+även|\s+också)?\s+$",
    re.IGNORECASE,
)
_AGREES = re.compile(r"\b(?:instäm|biträd|stöd|ställ\w+ sig bakom|anslu|anslöt|förena|gör\b|gjorde\b)", re.IGNORECASE)
_FOR_ALL = re.compile(r"\s*\((?:samtliga|alla|båda|bägge)\s+[A-Za-zÅÄÖåäö]{1,5}\)\s*$", re.IGNORECASE)
_ON_BEHALF_OF = re.compile(r"\s*(?:för|å)\s[^\n:]{1,40}:", re.IGNORECASE)
_ON_BEHALF = re.compile(r"\s*(?:för|å)\s+$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?](?=\s+[A-ZÅÄÖ\d])")
_CLAUSE_BEGINS = re.compile(r"(?:[,;]|\b(?:och|samt|medan|men))\s+$")
_IN_PARENTHESES = re.compile(r"^\s*(?:m\.?\s?fl\.?\s*)?\([^()]*\)")
_NEXT_WORDS = 60  # letters
_NUMBER = re.compile(r"\s*\d{1,2}\.")
_LONGEST_SENTENCE = 8000  # a council of a hundred, each with a code, is a sentence
_AGREEING_IN = 1800
_LONGEST_SHORT = 20  # an abbreviation is shorter
_SIGNATURE_BLOCKS = 6
_QUOTE_BEGINS = re.compile(r"\s*[”\"“»«]")
# the kinds that several may announce in one paragraph, a sentence each
_SEVERAL = frozenset({Kind.RESERVATION, Kind.SPECIAL_STATEMENT, Kind.SUBSTITUTE_STATEMENT, Kind.MOVED_PROPOSAL})
# openings of a paragraph that tells who spoke: all whom it names did
_FROM_PARTIES = re.compile(r"\bfrån\s(?:[A-ZÅÄÖ]{1,4}(?:,|\soch)\s)*[A-ZÅÄÖ]$")
_SOMEBODY = re.compile(r"\.\s[A-ZÅÄÖ][\w-]+(?:\s[\w-]+){1,3}\s\(")
_LONGEST_PARTIES = 40  # characters
_SPEAKING = frozenset({"speaks", "speakers-below", "answers-question", "question-put"})


def actors_of(draft: ActDraft, find: Find, engine: Engine, meeting: str | None) -> tuple[Actor, ...]:
    """The actors of an act, as its announcement (heading, first sentence, sentences of agreement) names them."""
    if draft.kind == Kind.VOTE:
        return ()
    if draft.kind == Kind.APPENDIX:
        return ()
    if draft.kind in (Kind.DECISION, Kind.PROPOSAL):
        return _body_actor(draft, find, engine, meeting)
    if draft.subject in ("body", "heading"):
        return _organisation(draft, find, engine)
    mentions = _subject(draft, find, engine)
    return tuple(to_actor(m) for m in _unique(mentions))


def to_actor(mention: Mention) -> Actor:
    """The record's form of a mention."""
    return Actor(
        name=mention.name,
        party=mention.party,
        party_id=mention.party_id,
        role=mention.role,
        type=ActorType(mention.type),
        and_others=mention.and_others,
    )


def _unique(mentions: Iterable[Mention]) -> list[Mention]:
    seen: dict[tuple[str, str | None], Mention] = {}
    for mention in mentions:
        seen.setdefault((mention.name.casefold(), (mention.party or "").casefold() or None), mention)
    return list(seen.values())


def _subject(draft: ActDraft, find: Find, engine: Engine) -> list[Mention]:
    text = draft.announcement[:_LONGEST_SENTENCE]
    if draft.cue is None:
        return _without_cue(draft, find, engine)
    if draft.kind == Kind.STATEMENT and draft.rule in _SPEAKING:
        spoken = [m for m in find(text) if not m.genitive]
        return spoken or _listed_below(draft, find)
    begins, ends = _sentence(text, draft.cue[0])
    mentions = list(find(text[begins:ends]))
    cue = (draft.cue[0] - begins, draft.cue[1] - begins)
    sentence = text[begins:ends]
    chosen = _next_to(sentence, mentions, cue, draft.subject)
    if chosen and draft.kind in _SEVERAL:
        chosen += _too(sentence, mentions, chosen, engine)
    if not chosen and draft.kind in (Kind.STATEMENT, Kind.MOVED_PROPOSAL, Kind.RESERVATION):
        chosen = _listed_below(draft, find)
    if not chosen and draft.heading:
        chosen = [m for m in find(draft.blocks[draft.heading - 1].text) if not m.genitive]
    chosen += [m for m in _agreeing(text[ends:], find, engine) if m not in chosen]
    chosen += [m for m in _announcing_too(draft, text[ends:], find, engine) if m not in chosen]
    return chosen


def _too(sentence: str, mentions: Sequence[Mention], chosen: Sequence[Mention], engine: Engine) -> list[Mention]:
    """Who announces the same in a later clause of the sentence, its verb printed again or not.

    `NN reserverar sig till förmån för A, och MM till förmån för B`
    """
    out: list[Mention] = []
    for index, mention in enumerate(mentions):
        if mention.genitive or mention.start < chosen[-1].end or (out and mention.start < out[-1].end):
            continue
        if not _CLAUSE_BEGINS.search(sentence[: mention.start]):
            continue
        listed = _first_list(sentence, [m for m in mentions[index:] if not m.genitive])
        rest = _IN_PARENTHESES.sub("", sentence[listed[-1].end :])[:_NEXT_WORDS]
        if engine.says(rest, "announces-too", within=1):
            out += listed
    return out


def _announcing_too(draft: ActDraft, rest: str, find: Find, engine: Engine) -> list[Mention]:
    """The subjects of later sentences of the paragraph that announce the same (`Även NN reserverar sig …`)."""
    if draft.kind not in _SEVERAL or not rest.strip() or _QUOTE_BEGINS.match(rest):
        return []
    kinds = {r.id: r for r in engine.profile.openings if r.kind == draft.kind and r.needs_actor}
    reading = engine.read(rest[:_AGREEING_IN], "openings")
    out: list[Mention] = []
    for cue in reading.cues:
        rule = kinds.get(cue.rule)
        if rule is None:
            continue
        begins, ends = _sentence(rest, cue.start)
        sentence = rest[begins:ends]
        if _QUOTE_BEGINS.match(sentence) or rest[:begins].count("”") % 2 or rest[:begins].count('"') % 2:
            continue  # quoted
        out += _next_to(sentence, list(find(sentence)), (cue.start - begins, cue.end - begins), rule.subject)
    return out


def _next_to(sentence: str, mentions: Sequence[Mention], cue: tuple[int, int], subject: str) -> list[Mention]:
    """The unbroken list of names before the words, else after them; those who agree come with it."""
    before = [m for m in mentions if m.start < cue[0] and not m.genitive and m.end <= cue[1]]
    after = [m for m in mentions if m.end > cue[0] and not m.genitive and m not in before]
    first = _first_list(sentence, before) if subject in ("around", "before") else []
    if first and _on_behalf(sentence, first) and (people := _first_list(sentence, after)):
        return people
    if first:
        # «NN, biträdd av MM, yrkar»: who agrees may stand before the words, too
        return first + _agreed(sentence, [*before[len(first) :], *after])
    if subject in ("around", "after"):
        return _first_list(sentence, after)
    return []


def _on_behalf(sentence: str, named: Sequence[Mention]) -> bool:
    """Whether those named before the words are whom others speak for (`För Alliansen yrkar NN …`)."""
    groups = all(m.type != ActorType.PERSON for m in named)
    return groups and bool(_ON_BEHALF.match(sentence[: named[0].start]))


def _first_list(sentence: str, mentions: Sequence[Mention]) -> list[Mention]:
    chosen: list[Mention] = []
    for mention in mentions:
        if chosen and chosen[-1].type != ActorType.PERSON and sentence[chosen[-1].end : mention.start] == " ":
            chosen.pop()  # «moderaterna NN och MM»: they are its members
        elif chosen and not _joined(sentence, chosen[-1], mention):
            break
        chosen.append(mention)
    return chosen


def _joined(sentence: str, one: Mention, two: Mention) -> bool:
    # a mention's party code or role may stand between them: what is in parentheses does not part a list
    gap = re.sub(r"\([^()]*\)", " ", sentence[one.end : two.start])
    if _GROUP_LABEL.match(gap):
        return True
    return two.start <= one.end or bool(_JOIN.match(gap)) or (two.role is not None and len(gap) < 40 and "," in gap)


def _agreed(sentence: str, after: Sequence[Mention]) -> list[Mention]:
    for index, mention in enumerate(after):
        before = sentence[: mention.start]
        if _AGREEING.search(before) or (_WHEREIN.search(before) and _AGREES.search(sentence, mention.end)):
            return _first_list(sentence, after[index:])
    return []


def _agreeing(rest: str, find: Find, engine: Engine) -> list[Mention]:
    """The subjects of later sentences of the paragraph that agree (`NN instämmer.`)."""
    if not rest.strip() or not engine.may_hold("words", rest):
        return []
    reading = engine.read(rest[:_AGREEING_IN], "words")
    out: list[Mention] = []
    for cue in reading.cues:
        if cue.rule == "agreement":
            begins, ends = _sentence(rest, cue.start)
            sentence = rest[begins:ends]
            out += _next_to(sentence, list(find(sentence)), (cue.start - begins, cue.end - begins), "around")
    return out


def _without_cue(draft: ActDraft, find: Find, engine: Engine) -> list[Mention]:
    """The actors of an act that a heading announces: those whom the heading, the first line or the signature names."""
    if draft.parent is not None and (signed := signed_by(draft.blocks, find)):
        return signed
    for block in reversed(draft.blocks[: draft.heading]):
        named = [m for m in find(block.text) if not m.genitive]
        if named:
            return named
    text = draft.announcement[:_LONGEST_SENTENCE]
    begins, ends = _sentence(text, 0)
    named = list(find(text[begins:ends]))
    first = _first_list(text, [m for m in named if not m.genitive])
    if first and first[0].start <= 40:
        lines = takewhile(lambda line: only_names(line, find), (b.text for b in draft.blocks[draft.heading :]))
        listed = [m for line in islice(lines, 1, None) for m in find(line)]  # a line for each
        return first + listed + _agreeing(text[ends:], find, engine)
    return signed_by(draft.blocks, find) or first or _bare_codes(text, find)


_BARE_CODES = re.compile(
    r"^(?:[^:]{0,30}:\s*)?((?:[A-ZÅÄÖa-zåäö!]{1,4})(?:\s*(?:,|\+|&|/|och|samt)\s*[A-ZÅÄÖa-zåäö!]{1,4})*)"
    r"(?:,?\s+(?:till förmån för|med hänvisning till|enligt|mot)\s.*)?\.?$",
    re.DOTALL,
)


def _bare_codes(text: str, find: Find) -> list[Mention]:
    """The groups of a verbless list of codes, in whatever letter case (`Reservation: m + fp`)."""
    found = _BARE_CODES.match(text.strip())
    if not found:
        return []
    codes = [c for c in re.split(r"\s*(?:,|\+|&|/|\boch\b|\bsamt\b)\s*", found[1]) if c]
    groups = [
        m for m in find(", ".join(c.upper() for c in codes) + " reserverar sig") if m.type == ActorType.PARTY_GROUP
    ]
    if len(groups) != len(codes):
        return []
    return [msgspec.structs.replace(m, party=code) for m, code in zip(groups, codes, strict=True)]


def _listed_below(draft: ActDraft, find: Find) -> list[Mention]:
    """Names in a list under the announcement: items, table rows or lines that hold names and little else."""
    out: list[Mention] = []
    for block in draft.blocks[draft.heading + 1 :]:
        named = list(find(block.text))
        if not named or (block.role is Role.PARAGRAPH and len(block.text) > 60 * len(named)):
            break
        out += named
    return out


def signed_by(blocks: Sequence[Block], find: Find) -> list[Mention]:
    """The signatories: the names on the last lines, where a line holds names and little else."""
    out: list[Mention] = []
    if (code := _FOR_ALL.match(blocks[-1].text)) and len(blocks) > 1:
        # «(samtliga s)» under the names is theirs
        above = [m for m in signed_by(blocks[:-1], find) if m.type == ActorType.PERSON]
        joined = list(find(", ".join(m.name for m in above) + f" {code[0].strip()}"))
        return joined if len(joined) == len(above) else above
    for block in reversed(blocks[-_SIGNATURE_BLOCKS:]):
        named = [one for mention in find(block.text) for one in _each_signature(mention, find)]
        # «För Moderaterna: NN (M)»
        behalf = _ON_BEHALF_OF.match(block.text)
        begins = behalf.end() if behalf else 0
        held = sum(m.end - max(m.start, begins) for m in named)
        if not named or held < 0.5 * len(block.text.strip()[begins:]):
            if out or len(block.text) > 80:
                break
            continue
        out = named + out
    people = [m for m in out if m.type == ActorType.PERSON]
    return people or out


def _each_signature(mention: Mention, find: Find) -> list[Mention]:
    """Those who signed beside each other, where the space between their names is lost: each has a given name."""
    words = mention.name.split()
    rules = load_names()
    begins = [0, *(at for at in range(2, len(words) - 1) if rules.is_given(words[at]))]
    names = [words[first:end] for first, end in pairwise([*begins, len(words)])]
    if len(names) < 2 or not rules.is_given(words[0]) or any(len(name) < 2 for name in names):
        return [mention]
    apart = [m for name in names for m in find(" ".join(name))]
    return apart if len(apart) == len(names) else [mention]


def _sentence(text: str, offset: int) -> tuple[int, int]:
    """The sentence round an offset: abbreviations and initials end none."""
    begins = 0
    for end in _SENTENCE_END.finditer(text):
        if _abbreviated(text, end.start()) or _NUMBER.fullmatch(text, 0, end.end()):
            continue
        if end.end() > offset:
            return begins, end.end()
        begins = end.end() + (len(text[end.end() :]) - len(text[end.end() :].lstrip()))
    return begins, len(text)


def _abbreviated(text: str, dot: int) -> bool:
    if _FROM_PARTIES.search(text[max(0, dot - _LONGEST_PARTIES) : dot]) and _SOMEBODY.match(text, dot):
        return False  # «från D. Anna Berg (KD) instämmer»
    word = re.search(r"[\w.]*$", text[max(0, dot - _LONGEST_SHORT) : dot])
    last = word[0] if word else ""
    return (len(last) == 1 and last.isalpha()) or last.lower() in (
        "m.fl",
        "fl",
        "bl.a",
        "t.ex",
        "dnr",
        "kap",
        "nr",
        "ordf",
        "v",
        "s.k",
        "f.d",
        "m.m",
        "tjg",
        "ers",
        "kl",
        "st",
    )


def _body_actor(draft: ActDraft, find: Find, engine: Engine, meeting: str | None) -> tuple[Actor, ...]:
    """The body that decides or proposes: the one that the heading or the announcing words name, else the meeting's."""
    for block in reversed(draft.blocks[: draft.heading]):
        names = engine.names(block.text)
        if names:
            name = nominative(block.text[names[0].start : names[0].end])
            return (Actor(name=_fuller(name, draft, engine, meeting), type=ActorType.ORGANISATION),)
    if draft.named and draft.rule.startswith("section:") is False:
        return (Actor(name=_fuller(draft.named, draft, engine, meeting), type=ActorType.ORGANISATION),)
    if draft.cue is not None and draft.subject != "meeting":
        text = draft.announcement
        names = engine.names(text[: draft.cue[1]])
        if names:
            return (Actor(name=nominative(text[names[0].start : names[0].end]), type=ActorType.ORGANISATION),)
    if draft.kind == Kind.PROPOSAL:
        return _proposer(draft, find, engine)
    body = draft.named or draft.body or meeting
    return (Actor(name=body, type=ActorType.ORGANISATION),) if body else ()


def _fuller(name: str, draft: ActDraft, engine: Engine, meeting: str | None) -> str:
    """A short form's full name: that with which the act's own text begins, else the meeting's (`Nämnden`)."""
    text = draft.announcement[:200]
    begun = next((nominative(text[n.start : n.end]) for n in engine.names(text) if n.start == 0), None)
    fuller = [full for full in (meeting, begun) if full and full != name and same_body(name, full)]
    return fuller[0] if fuller else name


def _proposer(draft: ActDraft, find: Find, engine: Engine) -> tuple[Actor, ...]:
    """Who makes a proposal under a bare heading: the body, office or person that its first words name."""
    text = draft.announcement[:300]
    names = engine.names(text)
    begun = names and (names[0].start <= 3 or text[: names[0].start].rstrip().endswith((":", ".", "\t", "\n")))
    if begun and re.match(r"\s*\w*\s*föresl", text[names[0].end :]):
        return (Actor(name=nominative(text[names[0].start : names[0].end]), type=ActorType.ORGANISATION),)
    people = [m for m in find(text) if not m.genitive]
    if people and people[0].start <= 3 and re.search(r"\bföresl", text):
        return tuple(to_actor(m) for m in _first_list(text, people))
    return ()


def _organisation(draft: ActDraft, find: Find, engine: Engine) -> tuple[Actor, ...]:
    """The body, office or organisation whose answer or report it is: the first that the announcement names."""
    if draft.cue is None or draft.subject == "heading":
        name = draft.named or (draft.blocks[0].text.strip() if draft.blocks else "")
        return (Actor(name=_in_full(name.rstrip(".:")), type=ActorType.ORGANISATION),) if name else ()
    text = draft.announcement
    names = [n for n in engine.names(text[: draft.cue[1]]) if n.start <= 3]
    printed = _leading_name(text[: draft.cue[1]])
    if names:
        name = nominative(text[names[0].start : names[0].end])
        # «Kommunstyrelsens handikappråd» is not the board
        longer = (
            printed is not None and text[names[0].start : names[0].end].endswith("s") and len(printed) > len(name) + 1
        )
        return (Actor(name=printed if printed and longer else name, type=ActorType.ORGANISATION),)
    if draft.heading:
        heading = draft.blocks[draft.heading - 1].text.strip().rstrip(".:")
        stem = heading.casefold().removesuffix("s")
        if printed and heading.endswith(f"({printed})"):
            return (Actor(name=_in_full(heading), type=ActorType.ORGANISATION),)
        if stem and (
            text.casefold().startswith(stem) or (printed and stem.endswith(printed.casefold().removesuffix("s")))
        ):
            return (Actor(name=heading, type=ActorType.ORGANISATION),)
    if printed:
        return (Actor(name=printed, type=ActorType.ORGANISATION),)
    people = [m for m in find(text[: draft.cue[1] + 80]) if not m.genitive]
    return tuple(to_actor(m) for m in people[:1])


def _in_full(name: str) -> str:
    """A name without the abbreviation that it is given in parentheses: `Storstockholms Lokaltrafik (SL)`."""
    return _ABBREVIATED.sub("", name) or name


_ABBREVIATED = re.compile(r"\s+\([A-ZÅÄÖ][\w-]{1,9}\)$")
_BEFORE = re.compile(
    r"^(?:Från\s+|I\s+)?(?P<name>[A-ZÅÄÖ0-9][^.,;:]*?)(?::s)?(?:,\s[A-ZÅÄÖ]{2,6},)?\s+(?:tjänsteutlåtande|kontorsyttrande|kontorsutlåtande|förvaltningsyttrande|yttrande|remissvar|skrivelse|svar|remissyttrande|"
    r"tjänsteskrivelse|kontorsutlåtande|promemoria|har|daterat|anför|framför|uppger|svarar|avstår|lämnar|inkom|"
    r"tillstyrker|avstyrker|välkomnar|ställer)\b"
)


def _leading_name(text: str) -> str | None:
    """The organisation that a sentence begins with, out of its genitive: `Svenskt Näringslivs yttrande` → without s."""
    found = _BEFORE.match(text)
    if not found:
        return None
    name = found["name"].strip()
    genitive = not re.match(
        r"(?:,\s\w+,\s)?(?:har|anför|framför|uppger|svarar|avstår|lämnar|inkom|tillstyrker|avstyrker|välkomnar|ställer)",
        text[found.end("name") :].strip(),
    )
    if genitive and name.endswith("s") and not name.endswith("ss"):
        name = name[:-1]
    return name
