"""CycloneDX XML as its JSON would be: the same records, by the same keys, so that both are read by one importer."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from graphx.errors import InvalidInputError, Problem
from graphx.readers.imports.json_records import JsonRecord
from graphx.readers.imports.xml_records import xml_records, xml_root

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from xml.etree.ElementTree import Element

    from graphx.readers.imports.files import SourceFile

NAMESPACE: Final = "http://cyclonedx.org/schema/bom/"
SECTIONS: Final = {
    "metadata": "metadata",
    "component": "components",
    "service": "services",
    "dependency": "dependencies",
    "composition": "compositions",
    "vulnerability": "vulnerabilities",
    "annotation": "annotations",
    "formula": "formulation",
    "citation": "citations",
    "reference": "externalReferences",
    "property": "properties",
    "declarations": "declarations",
    "definitions": "definitions",
}
"""What an element of the outermost level is in JSON: an entry of an array, or what stands under a key of its own."""
LISTS: Final = frozenset(
    {
        "assemblies",
        "authors",
        "components",
        "data",
        "dependencies",
        "endpoints",
        "externalReferences",
        "hashes",
        "licenses",
        "lifecycles",
        "methods",
        "occurrences",
        "patentAssertions",
        "properties",
        "services",
        "tags",
        "tools",
    }
)
"""Elements that hold a list and nothing else."""


def bill_of_xml(file: SourceFile) -> Iterator[JsonRecord]:
    """Yield what the JSON of the same meaning holds.

    Raises:
        InvalidInputError: it is no whole XML, hostile, or no CycloneDX.
    """
    root = xml_root(file)
    if root.name != "bom" or not root.namespace.startswith(NAMESPACE):
        what = f"this is no CycloneDX document: its root is {root.name} of {root.namespace or 'no namespace'}"
        raise InvalidInputError([Problem(root.where, what, f"a bom of {NAMESPACE}1.6 is expected")])
    yield JsonRecord("bomFormat", root.where, "CycloneDX")
    yield JsonRecord("specVersion", root.where, root.namespace.removeprefix(NAMESPACE))
    if serial := root.attributes.get("serialNumber"):
        yield JsonRecord("serialNumber", root.where, serial)
    version = root.attributes.get("version", "1")
    is_number = version.isascii() and version.isdecimal() and len(version) <= _DIGITS
    yield JsonRecord("version", root.where, int(version) if is_number else version)
    foreign: Counter[str] = Counter()  # a bill may hold whatever is of another namespace, anywhere
    for where, element in xml_records(file, SECTIONS, foreign):
        key = SECTIONS[element.tag]
        yield JsonRecord(key, where, _SHAPES.get(key, _plain)(element))
    if foreign:
        yield JsonRecord("elements of other namespaces", root.where, list(foreign.elements()))


_DIGITS: Final = 9
"""Of a bill's version; more are no number that anybody counts to."""


def _dependency(element: Element) -> dict[str, Any]:
    ends = [each.get("ref", "") for each in element if each.tag == "dependency"]
    provided = [each.get("ref", "") for each in element if each.tag == "provides"]
    return {"ref": element.get("ref", ""), "dependsOn": ends} | ({"provides": provided} if provided else {})


def _composition(element: Element) -> dict[str, Any]:
    refs = {
        key: [each.get("ref", "") for each in element.iterfind(f"{key}/*")] for key in ("assemblies", "dependencies")
    }
    return {"aggregate": (element.findtext("aggregate") or "").strip(), **refs}


def _plain(element: Element) -> Any:  # noqa: ANN401  # why: text, a list or a map
    """Return an element as JSON: text, the list of its children, or a map of attributes and children."""
    if element.tag in LISTS:
        items = []
        for child in element:
            items.append(_plain(child))  # noqa: PERF401  # why: a comprehension is one more frame per level of nesting
        return items
    text = (element.text or "").strip()
    if element.tag == "property":
        return {"name": element.get("name", ""), "value": text}
    if len(element) == 0 and not element.attrib:
        return text
    found: dict[str, Any] = dict(element.attrib)
    for child in element:
        value, known = _plain(child), found.get(child.tag)
        if known is None:
            found[child.tag] = value
        elif isinstance(known, list):
            known.append(value)
        else:
            found[child.tag] = [known, value]
    return found


_SHAPES: Final[dict[str, Callable[[Element], Any]]] = {"dependencies": _dependency, "compositions": _composition}
"""Elements whose JSON is of another shape."""
