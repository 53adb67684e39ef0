"""The labels of an entity, and the name of a relation, where a program knows graphs by them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from graphx.model.vocabulary import ANY_LABEL, LABELS, Field

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphx.model.records import Identity
    from graphx.model.vocabulary import Kind

_LABEL: Final = {meaning: label for label, meanings in LABELS.items() if label != ANY_LABEL for meaning in meanings}


def labels_by(kind: Kind, roles: Iterable[str], what: str) -> list[str]:
    """Return the labels of an entity: its kind, then its roles or its type, empty where there is none."""
    return [
        _LABEL[kind, Field.KIND, kind.value],
        *(_LABEL[kind, Field.ROLES, role] for role in roles),
        *([_LABEL[kind, Field.TYPE, what]] if what else []),
    ]


def relation_id(identity: Identity) -> str:
    """Return what stands for from, type, to and key: of one length, however long the key is."""
    return hashlib.blake2b("\0".join(identity).encode(), digest_size=16).hexdigest()
