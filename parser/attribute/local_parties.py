"""Parties that the register does not have, learnt from the document that names them.

Hundreds of parties exist in one municipality alone. A document tells of one where it prints a party's name with its
code (`Kirunapartiet (KIP)`), or a code that no register has in a party's place after several names (`NN, NS`).
What is learnt holds for that document, and is told as a finding.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from parser.attribute.names import load_names
from parser.attribute.parties import PartyRegister, with_parties
from parser.attribute.party_data import Code, Name, Party
from parser.model import Block, Finding, Role

_WORD = r"[A-ZÅÄÖ][\wåäöé]*(?:-[\wåäöé]+)*"
_LAST = r"(?:parti|partiet|lista|listan|väl|framtid|bästa)"  # words of its own that a name may end in
_NAMED = re.compile(
    rf"\b((?:{_WORD}\s){{0,3}}{_WORD}(?: {_LAST})?|{_WORD}-\soch\s[a-zåäö]+)"
    r"\s*(?:\(([A-ZÅÄÖ][A-ZÅÄÖa-zåäö]{0,5})\)|,\s([A-ZÅÄÖ]{2,5})\b)"
)
_AFTER_NAME = re.compile(
    r"\b([A-ZÅÄÖ][a-zåäöé]+(?:-[A-ZÅÄÖ][a-zåäöé]+)?)"
    r"((?: (?:af|von|de|el)\b)?(?: [A-ZÅÄÖ][a-zåäöé]+(?:-[A-ZÅÄÖ]?[a-zåäöé]+)?){1,2}),? ?\t?"
    r"(?:, |\t)([A-ZÅÄÖ]{1,5})(?=[,.\t\n]|$| och\b)"
)
# «LL = Landsbygdslistan», «ep = Emmabodapartiet», as a list of who was there explains its codes
_EXPLAINED = re.compile(rf"(?<![\wåäö])([A-ZÅÄÖ]{{1,5}}|[a-zåäö]{{1,5}}) ?= ?({_WORD}(?: (?:för |i )?{_WORD}){{0,2}})")
_BARE_NAME = re.compile(r"\b([A-ZÅÄÖ][a-zåäö]+partiet)s?\b")
_BARE_CODE = re.compile(r"\(([A-ZÅÄÖ]{2,5})\)")
_LONGEST = 2000  # characters of a block that are looked at
_TWICE = 2  # so many different persons show that a code is one


def learn_local_parties(
    blocks: Sequence[Block], register: PartyRegister, date: str | None, municipality: str | None
) -> tuple[PartyRegister, tuple[Finding, ...]]:
    """The register with the parties that these blocks alone tell of, and a finding for each of them."""
    rules = load_names()
    found: dict[str, tuple[str, Block]] = {}
    holders: Counter[str] = Counter()
    first: dict[str, Block] = {}
    seen: set[tuple[str, str]] = set()
    parties = 0  # persons after whom a known party's code is printed so
    for block in blocks:
        if block.role is Role.FURNITURE:
            continue
        text = block.text[:_LONGEST]
        for name, code in (*_named(text, register), *_explained(text, register)):
            if _is_new(code, register, date, municipality):
                found.setdefault(code, (name, block))
        for given, surname, code in _AFTER_NAME.findall(text):
            parties += register.by_code(code, date, municipality) is not None
            new = len(code) > 1 and rules.is_given(given) and _is_new(code, register, date, municipality)
            if not new or (given + surname, code) in seen:
                continue
            seen.add((given + surname, code))
            holders[code] += 1
            first.setdefault(code, block)
    _name_bare_codes(blocks, register, date, municipality, found)
    for code, count in holders.items():
        # where parties are printed otherwise, what stands after names so is a union or an office
        if count >= _TWICE and parties >= count:
            found.setdefault(code, (code, first[code]))
    if not found:
        return register, ()
    learnt = tuple(_party(code, name, municipality) for code, (name, _) in found.items())
    return with_parties(register, learnt), tuple(_finding(code, *told) for code, told in found.items())


def _name_bare_codes(
    blocks: Sequence[Block],
    register: PartyRegister,
    date: str | None,
    municipality: str | None,
    found: dict[str, tuple[str, Block]],
) -> None:
    """Adds parties whose name and code are printed apart (`NN (AP)`, `Arbetarpartiet reserverar sig`).

    They are one where the code begins as the name does and ends in P, or is how the name begins, and one name and one
    code fit.
    """
    names: dict[str, Block] = {}
    codes: dict[str, Block] = {}
    for block in blocks:
        text = block.text[:_LONGEST]
        for name in _BARE_NAME.findall(text):
            if register.by_name(name, date, municipality) is None:
                names.setdefault(name, block)
        for code in _BARE_CODE.findall(text):
            if code not in found and _is_new(code, register, date, municipality):
                codes.setdefault(code, block)
    for name, block in names.items():
        fitting = [c for c in codes if c[0] == name[0] and (c[-1] in "Pp" or name.casefold().startswith(c.casefold()))]
        rivals = [n for n in names if n[0] == name[0]]
        if len(fitting) == 1 and len(rivals) == 1:
            found.setdefault(fitting[0], (name, block))


def _named(text: str, register: PartyRegister) -> Iterator[tuple[str, str]]:
    """Names that end as parties' do, with the code after them."""
    if not any(ending in text for ending in register.local.endings):
        return
    for match in _NAMED.finditer(text):
        words = match[1].split()
        if not words[-1].endswith(register.local.endings):
            continue
        own = [w for w in words if w.casefold() not in register.local.before]
        code = match[2] or match[3]
        if own and register.by_name(" ".join(own)) is None:
            yield " ".join(own), code


def _explained(text: str, register: PartyRegister) -> Iterator[tuple[str, str]]:
    """Names of parties that a list of codes explains."""
    for code, name in _EXPLAINED.findall(text) if "=" in text else ():
        if any(word.endswith(register.local.endings) for word in name.split()) and register.by_name(name) is None:
            yield name, code


def _is_new(code: str, register: PartyRegister, date: str | None, municipality: str | None) -> bool:
    """Whether a code could be that of a party which the register does not have."""
    other = code.casefold() in register.not_codes or code.casefold() in register.independent
    return not other and register.by_code(code, date, municipality) is None


def _party(code: str, name: str, municipality: str | None) -> Party:
    where = (municipality or "local").casefold().replace(" ", "-")
    return Party(
        id=f"{where}-{code.casefold()}",
        codes=(Code(code=code),),
        names=(Name(name=name),),
        municipality=municipality,
    )


def _finding(code: str, name: str, block: Block) -> Finding:
    told = f"«{name}» ({code})" if name != code else f"({code})"
    message = f"The party {told} is not in the register of parties; it is known from this document alone."
    return Finding("unknown-party", message, page=block.page, block=block.id)


__all__ = ["learn_local_parties"]
