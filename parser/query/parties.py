"""Which parties a word means: ids, codes or names, of the register or of the corpus's own local parties."""

import difflib
import sqlite3
from functools import lru_cache

from parser.errors import BadQuestion
from parser.index.unregistered import code_of
from parser.index.wording import composed

NEAREST, MOST = 4, 15
"""So many parties are told that a word may have meant, or else that there are."""


def parties_meant(connection: sqlite3.Connection, name: str) -> list[str] | None:
    """The ids of the corpus's parties that a word means: an id, else a code, else a name, whatever its case.

    None where neither the corpus nor the register knows the word.
    """
    plain = composed(name).casefold()
    there = _there(connection)
    ids = [id_ for id_ in there if id_.casefold() == plain]
    if ids:
        return ids
    known = _register().get(plain, frozenset())
    found = [id_ for id_, called in there.items() if id_ in known or plain in _forms(id_, called)]
    return found or ([] if known else None)


def unknown_party(connection: sqlite3.Connection, name: str) -> BadQuestion:
    """What to say of a word that means no party: the nearest that there are, else some of those that there are."""
    there = _there(connection)
    forms: dict[str, dict[str, None]] = {}
    for id_, called in there.items():
        for form in (id_.casefold(), *_forms(id_, called)):
            forms.setdefault(form, {})[id_] = None
    for form, ids in _register().items():
        for id_ in ids & there.keys():
            forms.setdefault(form, {})[id_] = None
    near = difflib.get_close_matches(composed(name).casefold(), list(forms), n=NEAREST)
    ids_near = list(dict.fromkeys(id_ for form in near for id_ in forms[form]))[:NEAREST]
    asked = f"there is no party {name[:40]!r}"
    if ids_near:
        return BadQuestion(f"{asked}; the nearest are {_listed(ids_near, there)}")
    shown = sorted(there, key=lambda id_: there[id_])[:MOST]
    more = f" and {len(there) - MOST} more" if len(there) > MOST else ""
    return BadQuestion(f"{asked}; there are {_listed(shown, there)}{more}" if there else asked)


def _listed(ids: list[str], there: dict[str, str]) -> str:
    return ", ".join(f"{id_} ({there[id_]})" if code_of(id_, "") is None else there[id_] for id_ in ids)


def _there(connection: sqlite3.Connection) -> dict[str, str]:
    return dict(connection.execute("SELECT id, name FROM party").fetchall())


def _forms(id_: str, called: str) -> tuple[str, ...]:
    """What a party of the corpus may be called: by its name; a local one also by its code."""
    code = code_of(id_, called)
    return (called.casefold(),) if code is None else (called.casefold(), code.casefold())


@lru_cache(maxsize=1)
def _register() -> dict[str, frozenset[str]]:
    """What the ids, codes and names of the common register mean."""
    from parser.attribute.parties import load_parties

    found: dict[str, set[str]] = {}
    for party in load_parties().parties:
        forms = [party.id, *(one.code for one in party.codes), *(one.name for one in party.names), *party.also]
        for form in forms:
            found.setdefault(form.casefold(), set()).add(party.id)
    return {form: frozenset(ids) for form, ids in found.items()}
