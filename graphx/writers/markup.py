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
_TABLE: Final = str.maketrans(_ESCAPES | _BLANKS)
REPLACEMENT: Final = "\ufffd"


def allowed(text: str, lost: Lost) -> str:
    """Return text with what XML 1.0 cannot hold replaced, and counted."""
    written, replaced = _FORBIDDEN.subn(REPLACEMENT, text)
    lost.add("character that XML cannot hold, shown as �", "characters that XML cannot hold, shown as �", replaced)
    return written


class Markup:
    """Escapes for one document.

    Source: https://www.w3.org/TR/xml/#charsets
    """

    def __init__(self, lost: Lost) -> None:
        """Tell what is replaced there."""
        self._lost = lost

    def __call__(self, text: object) -> str:
        """Return text as it stands between tags or in an attribute."""
        return allowed(str(text), self._lost).translate(_TABLE)

    def tag(self, name: str, /, content: str | None = None, **attributes: object) -> str:
        """Return an element; `content` is markup already, attributes of None are left out, `_` in their names is `-`."""
        inner = "".join(
            f' {key.rstrip("_").replace("_", "-")}="{self(value)}"'
            for key, value in attributes.items()
            if value is not None
        )
        return f"<{name}{inner}/>" if content is None else f"<{name}{inner}>{content}</{name}>"
