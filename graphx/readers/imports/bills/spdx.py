"""SPDX 2.2 and 2.3 (JSON and tag-value) and 3.0 (JSON-LD): packages, who supplies and made them, and what is part of what.

What the model's relations are made of:
- What contains, links, depends on, or is generated from something HAS_PART it; the claim's quote is the relationship's own word.
- Optional, provided and build-time dependencies are there possibly; tests, tools and kinship are LINKED_TO and carry nothing.
- `originator` (3.0: `originatedBy`) is the maker, `supplier` (`suppliedBy`) supplies; who else may have made it: see `makers`.
- Files are counted and left out, unless they are what the document describes, or have something as a part: then what has them has it.
- HAS_PART is declared where both what is contained and what is depended on is stated whole: `CONTAINS NONE` with `DEPENDS_ON NONE`,
  and in 3.0 a `contains` and a `dependsOn` that are `complete`, or of none. Whatever else is `incomplete` takes that back, and so does
  a file that is left out: nobody says what is in it.
- In 3.0 a part is one between the times of its relationship, and what is complete at a time is not declared for all.

Contexts are known by name; nothing is fetched.
Source: https://spdx.github.io/spdx-spec/ (2.3 and 3.0.1; 2.2.1 is ISO/IEC 5962:2021).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from graphx.errors import InvalidInputError, Place, Problem
from graphx.readers.imports.bills.bills import LINKED, Bill, Link, Part, Presence
from graphx.readers.imports.bills.makers import NOBODY, Maker, Party, named
from graphx.readers.imports.bills.settling import settle
from graphx.readers.imports.bills.spdx_graph import Graph, type_of
from graphx.readers.imports.bills.spdx_tags import HOLDER, tag_records
from graphx.readers.imports.bills.spdx_words import VERSION_2, known_word
from graphx.readers.imports.draft import Draft, Fields, Outcome
from graphx.readers.imports.files import first_sign
from graphx.readers.imports.json_records import JsonRecord, json_records
from graphx.readers.imports.values import Values, said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from graphx.readers.imports.files import SourceFile

VERSIONS: Final = ("SPDX-2.2", "SPDX-2.3")
SECTIONS: Final = (
    "packages",
    "files",
    "snippets",
    "relationships",
    "externalDocumentRefs",
    "hasExtractedLicensingInfos",
    "annotations",
    "@graph",
)
"""Arrays whose entries are read one by one."""
HEAD: Final = frozenset({"spdxVersion", "SPDXID", "name", "documentNamespace", "dataLicense"})
DOCUMENT: Final = "SPDXRef-DOCUMENT"
_AGENT: Final = re.compile(r"(Organization|Person)\s*:\s*(.*?)\s*(?:\(\s*(?:[^()@]*@[^()]*)?\))?", re.DOTALL)
_READ: Final = frozenset(
    {
        "SPDXID",
        "name",
        "versionInfo",
        "description",
        "summary",
        "supplier",
        "originator",
        "externalRefs",
        "primaryPackagePurpose",
        "hasFiles",
    }
)
"""Fields of a package that become something; any other is counted."""


def spdx(files: Sequence[SourceFile], draft: Draft) -> None:
    """Take documents; what one says of an element of another is joined if both are among the files."""
    documents: list[tuple[SourceFile, _Document]] = []
    parties: dict[str, Party | None] = {}
    for file in sorted(files, key=lambda file: file.name):
        document = _Document(file.name, draft)
        for record in _records(file):
            document.take(record)
        documents.append((file, document))
        parties |= {ref: party for ref, party in document.graph.parties.items() if not ref.startswith("_:")}
    settle([document.whole(parties).identify(file) for file, document in documents], draft)


def _records(file: SourceFile) -> Iterator[JsonRecord]:
    """Return the records of a file, whatever form it has.

    Raises:
        InvalidInputError: it is XML, or what its form does not allow.
    """
    sign = first_sign(file)
    if sign == "<":
        hint = "graphx reads SPDX as JSON, tag-value and JSON-LD; convert RDF with the SPDX tools"
        raise InvalidInputError([Problem(Place(file.name, 1), "this is XML, and no SPDX that graphx reads", hint)])
    return json_records(file, SECTIONS) if sign in {"{", "["} else tag_records(file)


class _Document:
    """One file on its way to a bill."""

    def __init__(self, name: str, draft: Draft) -> None:
        self._draft = draft
        self._bill = Bill(name, Place(name, 1), "SPDX", own_ref=DOCUMENT)
        self._head: Fields = {}
        self.graph = Graph(self._bill, draft)
        self._holders: list[tuple[Place, str, str]] = []
        self._described: list[tuple[Place, str]] = []
        self._relationships: list[tuple[Place, str, str, str, str]] = []
        self._nothing: dict[str, set[str]] = {}
        self._number = -1

    def take(self, record: JsonRecord) -> None:
        """Take one record; head keys may stand anywhere."""
        key, where, value = record
        takers = {
            "packages": self._package,
            "files": self._file,
            "relationships": self._relationship,
            "externalDocumentRefs": self._outside,
            "creationInfo": self._creation,
            "@graph": self.graph.element,
        }
        if key in {"bomFormat", "graphx", ""}:
            hint = {"bomFormat": "this is CycloneDX: graphx import cyclonedx"}.get(
                key, "is it the format that you named?"
            )
            raise InvalidInputError([Problem(where, "this is no SPDX document", hint)])
        if key == "sbom" and isinstance(value, dict):  # as a code host's interface wraps it
            for inner, found in value.items():
                for each in found if inner in SECTIONS and isinstance(found, list) else [found]:
                    self.take(JsonRecord(inner, where, each))
        elif key in takers and not (key == "creationInfo" and isinstance(value, str)):
            if isinstance(value, dict):
                takers[key](Values(value, where, self._draft))
            else:
                what = f"an entry of {key} is {said(value)} where an object is expected"
                self._draft.remark(where, Outcome.SKIPPED, what)
                self._bill.is_torn |= key in {"relationships", "@graph"}
        elif key == "documentDescribes":
            refs = Values({key: value}, where, self._draft).texts(key)
            self._described += [(where, ref) for ref in refs]
        elif key in SECTIONS:
            self._draft.ignored[key] += 1
        else:
            self._head[key] = value
            if key == "spdxVersion" and value not in VERSIONS:
                hint = "graphx reads SPDX 2.2, 2.3 and 3.0; convert it with the SPDX tools"
                raise InvalidInputError([Problem(where, f"{value} is not read", hint)])

    def whole(self, parties: Mapping[str, Party | None]) -> Bill:
        """Return the bill, when every record of every document is taken.

        Raises:
            InvalidInputError: the file is no SPDX.
        """
        if "@context" in self._head:
            return self.graph.whole(self._head, parties)
        bill = self._bill
        if "spdxVersion" not in self._head:
            hint = "is it the format that you named?"
            raise InvalidInputError([Problem(bill.where, "this is no SPDX document: it has no spdxVersion", hint)])
        head = Values(self._head, bill.where, self._draft)
        bill.serial = head.text("documentNamespace")
        bill.key = bill.serial or bill.key
        bill.title = f"SPDX document {head.text('name')}".strip()
        for where, start, word, end, pointer in self._relationships:
            self._relate(where, start, word, end, pointer)
        related = {(link.start, end) for link in bill.links for end in link.ends}
        for where, holder, ref in self._holders:
            if (holder, ref) not in related:
                bill.links.append(Link(where, holder, (ref,), holder, "hasFiles"))
        bill.complete = self._without_parts()
        for where, ref in self._described:
            bill.describe(where, ref, "DESCRIBES", self._draft)
        if not bill.products and len(bill.parts) == 1:
            bill.products = list(bill.parts)  # a single package is what the document describes, as the standard says
        for key in self._head.keys() - HEAD:
            self._draft.ignored[key] += 1
        return bill

    def _creation(self, values: Values) -> None:
        if created := values.text("created"):
            self._bill.date(created, values.where, self._draft)
        for creator in values.texts("creators"):
            if creator.startswith("Organization:") and (party := agent(creator)):
                self._bill.publisher = self._bill.publisher or party.name

    def _outside(self, values: Values) -> None:
        self._bill.others[values.text("externalDocumentId")] = values.text("spdxDocument")

    def _file(self, values: Values) -> None:
        if ref := values.text("SPDXID"):
            self._bill.files[ref] = values.where, (values.text("fileName") or ref).removeprefix("./")
            if holder := values.text(HOLDER):
                self._holders.append((values.where, holder, ref))
        else:
            self._draft.ignored["files"] += 1

    def _package(self, values: Values) -> None:
        name, ref = values.text("name"), values.text("SPDXID")
        if not name or not ref:
            missing = "name" if not name else "SPDXID"
            self._draft.remark(values.where, Outcome.SKIPPED, f"a package has no {missing}: {name or ref}".rstrip(" :"))
            return
        version = values.text("versionInfo")
        identifiers = self._identifiers(values)
        makers = tuple(self._agents(values))
        stated = {"version": version, "description": values.text("description") or values.text("summary")}
        fields: Fields = {
            "name": name,
            "type": type_of(values.text("primaryPackagePurpose")),
            "identifiers": identifiers,
            "properties": {key: value for key, value in stated.items() if value},
        }
        label = f"{name}@{version}" if version else name
        self._bill.add(Part(self._bill, ref, values.where, ref, label, makers), fields, self._draft)
        self._holders += [(values.where, ref, file) for file in values.texts("hasFiles")]
        values.ignore(_READ)

    def _identifiers(self, values: Values) -> dict[str, str]:
        found: dict[str, list[str]] = {}
        for each in values.inners("externalRefs"):
            kind, locator = each.text("referenceType").rpartition("/")[2], each.text("referenceLocator")
            scheme = {"purl": "purl", "cpe23Type": "cpe", "cpe22Type": "cpe", "swid": "swid"}.get(kind)
            if scheme and locator:
                found.setdefault(scheme, []).append(locator)
            else:
                self._draft.ignored["externalRefs"] += 1
        return {scheme: " ".join(dict.fromkeys(locators)) for scheme, locators in found.items()}

    def _agents(self, values: Values) -> Iterator[Maker]:
        for key, verb in (("originator", "MADE_BY"), ("supplier", "SUPPLIED_BY")):
            written = values.text(key)
            party = agent(written)
            if party:
                yield Maker(verb, party, quote=f"{key}: {written}")
                if not _AGENT.fullmatch(written):
                    what = f"{key} is neither Organization: nor Person:, and is taken as an organization: {written}"
                    self._draft.remark(values.where, Outcome.KEPT, what)
            elif written:
                self._draft.ignored[f"{key} {written.rpartition(':')[2].strip() or 'without a name'}"] += 1

    def _relationship(self, values: Values) -> None:
        self._number += 1
        start, word, end = (values.text(key) for key in ("spdxElementId", "relationshipType", "relatedSpdxElement"))
        if start and word and end:
            self._relationships.append((values.where, start, word, end, f"/relationships/{self._number}"))
        else:
            self._draft.remark(values.where, Outcome.SKIPPED, "a relationship lacks one of its ends, or its type")
            self._bill.is_torn = True

    def _relate(self, where: Place, start: str, written: str, end: str, pointer: str) -> None:
        bill = self._bill
        word, known = known_word(written, VERSION_2, where, self._draft)
        meaning = known or LINKED
        near, far = (start, end) if meaning.is_forward else (end, start)
        if {start, end} & {"NONE", "NOASSERTION"}:
            if far == "NONE":
                self._nothing.setdefault(word, set()).add(near)
            elif meaning.presence is not Presence.EXCLUDED:
                bill.incomplete.add(near)
            self._draft.ignored[f"{word} {end}"] += 1
        elif word == "DESCRIBES" and start == DOCUMENT:
            self._described.append((where, end))
        elif word == "DESCRIBED_BY" and end == DOCUMENT:
            self._described.append((where, start))
        elif DOCUMENT in {start, end}:
            self._draft.ignored["relationships of the document"] += 1
        else:
            for ref in (near, far):
                self._elsewhere(ref)
            if not known:
                bill.incomplete |= {near, far}
            role = word.lower() if meaning.presence is Presence.EXCLUDED else None
            bill.links.append(Link(where, near, (far,), pointer, word, meaning.presence, role))

    def _without_parts(self) -> set[str]:
        """Return what is said to contain nothing and to depend on nothing, unless a relationship says otherwise.

        One of the two alone does not tell: here both are parts.
        """
        holders = {link.start for link in self._bill.links if link.presence is not Presence.EXCLUDED}
        return self._nothing.get("CONTAINS", set()) & self._nothing.get("DEPENDS_ON", set()) - holders

    def _elsewhere(self, ref: str) -> None:
        document, colon, there = ref.partition(":")
        if colon and document in self._bill.others:
            self._bill.outside[ref] = self._bill.others[document], there


def agent(written: str) -> Party | None:
    """Return whom a supplier or an originator names; an address in brackets is no part of the name."""
    match = _AGENT.fullmatch(written)
    kind, name = (match[1], match[2]) if match else ("", written)
    if name.casefold() in NOBODY:
        return None
    return named(name, "", *(("person",) if kind == "Person" else ()))
