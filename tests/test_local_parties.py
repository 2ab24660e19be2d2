"""Parties that no register has, learnt from the document that prints them."""

import pytest

from parser.attribute.local_parties import learn_local_parties
from parser.attribute.parties import load_parties
from parser.model import BBox, Block, Cell, Line, PlacedLine, Role

REGISTER = load_parties()


def block(number: int, text: str) -> Block:
    line = Line(1, text, BBox(80, 0, 400, 10), 9, 11, False, False, (Cell(text, 80, 400),), 80, 500)
    return Block(f"b{number}", Role.PARAGRAPH, text, (PlacedLine(0, line),))


def learnt(*texts: str) -> dict[str, str]:
    """The codes that are parties after reading, and were none before, with their names."""
    blocks = [block(number, text) for number, text in enumerate(texts, 1)]
    register, findings = learn_local_parties(blocks, REGISTER, "2015-05-05", "Kiruna")
    new = register.parties[len(REGISTER.parties) :]
    assert [finding.code for finding in findings] == ["unknown-party"] * len(new)
    assert all(finding.block in {b.id for b in blocks} for finding in findings)
    return {party.codes[0].code: party.names[0].name for party in new}


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        (("Gruvpartiet (GKP) reserverar sig.",), {"GKP": "Gruvpartiet"}),
        (("Även Norra Listan (NL) yrkar avslag.",), {}),  # «Listan» with a capital is no ending of a party's name
        (("Eva Berg, NS, vice ordförande", "Lars Ek, NS", "Anna Lund, S", "Nils Holm, M"), {"NS": "NS"}),
        (("Arbetarpartiet reserverar sig.", "Jan Sten (AP) yrkar avslag."), {"AP": "Arbetarpartiet"}),
        # a list of who was there explains its codes
        (
            ("Ledamöter: Eva Berg (GV). GV = Gruvlistan.", "sb = Skogsbygden, tj = tjänstgör"),
            {"GV": "Gruvlistan", "sb": "Skogsbygden"},
        ),
        # what stands after names where parties are printed otherwise is a union, an office, a place
        (("Eva Berg, SKTF", "Lars Ek, SKTF", "Anna Lund (s)"), {}),
        (("Socialdemokraterna (S) reserverar sig.",), {}),
        (("Beslutet fattas med stöd av plan- och bygglagen (PBL).",), {}),
        ((), {}),
    ],
)
def test_a_party_is_learnt_where_the_document_tells_of_it(texts: tuple[str, ...], wanted: dict[str, str]) -> None:
    assert learnt(*texts) == wanted


def test_what_is_learnt_means_the_party_in_that_municipality() -> None:
    register, _ = learn_local_parties([block(1, "Gruvpartiet (GKP) reserverar sig.")], REGISTER, None, "Kiruna")
    party = register.by_code("gkp", None, "Kiruna")
    assert party is not None
    assert (party.id, register.by_name("Gruvpartiets", None, "Kiruna")) == ("kiruna-gkp", party)
    assert register.by_code("GKP", None, "Luleå") is None
    assert REGISTER.by_code("GKP", None, "Kiruna") is None
