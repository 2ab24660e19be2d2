"""The words of the user interface: the same keys in both languages, and every key that a template asks for."""

import re
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest

import parser.web
from parser.corpus.values import Certainty, Rule
from parser.query.question import PARAMETERS
from parser.record.types import Answer, Demand, Kind, TextLayer
from parser.web.api.bulk import WRITERS
from parser.web.app import create_app
from parser.web.problems import PROBLEMS
from parser.web.site import Settings
from parser.web.wording import LANGUAGES, Words, table

DOCS = Path(__file__).parents[1] / "docs"
TEMPLATES = sorted((Path(parser.web.__file__).parent / "templates").glob("*.html"))


def created():
    """The application over no corpus: enough for its description."""
    site = SimpleNamespace(settings=Settings(), version=lambda: "", pictures=None, corpus=None)
    return create_app(site)


def keys(words, before=""):
    for name, value in words.items():
        if isinstance(value, dict):
            yield from keys(value, f"{before}{name}.")
        elif isinstance(value, list):
            yield f"{before}{name}", len(value)
        else:
            yield f"{before}{name}", sorted(re.findall(r"\{(\w+)\}", value)) if name != "one" else None


def test_both_languages_have_the_same_words_with_the_same_values_in_them():
    assert dict(keys(table("sv"))) == dict(keys(table("en")))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_that_a_template_asks_for_is_there(path, language):
    for name in re.findall(r"\bt\('([\w.-]+)'", path.read_text(encoding="utf-8")):
        if not name.endswith("."):
            found = table(language)
            for part in name.split("."):
                assert part in found, name
                found = found[part]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_name(language):
    words = table(language)
    assert set(words["kind"]) == set(Kind)
    assert set(words["demand"]) == set(Demand)
    assert set(words["ballot"]) == set(Answer)
    assert set(words["layer"]) == set(TextLayer)
    assert set(words["problem"]) - {"what_now"} == set(PROBLEMS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_doubt_and_every_reason_has_a_name(language):
    documented = re.findall(r"^\| `([a-z-]+)` \|", (DOCS / "warnings.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(table(language)["warning"]) == set(documented)
    assert set(table(language)["rule"]) == set(Rule)
    assert set(table(language)["certainty"]) == set(Certainty)


def test_all_of_the_api_is_told_in_swedish():
    told = table("api-sv")
    made = created().openapi()
    assert {f"/api/v1{at}" for at in told["gives"]} == set(made["paths"])
    assert set(told["parameters"]) == set(PARAMETERS)
    assert set(told["files"]) == set(WRITERS)
    assert set(told["problems"]) == set(PROBLEMS)


def test_numbers_are_parted_as_the_language_does():
    assert Words("sv").number(1234567) == "1\u202f234\u202f567"
    assert Words("en").number(1234567) == "1,234,567"
    assert Words("sv")("search.count", n=1) == "1 träff"
    assert Words("sv")("search.count", n=1200) == "1\u202f200 träffar"


def test_the_files_are_toml_that_a_translator_can_read():
    for language in LANGUAGES:
        path = Path(parser.web.__file__).parent / "words" / f"{language}.toml"
        assert tomllib.loads(path.read_text(encoding="utf-8"))
