"""SPDX tag-value as its JSON would be: the same records, by the same keys, each at the line on which it begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NoReturn

from graphx.errors import InvalidInputError, Place, Problem
from graphx.readers.imports.json_records import JsonRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from graphx.readers.imports.draft import Fields
    from graphx.readers.imports.files import SourceFile

MAX_LINE: Final = 2**24
"""Bytes of a line; no tool writes longer ones."""
MAX_TEXT: Final = 2**26
"""Bytes of a text over several lines."""
HOLDER: Final = "package"
"""By what a file's record names the package that it follows, and so is in; JSON says that otherwise."""
BEGINS: Final = {
    "PackageName": "packages",
    "FileName": "files",
    "SnippetSPDXID": "snippets",
    "LicenseID": "hasExtractedLicensingInfos",
    "Annotator": "annotations",
    "Reviewer": "annotations",
}
"""Tags that begin a section, and where its record stands in JSON."""
OWN_KEYS: Final = {
    "PackageName": "name",
    "PackageVersion": "versionInfo",
    "PackageHomePage": "homepage",
    "PackageChecksum": "checksums",
    "PackageAttributionText": "attributionTexts",
    "PackageFileName": "packageFileName",
    "PackageVerificationCode": "packageVerificationCode",
    "ExternalRef": "externalRefs",
}
"""What a tag of a package is called in JSON, where it is not the tag itself without its first word."""
SEVERAL: Final = frozenset({"checksums", "attributionTexts", "externalRefs", "licenseInfoFromFiles"})
OF_DOCUMENT: Final = frozenset(
    [
        *(
            "SPDXVersion",
            "DataLicense",
            "DocumentName",
            "DocumentNamespace",
            "DocumentComment",
            "Created",
            "CreatorComment",
        ),
        "LicenseListVersion",
    ]
)
"""Tags that a document has once, wherever they stand."""
ONCE: Final = OF_DOCUMENT | frozenset(
    [
        *(
            "SPDXID",
            "PackageVersion",
            "PackageFileName",
            "PackageSupplier",
            "PackageOriginator",
            "PackageDownloadLocation",
        ),
        *(
            "FilesAnalyzed",
            "PackageVerificationCode",
            "PackageHomePage",
            "PackageSourceInfo",
            "PackageLicenseConcluded",
        ),
        *(
            "PackageLicenseDeclared",
            "PackageLicenseComments",
            "PackageCopyrightText",
            "PackageSummary",
            "PackageComment",
        ),
        *("PackageDescription", "PrimaryPackagePurpose", "ReleaseDate", "BuiltDate", "ValidUntilDate"),
        *("LicenseConcluded", "LicenseComments", "FileCopyrightText", "FileComment", "FileNotice"),
    ]
)
"""Tags whose cardinality is at most one, in the document or in a section: of two, nobody could say which holds.

JSON says each by a key, and a key that stands twice is refused too, whatever becomes of it.
Source: SPDX 2.3, clauses 6 to 8."""


def tag_records(file: SourceFile) -> Iterator[JsonRecord]:
    """Yield what the JSON of the same meaning holds; a section's record when the section ends.

    Raises:
        InvalidInputError: a line is not UTF-8, is no tag with a value, or a text has no end; at its line.
    """
    section, where, package = "", Place(file.name, 1), ""
    record: Fields = {}
    creation: Fields = {"creators": []}
    for place, tag, value in _each_once(_tags(file)):
        if tag in BEGINS:
            if section:
                yield JsonRecord(section, where, record)
            section, where, record = BEGINS[tag], place, {HOLDER: package} if tag == "FileName" else {}
        if tag in ALONE:
            yield ALONE[tag](place, value)
        elif tag == "Creator":
            creation["creators"].append(value)
        elif tag == "Created":
            yield JsonRecord("creationInfo", place, {"created": value})
        elif section == "packages":
            _package(record, tag, value)
            package = record.get("SPDXID", "")
        elif section == "files" and tag in {"FileName", "SPDXID"}:
            record["fileName" if tag == "FileName" else tag] = value
    if section:
        yield JsonRecord(section, where, record)
    yield JsonRecord("creationInfo", Place(file.name, 1), creation)


def _relationship(place: Place, value: str) -> JsonRecord:
    words = value.split()
    ends = dict(zip(("spdxElementId", "relationshipType", "relatedSpdxElement"), words, strict=False))
    return JsonRecord("relationships", place, ends if len(words) == _WORDS else {})


def _outside(place: Place, value: str) -> JsonRecord:
    name, _, rest = value.partition(" ")
    document = {"externalDocumentId": name, "spdxDocument": rest.strip().partition(" ")[0]}
    return JsonRecord("externalDocumentRefs", place, document)


def _yaml(place: Place, _: str) -> NoReturn:
    hint = "convert it to JSON with the SPDX tools"
    raise InvalidInputError([Problem(place, "this is SPDX as YAML, which is not read", hint)])


def _head(key: str) -> Callable[[Place, str], JsonRecord]:
    return lambda place, value: JsonRecord(key, place, value)


ALONE: Final[dict[str, Callable[[Place, str], JsonRecord]]] = {
    "SPDXVersion": _head("spdxVersion"),
    "spdxVersion": _yaml,
    "DocumentName": _head("name"),
    "DocumentNamespace": _head("documentNamespace"),
    "DataLicense": _head("dataLicense"),
    "DocumentComment": _head("comment"),
    "Relationship": _relationship,
    "ExternalDocumentRef": _outside,
}
"""Tags that are a record by themselves, wherever they stand."""
_WORDS: Final = 3
"""Of a relationship: an end, its type, an end."""


def _package(record: Fields, tag: str, value: str) -> None:
    plain = tag.removeprefix("Package")
    key = OWN_KEYS.get(tag) or (tag if tag == "SPDXID" else plain[:1].lower() + plain[1:])
    found: object = value
    if key == "externalRefs":
        parts = value.split(None, 2)
        found = dict(zip(("referenceCategory", "referenceType", "referenceLocator"), parts, strict=False))
    if key in SEVERAL:
        record.setdefault(key, []).append(found)
    else:
        record.setdefault(key, found)


def _each_once(tags: Iterable[tuple[Place, str, str]]) -> Iterator[tuple[Place, str, str]]:
    """Yield tags as they are.

    Raises:
        InvalidInputError: one that has one value has two; at the second.
    """
    of_document: dict[str, Place] = {}
    of_section: dict[str, Place] = {}
    for place, tag, value in tags:
        if tag in BEGINS:
            of_section = {}
        if tag in ONCE:
            known = of_document if tag in OF_DOCUMENT else of_section
            first = known.setdefault(tag, place)
            if first is not place:
                raise InvalidInputError([Problem(place, f"{tag} is given twice, first at line {first.line}")])
        yield place, tag, value


def _tags(file: SourceFile) -> Iterator[tuple[Place, str, str]]:
    """Yield each tag with its value and the line on which it begins."""
    with file.opened() as stream:
        number = 0
        while line := stream.readline(MAX_LINE + 1):
            number += 1
            place = Place(file.name, number)
            text = _decoded(line, place).strip("\ufeff" if number == 1 else "").strip()
            if not text or text.startswith("#"):
                continue
            tag, colon, value = text.partition(":")
            if not colon or not tag.strip().isalnum():
                hint = "a line of SPDX tag-value is `Tag: value`"
                raise InvalidInputError([Problem(place, "this is no tag with a value", hint)])
            value = value.strip()
            if value.startswith("<text>"):
                lines, size = [value.removeprefix("<text>") + "\n"], 0
                while "</text>" not in lines[-1]:
                    more = stream.readline(MAX_LINE + 1)
                    number, size = number + 1, size + len(more)
                    if not more or size > MAX_TEXT:
                        raise InvalidInputError([Problem(place, "it is cut: the text that begins here has no </text>")])
                    lines.append(_decoded(more, Place(file.name, number)))
                value = "".join(lines).partition("</text>")[0].strip()
            yield place, tag.strip(), value


def _decoded(line: bytes, place: Place) -> str:
    if len(line) > MAX_LINE:
        raise InvalidInputError([Problem(place, f"the line is longer than {MAX_LINE >> 20} MiB", "is it text?")])
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        what = f"byte 0x{line[error.start]:02X} is not UTF-8"
        raise InvalidInputError(
            [Problem(place._replace(column=error.start + 1), what, "save the file as UTF-8")]
        ) from None
    return text
