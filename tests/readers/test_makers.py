"""From a package URL or a CPE name to who may have made a part: what counts, how much, and what says nothing."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graphx.model.records import Organization
from graphx.readers.imports.bills.makers import domain_of, named, of_cpes, of_purl


@pytest.mark.parametrize(
    ("purl", "expected"),
    [
        ("pkg:npm/%40hikvision/sdk@1.0", ("MADE_BY", "npm-@hikvision", "hikvision", 20)),
        ("pkg:npm/left-pad@1.0", None),
        ("pkg:maven/com.huawei.agconnect/core@1.0", ("MADE_BY", "domain-huawei.com", "huawei", 30)),
        ("pkg:maven/uk.co.acme.radio/core@1.0", ("MADE_BY", "domain-acme.co.uk", "acme", 30)),
        ("pkg:maven/io.github.jane/core@1.0", ("MADE_BY", "github-jane", "jane", 30)),
        ("pkg:maven/junit/junit@4", None),
        ("pkg:github/Huawei-Noah/x@1", ("MADE_BY", "github-huawei-noah", "huawei-noah", 30)),
        ("pkg:golang/github.com/acme/x/v2@v2.0.0#sub/path", ("MADE_BY", "github-acme", "acme", 30)),
        ("pkg:golang/golang.org/x/text@v0.1", ("MADE_BY", "domain-golang.org", "golang", 30)),
        ("pkg:docker/acme/fw@1?tag=a/b", ("MADE_BY", "docker-acme", "acme", 20)),
        ("pkg:docker/library/nginx@1", None),
        ("pkg:deb/debian/curl@7?arch=i386", ("SUPPLIED_BY", "deb-debian", "debian", 30)),
        ("pkg:swid/Acme/example.com/Server@1?tag_id=1", ("MADE_BY", "swid-acme-aaa5e56a", "Acme", 40)),
        ("pkg:pypi/requests@2", None),
        ("pkg:cargo/hyper@0.14", None),
        ("pkg:generic/acme/thing@1", None),
    ],
)
def test_a_package_url_tells_who_holds_its_namespace_or_nothing(purl, expected):
    maker = of_purl(purl)
    found = maker and (maker.verb, maker.party.id, maker.party.name, maker.confidence)
    assert found == expected
    assert maker is None or (maker.certainty, maker.quote) == ("inferred", f"purl: {purl}")


@pytest.mark.parametrize("text", ["", "no purl", "pkg:", "pkg:npm", "npm/a@1", "pkg:/a"])
def test_what_is_no_package_url_is_an_error(text):
    with pytest.raises(ValueError, match=r"purl|package URL"):
        of_purl(text)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["cpe:2.3:o:hikvision:ds-2cd_firmware:5.5.0:*:*:*:*:*:*:*"], [("cpe-vendor-hikvision", "hikvision", 40)]),
        (["cpe:/h:acme%2fb:x"], [(None, "acme/b", 40)]),
        ([r"cpe:2.3:a:acme\:b\.c:x:1:*:*:*:*:*:*:*"], [(None, "acme:b.c", 40)]),
        (["cpe:2.3:a:*:x:1:*:*:*:*:*:*:*"], []),
        (["cpe:2.3:a:a:x:1:*:*:*:*:*:*:*", "cpe:2.3:a:a:y:1:*:*:*:*:*:*:*"], [("cpe-vendor-a", "a", 40)]),
        (["cpe:2.3:a:a_b:x:1:*:*:*:*:*:*:*", "cpe:/a:b:y"], [("cpe-vendor-a_b", "a b", 20), ("cpe-vendor-b", "b", 20)]),
        (["no cpe"], []),
        (["cpe:2.3:a:_:x:1:*:*:*:*:*:*:*", "cpe:/a:%20:x"], []),
    ],
)
def test_a_cpe_tells_its_vendor_and_several_are_guesses(names, expected):
    found = [(maker.party.id, maker.party.name, maker.confidence) for maker in of_cpes(names)]
    assert [each[1:] for each in found] == [each[1:] for each in expected]
    assert all(wanted[0] in {None, each[0]} for each, wanted in zip(found, expected, strict=True))


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.Samtec.com/", "samtec.com"),
        ("http://user@acme.example:8080/a?b", "acme.example"),
        ("acme.example", "acme.example"),
        ("https://github.com/acme", ""),
        ("https://localhost/", ""),
        ("mailto:a@b", ""),
        ("", ""),
    ],
)
def test_an_address_tells_a_domain(url, domain):
    assert domain_of(url) == domain


@given(st.text(min_size=1), st.text(min_size=1), st.sampled_from(["", "a.example"]))
def test_two_names_never_share_an_id_and_every_id_is_legal(one, other, domain):
    parties = named(one, domain), named(other, domain)
    assert (parties[0].id == parties[1].id) == (one == other)
    for party in parties:
        Organization(id=party.id, name=party.name)


@example("", ".")
@example("", "%00")
@given(st.text(), st.text())
def test_whatever_stands_in_a_url_is_a_maker_nothing_or_an_error(kind, rest):
    for text in (f"pkg:{kind}/{rest}", f"pkg:npm/{rest}", f"pkg:maven/{rest}/a", f"pkg:golang/{rest}/a"):
        try:
            maker = of_purl(text)
        except ValueError:
            continue
        assert maker is None or Organization(id=maker.party.id, name=maker.party.name).name
