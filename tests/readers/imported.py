"""What tests of imports share: an import of texts, and what became of it."""

from __future__ import annotations

from collections import Counter

from graphx.readers.imports import import_files


def imported(write, form, *texts, name="list.csv"):
    """Return what files with these texts are imported as."""
    return import_files(form, [write(f"{number}-{name}", text) for number, text in enumerate(texts)])


def told(found):
    """Return the remarks, with the lines alone."""
    return [f"{remark.where.line}: {remark.outcome}: {remark.what}" for remark in found.remarks]


def relations(found, verb):
    """Return the relations of a type, in the order of their identities."""
    return [each for identity, each in sorted(found.dataset.relations.items()) if identity.type is verb]


def counts(found):
    """Return how many entities of each kind and relations of each type there are."""
    kinds = Counter(each.kind.value for each in found.dataset.entities.values())
    return dict(kinds + Counter(identity.type.value for identity in found.dataset.relations))


def plain(node):
    """Return a node of YAML without its places."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [plain(child) for child in node.value]
    return node.value
