"""Editions of the Global LEI System: a full file and what came after it tell of the same records, and the newest is in force.

Source: https://www.gleif.org, "Golden copy and delta files": a relationship is known by its two ends and its type, and each
record bears the day of its last update.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphx.errors import Place
    from graphx.readers.imports.draft import Draft, Fields

SAYABLE: Final = ("since", "until", "status", "share")
"""What a claim can say of a relation as it came to be known later."""


class Edition(NamedTuple):
    """A relationship as one file tells it."""

    where: Place
    updated: str
    """When its record was updated last; sorts as time does."""
    is_withdrawn: bool
    """Whether its registration is taken back."""
    start: str
    verb: str
    end: str
    fields: Fields
    claim: Fields


class Relationships:
    """Relationships of all files, to be stated once all are known."""

    def __init__(self, draft: Draft) -> None:
        """Begin with none."""
        self._draft = draft
        self._editions: defaultdict[tuple[str, str, str], list[Edition]] = defaultdict(list)

    def take(self, edition: Edition) -> None:
        """Take a relationship from a file."""
        self._editions[edition.start, str(edition.fields["key"]), edition.end].append(edition)

    def state(self) -> None:
        """State each relationship once: as its first edition told it, with what later ones say."""
        for relationship in list(self._editions):
            for history in _histories(self._editions.pop(relationship)):  # one by one: millions are not kept twice
                self._state(history)

    def _state(self, history: Sequence[Edition]) -> None:
        *earlier, last = history
        if earlier:
            self._draft.counted["earlier edition of a relationship"] += len(earlier)
        if last.is_withdrawn:
            self._draft.counted[f"relationship taken back: {last.fields['properties']['registration_status']}"] += 1
            return
        known = [each for each in history if not each.is_withdrawn]
        can_say = all(each.fields[name] for each in known[1:] for name in SAYABLE if known[0].fields[name])
        first = known[0] if can_say else last
        fields = last.fields | {name: first.fields[name] for name in SAYABLE}
        for each in known:
            says = {name: each.fields[name] for name in SAYABLE if each.fields[name] != first.fields[name]}
            claim = each.claim | ({"says": says} if says and can_say else {})
            self._draft.relation(each.where, each.start, each.verb, each.end, **fields, claims=[claim])


def _histories(editions: Sequence[Edition]) -> Iterator[list[Edition]]:
    """Yield the editions of each relationship between the same two, oldest first.

    Several in one file are several, of different periods; those of another file are the same where they begin alike, or
    where either file tells of one only.
    """
    files: defaultdict[str, list[Edition]] = defaultdict(list)
    for each in editions:
        files[each.where.file].append(each)
    histories: list[list[Edition]] = []
    for told in sorted(files.values(), key=lambda each: max(edition.updated for edition in each)):
        before = list(histories)
        is_alone = len(told) == len(before) == 1
        for edition in told:
            same = [each for each in before if is_alone or each[-1].fields["since"] == edition.fields["since"]]
            if same:
                same[0].append(edition)
                before.remove(same[0])
            else:
                histories.append([edition])
    yield from histories
