"""The words of a Backstage catalogue: its kinds, lifecycles and relations, and the annotations that graphx itself writes there.

They stand apart from the importer, as the writer needs them and no import is loaded for an export.
"""

from __future__ import annotations

from typing import Final

PARTS: Final = {"component": "software", "api": "service", "resource": "other", "system": "service", "domain": "other"}
"""Kinds that are components here, and their type."""
PARTIES: Final = {"group": None, "user": ["person"]}
"""Kinds that are organizations here, and their roles."""
STATUSES: Final = {"production": "in_service", "experimental": "trial", "deprecated": "removing"}
"""The lifecycles that Backstage knows, and the status of each; a catalogue may have words of its own."""
FORWARD: Final = {
    "dependsOn": ("HAS_PART", "component", "dependsOn"),
    "consumesApis": ("HAS_PART", "api", "consumesApi"),
    "consumesApi": ("HAS_PART", "api", "consumesApi"),
    "apiProvidedBy": ("HAS_PART", "component", "providesApi"),
    "hasPart": ("HAS_PART", "component", "partOf"),
    "ownerOf": ("DEPLOYS", "component", "owner"),
    "parent": ("MEMBER_OF", "group", "childOf"),
    "childOf": ("MEMBER_OF", "group", "childOf"),
    "memberOf": ("MEMBER_OF", "group", "memberOf"),
}
"""Words in `spec` and types of `relations` by which an entity names what it depends on: the relation, the kind of what is named unless
its reference says another, and the role. An API works only if whoever provides it does, so it HAS_PART that."""
BACKWARD: Final = {
    "dependencyOf": ("HAS_PART", "component", "dependsOn"),
    "dependencyOfs": ("HAS_PART", "component", "dependsOn"),
    "apiConsumedBy": ("HAS_PART", "component", "consumesApi"),
    "providesApis": ("HAS_PART", "api", "providesApi"),
    "providesApi": ("HAS_PART", "api", "providesApi"),
    "system": ("HAS_PART", "system", "partOf"),
    "domain": ("HAS_PART", "domain", "partOf"),
    "subdomainOf": ("HAS_PART", "domain", "partOf"),
    "subcomponentOf": ("HAS_PART", "component", "partOf"),
    "partOf": ("HAS_PART", "system", "partOf"),
    "owner": ("DEPLOYS", "group", "owner"),
    "ownedBy": ("DEPLOYS", "group", "owner"),
    "children": ("MEMBER_OF", "group", "childOf"),
    "parentOf": ("MEMBER_OF", "group", "childOf"),
    "members": ("MEMBER_OF", "user", "memberOf"),
    "hasMember": ("MEMBER_OF", "user", "memberOf"),
}
"""Those by which an entity names who depends on it."""
PREFIX: Final = "graphx.org/"
"""How the annotations begin in which graphx says what the catalogue has no word for."""
WHOLE: Final = "graphx"
"""The group that owns whatever has no owner; its annotations say what is true of the whole."""
AS_OF: Final = "as_of"
SOURCES: Final = "sources"
DRAWN: Final = "drawn_as"
"""By which word the catalogue draws a relation that stands in an annotation."""
