#!/usr/bin/env python3
"""Make the JSON Schema of the record and its documentation from the types in parser/record/types.py.

make_schema.py [--check]

Writes schemas/record-VERSION.schema.json and docs/schema.md. With --check it writes nothing and exits with 1
where either is out of step.
"""

import ast
import json
import sys
from pathlib import Path
from typing import Any

import msgspec

from parser.record import types
from parser.record.schema_files import RECORD_SCHEMA_NAME

ROOT = Path(__file__).resolve().parent.parent
SCHEMA_PATH = ROOT / "schemas" / RECORD_SCHEMA_NAME
DOCUMENTATION_PATH = ROOT / "docs" / "schema.md"

Schema = dict[str, Any]


def glosses() -> dict[str, dict[str, str]]:
    """For each enum of the types, its values and the docstring that stands under each of its members."""
    tree = ast.parse(Path(types.__file__).read_text(encoding="utf-8"))
    found: dict[str, dict[str, str]] = {}
    for node in tree.body:
        if not isinstance(node, ast.ClassDef) or not any(ast.unparse(base) == "StrEnum" for base in node.bases):
            continue
        found[node.name] = {}
        for member, below in zip(node.body, node.body[1:], strict=False):
            if isinstance(member, ast.Assign):
                if not (isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)):
                    raise SystemExit(f"types.py: {node.name}.{ast.unparse(member.targets[0])} has no docstring.")
                found[node.name][ast.literal_eval(member.value)] = str(below.value.value).rstrip(".")
    return found


def make_schema() -> Schema:
    """The JSON Schema (2020-12) of the record."""
    (_,), definitions = msgspec.json.schema_components([types.Record], ref_template="#/$defs/{name}")
    for name, definition in definitions.items():
        if "enum" in definition:
            members = glosses()[name]
            definition["enum"] = list(members)
            definition["description"] += "\n\n" + "\n".join(f"`{value}`: {gloss}." for value, gloss in members.items())
            continue
        # Every field is written, so every field is required: a list that is missing is a loss, not an empty list.
        definition["required"] = list(definition["properties"])
        definition["additionalProperties"] = False
        for field, schema in definition["properties"].items():
            schema.pop("default", None)
            _strip_inner_descriptions(schema)
            if "description" not in schema:
                raise SystemExit(f"types.py: {name}.{field} has no description.")
    record = definitions.pop("Record")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:diarium:schema:record:{types.SCHEMA_VERSION}",
        "title": f"Diarium record {types.SCHEMA_VERSION}",
        "description": "One municipal document: what is printed, what was done, by whom and against what. "
        "Lengths are PDF points (1/72 inch), the origin is a page's top left corner.",
        **{key: value for key, value in record.items() if key not in {"title", "description"}},
        "$defs": dict(sorted(definitions.items())),
    }


def _strip_inner_descriptions(schema: Schema) -> None:
    """Below a field's own description, those of the types that it is made of only repeat."""
    for inner in [*schema.get("anyOf", ()), *([schema["items"]] if isinstance(schema.get("items"), dict) else ())]:
        inner.pop("description", None)
        _strip_inner_descriptions(inner)


def type_name(schema: Schema) -> str:
    """A field's type as a reader would say it."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(type_name(option) for option in schema["anyOf"])
    if "prefixItems" in schema:
        return f"list of {len(schema['prefixItems'])} numbers"
    if schema["type"] == "array":
        return f"list of {type_name(schema['items'])}" + (", not empty" if schema.get("minItems") else "")
    limits = [f"matches `{schema['pattern']}`"] if "pattern" in schema else []
    if "maximum" in schema:
        limits.append(f"{schema['minimum']} to {schema['maximum']}")
    elif "minimum" in schema:
        limits.append(f"at least {schema['minimum']}")
    if schema.get("minLength"):
        limits.append("not empty")
    return ", ".join([schema["type"], *limits])


def make_documentation(schema: Schema) -> str:
    """docs/schema.md: every field and every member of the schema, in the order in which they are met."""
    lines = [
        f"# The record, version {types.SCHEMA_VERSION}",
        "",
        "<!-- Made by scripts/make_schema.py from parser/record/types.py: do not edit by hand. -->",
        "",
        f"What Diarium writes of one document. The schema is `schemas/{RECORD_SCHEMA_NAME}` (JSON Schema 2020-12).",
        "Every field is always there: what the print does not say is `null` or an empty list, never left out.",
        "Offsets count Unicode code points from 0. Lengths are PDF points (1/72 inch) from a page's top left corner.",
        "A new optional field raises the second number of the version, a removed or changed one the first.",
        "",
        "An act of a record, cut short:",
        "",
        "```json",
        *example().splitlines(),
        "```",
        "",
    ]
    for name, definition in _met_in_order(schema):
        head, _, _ = definition["description"].partition("\n\n")
        lines += [f"## {name}", "", head, ""]
        if "enum" in definition:
            lines += ["| value | meaning |", "|---|---|"]
            lines += [f"| `{value}` | {_cell(gloss)} |" for value, gloss in glosses()[name].items()]
        else:
            lines += ["| field | type | meaning |", "|---|---|---|"]
            lines += [
                f"| `{field}` | {_cell(type_name(part))} | {_cell(part['description'])} |"
                for field, part in definition["properties"].items()
            ]
        lines.append("")
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _met_in_order(schema: Schema) -> list[tuple[str, Schema]]:
    """The record and every definition, each after the first that names it."""
    found = {"Record": {**schema, "description": types.Record.__doc__ or ""}}
    queue: list[Schema] = [schema]
    while queue:
        for part in queue.pop(0).get("properties", {}).values():
            for option in [part, *part.get("anyOf", ()), part.get("items") or {}]:
                name = option.get("$ref", "").rpartition("/")[2]
                if name and name not in found:
                    found[name] = schema["$defs"][name]
                    queue.append(schema["$defs"][name])
    return list(found.items())


def example() -> str:
    """A reservation by an invented member, as it stands in a record."""
    act = types.Act(
        id="a4",
        kind=types.Kind.RESERVATION,
        matter="m1",
        body="Kommunstyrelsen",
        blocks=("b17",),
        text="Reservation anfördes av ledamoten Anna Berg (v) till förmån för eget yrkande.",
        actors=(types.Actor(name="Anna Berg", party="v", party_id="v", role="ledamoten", person="p1"),),
        about=("a3",),
        in_favour_of=("a1",),
        demand=(types.Demand.REJECTION,),
        confidence=0.97,
        evidence=types.Evidence(rule="reservation-by", quote="Reservation anfördes av"),
    )
    return json.dumps(msgspec.to_builtins(act), ensure_ascii=False, indent=2)


def outputs() -> dict[Path, str]:
    """Each file and what it should hold."""
    schema = make_schema()
    return {
        SCHEMA_PATH: json.dumps(schema, ensure_ascii=False, indent=2) + "\n",
        DOCUMENTATION_PATH: make_documentation(schema),
    }


def main(arguments: list[str]) -> int:
    check = "--check" in arguments
    stale = [path for path, text in outputs().items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(outputs()[path], encoding="utf-8")
        print(f"{path.relative_to(ROOT)} {'is out of step: run scripts/make_schema.py' if check else 'written'}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
