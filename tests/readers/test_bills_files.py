"""Files of SPDX: counted and left out, unless what is in a package can only be reached through one."""

from __future__ import annotations

import pytest

from tests.readers.test_bills_open import declared, of_spdx, relation
from tests.readers.test_cyclonedx import relations
from tests.readers.test_spdx import CREATION, NAMESPACE, document, graph, package

__all__ = ["of_spdx"]

FILES = [{"fileName": f"./{name}", "SPDXID": f"SPDXRef-{name}"} for name in "fgh"]


@pytest.mark.parametrize(
    ("edges", "parts", "left_out"),
    [
        ([("p", "CONTAINS", "f"), ("f", "STATIC_LINK", "q")], [("f", "q"), ("p", "f")], 2),
        ([("p", "CONTAINS", "f"), ("f", "GENERATED_FROM", "g"), ("q", "DEPENDENCY_OF", "g")], [("f", "g"), ("g", "q"), ("p", "f")], 1),
        ([("p", "CONTAINS", "f"), ("f", "GENERATED_FROM", "g"), ("g", "GENERATED_FROM", "f")], [], 3),
        ([("p", "CONTAINS", "f"), ("f", "COPY_OF", "q")], [], 3),
        ([("p", "CONTAINS", "f"), ("f", "DYNAMIC_LINK", "NOASSERTION")], [("p", "f")], 2),
        ([("p", "CONTAINS", "f"), ("f", "DYNAMIC_LINK", "ghost")], [("p", "f")], 2),
    ],
)  # fmt: skip
def test_a_file_through_which_something_is_held_is_a_part(of_spdx, edges, parts, left_out):
    found = of_spdx(
        document(package("p"), package("q"), relationships=[("DOCUMENT", "DESCRIBES", "p"), *edges], files=FILES)
    )
    assert relations(found, "HAS_PART") == parts
    assert found.ignored["files"] == left_out


def test_the_files_that_a_package_lists_are_in_it(of_spdx):
    listing = package("p", hasFiles=["SPDXRef-f"])
    found = of_spdx(document(listing, package("q"), relationships=[("f", "STATIC_LINK", "q")], files=FILES[:1]))
    assert relations(found, "HAS_PART") == [("f", "q"), ("p", "f")]


def test_a_file_is_in_the_package_that_it_follows(of_spdx):
    found = of_spdx(
        f"SPDXVersion: SPDX-2.3\nDocumentNamespace: {NAMESPACE}\nPackageName: p\nSPDXID: SPDXRef-p\n"
        "FileName: f\nSPDXID: SPDXRef-f\nRelationship: SPDXRef-f STATIC_LINK SPDXRef-q\nPackageName: q\nSPDXID: SPDXRef-q\n"
    )
    assert relations(found, "HAS_PART") == [("f", "q"), ("p", "f")]


FILE = {"type": "software_File", "spdxId": "https://x.test/f", "name": "f"}
P, Q = ({"type": "software_Package", "spdxId": f"u:{name}", "name": name} for name in "pq")
IN_FILE = relation("hasStaticLink", "q", "", **{"from": FILE["spdxId"]})
HELD = [relation("contains", "f", to=[FILE["spdxId"]]), relation("dependsOn", "-", to=["https://spdx.org/rdf/3.0.1/terms/Core/NoneElement"])]  # fmt: skip


@pytest.mark.parametrize(
    "documents",
    [
        [[CREATION, FILE, P, Q, IN_FILE, *HELD]],
        [[CREATION, P, Q, IN_FILE, *HELD], [CREATION, FILE]],
        [[CREATION, P, *HELD], [CREATION, FILE, Q, IN_FILE]],
    ],
    ids=["one", "file apart", "package apart"],
)
def test_a_file_of_version_3_between_two_packages_is_a_part_whatever_document_it_stands_in(of_spdx, documents):
    found = of_spdx(*(graph(*each) for each in documents))
    assert relations(found, "HAS_PART") == [("f", "q"), ("p", "f")]
    assert declared(found) == {"p"}  # all that it holds is there: the file, which is open


@pytest.mark.parametrize("more", [[], [Q, relation("contains", "q")]], ids=["files alone", "and a package"])
def test_who_holds_files_of_which_nothing_is_said_is_not_complete_for_anything_may_be_in_them(of_spdx, more):
    found = of_spdx(graph(CREATION, FILE, P, *HELD, *more))
    assert relations(found, "HAS_PART") == ([("p", "q")] if more else [])
    assert declared(found) == set()
    assert found.ignored["files"] == 1


def test_a_file_of_another_document_of_which_something_is_not_told_is_a_part(of_spdx):
    open_end = {
        **IN_FILE,
        "completeness": "incomplete",
        "to": ["https://spdx.org/rdf/3.0.1/terms/Core/NoAssertionElement"],
    }
    found = of_spdx(graph(CREATION, P, *HELD, open_end), graph(CREATION, FILE))
    assert relations(found, "HAS_PART") == [("p", "f")]
