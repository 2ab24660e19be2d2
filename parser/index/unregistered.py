"""Parties that the register has not: local ones, known by the code that is printed.

A record gives them no id, since a code alone does not say who they are over time. To be found and counted they get one
in the index, made of the municipality and the code: `local-hultsfred-hl`. Two municipalities' parties of one code are
two; within a municipality one code is taken for one party.
"""

import re
from functools import lru_cache

LOCAL = "local-"
_BARRED = re.compile(r"[^\w+&.-]+")


@lru_cache(maxsize=1 << 14)
def party_of(code: str, date: str | None, municipality: str | None) -> tuple[str, str] | None:
    """Id and name of the party that a code means which the record gives no id: the register's, else a local one.

    None where it is no code of a party: a figure, a word that the register lists as none.
    """
    from parser.attribute.parties import load_parties

    register = load_parties()
    if code.strip().casefold() in register.not_codes or code.strip() in register.not_codes:
        return None
    known = register.by_code(code, date, municipality)
    if known is not None:
        return known.id, known.name_at(date)
    made = local_id(code, municipality)
    return None if made is None else (made, local_name(code, municipality))


def local_id(code: str, municipality: str | None) -> str | None:
    """The id of the party that a municipality's documents print so; None where the code has no letter."""
    if not any(letter.isalpha() for letter in code):
        return None
    parts = [_BARRED.sub("_", part.strip().casefold()) for part in (municipality or "", code)]
    return LOCAL + "-".join(part for part in parts if part)


def local_name(code: str, municipality: str | None) -> str:
    """What such a party is called: the code, and where."""
    return f"{code.strip()} ({municipality})" if municipality else code.strip()


def code_of(id_: str, name: str) -> str | None:
    """The code of a local party by its id and name; None where it is none."""
    return name.partition(" (")[0] if id_.startswith(LOCAL) else None
