"""Values as JSON: one encoder for all of them, where the library makes one for each."""

from __future__ import annotations

import json
from json.encoder import c_make_encoder, encode_basestring  # type: ignore[attr-defined]  # why: typeshed leaves them out
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable


def _encoder() -> Callable[[object], str]:
    """Return what writes a value."""
    plain = json.JSONEncoder(ensure_ascii=False)
    if c_make_encoder is None:  # an interpreter without it
        return plain.encode
    encode = c_make_encoder(None, plain.default, encode_basestring, None, ": ", ", ", False, False, True)  # noqa: FBT003  # why: its own signature
    return lambda value: encode_basestring(value) if type(value) is str else "".join(encode(value, 0))


json_text: Final = _encoder()
"""What writes a value as JSON on one line, letters as they are."""
