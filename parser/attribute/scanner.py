"""Text → tokens: each word, sign and parenthesis with what it can be in the grammar of who acts.

The kind of a token is one letter, so that a text is a string of kinds to look at:

====  ==============================================  ====  ==========================================
kind  is                                              kind  is
====  ==============================================  ====  ==========================================
n     word with a capital that can be a name's        p     particle of a name (`af`, `von`)
i     single capital letter                           b     code of a party in capitals, bare
l     code of a party in lower case, bare             c     code in parentheses
r     role in parentheses                             (     other parenthesis
P     party's name                                    A     alliance
J     party's adjective                               M     noun for a party's member
T     code and a word for a group (`S-gruppen`)       O     body
R     role of one                                     S     role of several
u     word for a group after a genitive               w     `samtliga`, `alla`, `hela`, `båda`
f     `från`, `för`, …                                t     `genom`
k     comma                                           a     `och`, `samt`, `&`
o     `m.fl.`                                         z     genitive's `:s`
d     number                                          |     line or cell ends
x     other word                                      X     other word with a capital
====  ==============================================  ====  ==========================================

Other signs are their own kind. Postcondition: tokens are in order, do not overlap, and ``text[start:end]`` is what
was read.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from parser.attribute.codes import CodeReader
from parser.attribute.names import NameRules, RoleForm, one_letter_apart
from parser.attribute.parties import Named, PartyRegister
from parser.attribute.party_data import Alliance, Party

_TOKEN = r"""
    (?P<paren>\([^()\[\]{{}}\n]{{0,60}}\)|(?<!\S)/[^/\s]{{1,5}}/(?![^\s.,;]))
  | (?P<ocr>[(\[{{|<][^()\[\]{{}}|<>\n]{{1,12}}[)\]}}|>])
  | (?P<others>\b(?:{others}))
  | (?P<genitive>(?<=[\w)\]}}!.]):[sS]\b|(?<=[)\]])[sS]\b)
  | (?P<word>F!|(?:[^\W\d_]|[01568](?=[^\W\d_]{{3}}))\w*(?:['’´-]\w+)*)
  | (?P<number>\d(?:[\d:.,/]*\d)?(?::?(?:ste|dre|e|a)\b)?)
  | (?P<line>[\n\t]|[ ]{{3,}})
  | (?P<sign>[^\w\s])
"""
_NAME_INSIDE = re.compile(r"[^\W\d_a-zåäö][^\W\d_]+\s[^\W\d_a-zåäö]")
_SIGNS = {",": "k", "&": "a", "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-"}
_GLUED = re.compile(r"^(?P<name>\w{5,}?)(?P<joint>och|samt|m)$")
_MOST_MODIFIERS = 12  # tokens (`1:e`, `vice`, points) before a role; more are a list of figures


class Token(NamedTuple):
    """A token: kind (one letter), text, offsets, and what it stands for (a form of the data), if anything."""

    kind: str
    text: str
    start: int
    end: int
    value: object = None


class Phrase(NamedTuple):
    """Words (case folded) that together are one token of a kind."""

    words: tuple[str, ...]
    kind: str
    value: object
    cased: bool


class Scanner:
    """Cuts text into tokens, for one register, place, time and set of bodies."""

    def __init__(
        self,
        register: PartyRegister,
        rules: NameRules,
        reader: CodeReader,
        *,
        date: str | None,
        municipality: str | None,
        bodies: tuple[str, ...],
        ocr: bool,
    ) -> None:
        """Compile the data once; see `Scanner.scan`."""
        self._register = register
        self._rules = rules
        self._reader = reader
        self._ocr = ocr
        self._token = token_pattern(register)
        self._phrases = dict(_phrases(register, rules, date, municipality))
        for body in bodies:
            for form in {body, body if body.endswith("s") else body + "s"}:
                words = tuple(token.casefold() for token in form.split())
                if words:
                    self._phrases[words[0]] = _sorted(
                        (*self._phrases.get(words[0], ()), Phrase(words, "O", body, cased=body[:1].isupper()))
                    )
        self._kinds: dict[str, tuple[str, str, object]] = {}
        self._words: dict[str, tuple[Phrase, ...]] = {}
        self._skeletons: dict[str, tuple[Phrase, ...]] = {}

    def scan(self, text: str) -> list[Token]:
        """The tokens of a text, in order."""
        raw: list[Token] = []
        self._read(text, 0, len(text), raw)
        return self._join(raw, text)

    def _read(self, text: str, first: int, last: int, raw: list[Token]) -> None:
        kinds = self._kinds
        for match in self._token.finditer(text, first, last):
            group = match.lastgroup
            word = match.group()
            start, end = match.span()
            if group == "word":
                if self._ocr and (glued := self._glued(text, word, end)) is not None:
                    # `Ahlmarkoch Ek`, `Kallermanm.fl.`: the blank is lost.
                    self._read(text, start, start + glued, raw)
                    self._read(text, start + glued, last, raw)
                    return
                known = kinds.get(word)
                if known is None:
                    known = kinds[word] = self._word(word)
                raw.append(Token(known[0], known[1], start, end, known[2]))
            elif group == "sign":
                raw.append(Token(_SIGNS.get(word, word), word, start, end))
            elif group == "paren":
                token = self._paren(word, start, end)
                if token.kind == "(" and _NAME_INSIDE.search(word):
                    raw.append(Token("(", word[0], start, start + 1))
                    self._read(text, start + 1, end - 1, raw)
                    raw.append(Token(")", word[-1], end - 1, end))
                else:
                    raw.append(token)
            elif group == "ocr":
                raw.append(self._paren(word, start, end, strange=True))
            elif group == "others":
                raw.append(Token("o", word, start, end))
            elif group == "genitive":
                raw.append(Token("z", word, start, end))
            elif group == "line":
                raw.append(Token("|", word, start, end))
            else:
                folded = word.casefold()
                raw.append(Token("d", folded, start, end, self._phrases.get(folded)))

    def _glued(self, text: str, word: str, end: int) -> int | None:
        """Where in a word the name ends that a connector or `m.fl.` is glued to."""
        found = _GLUED.match(word) if word[0].isupper() and word[-1] in "htm" else None
        if found is None or self._rules.is_given(word):
            return None
        after = text[end : end + 3]
        name = found.end("name")
        if found["joint"] == "m":
            return name if after == ".fl" else None
        return name if after[:1] == " " and after[1:2].isupper() else None

    def _paren(self, word: str, start: int, end: int, *, strange: bool = False) -> Token:
        inside = word[1:-1].strip()
        if strange and not self._ocr and (word[0] in "|<" or word[-1] in "|>"):
            return Token("(", word, start, end)
        mark = self._reader.read(inside)
        if mark is not None:
            return Token("c", word, start, end, mark)
        if self._reader.role(inside) is not None:
            return Token("r", word, start, end, inside)
        return Token("(", word, start, end)

    def _word(self, word: str) -> tuple[str, str, object]:
        """Kind, folded text, and the phrases that begin with it."""
        folded = word.casefold()
        kind, value = self._kind(word, folded)
        phrases = self._phrases.get(folded)
        if phrases is None and self._ocr and len(folded) > 6 and kind in "nxXu":
            phrases = self._misread(folded)
        if phrases is not None and value is None:
            value = phrases
        return kind, folded, value

    def _misread(self, folded: str) -> tuple[Phrase, ...] | None:
        """The phrases whose one word OCR has read so: `Socialdemokratema`, `ordförandeu`."""
        if not self._words:
            for first, phrases in self._phrases.items():
                single = tuple(phrase for phrase in phrases if len(phrase.words) == 1 and len(first) > 6)
                if single:
                    self._words[first] = single
                    self._skeletons.setdefault(self._rules.skeleton(first), single)
        found = self._skeletons.get(self._rules.skeleton(folded))
        if found is not None:
            return found
        near = [
            known
            for known in self._words
            if (known[:3] == folded[:3] or known[-3:] == folded[-3:]) and one_letter_apart(folded, known)
        ]
        return self._words[near[0]] if near else None

    def _kind(self, word: str, folded: str) -> tuple[str, object]:
        register, rules = self._register, self._rules
        first_upper = word[0].isupper()
        if folded in register.lists.connectors or (self._ocr and folded in register.lists.misread):
            return "a", None
        if folded in register.lists.both or folded in register.groups.whole:
            return "w", None
        head, hyphen, tail = word.partition("-")
        if hyphen and tail.casefold() in register.groups.tails and (party := self._reader.party(head)) is not None:
            return "T", (head, party)
        if head in rules.data.particles and tail[:1].isupper():  # al-Rashid
            return "n", None
        if (
            word[-1] == "s"
            and len(word) > 2
            and word[:-1].isupper()
            and (party := self._reader.party(word[:-1])) is not None
        ):
            return "T", (word[:-1], party)
        if word.isupper() and (party := self._reader.party(word)) is not None and len(word) <= 5:
            return "b", party
        if folded in register.groups.nouns or folded in register.groups.members:
            return "u", None
        if len(folded) > 7 and folded.endswith(rules.endings) and folded not in self._phrases:
            return "R", rules.office
        if first_upper and word[1:].islower() is False and folded in register.groups.origin and len(word) > 1:
            return "f", None
        if first_upper:
            if rules.is_never(word):
                return "X", None
            return ("i" if len(word) == 1 else "n"), None
        if word[0].isdigit():
            return ("n" if self._ocr else "x"), None
        if folded in rules.data.particles:
            return "p", None
        if folded in register.groups.origin:
            return "f", None
        if folded in register.groups.through:
            return "t", None
        if len(word) <= 3 and folded not in rules.data.particles and (party := self._reader.party(word)) is not None:
            return "l", party
        return "x", None

    def _join(self, raw: list[Token], text: str) -> list[Token]:
        """Put the words of phrases together into one token."""
        out: list[Token] = []
        at, count = 0, len(raw)
        modifiers = self._rules.modifiers
        while at < count:
            token = raw[at]
            if token.text in modifiers and token.kind in "xXndwpil":
                after = at + 1
                while after < min(count, at + _MOST_MODIFIERS) and (
                    (raw[after].kind in "xXndwl" and raw[after].text in modifiers)
                    or (raw[after].kind == "." and raw[after].start == raw[after - 1].end)
                ):
                    after += 1
                found = self._phrase(raw, after, text) if after < count else None
                if found is not None and found[0].kind in "RS":
                    joined, at = found
                    out.append(joined._replace(start=token.start, text=text[token.start : joined.end]))
                    continue
            if type(token.value) is tuple and token.kind not in "T":
                found = self._phrase(raw, at, text)
                if found is not None:
                    out.append(found[0])
                    at = found[1]
                    continue
            out.append(token)
            at += 1
        return out

    def _phrase(self, raw: list[Token], at: int, text: str) -> tuple[Token, int] | None:
        first = raw[at]
        if first.kind == "R":  # an office by its ending is a phrase of its own
            return first, at + 1
        if type(first.value) is not tuple or first.kind == "T":
            return None
        upper = text[first.start].isupper()
        count = len(raw)
        for phrase in first.value:
            if phrase.cased and not upper:
                continue
            here = at + 1
            for word in phrase.words[1:]:
                if here < count and raw[here].kind == "." and raw[here].start == raw[here - 1].end:
                    here += 1
                if here >= count or raw[here].text != word:
                    break
                here += 1
            else:
                end = raw[here - 1].end
                if phrase.kind in "RS" and len(phrase.words[-1]) <= 4 and here < count and raw[here].kind == ".":
                    end, here = raw[here].end, here + 1
                return Token(phrase.kind, text[first.start : end], first.start, end, phrase.value), here
        return None


_KIND_OF_USE = {"name": "P", "adjective": "J", "member": "M"}


def _sorted(phrases: tuple[Phrase, ...]) -> tuple[Phrase, ...]:
    return tuple(sorted(phrases, key=lambda phrase: -len(phrase.words)))


@lru_cache(maxsize=8)
def token_pattern(register: PartyRegister) -> re.Pattern[str]:
    """The pattern of a token; a register's data says how `m.fl.` is written."""
    return re.compile(_TOKEN.format(others="|".join(register.lists.others)), re.VERBOSE)


@lru_cache(maxsize=16)
def _phrases(
    register: PartyRegister, rules: NameRules, date: str | None, municipality: str | None
) -> dict[str, tuple[Phrase, ...]]:
    """The phrases of the register and the roles by their first word, the longest first; those in use on the date."""
    found: dict[str, list[Phrase]] = {}
    for phrase, local in _every_phrase(register, rules, municipality):
        if local is None or local.holds_on(date):
            found.setdefault(phrase.words[0], []).append(phrase)
    return {word: _sorted(tuple(phrases)) for word, phrases in found.items()}


@lru_cache(maxsize=16)
def _every_phrase(
    register: PartyRegister, rules: NameRules, municipality: str | None
) -> tuple[tuple[Phrase, Party | Alliance | None], ...]:
    """Each phrase, and the local party or alliance whose time it depends on."""
    found: list[tuple[Phrase, Party | Alliance | None]] = []
    pattern = token_pattern(register)

    def add(form: str, kind: str, value: object, local: Party | Alliance | None, *, cased: bool) -> None:
        words = tuple(match.group().casefold() for match in pattern.finditer(form) if match.lastgroup != "sign")
        if words:
            found.append((Phrase(words, kind, value, cased), local))

    for form in register.forms:
        for named in register.named(form, municipality):
            of = named.party or named.alliance
            assert of is not None
            local = of if of.municipality is not None else None
            add(form, "A" if named.alliance is not None else _KIND_OF_USE[named.use], named, local, cased=named.cased)
    for form, role in rules.roles.items():
        add(form, "S" if role.many else "R", role, None, cased=False)
    return tuple(found)


def named_of(token: Token) -> Named:
    """What a token of kind P, A, J or M means."""
    assert isinstance(token.value, Named)
    return token.value


def role_of(token: Token) -> RoleForm:
    """What a token of kind R or S means."""
    assert isinstance(token.value, RoleForm)
    return token.value
