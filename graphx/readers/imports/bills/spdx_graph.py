"""SPDX 3.0: a graph of elements as JSON-LD, each by its identifier, in any order, perhaps one within another."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from graphx.errors import InvalidInputError, Place, Problem
from graphx.readers.imports.bills.bills import LINKED, Bill, Link, Meaning, Part, Presence, day_of
from graphx.readers.imports.bills.makers import NOBODY, Maker, Party, named
from graphx.readers.imports.bills.spdx_words import VERSION_3, known_word
from graphx.readers.imports.draft import Draft, Fields, Outcome
from graphx.readers.imports.values import Values, ordered_dates

if TYPE_CHECKING:
    from collections.abc import Mapping

PARTIES: Final[dict[str, tuple[str, ...]]] = {
    "Organization": (),
    "Person": ("person",),
    "Agent": (),
    "SoftwareAgent": (),
}
PACKAGES: Final = frozenset({"software_Package", "ai_AIPackage", "dataset_DatasetPackage"})
DOCUMENTS: Final = frozenset({"SpdxDocument", "software_Sbom", "Bom"})
RELATIONS: Final = frozenset({"Relationship", "LifecycleScopedRelationship"})
SOFTWARE: Final = frozenset(
    [
        *("application", "framework", "library", "container", "operatingsystem", "module", "source", "archive"),
        *("executable", "install", "patch", "file", "devicedriver", "model"),
    ]
)
"""Purposes of software, in small letters without signs: SPDX 2 writes OPERATING-SYSTEM, SPDX 3 operatingSystem."""
SCOPES: Final = {
    "build": Presence.OPTIONAL,
    "design": Presence.OPTIONAL,
    "development": Presence.EXCLUDED,
    "test": Presence.EXCLUDED,
}
"""What is needed only at another time than when it runs: built in perhaps, or never there."""
IDENTIFIERS: Final = {"packageUrl": "purl", "cpe23": "cpe", "cpe22": "cpe", "swid": "swid"}
_READ: Final = frozenset(
    [
        *("type", "@type", "spdxId", "@id", "name", "creationInfo", "description", "summary", "externalIdentifier"),
        *("suppliedBy", "originatedBy", "software_packageVersion", "software_packageUrl", "software_primaryPurpose"),
    ]
)
_READ_OF_RELATION: Final = frozenset(
    [
        *("type", "@type", "spdxId", "@id", "creationInfo", "from", "relationshipType", "to", "scope", "completeness"),
        *("name", "description", "summary", "comment"),
    ]
)
"""Of a relationship; words about it are left out in silence, as they are in SPDX 2."""
_WHEN: Final = ("startTime", "endTime")
"""Between which a relationship applies; counted where it is of no part."""
_READ_OF_LINK: Final = _READ_OF_RELATION | set(_WHEN)
_TERM: Final = re.compile(r".*/terms/(\w+)/(\w+)")


class Graph:
    """The elements of one document on their way to its bill."""

    def __init__(self, bill: Bill, draft: Draft) -> None:
        """Begin without any."""
        self._bill, self._draft = bill, draft
        self.parties: dict[str, Party | None] = {}
        """By their identifiers; nothing where it is said to be nobody."""
        self._created: dict[str, tuple[Place, str]] = {}
        self._agents: list[tuple[Part, str, str]] = []
        self._documents: dict[str, str] = {}
        self._roots: list[tuple[Place, str]] = []
        self._relations: list[tuple[Values, str]] = []
        self._nothing, self._something, self._stated = (defaultdict[str, set[str]](set) for _ in range(3))
        self._creation = ""

    def element(self, outermost: Values) -> None:
        """Take an element and what stands within it instead of being named."""
        waiting = [outermost]
        while waiting:
            values = waiting.pop()
            record: Fields = {}
            for key, value in values.record.items():
                record[key] = value
                if key in {"externalIdentifier", "externalRef", "verifiedUsing"}:
                    continue
                several = value if isinstance(value, list) else [value]
                inside = [each for each in several if isinstance(each, dict) and (_type(each) or _name(each))]
                if inside:
                    waiting += [Values(each, values.where, self._draft) for each in inside]
                    refs = [_name(each) if isinstance(each, dict) else each for each in several]
                    record[key] = refs if isinstance(value, list) else refs[0]
            self._one(Values(record, values.where, self._draft))

    def _one(self, values: Values) -> None:
        kind, ref = _type(values.record), _name(values.record)
        if kind in RELATIONS:
            self._relations.append((values, kind))
        elif kind == "CreationInfo":
            self._version(values)
            self._created[ref] = values.where, values.text("created")
        elif not ref:
            self._unnamed(values.where, kind)
        elif kind in PARTIES:
            self._party(values, kind, ref)
        elif kind in PACKAGES:
            self._package(values, ref)
        elif kind == "software_File":
            self._bill.files[ref] = values.where, values.text("name") or ref
        elif kind in DOCUMENTS:
            self._documents[ref] = kind
            self._roots += [(values.where, root) for root in values.texts("rootElement")]
            if kind == "SpdxDocument":
                self._bill.title = f"SPDX document {values.text('name')}".strip()
                self._bill.serial = self._bill.key = ref
                self._creation = values.text("creationInfo")
        elif kind:
            self._draft.ignored[kind] += 1

    def _unnamed(self, where: Place, kind: str) -> None:
        """Say that an element is lost; what is no element, such as an ExternalMap, has no name and states nothing here."""
        if kind and kind not in PARTIES.keys() | PACKAGES | DOCUMENTS | {"software_File"}:
            self._draft.ignored[kind] += 1
        else:
            self._draft.remark(where, Outcome.SKIPPED, f"an element has no spdxId: {kind or 'of no type'}")

    def _version(self, values: Values) -> None:
        version = values.text("specVersion")
        if version and not version.startswith("3.0"):
            hint = "graphx reads SPDX 2.2, 2.3 and 3.0"
            raise InvalidInputError([Problem(values.where, f"SPDX {version} is not read", hint)])

    def _party(self, values: Values, kind: str, ref: str) -> None:
        name = values.text("name")
        if name.casefold() in NOBODY:
            self._draft.ignored[f"{kind} {name or 'without a name'}"] += 1
            self.parties[ref] = None
        else:
            self.parties[ref] = named(name, "", *PARTIES[kind])

    def _package(self, values: Values, ref: str) -> None:
        name, version = values.text("name"), values.text("software_packageVersion")
        if not name:
            self._draft.remark(values.where, Outcome.SKIPPED, f"a package has no name: {ref}")
            return
        identifiers: dict[str, str] = {}
        if purl := values.text("software_packageUrl"):
            identifiers["purl"] = purl
        for each in values.inners("externalIdentifier"):
            scheme, value = IDENTIFIERS.get(each.text("externalIdentifierType")), each.text("identifier")
            if scheme and value:
                known = identifiers.get(scheme, "").split()
                identifiers[scheme] = " ".join(dict.fromkeys([*known, value]))
            else:
                self._draft.ignored["externalIdentifier"] += 1
        stated = {"version": version, "description": values.text("description") or values.text("summary")}
        fields: Fields = {
            "name": name,
            "type": type_of(values.text("software_primaryPurpose")),
            "identifiers": identifiers,
            "properties": {key: value for key, value in stated.items() if value},
        }
        part = Part(self._bill, ref, values.where, ref, f"{name}@{version}" if version else name)
        self._bill.add(part, fields, self._draft)
        for key, verb in (("originatedBy", "MADE_BY"), ("suppliedBy", "SUPPLIED_BY")):
            self._agents += [(part, verb, each) for each in values.texts(key)]
        values.ignore(_READ)

    def whole(self, head: Fields, parties: Mapping[str, Party | None]) -> Bill:
        """Return the bill; an element without a graph around it is given as `head`, and with `parties` those of every document.

        Raises:
            InvalidInputError: it is JSON-LD of another kind.
        """
        bill = self._bill
        if "spdx.org" not in str(head["@context"]):
            what = "this is JSON-LD, and its context is not that of SPDX"
            raise InvalidInputError([Problem(bill.where, what, "is it the format that you named?")])
        alone = {key: value for key, value in head.items() if key not in {"@context", "@graph"}}
        if _type(alone):
            self.element(Values(alone, bill.where, self._draft))
        where, created = self._created.get(self._creation) or next(iter(self._created.values()), (bill.where, ""))
        if created:
            bill.date(created, where, self._draft)
        for values, kind in self._relations:
            self._relate(values, kind)
        bill.complete = self._whole()
        for where, root in self._roots:
            if root not in self._documents:  # a document describes a bill, and the bill what it is of
                bill.describe(where, root, "describes", self._draft)
        self._made(parties)
        bill.has_iris = True
        return bill

    def _made(self, parties: Mapping[str, Party | None]) -> None:
        stated: dict[str, list[Maker]] = {}
        for part, verb, ref in self._agents:
            known = self.parties if ref in self.parties else parties
            if party := known.get(ref):
                stated.setdefault(part.ref, []).append(Maker(verb, party))
            elif _is(ref, "NoAssertion") or _is(ref, "None"):
                self._draft.ignored[f"{verb} nobody, or nobody who is asserted"] += 1
            elif ref not in known:
                what = f"{part.ref}: {verb}: nothing in the files is called {ref}"
                self._draft.remark(part.where, Outcome.PARTLY_LOST, what)
        for ref, makers in stated.items():
            self._bill.parts[ref].makers = makers

    def _relate(self, values: Values, kind: str) -> None:
        start, word, ends = values.text("from"), values.text("relationshipType"), values.texts("to")
        ref = _name(values.record)
        if not start or not word or not ends:
            self._draft.remark(values.where, Outcome.SKIPPED, f"a relationship lacks an end, or its type: {ref}")
            self._bill.is_torn = True
            return
        read = _READ_OF_RELATION
        word, known = known_word(word, VERSION_3, values.where, self._draft)
        scope = values.text("scope") if kind == "LifecycleScopedRelationship" else ""
        meaning = known or LINKED
        if scope and meaning.presence is not Presence.EXCLUDED:
            meaning = meaning._replace(presence=SCOPES.get(scope, meaning.presence))
        self._judge(values, word, scope, meaning)
        since, until = (day_of(values.text(key), values.where, self._draft) for key in _WHEN)
        since, until = ordered_dates(since, until, values.where, self._draft)
        for end in ends:
            if _is(end, "NoAssertion") or _is(end, "None"):
                self._draft.ignored[f"{word} nothing, or nothing that is asserted"] += 1
            elif word == "describes" and start in self._documents:
                self._roots.append((values.where, end))
            elif word == "availableFrom" and start in self._bill.parts and end not in self._bill.parts:
                self._agents.append((self._bill.parts[start], "SUPPLIED_BY", end))
            elif VERSION_3.get(word, LINKED) is not LINKED or {start, end} <= self._bill.parts.keys():
                near, far = (start, end) if meaning.is_forward else (end, start)
                role = f"{word} ({scope})" if scope else word
                link = Link(values.where, near, (far,), ref, word, meaning.presence, role, since, until)
                self._bill.links.append(link)
                read = _READ_OF_LINK
            else:
                self._draft.ignored[word] += 1
            if not known:
                self._bill.incomplete |= {start, end}
        values.ignore(read)

    def _judge(self, values: Values, word: str, scope: str, meaning: Meaning) -> None:
        """Take what a relationship says of whether its ends are all; of one scope or time, or by who is held, it does not tell."""
        if meaning.presence is Presence.EXCLUDED or not meaning.is_forward:
            return
        start, ends = values.text("from"), values.texts("to")
        completeness = values.text("completeness").rpartition("/")[2]
        none = {end for end in ends if _is(end, "None")}
        unsaid = {end for end in ends if _is(end, "NoAssertion")}
        self._nothing[word] |= {start} if none else set()
        self._something[word] |= {start} if len(ends) > len(none) + len(unsaid) else set()
        if unsaid or completeness in {"incomplete", "noAssertion"}:
            self._bill.incomplete.add(start)
        elif not scope and not any(map(values.text, _WHEN)) and (none or completeness == "complete"):
            self._stated[word].add(start)

    def _whole(self) -> set[str]:
        """Return of what all is stated that it contains and depends on, and not at once something and nothing."""
        doubtful = set[str]().union(*(self._nothing[word] & self._something[word] for word in VERSION_3))
        return self._stated["contains"] & self._stated["dependsOn"] - doubtful


def type_of(purpose: str) -> str | None:
    """Return what a primary purpose is in the model; nothing if none is stated."""
    word = re.sub("[-_ ]", "", purpose).casefold()
    if word in {"", "device", "firmware"}:
        return word or None
    return "software" if word in SOFTWARE else "other"


def _type(record: Fields) -> str:
    """Return the type of an element as its short name, however it is written."""
    written = record.get("type", record.get("@type"))
    if not isinstance(written, str):
        return ""
    match = _TERM.fullmatch(written)
    if not match:
        return written
    return match[2] if match[1] == "Core" else f"{match[1].lower()}_{match[2]}"


def _name(record: Fields) -> str:
    written = record.get("spdxId", record.get("@id"))
    return written if isinstance(written, str) else ""


def _is(ref: str, individual: str) -> bool:
    """Say whether a reference is one of the individuals that stand for no element."""
    return ref.rpartition("/")[2] in {individual, f"{individual}Element", f"spdx:{individual}", f"{individual.lower()}"}
