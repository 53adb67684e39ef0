"""CycloneDX 1.2 to 1.7, JSON and XML, of software, hardware (HBOM) and services (SaaSBOM).

What the model's relations are made of:
- The product (`metadata.component`) HAS_PART what `components` and `services` list; a component HAS_PART what is nested in it.
- `dependencies` are HAS_PART too: within a bill, what depends on a library has it as a part, and only so a dependence passes
  on. The claim's quote is `dependsOn` and its locator the entry, so that the two can be told apart.
- What is `optional`, or external to the assembly, is there possibly; what is `excluded` (tests, tools) is LINKED_TO.
- `manufacturer` is the maker; `supplier` and a service's `provider` supply, and may be distributors. Who else may have made it:
  see `makers`. `metadata.manufacture` and `metadata.supplier` speak of the product, `metadata.manufacturer` (1.6) of who wrote the bill.
- An assembly whose `aggregate` is `complete` declares HAS_PART. Complete dependencies alone do not: what is bundled within is not told.

The document gets no `as_of`: a version's parts do not change with time, and the claims say when the bill was published.
Source: https://cyclonedx.org/specification/overview/ (ECMA-424), and the schemata of each version.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from graphx.errors import InvalidInputError, Place, Problem
from graphx.readers.imports.bills.bills import Bill, Link
from graphx.readers.imports.bills.cyclonedx_parts import part_of, party_of
from graphx.readers.imports.bills.cyclonedx_xml import bill_of_xml
from graphx.readers.imports.bills.makers import Maker
from graphx.readers.imports.bills.settling import settle
from graphx.readers.imports.draft import Draft, Fields, Outcome
from graphx.readers.imports.files import first_sign
from graphx.readers.imports.json_records import json_records
from graphx.readers.imports.values import Values, said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from graphx.readers.imports.files import SourceFile
    from graphx.readers.imports.json_records import JsonRecord

VERSIONS: Final = ("1.2", "1.3", "1.4", "1.5", "1.6", "1.7")
SECTIONS: Final = (
    "components",
    "services",
    "dependencies",
    "compositions",
    "vulnerabilities",
    "annotations",
    "formulation",
    "citations",
    "externalReferences",
    "properties",
)
"""Arrays whose entries are read one by one."""
PRODUCT: Final = "/metadata/component"
_LINK: Final = re.compile(r"urn:cdx:([0-9a-f-]{36})/(\d+)(?:#(.+))?", re.IGNORECASE | re.DOTALL)


def cyclonedx(files: Sequence[SourceFile], draft: Draft) -> None:
    """Take bills; what one says of a part of another is joined if both are among the files."""
    bills = []
    for file in sorted(files, key=lambda file: file.name):
        is_xml = first_sign(file) == "<"
        document = _Document(file.name, draft)
        for record in bill_of_xml(file) if is_xml else json_records(file, SECTIONS):
            document.take(record)
        bills.append(document.whole().identify(file))
    settle(bills, draft)


class _Document:
    """One file on its way to a bill."""

    def __init__(self, name: str, draft: Draft) -> None:
        self._draft = draft
        self._head: Fields = {}
        self._bill = Bill(name, Place(name, 1), "CycloneDX")
        self._numbers: dict[str, int] = {}
        self._of_product: list[tuple[Values, Maker]] = []
        self._judged: dict[str, set[str]] = {"assemblies": set(), "dependencies": set()}

    def take(self, record: JsonRecord) -> None:
        """Take one record; head keys may stand anywhere."""
        key, where, value = record
        if take := self._TAKERS.get(key):
            number = self._numbers[key] = self._numbers.get(key, -1) + 1
            pointer = f"/{key}/{number}"
            if values := self._object(where, value, pointer):
                take(self, values, pointer)
            elif key in {"components", "services"}:
                self._bill.incomplete.add("")
            elif key == "dependencies":
                self._bill.is_torn = True
        elif key in {"bomFormat", "specVersion", "serialNumber", "version"}:
            self._head[key] = value
            self._check(key, where, value)
        elif key in {"spdxVersion", "@context", "graphx", ""}:
            raise _foreign(where, key)
        elif key == "metadata":
            if values := self._object(where, value, key):
                self._metadata(values)
        elif key != "$schema":
            self._draft.ignored[key] += len(value) if isinstance(value, list) and key not in SECTIONS else 1

    def _check(self, key: str, where: Place, value: object) -> None:
        """Refuse another format or version.

        Raises:
            InvalidInputError: it is one.
        """
        if key == "bomFormat" and value != "CycloneDX":
            raise InvalidInputError([Problem(where, f"bomFormat is {value}, not CycloneDX")])
        if key == "specVersion" and value not in VERSIONS:
            hint = f"graphx reads {VERSIONS[0]} to {VERSIONS[-1]}; convert it, for example with the CycloneDX CLI"
            raise InvalidInputError([Problem(where, f"CycloneDX {value} is not read", hint)])

    def whole(self) -> Bill:
        """Return the bill, when every record is taken.

        Raises:
            InvalidInputError: the file is no CycloneDX.
        """
        if missing := [key for key in ("bomFormat", "specVersion") if key not in self._head]:
            what = f"this is no CycloneDX document: it has no {' and no '.join(missing)}"
            raise InvalidInputError([Problem(self._bill.where, what, "is it the format that you named?")])
        bill, head = self._bill, Values(self._head, self._bill.where, self._draft)
        if serial := head.text("serialNumber"):
            version = self._head.get("version", 1)
            bill.serial = f"{serial}/{version}" if isinstance(version, int) else serial
            bill.key = bill.serial.removeprefix("urn:uuid:").casefold()
        product = bill.parts[bill.products[0]] if bill.products else None
        bill.title = f"CycloneDX bill of {product.label}" if product else f"CycloneDX bill {bill.serial}".strip()
        if product:
            product.makers = [*(maker for _, maker in self._of_product), *product.makers]
        else:
            for values, maker in self._of_product:
                values.lost(f"{maker.verb} {maker.party.name}: the bill does not name its product")
        judged = self._judged
        bill.complete = judged["assemblies"]
        if only := judged["dependencies"] - judged["assemblies"] - bill.incomplete:
            self._draft.ignored["declarations that dependencies alone are complete"] += len(only)
        return bill

    def _object(self, where: Place, value: object, name: str) -> Values | None:
        if isinstance(value, dict):
            return Values(value, where, self._draft)
        what = f"{name} is {said(value)} where an object is expected"
        self._draft.remark(where, Outcome.SKIPPED, what)
        return None

    def _metadata(self, values: Values) -> None:
        if timestamp := values.text("timestamp"):
            self._bill.date(timestamp, values.where, self._draft)
        if author := party_of(values, "manufacturer"):
            self._bill.publisher = author.name
        if component := values.inner("component").record:
            product = self._component(Values(component, values.where, self._draft), PRODUCT)
            self._bill.products = [product] if product else []
        for key, verb in (("manufacture", "MADE_BY"), ("supplier", "SUPPLIED_BY")):
            if party := party_of(values, key):
                self._of_product.append((values, Maker(verb, party)))
        values.ignore({"timestamp", "manufacturer", "manufacture", "supplier", "component"})

    def _component(self, outermost: Values, pointer: str) -> str | None:
        """Take a component or a service with what is nested in it; return the outermost's ref, if it is one."""
        waiting = [(outermost, pointer, "")]
        refs = []
        while waiting:
            values, at, holder = waiting.pop()
            part = part_of(values, at, self._bill)
            if part is None:
                self._bill.incomplete.add(holder)
            refs.append(part.ref if part else None)
            if "components" in values.record or "services" in values.record:
                inside = part.ref if part else holder
                waiting += reversed([(each, place, inside) for each, place in self._nested(values, at, inside)])
            if part and at != PRODUCT:
                self._bill.links.append(Link(values.where, holder, (part.ref,), part.locator))
        return refs[0]

    def _nested(self, values: Values, pointer: str, holder: str) -> Iterator[tuple[Values, str]]:
        """Yield what is listed within a component, each with its place."""
        for key in ("components", "services"):
            if written := values.record.get(key):
                found = values.inners(key)
                if len(found) != (len(written) if isinstance(written, list) else 1):
                    self._bill.incomplete.add(holder)
                for number, each in enumerate(found):
                    yield each, f"{pointer}/{key}/{number}"

    def _dependency(self, values: Values, pointer: str) -> None:
        ref = self._ref(values.record.get("ref"))
        if not ref:
            self._draft.remark(values.where, Outcome.SKIPPED, f"{pointer} does not say what depends")
            self._bill.is_torn = True
            return
        if not _is_of_refs(values.record.get("dependsOn")):
            self._bill.incomplete.add(ref)
        if ends := tuple(self._refs(values, "dependsOn")):
            self._bill.links.append(Link(values.where, ref, ends, pointer, "dependsOn"))
        if provides := values.texts("provides"):
            self._draft.ignored["provides"] += len(provides)

    def _composition(self, values: Values, _: str) -> None:
        aggregate = values.text("aggregate")
        for key in ("assemblies", "dependencies"):
            judged = self._judged[key] if aggregate == "complete" else self._bill.incomplete
            judged.update(self._refs(values, key))

    _TAKERS: Final[Mapping[str, Callable[[_Document, Values, str], object]]] = {
        "components": _component,
        "services": _component,
        "dependencies": _dependency,
        "compositions": _composition,
    }

    def _refs(self, values: Values, key: str) -> Iterable[str]:
        refs = values.record.get(key)
        if not isinstance(refs, list) or not all(isinstance(each, str) for each in refs):
            refs = values.texts(key)
        if "" in refs:
            values.lost(f"an entry of `{key}` is empty, and is left out")
        return filter(None, map(self._ref, refs))

    def _ref(self, ref: Any) -> str:  # noqa: ANN401  # why: whatever stands there
        """Return a ref; one to another document is remembered as such."""
        if not isinstance(ref, str):
            return ""
        if known := self._bill.parts.get(ref):
            return known.ref  # one text for all that name a part
        if ref not in self._bill.outside and (match := _LINK.fullmatch(ref)):
            self._bill.outside[ref] = (
                f"{match[1]}/{match[2]}".casefold(),
                match[3] or "",
            )  # without a fragment: whatever it is of
        return ref


def _is_of_refs(written: object) -> bool:
    """Say whether all that stands where refs are expected can be one."""
    refs = written if isinstance(written, list) else [written]
    return written is None or all(isinstance(each, str) and each for each in refs)


def _foreign(where: Place, key: str) -> InvalidInputError:
    hints = {
        "spdxVersion": "this is SPDX: graphx import spdx",
        "@context": "this is JSON-LD, as SPDX 3 is: graphx import spdx",
        "graphx": "this is a document of graphx already",
    }
    return InvalidInputError(
        [Problem(where, "this is no CycloneDX document", hints.get(key, "it is an object, no list"))]
    )
