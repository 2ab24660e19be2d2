"""The register of parties: what a code and a name mean, where and when."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.attribute.parties import PartyRegister, genitive, load_parties
from parser.attribute.party_data import COMMON
from parser.errors import BadProfile

PROFILES = COMMON.parent
REGISTER = load_parties(sorted(folder for folder in PROFILES.iterdir() if folder.is_dir() and folder != COMMON))


@pytest.mark.parametrize(
    ("code", "date", "municipality", "party"),
    [
        ("S", None, None, "s"),
        ("s", "1985-01-01", "Stockholm", "s"),
        ("fp", "2006-11-20", "Stockholm", "l"),
        ("FP", "2016-06-01", None, "l"),  # an older text is quoted
        ("L", "2016-06-01", None, "l"),
        ("L", "2010-06-01", None, None),  # nobody's before the end of 2015
        ("kds", "1992-01-01", None, "kd"),
        ("kd", "2000-01-01", None, "kd"),
        ("vpk", "1988-01-01", None, "v"),
        ("v", "1995-01-01", None, "v"),
        ("Fi", "2015-01-01", None, "fi"),
        ("F!", "2015-01-01", None, "fi"),
        ("D", "2019-01-01", "Göteborg", "demokraterna-goteborg"),
        ("D", "2019-01-01", "Mullsjö", None),
        ("D", "2010-01-01", "Göteborg", None),
        ("sp", "1999-01-01", "Stockholm", "stockholmspartiet"),
        ("XYZ", None, None, None),
        ("", None, None, None),
    ],
)
def test_a_code_means_a_party_at_a_place_and_time(
    code: str, date: str | None, municipality: str | None, party: str | None
) -> None:
    found = REGISTER.by_code(code, date, municipality)
    assert (found.id if found else None) == party


@pytest.mark.parametrize(
    ("name", "party"),
    [
        ("Moderaterna", "m"),
        ("moderaternas", "m"),
        ("Moderata samlingspartiet", "m"),
        ("Arbetarepartiet-Socialdemokraterna", "s"),
        ("socialdemokratiska", "s"),
        ("Folkpartiet liberalerna", "l"),
        ("Liberalernas", "l"),
        ("miljöpartiet de gröna", "mp"),
        ("vänsterpartisten", "v"),
        ("Vänsterpartiets", "v"),
        ("Nämnden", None),
    ],
)
def test_a_name_means_a_party(name: str, party: str | None) -> None:
    found = REGISTER.by_name(name)
    assert (found.id if found else None) == party


@pytest.mark.parametrize(
    ("party", "date", "name", "code"),
    [
        ("l", "2015-12-31", "Folkpartiet", "FP"),
        ("l", "2016-01-01", "Liberalerna", "L"),
        ("kd", "1990-01-01", "Kristdemokratiska samhällspartiet", "KDS"),
        ("kd", "2005-01-01", "Kristdemokraterna", "KD"),
        ("v", "1989-01-01", "Vänsterpartiet kommunisterna", "VPK"),
        ("v", None, "Vänsterpartiet", "V"),
        ("mp", "2006-01-01", "Miljöpartiet", "MP"),
    ],
)
def test_a_party_has_the_name_and_code_of_its_time(party: str, date: str | None, name: str, code: str) -> None:
    found = REGISTER.by_id(party)
    assert found is not None
    assert found.name_at(date) == name
    assert found.code_at(date) == code
    assert found.code_at(date, lower=True) == code.lower()


def test_every_code_and_name_of_the_register_is_found_again() -> None:
    for party in REGISTER.parties:
        for code in party.codes:
            date = (code.since or code.until or None) and (code.since or code.until).isoformat()  # type: ignore[union-attr]
            assert REGISTER.by_code(code.code, date, party.municipality) is party
            assert REGISTER.by_code(code.code.lower(), date, party.municipality) is party
        for name in party.names:
            date = name.since.isoformat() if name.since else name.until.isoformat() if name.until else None
            assert REGISTER.by_name(name.name, date, party.municipality) is party
            assert REGISTER.by_name(genitive(name.name), date, party.municipality) is party


@given(st.text(max_size=6), st.none() | st.dates().map(str), st.none() | st.sampled_from(["Stockholm", "Göteborg"]))
def test_letter_case_never_tells_parties_apart(code: str, date: str | None, municipality: str | None) -> None:
    found = REGISTER.by_code(code, date, municipality)
    if code.upper().casefold() == code.casefold():
        assert REGISTER.by_code(code.upper(), date, municipality) is found


BROKEN = {
    "no TOML": "party = [",
    "unknown key": '[[party]]\nid = "x"\ncodes = [{ code = "X" }]\nnames = [{ name = "X" }]\ncolour = "red"\n',
    "missing": '[[party]]\nid = "x"\nnames = [{ name = "X" }]\n',
    "no names": '[[party]]\nid = "x"\ncodes = [{ code = "X" }]\nnames = []\n',
    "used twice": '[[party]]\nid = "s"\nmunicipality = "Ort"\ncodes = [{ code = "X" }]\nnames = [{ name = "X" }]\n',
    "means both": '[[party]]\nid = "x"\ncodes = [{ code = "s" }]\nnames = [{ name = "X" }]\n',
    "not there": '[[alliance]]\nid = "x"\nname = "X"\nforms = ["X"]\nparties = ["nobody"]\n',
}


@pytest.mark.parametrize("fault", BROKEN)
def test_data_that_cannot_be_used_is_told_with_its_file(fault: str, tmp_path: Path) -> None:
    (tmp_path / "parties.toml").write_text(BROKEN[fault], encoding="utf-8")
    with pytest.raises(BadProfile, match=r"parties\.toml"):
        load_parties([tmp_path])


def test_a_common_file_without_its_tables_is_told(tmp_path: Path) -> None:
    (tmp_path / "parties.toml").write_text("", encoding="utf-8")
    with pytest.raises(BadProfile, match="independent"):
        load_parties(common=tmp_path)


def test_a_folder_of_data_adds_a_local_party(tmp_path: Path) -> None:
    text = '[[party]]\nid = "byn"\nmunicipality = "Byn"\ncodes = [{ code = "BP" }]\nnames = [{ name = "Bypartiet" }]\n'
    (tmp_path / "parties.toml").write_text(text, encoding="utf-8")
    register: PartyRegister = load_parties([tmp_path])
    found = register.by_code("BP", "2020-01-01", "Byn")
    assert found is not None
    assert found.id == "byn"
    assert register.by_code("BP", "2020-01-01", "Staden") is None


def test_a_broken_copy_of_the_common_data_is_refused(tmp_path: Path) -> None:
    shutil.copytree(COMMON, tmp_path / "common")
    file = tmp_path / "common" / "parties.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('id = "m"', 'id = "s"'), encoding="utf-8")
    with pytest.raises(BadProfile, match="used twice"):
        load_parties(common=tmp_path / "common")
