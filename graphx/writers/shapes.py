"""The boxes of a drawing: one shape per kind, another for who is restricted, and the name on lines inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from graphx.model.vocabulary import Kind
from graphx.writers.looks import LOOKS, RESTRICTED, paint_of
from graphx.writers.markup import escaped, tag
from graphx.writers.wrapping import width, wrapped

if TYPE_CHECKING:
    from graphx.writers.picture import Node

FONT: Final = "Helvetica, Arial, 'Liberation Sans', 'Noto Sans', 'Noto Sans CJK SC', sans-serif"
NAME: Final = 10.5
"""The size of a name."""
WORDS: Final = 8.0
"""The size of the words under it."""
HEIGHT_OF_LINE: Final = 12.5
WIDTH: Final = 150.0
PAD: Final = 12.0
MOST_LINES: Final = 4


class Box(NamedTuple):
    """A node with its lines of text and its size."""

    node: Node
    texts: list[str]
    words: list[str]
    width: float
    height: float


def box_of(node: Node) -> Box:
    """Return a node's box: as wide as all are, as tall as its name needs."""
    inner = WIDTH - 2 * PAD
    texts = wrapped(node.label, inner / (NAME * 0.58), MOST_LINES)
    words = wrapped(node.words, inner / (WORDS * 0.58), 2) if node.words else []
    height = len(texts) * HEIGHT_OF_LINE + len(words) * (WORDS + 2) + 11
    return Box(node, texts, words, WIDTH, height)


def outline(shape: str, x: float, y: float, wide: float, tall: float) -> str:
    """Return the path of a shape around its middle.

    Shapes are the kinds, `restricted` and `fold`.
    """
    left, right, top, foot = x - wide / 2, x + wide / 2, y - tall / 2, y + tall / 2
    cut = min(9.0, tall / 3)
    points: dict[str, list[tuple[float, float]]] = {
        Kind.SITE: [(left, top + cut * 0.8), (x, top - 1), (right, top + cut * 0.8), (right, foot), (left, foot)],
        Kind.NETWORK: [
            (left, y),
            (left + cut, top),
            (right - cut, top),
            (right, y),
            (right - cut, foot),
            (left + cut, foot),
        ],
        Kind.COMPONENT: [(left, top), (right, top), (right, foot), (left, foot)],
        Kind.RESTRICTION: [(left, top), (right - cut, top), (right, top + cut), (right, foot), (left, foot)],
        "restricted": [
            (left + cut, top),
            (right - cut, top),
            (right, top + cut),
            (right, foot - cut),
            (right - cut, foot),
            (left + cut, foot),
            (left, foot - cut),
            (left, top + cut),
        ],
        "fold": [(left, top), (right, top), (right, foot), (left, foot)],
    }
    if shape in points:
        return "M" + "L".join(f"{rounded(px)} {rounded(py)}" for px, py in points[shape]) + "z"
    bend = min(tall / 2, 14.0) if shape == Kind.JURISDICTION else min(tall / 2, 7.0)
    arc = f"a{rounded(bend)} {rounded(bend)} 0 0 1"
    return (
        f"M{rounded(left + bend)} {rounded(top)}H{rounded(right - bend)}{arc} {rounded(bend)} {rounded(bend)}"
        f"V{rounded(foot - bend)}{arc} {rounded(-bend)} {rounded(bend)}H{rounded(left + bend)}"
        f"{arc} {rounded(-bend)} {rounded(-bend)}V{rounded(top + bend)}{arc} {rounded(bend)} {rounded(-bend)}z"
    )


def shape_of(node: Node) -> str:
    """Return the shape of a node: its kind's, unless it is restricted or a fold."""
    if node.look in RESTRICTED:
        return "restricted"
    return "fold" if node.is_fold else str(node.kind)


def painted(look: str, path: str, inner: str = "") -> str:
    """Return a shape in its colours; `inner` is the path of the second edge of what must be seen first."""
    paint, (_, _, is_strong, is_dashed) = paint_of(look), LOOKS[look]
    dash = ' stroke-dasharray="4 2.5"' if is_dashed else ""
    stroke = 1.8 if is_strong or is_dashed else 1.0
    second = f'<path d="{inner}" fill="none" stroke="{paint.words}" stroke-width=".9"/>' if is_strong and inner else ""
    return f'<path d="{path}" fill="{paint.fill}" stroke="{paint.edge}" stroke-width="{stroke}"{dash}/>{second}'


def drawn_box(box: Box, x: float, y: float) -> str:
    """Return a box around its middle, with what stands in it; the whole name and the id are attributes."""
    node, shape = box.node, shape_of(box.node)
    parts = []
    if node.is_fold:
        steps = (6.0, 3.0, 0.0)
        parts += [painted(node.look, outline(shape, x + step, y + step, box.width - 8, box.height)) for step in steps]
    else:
        inner = outline(shape, x, y, box.width - 6, box.height - 6)
        parts.append(painted(node.look, outline(shape, x, y, box.width, box.height), inner))
    ink = paint_of(node.look).words
    at = y - (len(box.texts) * HEIGHT_OF_LINE + len(box.words) * (WORDS + 2)) / 2 - (0 if shape == Kind.SITE else 2)
    for text in box.texts:
        at += HEIGHT_OF_LINE
        parts.append(_text(text, x, at - 1, NAME, ink, is_bold=True))
    for text in box.words:
        at += WORDS + 2
        parts.append(_text(text, x, at, WORDS, ink))
    told = {} if node.is_fold else {"data_id": node.id, "data_name": node.name}
    title = tag("title", escaped(node.label if node.is_fold else f"{node.label} ({node.id})"))
    return tag("g", title + "".join(parts), **told, data_kind=node.kind, data_count=node.size if node.is_fold else None)


def _text(text: str, x: float, y: float, size: float, ink: str, *, is_bold: bool = False) -> str:
    # the room is measured without a font: where a font is broader than thought, the text is drawn narrower
    room = WIDTH - 14
    squeeze = f' textLength="{rounded(room)}" lengthAdjust="spacingAndGlyphs"' if width(text) * size > room else ""
    weight = ' font-weight="600"' if is_bold else ""
    return (
        f'<text x="{rounded(x)}" y="{rounded(y)}" font-size="{size}"{weight} text-anchor="middle" fill="{ink}"{squeeze}>'
        f"{escaped(text)}</text>"
    )


def rounded(number: float) -> str:
    """Return a coordinate as it is written: to a tenth, without a needless point.

    >>> rounded(3.04), rounded(-0.01), rounded(2.25)
    ('3', '0', '2.2')
    """
    text = f"{number:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
