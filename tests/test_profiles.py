"""Profiles: a municipality is added as data alone, from any folder; broken data is told with its file and key."""

import os
from pathlib import Path

import pytest

from parser.attribute.parties import load_parties
from parser.cli.main import main
from parser.errors import BadProfile
from parser.language.engine import engine_for
from parser.pipeline import convert
from parser.profile import COMMON, PROFILES, available, load_profile, roots
from parser.record.types import Demand, Kind, Record
from typesetter import LAYOUTS, parse, set_document

# A municipality that does not exist, with words that no other council uses.
ALMBY = {
    "profile.toml": r"""
name = "almby"
municipality = "Almby"

[recognition]
patterns = ['(?i)\balmby socken\b', '\bAlmby kommunalstämma\b']

[facts]
matter_heading = ['^\s*(?P<number>Punkt \d+)\.?\s+(?P<rest>.*)$']
diary_number = ['(?P<dnr>ALM \d+-\d+)']
""",
    "words.toml": """
[[section]]
id = "almby-protest"
holds = "reservation"
phrases = ["protester|protest"]
examples = ["Protester"]
counter_examples = ["Protestsång"]

[[opening]]
id = "almby-protests"
kind = "reservation"
at = "sentence"
phrases = ["protesterar mot beslutet"]
needs_actor = true
examples = ["NN (V) protesterar mot beslutet."]
counter_examples = ["Ingen protesterar."]

[[opening]]
id = "almby-wants"
kind = "moved_proposal"
at = "sentence"
phrases = ["vill se"]
needs_actor = true
sections = ["moved"]
examples = ["NN (V) vill se avslag."]
counter_examples = ["Nämnden vill se resultat."]

[[body]]
id = "almby-assembly"
phrases = ["kommunalstämman|kommunalstämmans"]
""",
    "parties.toml": """
[[party]]
id = "almbypartiet"
municipality = "Almby"
codes = [{ code = "ALM", from = 1990-01-01 }]
names = [{ name = "Almbypartiet", from = 1990-01-01 }]
""",
}

MINUTES = """---
type: protokoll
municipality: Almby
---
= Almby socken
= Protokoll
> Kommunalstämman 2019-03-14

# Punkt 7 Ny bro över ån ALM 19-12
## Yrkanden
Anna Bergström (ALM) vill se avslag.

## Beslut
Kommunalstämman beslutar att bygga bron.

## Protester
Anna Bergström (ALM) protesterar mot beslutet till förmån för eget yrkande.

# Punkt 8 Skolan
## Beslut
Kommunalstämman beslutar att bygga skolan.
"""


def put(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def minutes() -> bytes:
    return set_document(parse(MINUTES, name="almby"), LAYOUTS["word-times"]).pdf


def read() -> Record:
    return convert(minutes(), name="almby.pdf").record


# ---- a municipality that is added without touching code


@pytest.fixture
def almby(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = put(tmp_path / "profiles" / "almby", ALMBY)
    monkeypatch.setenv("DIARIUM_PROFILES", str(folder.parent))
    return folder


def test_without_its_profile_the_document_is_read_by_the_common_rules_alone() -> None:
    record = read()
    assert record.source.profile.name == "generic"
    assert not [act for act in record.acts if act.kind is Kind.RESERVATION]


@pytest.mark.usefixtures("almby")
def test_a_profile_in_a_folder_of_ones_own_is_recognised_and_used() -> None:
    record = read()
    assert record.source.profile.name == "almby"
    assert record.document.municipality == "Almby"
    assert [matter.number for matter in record.matters] == ["Punkt 7", "Punkt 8"]
    assert [matter.diary_numbers for matter in record.matters] == [("ALM 19-12",), ()]
    assert [act.kind for act in record.acts] == [Kind.MOVED_PROPOSAL, Kind.DECISION, Kind.RESERVATION, Kind.DECISION]
    moved, decided, protest, _ = record.acts
    assert decided.body == "Kommunalstämman"
    assert protest.evidence is not None
    assert protest.evidence.rule == "almby-protests"
    assert (protest.about, protest.in_favour_of, protest.demand) == ((decided.id,), (moved.id,), (Demand.REJECTION,))
    assert [(actor.name, actor.party, actor.party_id) for actor in protest.actors] == [
        ("Anna Bergström", "ALM", "almbypartiet")
    ]
    assert [party.name for party in record.parties] == ["Almbypartiet"]


@pytest.mark.usefixtures("almby")
def test_the_common_rules_hold_in_a_profile_of_ones_own() -> None:
    profile, common = load_profile("almby"), load_profile(COMMON)
    assert {rule.id for rule in common.openings} < {rule.id for rule in profile.openings}
    assert profile.facts.matter_heading[1:] == common.facts.matter_heading
    assert profile.digest != common.digest


@pytest.mark.usefixtures("almby")
def test_the_option_chooses_the_profile_where_the_document_does_not_tell(tmp_path: Path) -> None:
    text = MINUTES.replace("= Almby socken\n", "").replace("Almby", "Xby")
    (tmp_path / "x.pdf").write_bytes(set_document(parse(text, name="x"), LAYOUTS["word-times"]).pdf)
    arguments = ["convert", str(tmp_path / "x.pdf"), "-o", str(tmp_path / "out"), "--no-inspect", "--quiet"]
    assert main([*arguments, "--municipality", "Almby"]) == 0
    assert '"almbypartiet"' in (tmp_path / "out" / "x.json").read_text(encoding="utf-8")


def test_several_folders_may_be_named_and_the_last_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "one" / "almby", ALMBY)
    put(tmp_path / "two" / "almby", {"profile.toml": 'name = "almby"\nmunicipality = "Almbyn"\n'})
    put(tmp_path / "two" / "stockholm", {"profile.toml": 'name = "stockholm"\nmunicipality = "Annanstans"\n'})
    monkeypatch.setenv("DIARIUM_PROFILES", os.pathsep.join([str(tmp_path / "one"), str(tmp_path / "two")]))
    assert load_profile("almby").municipality == "Almbyn"
    assert load_profile("stockholm").municipality == "Annanstans"
    assert load_profile("uppsala").folders == (PROFILES / "uppsala",)
    assert "almby" in available()


def test_without_the_variable_only_the_programs_own_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DIARIUM_PROFILES", raising=False)
    assert roots() == (PROFILES,)
    assert available() == available(PROFILES)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIARIUM_PROFILES", str(tmp_path / "nowhere"))
    with pytest.raises(BadProfile, match=r"nowhere is no folder of profiles; correct .* DIARIUM_PROFILES\.$"):
        available()


def test_a_profile_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(BadProfile, match=r"no profile «almby»: choose one of generic, goteborg, .* add a folder"):
        load_profile("almby")


def test_a_rule_with_the_id_of_a_common_one_replaces_it(tmp_path: Path) -> None:
    rule = '[[opening]]\nid = "moves"\nkind = "moved_proposal"\nphrases = ["kräver"]\n'
    put(tmp_path / "xby", {"rules.toml": rule})
    profile = load_profile("xby", tmp_path)
    assert [rule.phrases for rule in profile.openings if rule.id == "moves"] == [("kräver",)]
    assert [rule.id for rule in profile.openings] == [rule.id for rule in load_profile(COMMON).openings]


# ---- broken profiles

BROKEN = {
    "no TOML": ("[[opening]\n", r"rules\.toml: .*line 1.*; mend the file"),
    "no UTF-8": ("é", r"rules\.toml: .*utf-8.*; mend the file"),
    "a key in a rule that there is not": (
        '[[opening]]\nid = "x"\nkind = "reservation"\nphrases = ["x"]\nphrase = "y"\n',
        r"rules\.toml: .*unknown field `phrase`.*opening\[",
    ),
    "a table that there is not": ("[openings]\nx = 1\n", r"rules\.toml: .*unknown field `openings`"),
    "a fact that there is not": ("[facts]\ndates = ['x']\n", r"rules\.toml: .*unknown field `dates` - at `\$\.facts`"),
    "a kind that there is not": (
        '[[opening]]\nid = "x"\nkind = "reservations"\nphrases = ["x"]\n',
        r"rules\.toml: .*'reservations'.*opening\[",
    ),
    "a value of another type": (
        '[[opening]]\nid = "x"\nkind = "reservation"\nphrases = "x"\n',
        r"rules\.toml: .*array.*phrases",
    ),
    "a key that is missing": ("[[opening]]\nid = 'x'\n", r"rules\.toml: .*missing required field `kind`"),
    "an expression of recognition that is none": (
        "[recognition]\npatterns = ['(x']\n",
        r"rules\.toml: recognition\.patterns: «\(x» is no regular expression .*; mend it\.$",
    ),
    "an expression of the facts that is none": (
        "[facts]\nminutes = ['*x']\n",
        r"rules\.toml: facts\.minutes: «\*x» is no regular expression .*; mend it\.$",
    ),
    "an expression without the group that is read": (
        "[facts]\nmatter_heading = ['^(?P<number>Punkt .*)$']\n",
        r"rules\.toml: facts\.matter_heading: .* lacks the named group \(\?P<number>…\), \(\?P<rest>…\); add it\.$",
    ),
    "a date without a day": (
        "[facts]\nmeeting_date = ['(?P<month>maj) (?P<year>2019)']\n",
        r"rules\.toml: facts\.meeting_date: .* \(\?P<iso>…\) or \(\?P<day>…\)",
    ),
    "an id twice in a file": (
        "[[demand]]\nid = 'x'\ndemand = 'approval'\nphrases = ['x']\n" * 2,
        r"rules\.toml: \[\[demand\]\] has the id «x» twice; rename one\.$",
    ),
    "a demand that there is not": (
        "[[demand]]\nid = 'x'\ndemand = 'applause'\nphrases = ['x']\n",
        r"rules\.toml: .*applause.*demand\[",
    ),
    "a section that there is not": (
        "[[opening]]\nid = 'x'\nkind = 'reservation'\nphrases = ['x']\nsections = ['nowhere']\n",
        r"rules\.toml: \[\[opening\]\] x: sections: there is no rule «nowhere»; correct the id or leave it out\.$",
    ),
    "an act that there is not": (
        "[[opening]]\nid = 'x'\nkind = 'reservation'\nphrases = ['x']\nnot_inside = ['nothing']\n",
        r"rules\.toml: \[\[opening\]\] x: not_inside: there is no rule «nothing»",
    ),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_profile_is_told_with_its_file_and_key(fault: str, tmp_path: Path) -> None:
    text, sentence = BROKEN[fault]
    folder = put(tmp_path / "xby", {"profile.toml": 'name = "xby"\n'})
    (folder / "rules.toml").write_bytes(text.encode("latin-1"))
    with pytest.raises(BadProfile, match=sentence):
        load_profile("xby", tmp_path)


def test_an_id_twice_in_two_files_of_a_folder_is_told(tmp_path: Path) -> None:
    body = "[[body]]\nid = 'x'\nphrases = ['x']\n"
    put(tmp_path / "xby", {"one.toml": body, "two.toml": body})
    with pytest.raises(BadProfile, match=r"two\.toml: \[\[body\]\] has the id «x» twice as in one\.toml; rename one\."):
        load_profile("xby", tmp_path)


PHRASES = {
    "a fragment that is not defined": ("{nothing} av", r"the fragment \{nothing\} is not defined; define it under"),
    "a fragment of itself": ("{round} av", r"a fragment contains itself; unravel it\.$"),
    "an expression that is none": ("/(x/ av", r"«/\(x/» is no regular expression"),
    "an empty alternative": ("av||från", r"«av\|\|från» has an empty alternative\.$"),
    "an empty phrase": ("", r"a phrase is empty\.$"),
    "half a fragment": ("{made", r"the fragment \{made is not defined|«\{made» mixes words"),
    "a gap among alternatives": ("av|~3", r"«av\|~3» mixes words with a name, a gap or half a fragment; part them\.$"),
    "too many choices": (
        "{made} {made} {made} ~1 {many} {many} {many} {many}",
        r"stands for \d+ patterns; write it with",
    ),
}


@pytest.mark.parametrize("table", ["section", "opening", "demand", "body", "words"])
@pytest.mark.parametrize("fault", PHRASES)
def test_a_phrase_that_cannot_be_compiled_is_told_with_its_file_and_rule(
    fault: str, table: str, tmp_path: Path
) -> None:
    phrase, sentence = PHRASES[fault]
    needed = {"section": "holds = 'none'", "opening": "kind = 'reservation'", "demand": "demand = 'approval'"}
    rule = f"[[{table}]]\nid = 'x'\n{needed.get(table, '')}\nphrases = ['''{phrase}''']\n"
    if table == "words":
        rule = f"[words]\nx = ['''{phrase}''']\n"
    many = ", ".join(f"'a{n} b'" for n in range(12))
    fragments = f"[fragments]\nround = ['{{round}}']\nmany = [{many}]\n"
    put(tmp_path / "xby", {"rules.toml": f"{rule}\n{fragments}"})
    place = r"\[words\] x" if table == "words" else rf"\[\[{table}\]\] x"
    with pytest.raises(BadProfile, match=rf"xby/rules\.toml: {place}: .*(?:{sentence})"):
        engine_for(load_profile("xby", tmp_path))


def test_a_broken_register_of_parties_is_told_with_its_file(tmp_path: Path) -> None:
    folder = put(tmp_path / "xby", {"parties.toml": "[[party]]\nid = 'x'\ncode = 'X'\n"})
    with pytest.raises(BadProfile, match=r"xby/parties\.toml: .*(?:code|names)"):
        load_parties([folder])


def test_a_broken_profile_is_one_sentence_and_exit_code_6(
    almby: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = almby.with_name("broken")
    put(broken, {"profile.toml": "[recognition]\npatterns = ['(']\n"})
    (tmp_path / "a.pdf").write_bytes(minutes())
    (tmp_path / "b.pdf").write_bytes(minutes())
    for given in (["a.pdf"], ["a.pdf", "b.pdf"]):
        code = main(["convert", *(str(tmp_path / name) for name in given), "-o", str(tmp_path / "out")])
        told = capsys.readouterr().err.splitlines()
        assert code == 6
        assert len(told) == len(given)
        assert all("profile.toml: recognition.patterns" in line and "mend it" in line for line in told)
    # the batch keeps its own papers there; nothing was converted
    assert not [p for p in (tmp_path / "out").rglob("*") if ".diarium" not in p.parts]


# ---- the program's own profiles


@pytest.mark.parametrize("name", available(PROFILES))
def test_a_profile_of_the_programs_own_can_be_used(name: str) -> None:
    profile = load_profile(name, PROFILES)
    engine_for(profile)
    load_parties(profile.folders)
    assert profile.name == name


def test_every_rule_that_a_common_rule_names_is_in_some_profile() -> None:
    profiles = [load_profile(name, PROFILES) for name in available(PROFILES)]
    sections = {section.id for profile in profiles for section in profile.sections}
    acts = {opening.id for profile in profiles for opening in profile.openings} | {f"section:{s}" for s in sections}
    common = load_profile(COMMON)
    assert not {name for rule in common.openings for name in rule.sections} - sections - {"*", "-"}
    assert not {name for rule in common.openings for name in rule.not_inside} - acts
    assert not {name for section in common.sections for name in section.outside} - acts
