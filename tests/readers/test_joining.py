"""Inputs that meet on shared identifiers: who is one, what stands, what contradicts, and what is said of it."""

from __future__ import annotations

import json

import pytest

from graphx.errors import InvalidInputError
from graphx.readers import read_apart
from graphx.readers.joining import join
from graphx.readers.reconciling import Choice

LEI, OTHER = "5493001Z012YSB2A0K51", "001GPB6A9XPE8XJICC14"


def organization(name, /, **fields):
    return {"id": name, "kind": "organization", "name": name.title(), **fields}


def document(*entities, relations=(), **head):
    return json.dumps({"graphx": 1, **head, "entities": list(entities), "relations": list(relations)}, indent=0)


@pytest.fixture
def joined(files):
    def join_documents(*documents, keep=(), as_of=None):
        names = [f"{number}.json" for number in range(len(documents))]
        files(dict(zip(names, documents, strict=True)))
        stated, problems = read_apart(names)
        return join(stated, [Choice(field, file) for field, file in keep], as_of=as_of, problems=problems)

    return join_documents


@pytest.fixture
def refused(joined):
    def join_and_fail(*documents, **options):
        with pytest.raises(InvalidInputError) as error:
            joined(*documents, **options)
        return str(error.value)

    return join_and_fail


def test_what_bears_one_lei_is_one_thing_and_nothing_is_lost(joined):
    found = joined(
        document(
            organization("acme", identifiers={"lei": LEI.lower()}, tags=["a"]),
            organization("buyer"),
            relations=[{"from": "buyer", "type": "SUPPLIED_BY", "to": "acme"}],
        ),
        document(
            organization("lei-acme", name="Acme Corporation", country="CN", identifiers={"lei": LEI, "isin": "X"}),
            organization("owner"),
            relations=[{"from": "lei-acme", "type": "OWNED_BY", "to": "owner", "claims": [{"source": "s"}]}],
            sources=[{"id": "s"}],
        ),
    )
    acme = found.dataset.entities["acme"]
    assert list(found.dataset.entities) == ["acme", "buyer", "owner"]
    assert (acme.name, acme.aliases, acme.country, acme.tags) == ("Acme", ("Acme Corporation",), "CN", ("a",))
    assert acme.identifiers == {"lei": LEI, "isin": "X", "id": "lei-acme"}
    assert [(each.source, each.target) for each in found.dataset.relations] == [("acme", "owner"), ("buyer", "acme")]
    assert [[claim.source for claim in each.claims or ()] for each in found.dataset.relations.values()] == [["s"], []]
    (met,) = found.met
    assert (met.entity, met.because) == ("acme", (("lei", LEI),))
    assert [(each.entity, [str(place) for place in each.at]) for each in met.were] == [
        ("acme", ["0.json:4:1"]),
        ("lei-acme", ["1.json:9:1"]),
    ]
    (named,) = found.named
    assert (named.name, [each.value for each in named.others]) == ("Acme", ["Acme Corporation"])


def test_a_name_that_is_only_an_identifier_gives_way(joined):
    found = joined(
        document(organization("a", name=LEI, identifiers={"lei": LEI})),
        document(organization("lei-a", name="Acme", identifiers={"lei": LEI})),
    )
    acme = found.dataset.entities["a"]
    assert (acme.name, acme.aliases) == ("Acme", None)


def test_several_identifiers_bring_several_inputs_together(joined):
    found = joined(
        document(organization("one", identifiers={"lei": LEI})),
        document(organization("two", identifiers={"lei": LEI, "duns": "01-504-8378"})),
        document(organization("three", identifiers={"duns": "15048378"})),
    )
    assert list(found.dataset.entities) == ["one"]
    assert found.dataset.entities["one"].identifiers == {"lei": LEI, "id": "three two", "duns": "01-504-8378"}
    assert [each.because for each in found.met] == [(("duns", "015048378"), ("lei", LEI))]


def test_what_was_merged_meets_its_own_parts_again(joined):
    from graphx.writers import to_json

    parts = [
        document(organization("one", identifiers={"lei": LEI})),
        document(organization("three", identifiers={"lei": LEI})),
    ]
    whole = joined(*parts).dataset
    relation = {"from": "three", "type": "LINKED_TO", "to": "one"}
    again = joined("\n".join(to_json(whole)), parts[1], document(relations=[relation])).dataset
    assert again.entities == whole.entities
    assert [(each.source, each.target) for each in again.relations] == [("one", "one")]


def test_two_values_of_a_field_stop_and_name_both_places_unless_one_is_chosen(joined, refused):
    documents = (
        document(organization("a", country="CN", identifiers={"lei": LEI}, properties={"founded": "1990"})),
        document(organization("bb", country="HK", identifiers={"lei": LEI}, properties={"founded": "1991"})),
    )
    message = refused(*documents)
    assert (
        "1.json:8:12: `country` of a is HK here and CN at 0.json:8:12 (correct one of them, or choose whose value stands: --keep FIELD=INPUT)"
        in message
    )
    assert "`properties.founded` of a is 1991 here and 1990 at 0.json:" in message
    found = joined(*documents, keep=[("country", "1.json"), ("properties.founded", "0.json")])
    a = found.dataset.entities["a"]
    assert (a.country, a.properties) == ("HK", {"founded": "1990"})
    assert [(each.field, each.stands.value, each.gave_way[0].value) for each in found.chosen] == [
        ("country", "HK", "CN"),
        ("properties.founded", "1990", "1991"),
    ]
    assert joined(*documents, keep=[("all", "1.json")]).dataset.entities["a"].name == "Bb"


@pytest.mark.parametrize(
    ("scheme", "one", "other"),
    [
        *((scheme, "N/A", "n/a") for scheme in ("duns", "uei", "cage", "imo", "inn", "uscc", "asn", "isin", "swift")),
        *(
            (scheme, "unknown", "Unknown")
            for scheme in ("duns", "uei", "cage", "uscc", "mcc_mnc", "isin", "purl", "cpe")
        ),
        ("purl", "pkg:npm/JSONStream@1.0", "pkg:npm/jsonstream@1.0"),
        ("purl", "pkg:deb/debian/radio@1.0?arch=amd64", "pkg:deb/debian/radio@1.0?arch=arm64"),
        ("cpe", "cpe:/o:acme:radio:1.0", "cpe:/o:acme:radio:1.1"),
        ("cpe", "cpe:2.3:o:acme:*:1.0", "cpe:2.3:o:acme:*:1.0"),
        ("mcc_mnc", "440 01", "310 01"),
        ("duns", "15 048 3782", "15 111 9999"),
        ("isin", "US 0378331005", "US 5949181045"),
        ("swift", "BKCH CN BJ", "ICBK CN BJ"),
        ("uscc", "914403 001922 038216", "914403 001922 790112"),
        ("DE-CR", "HRB 1234", "HRA 1234"),
        ("FR-RCS", "552 100 554", "552 100 111"),
    ],
)
def test_what_is_no_identifier_and_what_is_a_part_of_one_brings_nobody_together(joined, scheme, one, other):
    found = joined(
        document(organization("a", identifiers={scheme: one})), document(organization("b", identifiers={scheme: other}))
    )
    assert list(found.dataset.entities) == ["a", "b"]


@pytest.mark.parametrize(
    ("scheme", "one", "other"),
    [
        ("lei", "5493 001Z 012Y SB2A 0K51", LEI),
        ("mcc_mnc", "440 01", "44001 44002"),
        ("purl", "pkg:npm/%40acme/radio@1.0", "pkg:NPM/@acme/radio@1.0"),
        (
            "purl",
            "pkg:deb/debian/radio@1.0?arch=amd64&distro=debian-12",
            "pkg:deb/debian/radio@1.0?distro=debian-12&arch=amd64",
        ),
        ("purl", "pkg:pypi/Acme_Radio@1.0", "pkg:pypi/acme-radio@1.0"),
        ("cpe", "cpe:2.3:o:Acme:radio:1.0:*:*:*:*:*:*:*", "cpe:/o:acme:radio:1.0"),
        ("cpe", r"cpe:2.3:a:acme:radio\+:-:*:*:*:*:*:*:*", "cpe:/a:acme:radio%2b:-"),
        ("duns", "15-048-3782", "15 048 3782"),
        ("imo", "IMO 9187629", "9187629"),
        ("asn", "AS2516 as04713", "4713"),
        ("DE-CR", "HRB 1234", "HRB1234"),
        ("GB-COH", "01234567 07654321", "07654321"),
        ("swift", "BKCHCNBJ", "BKCH CN BJ"),
    ],
)
def test_however_it_is_written_an_identifier_brings_together(joined, scheme, one, other):
    found = joined(
        document(organization("a", identifiers={scheme: one})), document(organization("b", identifiers={scheme: other}))
    )
    assert list(found.dataset.entities) == ["a"]
    again = joined(
        document(organization("a", identifiers=found.dataset.entities["a"].identifiers)),
        document(organization("c", identifiers={scheme: other})),
    )
    assert list(again.dataset.entities) == ["a"]


def test_identifiers_that_disagree_are_a_conflict(refused, joined):
    documents = (
        document(organization("a", identifiers={"duns": "150483782", "lei": LEI})),
        document(organization("bb", identifiers={"duns": "150483782", "lei": OTHER})),
    )
    assert "`identifiers.lei` of a is" in refused(*documents)
    assert joined(*documents, keep=[("identifiers.lei", "0.json")]).dataset.entities["a"].identifiers["lei"] == LEI


def test_two_shares_of_one_stake_are_a_conflict_until_one_is_chosen(refused, joined):
    def stake(share):
        relation = {"from": "a", "type": "OWNED_BY", "to": "o", "share": share}
        return document(organization("a"), organization("o"), relations=[relation])

    assert "`share` of a OWNED_BY o is 0.4155 here and 0.3888 at 0.json:" in refused(stake(0.3888), stake(0.4155))
    (relation,) = joined(stake(0.3888), stake(0.4155), keep=[("share", "1.json")]).dataset.relations.values()
    assert str(relation.share) == "0.4155"


def test_one_lei_on_two_entities_of_one_input_stops(refused):
    one = document(organization("a", identifiers={"lei": LEI}), organization("b", identifiers={"lei": LEI}))
    assert refused(one) == (
        f"0.json:12:1: a and b of one input are one thing by lei {LEI}; also at 0.json:4:1"
        " (give them one id, or correct the identifier)"
    )


def owned(**share):
    stake = {"from": "a", "type": "OWNED_BY", "to": "b", **share}
    return document(organization("a"), organization("b"), relations=[stake])


@pytest.mark.parametrize("field", ["share", "share_min", "all"])
def test_a_share_and_its_bounds_are_chosen_as_one(refused, joined, field):
    documents = owned(share="0.3"), owned(share_min="0.6", share_max="0.7")
    assert "share" in refused(*documents)
    for file, wanted in (("0.json", ["0.3", "None", "None"]), ("1.json", ["None", "0.6", "0.7"])):
        found = joined(*documents, keep=[(field, file)])
        (stake,) = found.dataset.relations.values()
        assert [str(each) for each in (stake.share, stake.share_min, stake.share_max)] == wanted
        assert [each.field for each in found.chosen] == ["share"]
    (stake,) = joined(owned(share_min="0.2"), owned(share_max="0.4")).dataset.relations.values()
    assert (str(stake.share_min), str(stake.share_max)) == ("0.2", "0.4")


def test_two_of_one_input_that_a_third_makes_one_stop_too(refused):
    mine = document(organization("a", identifiers={"lei": LEI}), organization("b", identifiers={"duns": "150483782"}))
    theirs = document(organization("c", identifiers={"lei": LEI, "duns": "150483782"}))
    assert f"a and b of one input are one thing by duns 150483782 and lei {LEI}" in refused(mine, theirs)


def test_things_of_two_kinds_under_one_lei_stop(refused):
    network = {"id": "n", "kind": "network", "name": "N", "identifiers": {"lei": LEI}}
    message = refused(document(organization("a", identifiers={"lei": LEI})), document(network))
    assert f"things of several kinds bear lei {LEI}: a (organization), n (network)" in message


def network(name, /, asn):
    return {"id": name, "kind": "network", "name": name, "identifiers": {"asn": asn}}


def test_an_asn_joins_networks_of_two_inputs_but_never_a_network_and_its_operator(joined):
    found = joined(
        document(network("n", "AS2516"), organization("kddi", identifiers={"asn": "2516"})),
        document(network("net", "2516")),
    )
    assert list(found.dataset.entities) == ["kddi", "n"]


def test_an_asn_that_several_networks_of_one_input_share_joins_nobody_and_is_told(joined):
    found = joined(document(network("core", "2516"), network("ran", "2516")), document(network("net", "2516")))
    assert list(found.dataset.entities) == ["core", "net", "ran"]
    (unmet,) = found.unmet
    assert (unmet.because, [each.entity for each in unmet.bearers]) == (("asn", "2516"), ["core", "net", "ran"])


def test_a_number_of_an_unnamed_register_proves_nothing_and_that_of_a_named_one_does(joined):
    found = joined(
        document(organization("a", identifiers={"registration": "1", "GB-COH": "2"})),
        document(
            organization("bb", identifiers={"registration": "1"}), organization("cc", identifiers={"GB-COH": "2"})
        ),
    )
    assert list(found.dataset.entities) == ["a", "bb"]


def test_a_number_that_funds_of_one_umbrella_share_joins_none_of_them(joined):
    funds = [organization(f"fund-{number}", identifiers={"RA000665": "S1"}) for number in range(9)]
    found = joined(document(*funds), document(organization("x", identifiers={"RA000665": "S1"})))
    assert len(found.dataset.entities) == 10
    (unmet,) = found.unmet
    assert len(unmet.bearers) == 10


def test_two_numbers_of_one_register_are_a_conflict_and_two_isins_are_not(refused, joined):
    def documents(scheme):
        return [document(organization(name, identifiers={"lei": LEI, scheme: name})) for name in ("a1", "b2")]

    assert "`identifiers.GB-COH` of a1 is b2 here and a1 at" in refused(*documents("GB-COH"))
    assert joined(*documents("isin")).dataset.entities["a1"].identifiers["isin"] == "a1 b2"


def test_a_wrong_lei_joins_nobody_and_is_told(joined):
    wrong = f"{LEI[:-1]}2"
    found = joined(
        document(organization("a", identifiers={"lei": wrong})), document(organization("b", identifiers={"lei": wrong}))
    )
    assert list(found.dataset.entities) == ["a", "b"]
    assert [each.because for each in found.unsound] == [("lei", wrong)]


def test_a_folder_of_tables_can_be_chosen(files):
    head = "id,kind,name,country,identifiers.lei\n"
    files(
        {
            "t/entities.csv": f"{head}a,organization,A,CN,{LEI}\n",
            "t/relations.csv": "from,type,to\n",
            "b.json": document(organization("bb", country="HK", identifiers={"lei": LEI})),
        }
    )
    stated, _ = read_apart(["t", "b.json"])
    found = join(stated, [Choice("all", "t")])
    assert (found.dataset.entities["a"].country, found.dataset.entities["a"].name) == ("CN", "A")


def test_what_only_fills_a_field_joins_nobody(joined):
    found = joined(
        document(organization("a", identifiers={"GB-COH": "N/A"})),
        document(organization("b", identifiers={"GB-COH": "N/A"})),
    )
    assert list(found.dataset.entities) == ["a", "b"]


def test_a_symmetric_relation_keeps_its_smaller_end_first(joined):
    relation = {"from": "n", "type": "INTERCONNECTS_WITH", "to": "m"}
    found = joined(
        document(network("n", "1"), {"id": "m", "kind": "network", "name": "M"}, relations=[relation]),
        document(network("a", "1")),
    )
    assert [(each.source, each.target) for each in found.dataset.relations] == [("a", "m")]


def test_inputs_of_several_days_need_a_day_and_older_completeness_ends(joined, refused):
    documents = (
        document(organization("a", complete=["SUPPLIED_BY"]), as_of="2019-07-01"),
        document(organization("a", complete=["OWNED_BY"]), organization("b", complete=["all"]), as_of="2020-01-01"),
    )
    assert refused(*documents) == (
        "0.json: the inputs are of different days: 2019-07-01 (0.json), 2020-01-01 (1.json)"
        " (say of which day the whole is: --as-of)"
    )
    found = joined(*documents, as_of="2020-01-01")
    assert found.dataset.entities["a"].complete == ("OWNED_BY",)
    assert found.dataset.entities["b"].complete == ("all",)
    assert found.outdated == {"a": ("SUPPLIED_BY",)}
    assert [each.as_of for each in found.dataset.documents] == ["2020-01-01"]


def test_the_command_writes_the_document_and_tells_what_met(command, write):
    write("a.json", document(organization("acme", identifiers={"lei": LEI}, country="CN")))
    write("b.json", document(organization("acme-co", identifiers={"lei": LEI})))
    done = command("merge", "b.json", "a.json", "-o", "out.yaml", "--report", "report.json")
    assert (done.code, done.out) == (0, "")
    assert done.err.splitlines() == [
        f"met: acme by lei {LEI}: acme at a.json:4; acme-co at b.json:4",
        "named: acme is Acme; Acme-Co at b.json:7, now an alias",
        "merged: 1 entity, 0 relations, 1 met, 1 of several names",
    ]
    assert command("validate", "out.yaml").code == 0
    report = json.loads((write("x", "").parent / "report.json").read_text())
    assert (report["schema"], report["met"][0]["because"]) == ("graphx.merge/1", [{"scheme": "lei", "value": LEI}])
    assert command("merge", "a.json", "b.json").out == command("merge", "b.json", "a.json").out
    write("c.json", document(organization("c", identifiers={"lei": LEI}, country="HK")))
    assert command("merge", "a.json", "c.json").code == 2
    assert command("merge", "a.json", "c.json", "--keep", "country=c.json").code == 0
    assert command("merge", "a.json", "c.json", "--keep", "contry=c.json").err == (
        "graphx: --keep contry=c.json: contry is no field (did you mean country?)\n"
    )
    assert "is no input" in command("merge", "a.json", "c.json", "--keep", "country=d.json").err
    assert command("merge", "a.json", "--as-of", "2020").code == 2


def test_what_stands_in_tables_meets_like_what_stands_in_documents(command, write, tmp_path):
    write("a.json", document(organization("acme", identifiers={"lei": LEI}), organization("buyer")))
    (tmp_path / "t").mkdir()
    write(
        "t/entities.csv",
        f"id,kind,name,identifiers.lei\nacme-inc,organization,Acme Inc,{LEI}\nowner,organization,Owner,\n",
    )
    write("t/relations.csv", "from,type,to\nacme-inc,OWNED_BY,owner\n")
    done = command("merge", "a.json", "t")
    assert done.code == 0
    assert "{from: acme, type: OWNED_BY, to: owner}" in done.out
