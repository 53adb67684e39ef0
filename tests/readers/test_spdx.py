"""SPDX 2 as JSON and tag-value, and 3 as JSON-LD: the real files against independent counts, and the traps by hand."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from graphx.errors import InvalidInputError
from graphx.model.vocabulary import Kind
from graphx.readers.imports import import_files, json_records
from graphx.readers.imports.draft import digest_of
from tests.readers.test_cyclonedx import claims, relations, told

NAMESPACE = "https://example.org/doc"
PLAIN = {"name": "lib", "SPDXID": "SPDXRef-lib"}
REAL = [
    "example1.spdx",
    "example11-2.3.spdx.json",
    "example7-bin.spdx.json",
    "example7-go-module.spdx.json",
    "example7-golang.spdx.json",
    "example7-third-party-modules.spdx.json",
    "examplemaven-0.0.1.spdx.json",
]


def document(*packages, relationships=(), **head):
    return {
        "spdxVersion": "SPDX-2.3",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": "camera",
        "documentNamespace": NAMESPACE,
        "creationInfo": {"created": "2024-05-01T10:00:00.123456Z", "creators": ["Tool: x", "Organization: Writer ()"]},
        "packages": list(packages),
        "relationships": [
            {
                "spdxElementId": f"SPDXRef-{start}",
                "relationshipType": word,
                "relatedSpdxElement": end if end.isupper() else f"SPDXRef-{end}",
            }
            for start, word, end in relationships
        ],
        **head,
    }


def package(name, **fields):
    return {"name": name, "SPDXID": f"SPDXRef-{name}", **fields}


@pytest.fixture
def imported(write):
    """Import documents that are given as values or as texts."""

    def run(*documents):
        texts = [each if isinstance(each, str) else json.dumps(each, indent=1) for each in documents]
        return import_files("spdx", [write(f"{number}.spdx", text) for number, text in enumerate(texts)])

    return run


@pytest.mark.parametrize("name", REAL)
def test_real_documents_import_with_the_counts_of_their_files(real_files, name):
    path = real_files / "bom" / "spdx-examples" / name
    found = import_files("spdx", [path])
    text = path.read_text(encoding="utf-8")
    kinds = Counter(each.kind for each in found.dataset.entities.values())
    if name.endswith(".json"):
        record = json.loads(text)
        packages, described = len(record["packages"]), record["documentDescribes"]
        files = {each["SPDXID"] for each in record.get("files", ())}
        agents = {each.get(key) for each in record["packages"] for key in ("supplier", "originator")} - {None}
        outside = sum(":" in each["relatedSpdxElement"] for each in record.get("relationships", ()))
    else:
        lines = text.splitlines()
        packages = sum(line.startswith("PackageName:") for line in lines)
        files = {line for line in lines if line.startswith("FileName:")}
        described, agents, outside = [], set(), 0
    taken = files & set(described)
    assert kinds[Kind.COMPONENT] == packages + len(taken)
    assert found.ignored["files"] == len(files - taken)
    assert {each.name for each in found.dataset.entities.values()} >= {each.partition(": ")[2] for each in agents}
    assert [remark.outcome for remark in found.remarks] == ["skipped"] * outside


@pytest.mark.parametrize("name", ["example11-3.0.spdx3.json", "hello-source.spdx3.json"])
def test_real_graphs_of_version_3_import_with_the_counts_of_their_files(real_files, name):
    path = real_files / "bom" / "spdx-examples" / name
    found = import_files("spdx", [path])
    types = Counter(each["type"] for each in json.loads(path.read_text(encoding="utf-8"))["@graph"])
    files = types["software_File"] - found.ignored["files"]
    assert (
        sum(each.kind is Kind.COMPONENT for each in found.dataset.entities.values())
        == types["software_Package"] + files
    )
    assert files == (name == "example11-3.0.spdx3.json")  # there a file is what the document describes
    assert found.ignored["simplelicensing_LicenseExpression"] == types["simplelicensing_LicenseExpression"]
    assert not found.remarks


def test_one_real_document_in_two_versions_has_the_same_parts(real_files):
    folder = real_files / "bom" / "spdx-examples"
    older, newer = (import_files("spdx", [folder / f"example11-{each}.json"]) for each in ("2.3.spdx", "3.0.spdx3"))
    assert relations(older, "HAS_PART") == relations(newer, "HAS_PART")
    purls = [
        {each.name: each.identifiers for each in found.dataset.entities.values() if each.kind is Kind.COMPONENT}
        for found in (older, newer)
    ]
    assert purls[0] == purls[1]


def test_documents_that_name_each_other_are_joined_where_all_are_given(real_files):
    found = import_files("spdx", sorted((real_files / "bom" / "spdx-examples").glob("example7-*.json")))
    assert not found.remarks
    assert relations(found, "HAS_PART") == [
        ("go", "hello"),
        ("hello", "golang.org/x/text"),
        ("hello", "rsc.io/quote"),
        ("hello", "rsc.io/sampler"),
    ]
    assert relations(found, "LINKED_TO") == [("hello", "go1.16.4.linux-amd64")]


@pytest.mark.parametrize("version", ["SPDX-2.2", "SPDX-2.3"])
def test_every_version_is_read_and_fractions_of_a_second_say_nothing(imported, version):
    found = imported(document(PLAIN, spdxVersion=version))
    assert list(found.dataset.entities) == [f"lib-{digest_of(NAMESPACE)}"]
    (source,) = found.dataset.sources.values()
    assert (source.title, source.url, source.published, source.publisher) == (
        "SPDX document camera",
        NAMESPACE,
        "2024-05-01",
        "Writer",
    )


def test_relationships_are_parts_parts_perhaps_or_links(imported):
    names = "app a b c d e f g tool test".split()  # noqa: SIM905  # why: names read as such
    found = imported(
        document(
            *(package(name) for name in names),
            relationships=[
                ("DOCUMENT", "DESCRIBES", "app"),
                ("app", "CONTAINS", "a"),
                ("b", "CONTAINED_BY", "app"),
                ("a", "DEPENDS_ON", "c"),
                ("d", "DEPENDENCY_OF", "a"),
                ("app", "GENERATED_FROM", "e"),
                ("f", "OPTIONAL_DEPENDENCY_OF", "app"),
                ("g", "BUILD_DEPENDENCY_OF", "app"),
                ("tool", "BUILD_TOOL_OF", "app"),
                ("test", "TEST_DEPENDENCY_OF", "app"),
                ("a", "CONTAINS", "NONE"),
                ("b", "CONTAINS", "NOASSERTION"),
                ("b", "DEPENDS_ON", "NONE"),
                ("c", "CONTAINS", "NONE"),
                ("c", "DEPENDS_ON", "NONE"),
            ],
        )
    )
    parts = [(start, end) for start, end in relations(found, "HAS_PART")]
    assert parts == [("a", "c"), ("a", "d"), *(("app", name) for name in "abefg")]
    confidence = {
        each.to: each.claims[0].confidence for each in found.dataset.relations.values() if each.type == "HAS_PART"
    }
    app = f"app-{digest_of(NAMESPACE)}"
    assert {name for name, each in confidence.items() if each == 40} == {f"{app}/f", f"{app}/g"}
    assert relations(found, "LINKED_TO") == [("test", "app"), ("tool", "app")]
    assert {name for name, each in found.dataset.entities.items() if each.complete} == {f"{app}/c"}
    assert not found.remarks


def test_agents_are_read_without_their_addresses_and_nobody_is_nobody(imported):
    written = [
        ("one", "Organization: Acme (Shanghai) Co., Ltd. (sales@acme.example)"),
        ("two", "Organization: Acme (Shanghai)"),
        ("three", "Person: Jane Doe ()"),
        ("four", "NOASSERTION"),
        ("five", "Organization: NONE"),
        ("six", "Acme"),
    ]
    found = imported(document(*(package(name, supplier=agent) for name, agent in written)))
    assert relations(found, "SUPPLIED_BY") == [
        ("one", "Acme (Shanghai) Co., Ltd."),
        ("six", "Acme"),
        ("three", "Jane Doe"),
        ("two", "Acme (Shanghai)"),
    ]
    assert found.dataset.entities["person-jane-doe"].roles == ("person",)
    assert found.ignored == {"supplier NOASSERTION": 1, "supplier NONE": 1}
    assert [remark.outcome for remark in found.remarks] == ["kept", "kept"]  # a bare name; and nothing is described


def test_an_originator_is_the_maker_and_guessed_cpes_are_weak(imported):
    refs = [
        {
            "referenceCategory": "SECURITY",
            "referenceType": "cpe23Type",
            "referenceLocator": f"cpe:2.3:a:{vendor}:x:1:*:*:*:*:*:*:*",
        }
        for vendor in ("acme", "x_project")
    ]
    purl = {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": "pkg:rpm/redhat/x@1"}
    found = imported(document(package("x", originator="Organization: Acme Corp", externalRefs=[*refs, purl])))
    assert claims(found, "MADE_BY") == [
        ("Acme Corp", "stated", None, "originator: Organization: Acme Corp"),
        ("acme", "inferred", 20, f"cpe: {refs[0]['referenceLocator']}"),
        ("x project", "inferred", 20, f"cpe: {refs[1]['referenceLocator']}"),
    ]
    assert claims(found, "SUPPLIED_BY") == [("redhat", "inferred", 30, "purl: pkg:rpm/redhat/x@1")]
    (part,) = (each for each in found.dataset.entities.values() if each.kind is Kind.COMPONENT)
    assert part.identifiers["purl"] == "pkg:rpm/redhat/x@1"
    assert part.identifiers["cpe"] == " ".join(each["referenceLocator"] for each in refs)


TAGS = f"""SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: camera
DocumentNamespace: {NAMESPACE}
Creator: Tool: x
Creator: Organization: Writer ()
Created: 2024-05-01T10:00:00.123456Z
# a comment: of nothing
PackageName: app
SPDXID: SPDXRef-app
PackageVersion: 1.0
PackageOriginator: Organization: Acme Corp
PackageDescription: <text>Two
lines</text>
PrimaryPackagePurpose: FIRMWARE
ExternalRef: SECURITY cpe23Type cpe:2.3:o:acme:app:1.0:*:*:*:*:*:*:*
PackageChecksum: SHA1: aa
PackageChecksum: SHA256: bb
FileName: ./a.c
SPDXID: SPDXRef-a
PackageName: lib
SPDXID: SPDXRef-lib
Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-app
Relationship: SPDXRef-app CONTAINS SPDXRef-lib
Relationship: SPDXRef-app CONTAINS SPDXRef-a
"""


def test_tags_and_json_are_the_same_graph(imported):
    app = package(
        "app",
        versionInfo="1.0",
        originator="Organization: Acme Corp",
        description="Two\nlines",
        primaryPackagePurpose="FIRMWARE",
        externalRefs=[
            {
                "referenceCategory": "SECURITY",
                "referenceType": "cpe23Type",
                "referenceLocator": "cpe:2.3:o:acme:app:1.0:*:*:*:*:*:*:*",
            }
        ],
        checksums=[{}, {}],
    )
    edges = [("DOCUMENT", "DESCRIBES", "app"), ("app", "CONTAINS", "lib"), ("app", "CONTAINS", "a")]
    files = [{"fileName": "./a.c", "SPDXID": "SPDXRef-a"}]
    of_tags = imported(TAGS)
    of_json = imported(document(app, PLAIN, relationships=edges, files=files, dataLicense="CC0-1.0"))
    assert of_tags.dataset.entities == of_json.dataset.entities
    assert of_tags.dataset.relations == of_json.dataset.relations
    assert of_tags.dataset.sources == of_json.dataset.sources
    assert of_tags.ignored == of_json.ignored == {"checksums": 2, "files": 1, "relationships of files": 1}
    assert not of_tags.remarks


def graph(*elements, **head):
    return {"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": list(elements), **head}


CREATION = {"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1", "created": "2024-05-01T10:00:00Z"}
ELEMENTS = (
    CREATION,
    {"type": "SpdxDocument", "spdxId": f"{NAMESPACE}/d", "name": "camera", "rootElement": ["u:app"], "creationInfo": "_:c"},
    {
        "type": "software_Package",
        "spdxId": "u:app",
        "name": "app",
        "software_packageVersion": "1.0",
        "software_primaryPurpose": "deviceDriver",
        "software_packageUrl": "pkg:github/acme/app@1.0",
        "externalIdentifier": [{"type": "ExternalIdentifier", "externalIdentifierType": "cpe23", "identifier": "cpe:2.3:a:acme:app:1:*:*:*:*:*:*:*"}],
        "suppliedBy": {"type": "Organization", "spdxId": "u:depot", "name": "Depot"},
        "originatedBy": ["u:jane"],
    },
    {"type": "Person", "spdxId": "u:jane", "name": "Jane Doe"},
    {"type": "https://spdx.org/rdf/3.0.1/terms/Software/Package", "@id": "u:lib", "name": "lib"},
    {"type": "software_Package", "spdxId": "u:tool", "name": "tool"},
    {"type": "Relationship", "spdxId": "u:r1", "from": "u:app", "relationshipType": "contains", "to": ["u:lib"], "completeness": "complete"},
    {"type": "LifecycleScopedRelationship", "spdxId": "u:r2", "from": "u:app", "relationshipType": "dependsOn", "to": ["u:tool"], "scope": "test"},
    {"type": "Relationship", "spdxId": "u:r4", "from": "u:app", "relationshipType": "dependsOn", "to": ["https://spdx.org/rdf/3.0.1/terms/Core/NoneElement"]},
    {"type": "Relationship", "spdxId": "u:r3", "from": "u:lib", "relationshipType": "dependsOn", "to": ["https://spdx.org/rdf/3.0.1/terms/Core/NoneElement"]},
    {"type": "security_Vulnerability", "spdxId": "u:v"},
)  # fmt: skip


@pytest.mark.parametrize("order", [1, -1])
def test_a_graph_of_version_3_is_read_in_any_order_and_nested(imported, order):
    found = imported(graph(*ELEMENTS[::order]))
    assert relations(found, "HAS_PART") == [("app", "lib")]
    assert relations(found, "LINKED_TO") == [("app", "tool")]
    assert claims(found, "MADE_BY") == [
        ("Jane Doe", "stated", None, None),
        ("acme", "inferred", 40, "cpe: cpe:2.3:a:acme:app:1:*:*:*:*:*:*:*"),
    ]
    assert relations(found, "SUPPLIED_BY") == [("app", "Depot")]
    app = found.dataset.entities["app@1.0"]
    assert (app.type, app.complete) == ("software", ("HAS_PART",))
    assert found.ignored["security_Vulnerability"] == 1
    assert [source.published for source in found.dataset.sources.values()] == ["2024-05-01"]
    assert not found.remarks


WHEN = {"startTime": "2020-01-01T00:00:00Z", "endTime": "2021-01-01T00:00:00Z"}


def test_a_part_is_one_for_the_time_of_its_relationship_and_nothing_is_whole_for_all_times(imported):
    def told(**when):
        found = imported(graph(*({**each, **when} if each.get("spdxId") == "u:r1" else each for each in ELEMENTS)))
        (part,) = (each for identity, each in found.dataset.relations.items() if identity.type == "HAS_PART")
        return part.since, part.until, found.dataset.entities["app@1.0"].complete, len(found.remarks)

    assert told() == (None, None, ("HAS_PART",), 0)
    assert told(**WHEN) == ("2020-01-01", "2021-01-01", None, 0)
    assert told(endTime="2021-05-06T23:00:00Z") == (None, "2021-05-06", None, 0)
    assert told(startTime="2022-01-01T00:00:00Z", endTime=WHEN["endTime"]) == ("2022-01-01", None, None, 1)
    assert told(startTime="soon") == (None, None, None, 1)


def test_a_part_of_two_times_is_two_relations(imported):
    again = {"type": "Relationship", "spdxId": "u:r9", "from": "u:app", "relationshipType": "contains", "to": ["u:lib"]}
    found = imported(graph(*ELEMENTS, {**again, "startTime": "2023-01-01T00:00:00Z"}, {**again, **WHEN}))
    times = [(each.since, each.until) for id_, each in found.dataset.relations.items() if id_.type == "HAS_PART"]
    assert sorted(times, key=str) == [("2020-01-01", "2021-01-01"), ("2023-01-01", None), (None, None)]


def test_a_time_of_what_becomes_no_dated_relation_is_counted(imported):
    bought = {
        "type": "Relationship",
        "spdxId": "u:r9",
        "from": "u:app",
        "relationshipType": "availableFrom",
        "to": ["u:jane"],
    }
    found = imported(graph(*ELEMENTS, {**bought, **WHEN}))
    assert (found.ignored["startTime"], found.ignored["endTime"]) == (1, 1)
    assert relations(found, "SUPPLIED_BY") == [("app", "Depot"), ("app", "Jane Doe")]


def test_an_element_alone_needs_no_graph_around_it(imported):
    alone = {"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "type": "software_Package", "spdxId": "u:a", "name": "app",
             "creationInfo": {"type": "CreationInfo", "specVersion": "3.0.0", "created": "2024-05-01T10:00:00Z"}}  # fmt: skip
    found = imported(alone)
    assert [each.name for each in found.dataset.entities.values()] == ["app"]


def test_a_document_as_a_code_host_wraps_it_is_read(imported):
    plain = imported(document(PLAIN))
    assert imported({"sbom": document(PLAIN)}).dataset.entities == plain.dataset.entities


def test_what_is_not_as_it_should_be_is_told_with_its_line(imported):
    found = imported(
        document(
            {"name": "x"},
            [],
            package("y", versionInfo=True, externalRefs=7),
            package("y"),
            relationships=[("y", "CONTAINS", "nowhere"), ("DOCUMENT", "DESCRIBES", "lost")],
            documentDescribes=[{}],
        )
    )
    assert told(found) == [
        "1: kept: the document does not say what it is of: its parts are parts of nothing",
        "14: skipped: a package has no SPDXID: x",
        "17: skipped: an entry of packages is a list where an object is expected",
        "18: partly lost: `externalRefs` is a number where a list is expected, and is left out",
        "18: partly lost: `versionInfo` is true or false where text is expected, and is left out",
        "24: kept: SPDXRef-y stands at line 18 already; what refers to it means that one",
        "30: skipped: CONTAINS: nothing in the document is called SPDXRef-nowhere",
        "35: skipped: DESCRIBES: nothing in the document is called SPDXRef-lost",
        "41: partly lost: `documentDescribes` is an object where text is expected, and is left out",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"bomFormat": "CycloneDX"}', "1:15: this is no SPDX document (this is CycloneDX: graphx import cyclonedx)"),
        ("[1]", "this is no SPDX document"),
        ('{"a": 1}', "1: this is no SPDX document: it has no spdxVersion (is it the format that you named?)"),
        ('{"spdxVersion": "SPDX-2.1"}', "1:17: SPDX-2.1 is not read (graphx reads SPDX 2.2, 2.3 and 3.0"),
        ("SPDXVersion: SPDX-1.2\n", "1: SPDX-1.2 is not read"),
        ("spdxVersion: SPDX-2.3\n", "1: this is SPDX as YAML, which is not read"),
        ("<rdf/>", "1: this is XML, and no SPDX that graphx reads"),
        ('{"@context": "https://schema.org"}', "1: this is JSON-LD, and its context is not that of SPDX"),
        (json.dumps(graph({**CREATION, "specVersion": "4.0"})), "SPDX 4.0 is not read"),
        ("a\nb", "1: this is no tag with a value (a line of SPDX tag-value is `Tag: value`)"),
        ("SPDXVersion: SPDX-2.3\nPackageComment: <text>a\nb", "2: it is cut: the text that begins here has no </text>"),
        ("", "1: this is no SPDX document: it has no spdxVersion"),
    ],
)
def test_what_is_no_such_document_is_refused_at_its_place(imported, text, message):
    with pytest.raises(InvalidInputError) as error:
        imported(text)
    assert message in str(error.value)


def test_a_wrong_encoding_of_tags_is_refused_at_its_byte(tmp_path):
    path = tmp_path / "x.spdx"
    path.write_bytes(b"SPDXVersion: SPDX-2.3\nDocumentName: caf\xe9\n")
    with pytest.raises(InvalidInputError, match=":2:18: byte 0xE9 is not UTF-8 \\(save the file as UTF-8\\)"):
        import_files("spdx", [path])


def test_a_window_of_a_few_bytes_reads_the_same(imported, monkeypatch):
    whole = imported(graph(*ELEMENTS)).dataset
    monkeypatch.setattr(json_records, "_BLOCK", 7)
    assert imported(graph(*ELEMENTS)).dataset == whole


def test_a_word_in_another_spelling_is_read_and_a_word_that_is_none_is_said(imported):
    packages = [package(name) for name in ("p", "q", "r")]
    edges = [("p", "depends-on", "q"), ("r", "builtWith", "p"), ("p", "CONTAINS", "NONE"), ("p", "DEPENDS_ON", "NONE")]
    edges += [("r", "CONTAINS", "NONE"), ("r", "DEPENDS_ON", "NONE"), ("r", "COPY_OF", "q")]
    found = imported(document(*packages, relationships=edges, documentDescribes=["SPDXRef-p"]))
    assert relations(found, "HAS_PART") == [("p", "q")]
    assert relations(found, "LINKED_TO") == [("r", "p"), ("r", "q")]
    assert not [each for each in found.dataset.entities.values() if each.complete]
    assert [line.partition(" ")[2] for line in told(found)] == [
        "repaired: depends-on is read as DEPENDS_ON",
        "partly lost: builtWith is no relationship of SPDX: whether one is a part of the other is not told",
    ]


def test_a_word_of_version_3_that_is_none_is_said_too(imported):
    packages = [{"type": "software_Package", "spdxId": f"u:{name}", "name": name} for name in "pqr"]
    words = [("DEPENDS_ON", "q"), ("builtWith", "r")]
    edges = [{"type": "Relationship", "spdxId": f"u:{word}", "from": "u:p", "relationshipType": word, "to": [f"u:{end}"]} for word, end in words]  # fmt: skip
    found = imported(graph(CREATION, *packages, *edges))
    assert relations(found, "HAS_PART") == [("p", "q")]
    assert relations(found, "LINKED_TO") == [("p", "r")]
    assert [remark.outcome for remark in found.remarks] == ["kept", "repaired", "partly lost"]


@pytest.mark.parametrize(
    ("line", "repeat"),
    [
        ("PackageOriginator: Organization: Acme Corp", "PackageOriginator: Person: Somebody"),
        ("PackageOriginator: Organization: Acme Corp", "PackageOriginator: NOASSERTION"),
        ("DataLicense: CC0-1.0", "DataLicense: CC0-1.0"),
        ("PackageVersion: 1.0", "PackageVersion: 1.1"),
        (f"DocumentNamespace: {NAMESPACE}", "DocumentNamespace: https://example.org/other"),
        ("Created: 2024-05-01T10:00:00.123456Z", "Created: 2024-05-02T10:00:00Z"),
        ("SPDXID: SPDXRef-a", "SPDXID: SPDXRef-b"),
    ],
)
def test_a_tag_that_stands_once_is_refused_where_it_stands_again(imported, line, repeat):
    first = TAGS.splitlines().index(line) + 1
    with pytest.raises(InvalidInputError) as error:
        imported(TAGS.replace(f"{line}\n", f"{line}\n{repeat}\n"))
    assert f":{first + 1}: {repeat.partition(':')[0]} is given twice, first at line {first}" in str(error.value)


def test_a_tag_of_which_nothing_becomes_stands_once_as_well(imported):
    line = "PackageCopyrightText: NOASSERTION\n"
    with pytest.raises(InvalidInputError, match=":13: PackageCopyrightText is given twice, first at line 12"):
        imported(TAGS.replace("PackageVersion", f"{line}{line}PackageVersion"))


def test_a_person_and_an_organization_of_one_name_are_two(imported):
    found = imported(document(package("x", supplier="Person: Acme", originator="Organization: Acme")))
    roles = {name: each.roles for name, each in found.dataset.entities.items() if each.kind is Kind.ORGANIZATION}
    assert roles == {"org-acme": None, "person-acme": ("person",)}
