"""What a NetBox holds, by model and number: from a dump of its database, or from the lists that its API gives.

Source: https://netboxlabs.com/docs/netbox; a dump is that of Django's `dumpdata`, a list has `results` or is one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from graphx.errors import InvalidInputError, Problem
from graphx.readers.imports.draft import Draft, Fields, Outcome
from graphx.readers.imports.json_records import json_records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from graphx.errors import Place
    from graphx.readers.imports.files import SourceFile

Key = int | str
PORTS: Final = {
    f"dcim.{name}"
    for name in ("interface", "frontport", "rearport", "powerport", "poweroutlet", "consoleport", "consoleserverport")
}
"""Models of which only the device matters to which a port belongs."""
READ: Final = {
    "dcim.region", "dcim.site", "dcim.location", "dcim.rack", "dcim.manufacturer", "dcim.devicetype", "dcim.devicerole",
    "dcim.device", "dcim.devicebay", "dcim.platform", "dcim.moduletype", "dcim.module", "dcim.inventoryitem",
    "dcim.cable", "dcim.cabletermination", "circuits.provider", "circuits.providernetwork", "circuits.circuittype",
    "circuits.circuit", "circuits.circuittermination", "tenancy.tenant", "virtualization.clustertype",
    "virtualization.cluster", "virtualization.virtualmachine", "ipam.asn",
}  # fmt: skip
"""Models that are read; the others state nothing of this model, and are counted."""
CALLED: Final = ("url", "name", "slug", "model", "cid")
"""Fields that tell which object is meant: one that is only mentioned is not whole, and counts may differ between two mentions."""
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,17}")
_ENDPOINT: Final = re.compile(r"/api/([a-z]+)/([a-z-]+)/(\d+)/?(?:\?.*)?$")


def key_from(value: object) -> Key | None:
    """Return the number of an object, whether written as one or as text; a truth value is none, though Python takes it for 0 or 1."""
    if isinstance(value, str):
        return int(value) if _NUMBER.fullmatch(value) else value or None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def content_type(value: object) -> str:
    """Return a model, which a dump names by two words and the API by one."""
    return ".".join(map(str, value)) if isinstance(value, list) else value if isinstance(value, str) else ""


class Record(NamedTuple):
    """An object: where it stands, its number, and its fields, in which another object is a number."""

    where: Place
    key: Key
    fields: Fields

    def text(self, name: str) -> str:
        """Return a field as text without blanks around it; empty if it has none."""
        value = self.fields.get(name)
        return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""

    def key_of(self, *names: str) -> Key | None:
        """Return the number of the object that the first of these fields names that names one."""
        keys = (key_from(self.fields.get(name)) for name in names)
        return next((key for key in keys if key is not None), None)


class Inventory:
    """Objects by model and number, and the devices of ports."""

    def __init__(self, files: Sequence[SourceFile], draft: Draft) -> None:
        """Read all files; an object that another one only mentions counts where no file holds it whole.

        Raises:
            InvalidInputError: a file is not read, or two objects have one number: then all that names it may mean either.
        """
        self._draft = draft
        self._of: dict[str, dict[Key, Record]] = {}
        self._mentioned: dict[str, dict[Key, Record]] = {}
        self._ports: dict[str, dict[Key, Key]] = {}
        self._problems: list[Problem] = []
        for file in files:
            for key, where, value in json_records(file, {"results"}):
                if key in {"", "results"}:
                    self._take(where, value)
                elif key not in {"count", "next", "previous"}:
                    draft.remark(where, Outcome.SKIPPED, f"`{key}` is no list of objects")
        for model, records in self._mentioned.items():
            whole = self._of.setdefault(model, {})
            for number, mentioned in records.items():
                self._is_one(model, whole.setdefault(number, mentioned), mentioned, CALLED)
        if self._problems:
            raise InvalidInputError(self._problems)

    def all(self, model: str) -> Iterator[Record]:
        """Yield the objects of a model."""
        yield from self._of.get(model, {}).values()

    def find(self, model: str, key: Key | None) -> Record | None:
        """Return an object, None if there is none."""
        return self._of.get(model, {}).get(key) if key is not None else None

    def device_of(self, port: str, key: Key) -> Key | None:
        """Return the device of a port that a cable ends at."""
        return self._ports.get(port, {}).get(key)

    def _take(self, where: Place, value: Any) -> None:  # noqa: ANN401  # why: whatever a file holds
        self._draft.sees(where)
        if isinstance(value, dict) and isinstance(value.get("model"), str) and isinstance(value.get("fields"), dict):
            model, key, fields = value["model"], key_from(value.get("pk")), value["fields"]
        elif isinstance(value, dict) and (found := _address(value)):
            (model, key), fields = found, self._flat(where, value)
        else:
            self._draft.remark(
                where, Outcome.SKIPPED, "this is no object of NetBox: it has no model, or no url of its API"
            )
            return
        if key is None:
            self._draft.remark(where, Outcome.SKIPPED, f"{model}: it has no number")
            return
        self._keep(self._of, where, model, key, fields)

    def _keep(self, into: dict[str, dict[Key, Record]], where: Place, model: str, key: Key, fields: Fields) -> None:
        device = key_from(fields.get("device"))
        if model in PORTS and fields.get("cable", True) and device is not None:
            # ports are many: nothing else of them is kept
            known_device = self._ports.setdefault(model, {}).setdefault(key, device)
            if known_device != device:
                self._another(
                    where, f"{model} {key} is of device {device} here, and of device {known_device} elsewhere"
                )
        if model not in READ:
            self._draft.ignored[model.rpartition(".")[2]] += into is self._of
            return
        record = Record(where, key, fields)
        known = into.setdefault(model, {}).setdefault(key, record)
        is_one = known is record or self._is_one(model, known, record, CALLED if into is self._mentioned else fields)
        if is_one and not fields.keys() <= known.fields.keys():
            into[model][key] = known._replace(fields=fields | known.fields)

    def _is_one(self, model: str, known: Record, record: Record, names: Iterable[str]) -> bool:
        """Say whether two records of one number agree in all of these fields that both have; if not, it is a problem."""
        for name in names:
            if name in known.fields and known.fields[name] != record.fields.get(name, known.fields[name]):
                what = f"{model} {record.key} stands at {known.where.line_only} already, with another {name}"
                self._another(record.where, what)
                return False
        return True

    def _another(self, where: Place, what: str) -> None:
        hint = "are these exports of two NetBoxes, or of two days? import each by itself"
        self._problems.append(Problem(where, what, hint))

    def _flat(self, where: Place, value: Fields) -> Fields:
        """Return the fields of an object of the API as a dump has them, and keep the objects that it mentions."""
        fields: Fields = {}
        for name, each in value.items():
            if isinstance(each, list):
                fields[name] = [self._number(where, value, one) if isinstance(one, dict) else one for one in each]
            elif isinstance(each, dict):
                fields[name] = self._number(where, value, each)
            else:
                fields[name] = each
        return fields

    def _number(self, where: Place, outer: Fields, inner: Fields) -> Any:  # noqa: ANN401  # why: as above
        if (found := _address(inner)) is None:
            return inner.get("value", inner)  # a choice has a value and a label
        model, key = found
        if model == "circuits.circuittermination" and "circuit" not in inner:
            inner = {**inner, "circuit": outer.get("id")}
        self._keep(self._mentioned, where, model, key, self._flat(where, inner))
        return key


def _address(value: Fields) -> tuple[str, Key] | None:
    """Return model and number of an object of the API, by its url."""
    url = value.get("url")
    match = _ENDPOINT.search(url) if isinstance(url, str) else None
    if not match:
        return None
    name = match[2].replace("-", "")
    singular = name if name == "virtualchassis" else name.removesuffix("s")
    return f"{match[1]}.{singular}", int(match[3])
