"""A party's code in parentheses after a name: `(S)`, `(båda s)`, `(MP-gruppen)`, `(M, ordf)`, `(-)`, in scans `(5)`."""

import re

import msgspec

from parser.attribute.names import NameRules, one_letter_apart
from parser.attribute.parties import PartyRegister
from parser.attribute.party_data import Party

ALL = -1

_CODE_LIKE = re.compile(r"^[^\W\d_]{1,6}!?$")
_SMALL_L = re.compile(r"^[I1|](?=[a-zåäö]{1,4}$)")  # how OCR reads one; no code is a capital and small letters


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
        lists = register.lists
        self._quantifiers = [(word, 2) for word in lists.both] + [(word, ALL) for word in lists.all]
        joined = "|".join(map(re.escape, sorted(lists.connectors)))
        self._parted = re.compile(rf"\s*(?:[,/+&]|\b(?:{joined})\b\.?)\s*")

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
        spread, rest = self._quantified(inside)
        first, _, others = rest.partition(" ")
        if others and first.casefold() in self._register.lists.of_party:
            rest = others
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
        for part in self._parted.split(rest):
            bare = part.rstrip(".").strip()
            if self._ocr:
                bare = _SMALL_L.sub("l", bare)
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

    def _quantified(self, inside: str) -> tuple[int, str]:
        """Over how many names a code holds, and the text without the words that say it: `båda s`, `s, alla`."""
        words = inside.replace(",", " ").split()
        if len(words) < 2:
            return 0, inside
        if (spread := self._spread(words[0])) and (len(words) > 2 or self.party(words[1]) is not None):
            # `alla tre s`
            rest = words[2:] if len(words) == 3 and self.party(words[1]) is None else words[1:]
            return spread, " ".join(rest)
        if spread := self._spread(words[0], exact=True):
            return spread, " ".join(words[1:])
        if spread := self._spread(words[-1], exact=True):
            return spread, " ".join(words[:-1])
        return 0, inside

    def _spread(self, word: str, *, exact: bool = False) -> int:
        """2 for `båda`, ALL for `alla`, 0 for other words; unless `exact` one letter may differ (`ala`)."""
        folded = word.casefold().rstrip(".")
        for meant, spread in self._quantifiers:
            if folded == meant or (not exact and len(folded) > 2 and one_letter_apart(folded, meant)):
                return spread
        return 0

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
