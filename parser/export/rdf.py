"""RDF as N-Triples: what the JSON-LD says, by rdflib, a document at a time."""

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from parser.export.directory import Directory
from parser.export.jsonld import agent_nodes, data_file, document
from parser.export.linked_names import Node, context
from parser.export.package import Package
from parser.export.source import RecordSource
from parser.extras import missing

if TYPE_CHECKING:
    from rdflib import Graph

VERSION = "1"
_AT_ONCE = 500
"""So many agents are turned into triples at a time."""


def write_ntriples(records: RecordSource, directory: Directory, package: Package, base: str) -> None:
    """`corpus.nt`, and the vocabulary and shapes. Raises `MissingProgram` where rdflib is not installed."""
    package.describe(title="Decisions of Swedish municipalities, as RDF", version=VERSION, base=base)
    for name in ("vocabulary", "shapes"):
        package.write(f"{name}.ttl", data_file(f"{name}.ttl"), name=name, format="ttl", mediatype="text/turtle")
    described = {"name": "corpus", "format": "nt", "mediatype": "application/n-triples", "encoding": "utf-8"}
    with package.open("corpus.nt", **described) as file:
        nodes = agent_nodes(directory)
        while chunk := list(itertools.islice(nodes, _AT_ONCE)):
            file.writelines(lines({"@context": context(base), "@graph": chunk}))
        for record in records:
            file.writelines(lines(document(record, directory, base)))


def graph(node: Node) -> "Graph":
    """The triples of a JSON-LD document."""
    try:
        from rdflib import Graph
    except ImportError as error:
        raise missing("rdflib", "N-Triples need", "export") from error
    made = Graph()
    made.parse(data=msgspec.json.encode(node), format="json-ld")
    return made


def lines(node: Node) -> Iterator[bytes]:
    """The triples of a JSON-LD document as lines of N-Triples, in the order of their letters."""
    text: str = graph(node).serialize(format="nt", encoding="utf-8").decode()
    for line in sorted(set(text.split("\n"))):
        if line:
            yield line.encode() + b"\n"
