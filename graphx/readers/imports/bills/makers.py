"""Who made a part: as a bill of materials states it, or inferred from a publisher, a CPE name or a package URL, and said to be.

Few bills name a maker. What else points to one is weak evidence, and every such claim is `inferred`, says from what, and has a
confidence below 50: it makes a relation possible, never certain, unless somebody asks with a lower `--min-confidence`.

- A publisher or an author is named by whoever wrote the bill; it may be a person, a foundation or a packager.
- The vendor of a CPE name comes from a public dictionary; tools also guess it, and then guess several, which is weaker still.
- The namespace of a package URL is an account or a domain that a registry gave to somebody: to the verified holder of a domain
  (maven), to whoever came first (npm, composer, docker), to an account on a code host. It tells who publishes, not which company.
- A distribution (deb, rpm, apk, alpm) packages what others made: it supplies.
- pypi, cargo, gem, nuget and others have no namespaces, that of `generic` means nothing: nothing is inferred.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote

from graphx.readers.imports.draft import made_id, slug
from graphx.readers.imports.values import cleaned

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

PUBLISHER: Final = 45
AUTHOR: Final = 40
VENDOR: Final = 40
ONE_OF_SEVERAL_VENDORS: Final = 20
"""Confidence in a maker who is inferred from one."""


class Namespace(NamedTuple):
    """What the namespace of a kind of package URL says."""

    verb: str
    confidence: int


NAMESPACES: Final = {
    "swid": Namespace("MADE_BY", 40),  # the creator that the tag itself names
    "qpkg": Namespace("MADE_BY", 40),  # the vendor
    "github": Namespace("MADE_BY", 30),
    "gitlab": Namespace("MADE_BY", 30),
    "bitbucket": Namespace("MADE_BY", 30),
    "huggingface": Namespace("MADE_BY", 30),
    "golang": Namespace("MADE_BY", 30),
    "swift": Namespace("MADE_BY", 30),
    "maven": Namespace("MADE_BY", 30),
    "npm": Namespace("MADE_BY", 20),
    "composer": Namespace("MADE_BY", 20),
    "docker": Namespace("MADE_BY", 20),
    "deb": Namespace("SUPPLIED_BY", 30),
    "rpm": Namespace("SUPPLIED_BY", 30),
    "apk": Namespace("SUPPLIED_BY", 30),
    "alpm": Namespace("SUPPLIED_BY", 30),
}
"""By type of package URL; of any other type nothing is inferred."""
NOBODY: Final = frozenset(
    {"", "unknown", "noassertion", "none", "n/a", "na", "null", "undefined", "not available", "-"}
)
"""What tools write where they know no name, in small letters."""
_HOSTS: Final = {"github.com": "github", "gitlab.com": "gitlab", "bitbucket.org": "bitbucket"}
_SECOND_LEVEL: Final = frozenset({"ac", "co", "com", "edu", "gov", "net", "org"})
_OFFICIAL: Final = frozenset({"library", "_"})
"""Namespaces of docker for images of nobody in particular."""
_SEVERAL: Final = re.compile(" (?=cpe:|pkg:)")
_ADDRESS: Final = re.compile(
    r"(?:[a-z][a-z+.-]*://)?(?:[^/@\s]*@)?(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::\d+)?(?:[/?#]|$)", re.IGNORECASE
)
_CPE: Final = re.compile(r"cpe:2\.3:[aho*-]:((?:\\.|[^:\\])+):|cpe:/[aho]?:([^:]+)", re.IGNORECASE)


class Party(NamedTuple):
    """An organization or a person; the id follows from what is known of it, and is the same in every import."""

    id: str
    name: str
    roles: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    country: str | None = None


class Maker(NamedTuple):
    """Who made or supplied a part, and how that is known."""

    verb: str
    party: Party
    certainty: str = "stated"
    confidence: int | None = None
    quote: str | None = None
    """From what it was inferred."""


@lru_cache(maxsize=2**14)  # few name themselves in many parts
def named(name: str, domain: str = "", *roles: str, country: str | None = None) -> Party:
    """Return the party of a name; of one name at two domains there are two, and a person is no organization.

    The id is the readable name alone only where that spells the name: other spellings have a digest behind it, because
    two documents that give one id two names would contradict each other.
    """
    is_spelled = " ".join(word.capitalize() for word in slug(name).split("-")) == name
    also = [domain] if domain else [] if is_spelled else [""]
    identifiers = (("domain", domain),) if domain else ()
    return Party(made_id("person" if "person" in roles else "org", name, *also), name, roles, identifiers, country)


@lru_cache(maxsize=2**14)
def of_publisher(name: str) -> Maker | None:
    """Return who is inferred from a publisher, if it is named."""
    if name.casefold() in NOBODY:
        return None
    return Maker("MADE_BY", named(name), "inferred", PUBLISHER, f"publisher: {name}")


@lru_cache(maxsize=2**14)
def domain_of(url: str) -> str:
    """Return whose address this is: the host without www; the empty text where it is none, or a code host's."""
    match = _ADDRESS.match(url)
    domain = match[1].casefold() if match else ""
    return "" if domain in _HOSTS else domain


def of_cpes(names: Iterable[str]) -> Iterator[Maker]:
    """Yield the vendors of CPE names (2.3 or 2.2); several of one part are guesses."""
    vendors: dict[str, str] = {}
    for name in names:
        match = _CPE.match(name)
        if match:
            vendor = re.sub(r"\\(.)", r"\1", match[1]) if match[1] else unquote(match[2])
            if vendor not in {"*", "-"}:
                vendors.setdefault(vendor.casefold(), name)
    confidence = VENDOR if len(vendors) == 1 else ONE_OF_SEVERAL_VENDORS
    for vendor, name in vendors.items():
        if party := _held("cpe_vendor", vendor, vendor.replace("_", " ")):
            yield Maker("MADE_BY", party, "inferred", confidence, f"cpe: {name}")


def of_evidence(
    identifiers: Mapping[str, str], makers: Sequence[Maker], doubt: Callable[[str], None]
) -> Iterator[Maker]:
    """Yield who is inferred from a part's identifiers; a package URL that is none is doubted.

    A CPE's vendor is told always, as it may contradict whoever is stated; the holder of a URL's namespace only where nothing
    better is known.
    """
    known = {maker.verb for maker in makers}
    if cpes := identifiers.get("cpe"):
        found = list(of_cpes(_SEVERAL.split(cpes)))
        known |= {maker.verb for maker in found}
        yield from found
    for purl in _SEVERAL.split(identifiers["purl"]) if "purl" in identifiers else ():
        try:
            holder = of_purl(purl, known)
        except ValueError:
            doubt(f"this is no package URL: {purl}")
            continue
        if holder:
            yield holder


def of_purl(purl: str, known: Container[str] = ()) -> Maker | None:
    """Return who holds the namespace of a package URL, if that says anything, and of another verb than is known.

    Raises:
        ValueError: it is no package URL.
    """
    head, _, name = purl.partition("?")[0].partition("#")[0].rpartition("/")
    if not name:
        message = f"{purl} is no package URL"
        raise ValueError(message)
    found = _of_namespace(head)
    return None if found is None or found.verb in known else found._replace(quote=f"purl: {purl}")


@lru_cache(maxsize=4096)  # namespaces repeat, and the whole URL is slow to take apart
def _of_namespace(head: str) -> Maker | None:
    from packageurl import PackageURL  # noqa: PLC0415  # why: only bills of materials need it

    url = PackageURL.from_string(f"{head}/name")
    known = NAMESPACES.get(url.type)
    if known is None or not url.namespace or (url.type == "docker" and url.namespace in _OFFICIAL):
        return None
    party = _holder(url.type, url.namespace)
    return party and Maker(known.verb, party, "inferred", known.confidence)


def _holder(kind: str, namespace: str) -> Party | None:
    """Return the account or the domain that a namespace stands for."""
    first, *others = namespace.split("/")
    if kind == "maven":
        return _of_group(namespace)
    if kind in {"golang", "swift"}:
        if first in _HOSTS:
            return _held(_HOSTS[first], others[0], others[0]) if others else None
        return _held("domain", first, first.split(".")[-2]) if "." in first else None
    if NAMESPACES[kind].verb == "SUPPLIED_BY":
        return _held(kind, first, first, "distributor")
    return _held(kind, first, first.removeprefix("@"))


def _of_group(group: str) -> Party | None:
    """Return the holder of the domain that a group of maven is, read backwards; of a code host's, the account."""
    parts = group.split(".")
    if len(parts) > 2 and parts[0] in {"com", "io", "org"} and parts[1] in {"github", "gitlab", "bitbucket"}:  # noqa: PLR2004  # why: host and account
        return _held(parts[1], parts[2], parts[2])
    depth = 3 if len(parts[0]) == len("uk") and parts[1:2] and parts[1] in _SECOND_LEVEL else 2
    if len(parts) < depth:
        return None
    return _held("domain", ".".join(reversed(parts[:depth])), parts[depth - 1])


def _held(scheme: str, value: str, name: str, *roles: str) -> Party | None:
    """Return who holds an account: never the same party as one of that name elsewhere, unless a person says so."""
    value, name = cleaned(value), cleaned(name)
    if not value or not name:
        return None
    prefix = scheme.replace("_", "-")
    is_spelled = re.fullmatch(r"[a-z0-9@._-]{1,100}", value)
    return Party(f"{prefix}-{value}" if is_spelled else made_id(prefix, value, ""), name, roles, ((scheme, value),))
