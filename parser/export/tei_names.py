"""The names of TEI: its namespace, and our identifiers as ids and pointers of XML."""

from lxml import etree

from parser.export import identifiers
from parser.record.akn_names import clean

TEI = "http://www.tei-c.org/ns/1.0"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def xml_id(identifier: str) -> str:
    """An identifier (`organisation/se-0180/kommunstyrelsen`) as an id of XML."""
    return identifier.replace("/", ".")


def pointer(identifier: str) -> str:
    """A pointer to what has the identifier, in the corpus."""
    return f"#{xml_id(identifier)}"


def document_id(record_id: str) -> str:
    """The id of a document in the corpus."""
    return xml_id(identifiers.document(record_id))


def add(parent: etree._Element, tag: str, text: str | None = None, **attributes: str | None) -> etree._Element:
    """A new last child on a line of its own; attributes that are None are left out, forbidden characters replaced."""
    element = etree.SubElement(
        parent, f"{{{TEI}}}{tag}", {name: clean(value) for name, value in attributes.items() if value is not None}
    )
    if text is not None:
        element.text = clean(text)
    element.tail = "\n"
    return element


def alone(tag: str, attributes: dict[str, str] | None = None) -> etree._Element:
    """An element that is no child yet, without a prefix when it is written by itself."""
    return etree.Element(f"{{{TEI}}}{tag}", attributes or {}, nsmap={None: TEI})
