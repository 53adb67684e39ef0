"""Text inside XML: escaped, its line ends kept, and what XML 1.0 cannot hold replaced and counted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from graphx.writers.exporter import Lost

_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
# a reader turns bare line ends into blanks inside attributes, and carriage returns into line ends everywhere
_BLANKS: Final = {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
_INSTEAD: Final = tuple({**_ESCAPES, **_BLANKS}.items())
"""By sign; `&` is the first, as it begins what stands instead of the others."""
REPLACEMENT: Final = "\ufffd"


def escaped(text: object) -> str:
    """Return text as it stands between tags or in an attribute; what no XML can hold is left to `allowed`."""
    written = str(text)
    for sign, instead in _INSTEAD:
        written = written.replace(sign, instead)
    return written


def tag(name: str, /, content: str | None = None, **attributes: object) -> str:
    """Return an element; `content` is markup already, attributes of None are left out, `_` in their names is `-`."""
    inner = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escaped(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{inner}/>" if content is None else f"<{name}{inner}>{content}</{name}>"


def allowed(text: str, lost: Lost) -> str:
    """Return text with what XML 1.0 cannot hold replaced, and counted: text that stands in several places is asked of whole lines.

    Source: https://www.w3.org/TR/xml/#charsets
    """
    if text.isprintable():
        return text
    written, replaced = _FORBIDDEN.subn(REPLACEMENT, text)
    lost.add("character that XML cannot hold, shown as �", "characters that XML cannot hold, shown as �", replaced)
    return written
