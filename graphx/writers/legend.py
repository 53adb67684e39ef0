"""What the shapes, colours and lines of a drawing mean: only those that occur in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphx import colours
from graphx.writers.looks import LOOKS, line_colour
from graphx.writers.markup import escaped
from graphx.writers.shapes import outline, painted, rounded, shape_of
from graphx.writers.wrapping import width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphx.writers.picture import Picture

SIZE: Final = 8.5
ROW: Final = 19.0
SAMPLE: Final = 24.0
LINES: Final = {
    colours.CARRYING: "dependence: from dependent to what it depends on",
    colours.STAKE: "ownership, succession, membership",
    colours.RESTRICTING: "listing or rule",
    colours.CONTEXT: "other",
}
"""What a line's colour means."""


def legend(picture: Picture, room: float) -> tuple[list[str], float]:
    """Return the legend's elements, laid in rows no broader than `room` from its own origin, and its height."""
    drawn: list[str] = []
    x, y = 0.0, 0.0
    for sample, words in _entries(picture):
        wide = SAMPLE + 6 + width(words) * SIZE + 18
        if x and x + wide > room:
            x, y = 0.0, y + ROW
        words_x = rounded(SAMPLE + 6)
        text = f'<text x="{words_x}" y="3" font-size="{SIZE}" fill="#202020">{escaped(words)}</text>'
        drawn.append(f'<g transform="translate({rounded(x)} {rounded(y)})">{sample}{text}</g>')
        x += wide
    return drawn, y + ROW if drawn else 0.0


def _entries(picture: Picture) -> Iterator[tuple[str, str]]:
    seen = {(shape_of(node), node.look): node for node in reversed(picture.nodes) if not node.is_fold}
    looks = list(LOOKS)
    for (shape, look), node in sorted(seen.items(), key=lambda each: (looks.index(each[0][1]), each[0][0])):
        of_kind = f"{node.kind}: " if look in {"exposed", "unknown", "clear"} else ""
        yield painted(look, outline(shape, SAMPLE / 2, 0, SAMPLE, 12)), of_kind + LOOKS[look].words
    if picture.folded:
        paths = (outline("fold", SAMPLE / 2 + step, step, SAMPLE - 6, 10) for step in (3.0, 0.0))
        yield "".join(painted("jurisdiction", path) for path in paths), "several, folded and counted"
    used = {line_colour(line.type) for line in picture.lines}
    for colour, words in LINES.items():
        if colour in used:
            yield _sample(colour, ""), words
    if not all(line.is_certain for line in picture.lines):
        yield _sample(colours.CARRYING, ' stroke-dasharray="5 3.5"'), "dashed: possible"


def _sample(colour: str, dash: str) -> str:
    return (
        f'<path d="M0 0H{rounded(SAMPLE)}" fill="none" stroke="{colour}" stroke-width="1.3"{dash}'
        + ("" if dash else f' marker-end="url(#arrow-{colour[1:]})"')
        + "/>"
    )
