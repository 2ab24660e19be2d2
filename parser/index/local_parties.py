"""Parties that the register has not: local ones, known by the code that is printed.

A record gives them no id, since a code alone does not say who they are over time. To be found and counted they get one
in the index, made of the municipality and the code: `local-hultsfred-hl`. Two municipalities' parties of one code are
two; within a municipality one code is taken for one party.
"""

import re

LOCAL = "local-"
_BARRED = re.compile(r"[^\w+&.-]+")


def local_id(code: str, municipality: str | None) -> str | None:
    """The id of the party that a municipality's documents print so; None where the code has no letter."""
    if not any(letter.isalnum() for letter in code):
        return None
    parts = [_BARRED.sub("_", part.strip().casefold()) for part in (municipality or "", code)]
    return LOCAL + "-".join(part for part in parts if part)


def local_name(code: str, municipality: str | None) -> str:
    """What such a party is called: the code, and where."""
    return f"{code.strip()} ({municipality})" if municipality else code.strip()


def code_of(id_: str, name: str) -> str | None:
    """The code of a local party by its id and name; None where it is none."""
    return name.partition(" (")[0] if id_.startswith(LOCAL) else None
