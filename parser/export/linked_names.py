"""The context of our JSON-LD: what each key means as RDF. The terms of ours are defined in `data/vocabulary.ttl`."""

from typing import Any

from parser.record.akn_names import clean

Node = dict[str, Any]

OURS = "urn:diarium:vocabulary:1#"

_REFERENCES = (
    ("type_document", "eli:type_document"),
    ("jurisdiction", "eli:jurisdiction"),
    ("passed_by", "eli:passed_by"),
    ("is_realized_by", "eli:is_realized_by"),
    ("realizes", "eli:realizes"),
    ("is_embodied_by", "eli:is_embodied_by"),
    ("embodies", "eli:embodies"),
    ("language", "eli:language"),
    ("format", "eli:format"),
    ("is_part_of", "eli:is_part_of"),
    ("primaryTopic", "foaf:primaryTopic"),
    ("wasDerivedFrom", "prov:wasDerivedFrom"),
    ("wasGeneratedBy", "prov:wasGeneratedBy"),
    ("wasAssociatedWith", "prov:wasAssociatedWith"),
    ("used", "prov:used"),
    ("member", "org:member"),
    ("organization", "org:organization"),
    ("unitOf", "org:unitOf"),
    ("subOrganizationOf", "org:subOrganizationOf"),
    ("sameAs", "owl:sameAs"),
    *((name, f"d:{name}") for name in ("inRecord", "matter", "body", "actor", "contribution", "agent", "onBehalfOf")),
    *((name, f"d:{name}") for name in ("about", "inFavourOf", "refersTo", "parent", "point", "ballot")),
)
_SWEDISH = (
    *(("title", "eli:title"), ("prefLabel", "skos:prefLabel"), ("altLabel", "skos:altLabel")),
    *((name, f"d:{name}") for name in ("subject", "text", "meaningYes", "meaningNo", "outcome")),
)
_DATES = (
    ("date_document", "eli:date_document"),
    *((name, f"d:{name}") for name in ("date", "firstSeen", "lastSeen")),
)
_OWN = (
    *("number", "fileName", "sha256", "byteSize", "pages", "textLayer", "schemaVersion", "position", "diaryNumber"),
    *("municipalityCode", "partyCode", "roleName", "certainty", "andOthers", "page", "lastPage"),
    *("yes", "no", "abstain", "absent", "rule", "capacity", "paragraphs"),
)
_PLAIN = (
    *(("id_local", "eli:id_local"), ("name", "foaf:name"), ("label", "rdfs:label")),
    *((name, f"d:{name}") for name in _OWN),
)
_VALUES = ("demand", "answer", "source")
"""Keys whose values are individuals of the vocabulary: `rejection`, `yes`, `stated`."""


def context(base: str) -> Node:
    """The context for URIs that begin with `base`."""
    made: Node = {
        "@version": 1.1,
        "@base": base,
        "@vocab": OURS,
        "d": OURS,
        "eli": "http://data.europa.eu/eli/ontology#",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "org": "http://www.w3.org/ns/org#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "prov": "http://www.w3.org/ns/prov#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "id": "@id",
        "type": "@type",
    }
    made |= {name: {"@id": means, "@type": "@id"} for name, means in _REFERENCES}
    made |= {name: {"@id": means, "@language": "sv"} for name, means in _SWEDISH}
    made |= {name: {"@id": means, "@type": "xsd:date"} for name, means in _DATES}
    made |= dict(_PLAIN)
    made |= {name: {"@id": f"d:{name}", "@type": "@vocab"} for name in _VALUES}
    made["confidence"] = {"@id": "d:confidence", "@type": "xsd:decimal"}
    return made


def given(**values: Any) -> Node:
    """A node of what is not empty, in characters that XML and Turtle allow."""
    return {key: _clean(value) for key, value in values.items() if value is not None and value != []}


def _clean(value: Any) -> Any:
    if isinstance(value, list):
        return [_clean(one) for one in value]
    return clean(value) if isinstance(value, str) else value
