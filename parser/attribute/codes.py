"""A party's code in parentheses after a name: `(S)`, `(båda s)`, `(MP-gruppen)`, `(M, ordf)`, `(-)`, in scans `(5)`."""

import re

import msgspec

from parser.attribute.names import NameRules, one_letter_apart
from parser.attribute.parties import Party, PartyRegister

ALL = -1

_QUANTIFIED = re.compile(
    r"^(?:(båda|bägge|bada)|(alla|samtliga|samtl\.?)(?: (?:två|tre|fyra|fem|sex|sju|åtta|\d{1,2}))?)\b[ ,]*(.*)$", re.I
)
_QUANTIFIED_LAST = re.compile(r"^(.*?)[ ,]+(?:(båda|bägge)|(alla|samtliga))$", re.I)
_QUANTIFIERS = (("båda", 2), ("bägge", 2), ("alla", ALL), ("samtliga", ALL))
_CODE_LIKE = re.compile(r"^[^\W\d_]{1,6}!?$")
_PARTED = re.compile(r"\s*(?:,|/|\+|&|\boch\b|\bsamt\b|\brespektive\b|\bresp\b\.?)\s*")


class CodeMark(msgspec.Struct, frozen=True):
    """What stands in the parentheses.

    `codes` are as printed, `parties` theirs (None for an unknown or independent one). `spread` is over how many
    names before it they hold: 2 for `båda`, `ALL` for `alla`, 0 where nothing is said. `sure` is False for a code
    that the register does not have. `corrected` says that OCR's reading of it was corrected.
    """

    codes: tuple[str, ...]
    parties: tuple[Party | None, ...]
    spread: int = 0
    sure: bool = True
    group: bool = False
    role: str | None = None
    corrected: bool = False


class CodeReader:
    """Reads what stands in parentheses, for one register, date and municipality. Remembers what it has read."""

    def __init__(
        self, register: PartyRegister, rules: NameRules, date: str | None, municipality: str | None, *, ocr: bool
    ) -> None:
        """Take the register and the place and time that codes are to be read for; `ocr` allows corrections."""
        self._register = register
        self._rules = rules
        self._date = date
        self._municipality = municipality
        self._ocr = ocr
        self._seen: dict[str, CodeMark | None] = {}

    def party(self, code: str) -> Party | None:
        """The party of a code, here and now."""
        return self._register.by_code(code, self._date, self._municipality)

    def read(self, inside: str) -> CodeMark | None:
        """What the text between the parentheses means, or None where it is no code."""
        try:
            return self._seen[inside]
        except KeyError:
            mark = self._seen[inside] = self._read(" ".join(inside.split()))
            return mark

    def _read(self, inside: str) -> CodeMark | None:
        spread, rest = 0, inside
        if found := _QUANTIFIED.match(inside):
            spread, rest = (2 if found[1] else ALL), found[3]
        elif found := _QUANTIFIED_LAST.match(inside):
            spread, rest = (2 if found[2] else ALL), found[1]
        elif (misread := self._misread_quantifier(inside)) is not None:
            spread, rest = misread
        rest = rest.removeprefix("för ").removeprefix("från ").strip()
        if not rest:
            return None
        if rest.casefold() in self._register.independent:
            return CodeMark((rest,), (None,), spread)
        group = False
        head, hyphen, tail = rest.partition("-")
        if hyphen and tail.strip().casefold() in self._register.groups.tails:
            rest, group = head.strip(), True
        if (named := self._register.by_name(rest, self._date, self._municipality)) is not None:
            return CodeMark((named.code_at(self._date),), (named,), spread)
        codes: list[str] = []
        parties: list[Party | None] = []
        role = None
        for part in _PARTED.split(rest):
            bare = part.rstrip(".").strip()
            party = self.party(bare)
            if party is not None:
                codes.append(bare)
                parties.append(party)
            elif part.casefold() in self._register.independent:
                codes.append(part)
                parties.append(None)
            elif (form := self.role(bare)) is not None:
                role = form
            elif not codes and rest == part and _CODE_LIKE.match(bare):
                return self._unknown(bare, spread, group)
            elif self._ocr and rest == part:
                return self._mended(part, spread)
            else:
                return None
        if not codes:
            return None
        return CodeMark(tuple(codes), tuple(parties), spread, group=group, role=role)

    def _misread_quantifier(self, inside: str) -> tuple[int, str] | None:
        """`(ala s)`, `(bada s)`: a word one letter from `alla` or `båda` before a code of the register."""
        word, _, rest = inside.partition(" ")
        if len(word) < 3 or self.party(rest) is None:
            return None
        for meant, spread in _QUANTIFIERS:
            if one_letter_apart(word.casefold(), meant):
                return spread, rest
        return None

    def role(self, text: str) -> str | None:
        """The text where it is a role (`ordf`, `2:e vice ordförande`), else None."""
        words = text.casefold().replace(".", " ").split()
        while words and words[0] in self._rules.modifiers and len(words) > 1:
            words = words[1:]
        return text if " ".join(words) in self._rules.roles else None

    def _unknown(self, code: str, spread: int, group: bool) -> CodeMark | None:
        if self._ocr and (mended := self._mended(code, spread)) is not None:
            return mended
        if code.casefold() in self._register.not_codes or self.role(code) is not None:
            return None
        if code.islower() and len(code) > 4:
            return None
        if not code.islower() and len(code) > 3 and code[1:].islower():
            return None
        return CodeMark((code,), (None,), spread, sure=False, group=group)

    def _mended(self, text: str, spread: int) -> CodeMark | None:
        """The one code of the register that the text is a misreading of, by at most two lookalikes."""
        tries = {text.replace(" ", "")}
        found: dict[str, Party] = {}
        for _ in range(2):
            for tried in tuple(tries):
                for read, meant in self._register.lookalikes:
                    at = tried.find(read)
                    if at >= 0:
                        tries.add(tried[:at] + meant + tried[at + len(read) :])
            for tried in tries:
                if (party := self.party(tried)) is not None:
                    found.setdefault(party.id, party)
            if found:
                break
        if len(found) != 1:
            return None
        party = next(iter(found.values()))
        lower = any(char.islower() for char in text) and not any(char.isupper() for char in text)
        return CodeMark((party.code_at(self._date, lower=lower),), (party,), spread, corrected=True)
