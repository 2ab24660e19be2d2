"""The page that shows people what the API has, made of its OpenAPI description."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from parser.query.question import PARAMETERS
from parser.web.problems import PROBLEMS
from parser.web.wording import Words, table


@dataclass(frozen=True, slots=True)
class Address:
    """An address: what it gives, whether it takes a question's parameters, and its own."""

    at: str
    gives: str
    question: bool
    own: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a question, and the words that it may be, where they are few."""

    name: str
    means: str
    choices: tuple[str, ...]


def told(description: Mapping[str, Any], root: str, files: Mapping[str, str], words: Words) -> dict[str, Any]:
    """What the template needs, in the reader's language. `files`: what each bulk file has, in English."""
    own: Mapping[str, Any] = {} if words.language == "en" else table(f"api-{words.language}")
    addresses = []
    for at, methods in description["paths"].items():
        names = [one["name"] for one in methods["get"].get("parameters", ()) if one["in"] == "query"]
        question = "kind" in names
        gives = own.get("gives", {}).get(at.removeprefix(root)) or _plain(methods["get"]["description"])
        mine = tuple(name for name in names if not (question and name in PARAMETERS))
        addresses.append(Address(at, gives, question, mine))
    schemas = description["components"]["schemas"]
    parameters = [
        Parameter(
            one["name"],
            own.get("parameters", {}).get(one["name"]) or _plain(one.get("description", "")),
            _choices(one["schema"], schemas),
        )
        for one in description["paths"][f"{root}/acts"]["get"]["parameters"]
    ]
    return {
        "addresses": addresses,
        "parameters": parameters,
        "files": {name: own.get("files", {}).get(name) or english for name, english in files.items()},
        "problems": [
            (name, status, _sentence(own.get("problems", {}).get(name) or title))
            for name, (status, title) in PROBLEMS.items()
        ],
    }


def _plain(text: str) -> str:
    """A description without the marks of Markdown."""
    return re.sub(r"`([^`]*)`", r"\1", text)


def _choices(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> tuple[str, ...]:
    """The words that a parameter may be."""
    for one in (schema, *schema.get("anyOf", ())):
        inner = one.get("items", one)
        found = schemas.get(inner.get("$ref", "").rpartition("/")[2], inner)
        if "enum" in found:
            return tuple(found["enum"])
    return ()


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."
