"""The register of parties: which party a code or a name means, in a municipality at a time.

The data is in ``parties.toml`` of the profiles' folders; `load_parties` reads and checks it. Letter case of a code
is typography (lower case in Stockholm until about 2010), so look-ups ignore it. A party of a municipality's own goes
before a national one with the same code. After a code's last day it still means its party (older texts are quoted),
before its first day it means nothing.
"""

import datetime
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import msgspec

from parser.attribute.party_data import (
    COMMON,
    Alliance,
    Code,
    CommonFile,
    Cues,
    Groups,
    Lists,
    Local,
    Party,
    PartyFile,
    Period,
    read_toml,
)
from parser.errors import BadProfile

FILE = "parties.toml"


class Named(msgspec.Struct, frozen=True):
    """What a form of words means: a party or an alliance, and how the form says it.

    `use` is `name`, `adjective` or `member`; `genitive` whether the form is one (`Moderaternas`); `cased` whether
    it counts only with a capital.
    """

    party: Party | None
    alliance: Alliance | None = None
    use: str = "name"
    genitive: bool = False
    cased: bool = False


class PartyRegister(msgspec.Struct, frozen=True, eq=False):
    """All parties and alliances, and the words that point at them. Made by `load_parties`."""

    parties: tuple[Party, ...]
    alliances: tuple[Alliance, ...]
    independent: frozenset[str]
    not_codes: frozenset[str]
    lookalikes: tuple[tuple[str, str], ...]
    groups: Groups
    lists: Lists
    cues: Cues
    local: Local
    codes: dict[str, tuple[tuple[Party, Code], ...]]
    forms: dict[str, tuple[Named, ...]]

    def by_id(self, party_id: str) -> Party | None:
        """The party with this id."""
        return next((party for party in self.parties if party.id == party_id), None)

    def by_code(self, code: str, date: str | None = None, municipality: str | None = None) -> Party | None:
        """The party that a code means at an ISO date in a municipality, or None.

        Letter case, full stops (`k.d.s.`) and surrounding blanks are ignored.
        """
        known = self.codes.get(code.replace(".", "").strip().casefold())
        if known is None:
            return None
        national = None
        for party, printed in known:
            if party.municipality is None:
                if national is None and printed.starts_by(date):
                    national = party
            elif party.municipality == municipality and (date is None or printed.holds_on(date)):
                return party
        return national

    def by_name(self, text: str, date: str | None = None, municipality: str | None = None) -> Party | None:
        """The party that a name, full name, genitive or noun for a member means, or None. Letter case is ignored."""
        for named in self.named(text.casefold(), municipality):
            if named.party is not None and (named.party.municipality is None or named.party.holds_on(date)):
                return named.party
        return None

    def named(self, folded: str, municipality: str | None) -> Iterator[Named]:
        """What a form (case folded) can mean in a municipality, its own parties and alliances first."""
        known = self.forms.get(folded, ())
        owners = (municipality, None) if municipality is not None else (None,)
        for owner in owners:
            for named in known:
                of = named.party or named.alliance
                if of is not None and of.municipality == owner:
                    yield named


def genitive(name: str) -> str:
    """A name's genitive by rule: an s, unless it ends in one (or in x, z) already."""
    return name if name[-1:].casefold() in ("s", "x", "z") else name + "s"


def load_parties(folders: Iterable[Path] = (), *, common: Path = COMMON) -> PartyRegister:
    """Read ``parties.toml`` of the common folder and of each of `folders` that has one.

    Raises BadProfile where a file is no TOML, has an unknown or missing key, where two parties of one municipality
    share an id or a code at one time, or where an alliance names a party that is not there.
    """
    return _load(common, tuple(dict.fromkeys(Path(folder) for folder in folders)))


@lru_cache(maxsize=8)
def _load(common: Path, folders: tuple[Path, ...]) -> PartyRegister:
    base = read_toml(common / FILE, CommonFile)
    files: list[tuple[Path, PartyFile]] = [(common / FILE, base)]
    files += [(folder / FILE, read_toml(folder / FILE, PartyFile)) for folder in folders if (folder / FILE).is_file()]
    parties = tuple(party for _, file in files for party in file.party)
    alliances = tuple(alliance for _, file in files for alliance in file.alliance)
    for pattern in base.lists.others:
        try:
            re.compile(pattern)
        except re.error as error:
            raise BadProfile(f"{common / FILE}: lists.others: {pattern!r} is no pattern ({error}); mend it.") from error
    for path, file in files:
        _check(path, file, parties)
    return PartyRegister(
        parties=parties,
        alliances=alliances,
        independent=frozenset(mark.casefold() for mark in base.independent.marks),
        not_codes=frozenset(word.casefold() for word in base.not_codes.words),
        lookalikes=base.ocr.lookalikes,
        groups=base.groups,
        lists=base.lists,
        cues=base.cues,
        local=base.local,
        codes=_codes(parties),
        forms=_forms(parties, alliances),
    )


def with_parties(register: PartyRegister, more: tuple[Party, ...]) -> PartyRegister:
    """The register with more parties."""
    parties = (*register.parties, *more)
    return msgspec.structs.replace(
        register, parties=parties, codes=_codes(parties), forms=_forms(parties, register.alliances)
    )


def _codes(parties: tuple[Party, ...]) -> dict[str, tuple[tuple[Party, Code], ...]]:
    codes: dict[str, list[tuple[Party, Code]]] = {}
    for party in parties:
        for code in party.codes:
            codes.setdefault(code.code.casefold(), []).append((party, code))
    return {code: tuple(known) for code, known in codes.items()}


def _check(path: Path, file: PartyFile, parties: tuple[Party, ...]) -> None:
    ids = {party.id for party in parties}
    for party in file.party:
        for key, given in (("codes", party.codes), ("names", party.names)):
            if not given:
                raise BadProfile(f"{path}: party {party.id!r} has no {key}; give it one.")
        for other in parties:
            if other is party:
                continue
            if other.id == party.id:
                raise BadProfile(f"{path}: the party id {party.id!r} is used twice; rename one.")
            if other.municipality == party.municipality:
                for one, two in ((one, two) for one in party.codes for two in other.codes):
                    if one.code.casefold() == two.code.casefold() and _overlap(one, two):
                        raise BadProfile(
                            f"{path}: the code {one.code!r} means both {party.id!r} and {other.id!r} at one time;"
                            " give them periods that do not meet."
                        )
    for alliance in file.alliance:
        for member in alliance.parties:
            if member not in ids:
                raise BadProfile(f"{path}: alliance {alliance.id!r} names the party {member!r}, which is not there.")


def _overlap(one: Period, two: Period) -> bool:
    first, last = datetime.date.min, datetime.date.max
    return (one.since or first) <= (two.until or last) and (two.since or first) <= (one.until or last)


def _forms(parties: tuple[Party, ...], alliances: tuple[Alliance, ...]) -> dict[str, tuple[Named, ...]]:
    forms: dict[str, list[Named]] = {}

    def add(form: str, named: Named) -> None:
        known = forms.setdefault(form.casefold(), [])
        if named not in known:
            known.append(named)

    def both(form: str, named: Named) -> None:
        add(form, named)
        if (possessive := genitive(form)) != form:
            add(possessive, msgspec.structs.replace(named, genitive=True))

    for party in parties:
        for dated in party.names:
            # A local party's name may be any word, so it needs its capital.
            both(dated.name, Named(party, cased=party.municipality is not None))
        for form in party.also:
            both(form, Named(party, cased=party.municipality is not None))
        for form in party.cased:
            both(form, Named(party, cased=True))
        for form in party.adjectives:
            add(form, Named(party, use="adjective"))
        for form in party.members:
            both(form, Named(party, use="member"))
    for alliance in alliances:
        for form in alliance.forms:
            both(form, Named(None, alliance, cased=True))
        for form in alliance.lower:
            both(form, Named(None, alliance))
    return {form: tuple(known) for form, known in forms.items()}
