"""JSON as text: an entry per line, long lists spelled out as they are written, and what is told many times spelled out once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

Json = dict[str, Any]
T = TypeVar("T")

LISTS: Final = frozenset({"answers", "hit", "paths", "sets", "policies", "matches", "suspicions", "problems", "rows"})
"""What the list that an answer consists of is called; each has one at most."""


@dataclass(frozen=True, slots=True)
class Spelled:
    """JSON that is spelled out already."""

    text: str


class Entries(Sequence[Spelled], Generic[T]):
    """A long list of an answer: each entry is spelled out when it is asked for, and is not kept."""

    def __init__(self, found: Sequence[T], entry: Callable[[T], Spelled]) -> None:
        """Keep what was found, and how one of it reads."""
        self._found = found
        self._entry = entry

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._found)

    @overload
    def __getitem__(self, index: int) -> Spelled: ...

    @overload
    def __getitem__(self, index: slice) -> list[Spelled]: ...

    def __getitem__(self, index: int | slice) -> Spelled | list[Spelled]:
        """Return an entry, or some."""
        if isinstance(index, slice):
            return [self._entry(each) for each in self._found[index]]
        return self._entry(self._found[index])


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    message = f"no JSON for {type(value).__name__}"
    raise TypeError(message)


_encoded: Final = json.JSONEncoder(
    ensure_ascii=False, separators=(", ", ": "), default=_plain, allow_nan=False
).encode  # made once: `json.dumps` would make one per value


def dumped(value: object) -> str:
    """Return compact JSON; exact decimals become numbers, text keeps its own script."""
    return value.text if isinstance(value, Spelled) else _encoded(value)


def spelled(value: Mapping[str, object]) -> Spelled:
    """Return an object, some values of which may be spelled out already."""
    return Spelled("{" + ", ".join(f"{dumped(key)}: {dumped(inner)}" for key, inner in value.items()) + "}")


def spelled_list(values: Iterable[Spelled]) -> Spelled:
    """Return a list of what is spelled out already."""
    return Spelled("[" + ", ".join([value.text for value in values]) + "]")


def lines(value: Json) -> Iterator[str]:
    """Yield a JSON object in lines: one per key, and one per entry of its long lists."""
    yield "{"
    for index, (key, inner) in enumerate(value.items()):
        comma = "," if index < len(value) - 1 else ""
        if _is_long(inner):
            yield f"{dumped(key)}: ["
            for position, entry in enumerate(inner):
                yield dumped(entry) + ("," if position < len(inner) - 1 else "")
            yield f"]{comma}"
        else:
            yield f"{dumped(key)}: {dumped([] if isinstance(inner, Entries) else inner)}{comma}"
    yield "}"


def records(value: Json) -> Iterator[str]:
    """Yield JSON lines: first the frame of an answer (schema, question, coverage), then an entry per line.

    What has no such list, an entity's card, is a single line.
    """
    yield dumped({key: inner for key, inner in value.items() if key not in LISTS})
    for name in LISTS & value.keys():
        yield from map(dumped, value[name])


def _is_long(inner: object) -> bool:
    return isinstance(inner, list | Entries) and bool(inner) and isinstance(inner[0], dict | Spelled)
