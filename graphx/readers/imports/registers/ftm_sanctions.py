"""Sanctions of FollowTheMoney: who stands on which list, and whether still."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from graphx.readers.imports.draft import Draft, Fields, id_of, made_id
from graphx.readers.imports.registers.ftm_links import claims_of, dates_of, details_of, ends, status_of
from graphx.readers.imports.registers.ftm_records import values

if TYPE_CHECKING:
    from graphx.errors import Place

DETAILS: Final = {"authority": "authority", "program": "program", "status": "stated_status"}
"""What a sanction says of itself, by its name here: of one list, several authorities may publish their own wording."""


class _Listed(NamedTuple):
    """A list that a sanction is on."""

    restriction: str
    name: str


class Sanctions:
    """The lists that sanctions name: whose each is, must be known before the first is stated."""

    def __init__(self) -> None:
        """Begin with none."""
        self._authorities: defaultdict[str, set[str]] = defaultdict(set)

    def see(self, record: Fields) -> None:
        """Take in whose lists a sanction is on."""
        for each in _lists(record):
            self._authorities[each.restriction].add(_authority(record))

    def take(self, where: Place, record: Fields, others: dict[str, str], draft: Draft) -> None:
        """Take a sanction: a listing of each of its parties on each of its lists; one of something else, such as an aeroplane, is counted."""
        since, until = dates_of(where, record, draft, "startDate", "listingDate")
        status = status_of(where, record, until, draft) or "enacted"
        parties = ends(where, record, "entity", others, draft)
        for restriction, name in _lists(record):
            authorities = self._authorities[restriction]
            authority = next(iter(authorities)) if len(authorities) == 1 else None
            draft.entity(where, restriction, kind="restriction", type="list", name=name, authority=authority)
            for party in parties:
                draft.relation(
                    where,
                    party,
                    "LISTED_ON",
                    restriction,
                    key=id_of(record["id"]),
                    since=since,
                    until=until,
                    status=status,
                    role="named",
                    properties=details_of(record, DETAILS),
                    claims=claims_of(where, record, draft),
                )


def _lists(record: Fields) -> list[_Listed]:
    """Return the lists of a sanction: its programs by their ids, else by their names at its authority, else the authority's own."""
    authority = _authority(record)
    if identified := values(record, "programId"):
        return [_Listed(made_id("ftm", each), each) for each in identified]
    if programs := values(record, "program"):
        return [_Listed(made_id("ftm", f"{authority} {each}".strip()), each) for each in programs]
    name = authority or "sanction without authority or program"
    return [_Listed(made_id("ftm", name), name)]


def _authority(record: Fields) -> str:
    return "; ".join(values(record, "authority"))
