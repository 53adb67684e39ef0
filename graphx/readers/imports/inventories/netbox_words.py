"""The words of NetBox here: what a status and a role mean, and what the ids of its objects are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphx.readers.imports.inventories.netbox_records import Inventory, Record

STATUSES: Final[dict[str, str | None]] = {
    "active": "in_service",
    "connected": "in_service",
    "planned": "planned",
    "staged": "planned",
    "staging": "planned",
    "provisioning": "planned",
    "inventory": "planned",
    "decommissioning": "removing",
    "deprovisioning": "removing",
    "decommissioned": "removed",
    "retired": "removed",
    "offline": None,
    "failed": None,
    "paused": None,
}
"""A status there, and here. What is offline or failed is still in place: it has none here, and the word is kept."""
ROLES: Final = {
    "camera": ("camera", "video"),
    "recorder": ("device", "video"),
    "server": ("device", "computing"),
    "storage": ("device", "computing"),
    "pdu": ("device", "power"),
    "ups": ("device", "power"),
} | dict.fromkeys(
    ("router", "switch", "firewall", "balancer", "gateway", "modem", "radio", "antenna", "olt", "onu", "ont", "access", "wireless"),
    ("device", "telecom"),
)  # fmt: skip
"""A word in the name of a device's role, its type and its category here; a role without such a word tells neither."""


def kind_of_role(role: str) -> tuple[str | None, str | None]:
    """Return type and category of a device, by the name of its role."""
    words = role.casefold().replace("-", " ").split()
    return next((found for word, found in ROLES.items() if word in words), ("device", None))


def _circuit_name(record: Record, inventory: Inventory) -> str:
    provider = inventory.find("circuits.provider", record.key_of("provider"))
    return f"{provider.text('slug') or provider.text('name')} {record.text('cid')}" if provider else record.text("cid")


def _module_name(record: Record, inventory: Inventory) -> str:
    model = inventory.find("dcim.moduletype", record.key_of("module_type"))
    return model.text("model") if model else ""


def _slug(record: Record, _: Inventory) -> str:
    return record.text("slug") or record.text("name")


def _name(record: Record, _: Inventory) -> str:
    return record.text("name")


NAMES: Final[dict[str, Callable[[Record, Inventory], str]]] = {
    **dict.fromkeys(("tenancy.tenant", "dcim.site", "dcim.location", "dcim.manufacturer", "dcim.platform", "circuits.provider"), _slug),
    **dict.fromkeys(("circuits.providernetwork", "virtualization.cluster", "dcim.device", "dcim.inventoryitem", "virtualization.virtualmachine"), _name),
    "circuits.circuit": _circuit_name,
    "dcim.module": _module_name,
}  # fmt: skip
"""The models whose objects are entities, and what an id is made of."""
