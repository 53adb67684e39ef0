"""The files of a store: a manifest, and the content that it names; opened as memory, with every cheap check first.

    STORE/manifest.json           what the store holds, with size and hash of every file, and its own hash
    STORE/content-0123456789abcdef/
        entities.parquet …        tables for other programs
        arrays/source.npy …       the same as arrays, mapped into memory

The content is named by the hash of the manifest, which is replaced in one step: so a store is the older or the newer one.
"""

from __future__ import annotations

import json
import mmap
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from graphx.errors import InvalidInputError, Place, Problem
from graphx.model.columns import Column, Texts
from graphx.model.places import Places
from graphx.readers.files import CONTENT, MANIFEST, NAMED_BY, STORE, unreadable

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

VERSION: Final = 3
ARRAYS: Final = "arrays"
PARTS: Final = ("counts", "repeats", "inputs", "files_stated", "input_of_file", "declared", "columns", "files")
"""What a manifest tells, beside its format and version."""
HEADER: Final = 128
"""Bytes before the numbers of an array."""
DTYPES: Final[dict[str, str]] = {
    "offsets": "<i8",
    **dict.fromkeys(("text", "kind", "type", "confidence"), "|u1"),
    **dict.fromkeys(("asserts", "denies", "says"), "|b1"),
}
"""What an array holds, by the last word of its name; else 32-bit integers."""
NARROW: Final = frozenset({"codes", "file", "line", "column"})
"""Arrays that are as narrow as their numbers are small: many files of millions of records name few texts and lines."""


def dtypes_of(name: str) -> Sequence[str]:
    """Return what the array of a name may hold, the narrowest first."""
    last = name.rpartition(".")[2]
    return ("|i1", "<i2", "<i4") if last in NARROW else (DTYPES.get(last, "<i4"),)


def header(dtype: str, count: int) -> bytes:
    """Return what stands before the numbers of an array of one dimension.

    Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
    """
    words = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': ({count},), }}"
    return b"\x93NUMPY\x01\x00" + (HEADER - 10).to_bytes(2, "little") + words.ljust(HEADER - 11).encode() + b"\n"


def manifest_hash(body: Mapping[str, Any]) -> str:
    """Return the hash of a manifest, its own apart."""
    return sha256(written({key: value for key, value in body.items() if key != "sha256"})).hexdigest()


def written(body: Mapping[str, Any]) -> bytes:
    """Return a manifest as it stands in its file."""
    return (json.dumps(body, ensure_ascii=False, indent=1) + "\n").encode()


@dataclass(frozen=True)
class Stored:
    """An open store: its manifest, and its arrays by name, mapped into memory."""

    path: str
    manifest: Mapping[str, Any]
    arrays: Mapping[str, NDArray[Any]]

    @property
    def content(self) -> Path:
        """The folder that holds the tables and arrays."""
        return content_of(Path(self.path), self.manifest)

    def texts(self, name: str) -> Texts:
        """Return texts."""
        return _StoredTexts(self, name)

    def columns(self, table: str) -> dict[str, Column]:
        """Return the cells of a table as columns, by name."""
        prefixes = {name: f"{table}.{number}" for number, name in enumerate(self.manifest["columns"][table])}
        return {name: Column(self.arrays[f"{at}.codes"], self.texts(at)) for name, at in prefixes.items()}

    def places(self, table: str) -> Places:
        """Return where the records of a table are stated."""
        file, line, column, more = (self.arrays[f"{table}.{each}"] for each in ("file", "line", "column", "more"))
        return Places(self.manifest["files_stated"], file, line, column, more.reshape(-1, 4))

    def apart(self, ambiguous: Collection[str]) -> Stored:
        """Return the same store, those of its inputs that are called like others, and their files, named after it as well."""
        inputs = self.manifest["inputs"]
        is_ambiguous = [each["path"] in ambiguous for each in inputs]
        files = zip(self.manifest["files_stated"], self.manifest["input_of_file"], strict=True)
        told = {
            "inputs": [
                each | {"path": f"{self.path}/{each['path']}"} if is_so else each
                for each, is_so in zip(inputs, is_ambiguous, strict=True)
            ],
            "files_stated": [f"{self.path}/{file}" if is_ambiguous[number] else file for file, number in files],
        }
        return replace(self, manifest={**self.manifest, **told})

    def damaged(self, what: str) -> InvalidInputError:
        """Return what is raised where a store turns out to be damaged."""
        return _refused(self.path, what)


class _StoredTexts(Texts):
    """Texts of a store: what cannot be one of them is told as damage."""

    def __init__(self, stored: Stored, name: str) -> None:
        super().__init__(stored.arrays[f"{name}.offsets"], stored.arrays[f"{name}.text"])
        self._stored, self._name = stored, name

    def __getitem__(self, index: Any) -> Any:  # noqa: ANN401  # why: as above, a text or some
        try:
            return super().__getitem__(index)
        except (IndexError, UnicodeDecodeError):
            raise self._damaged() from None

    def taken(self, numbers: NDArray[np.integer]) -> Texts:
        try:
            return super().taken(numbers)
        except IndexError:
            raise self._damaged() from None

    def _damaged(self) -> InvalidInputError:
        return self._stored.damaged(f"{self._name} has no such text: the store is damaged")


def _refused(path: str, what: str, hint: str = "build it again from its inputs") -> InvalidInputError:
    return InvalidInputError([Problem(Place(path), what, hint)])


def content_of(folder: Path, manifest: Mapping[str, Any]) -> Path:
    """Return where the content of a store is."""
    return folder / (CONTENT + str(manifest["sha256"])[:NAMED_BY])


def open_store(path: str) -> Stored:
    """Return a store, open to be read.

    What is checked: the manifest by its own hash; of every file its size, of every array what it holds and how much of it,
    where texts begin and end. What is inside the arrays is not looked at: `graphx validate` does that.

    Raises:
        InvalidInputError: it is damaged, incomplete, or of another version.
    Cost: a few system calls per file, whatever their size.
    """
    while True:
        manifest = read_manifest(path)
        try:
            return _opened(path, manifest)
        except InvalidInputError:
            if read_manifest(path)["sha256"] == manifest["sha256"]:  # else it was replaced meanwhile
                raise


def _opened(path: str, manifest: Mapping[str, Any]) -> Stored:
    content = content_of(Path(path), manifest)
    arrays = {}
    for name, told in manifest["files"].items():
        file = content / name
        shown = str(file)
        try:
            if file.stat().st_size != told["size"]:
                raise _refused(shown, f"the file has {file.stat().st_size} bytes and should have {told['size']}")
            if name.endswith(".npy"):
                arrays[file.stem] = _mapped(file, told["size"])
        except FileNotFoundError:
            raise _refused(shown, "the file is missing from the store") from None
        except OSError as error:
            raise InvalidInputError([unreadable(shown, error)]) from None
    stored = Stored(path, manifest, arrays)
    try:
        _check_sizes(stored)
    except KeyError as error:
        raise _refused(path, f"the store has no {error.args[0]}") from None
    return stored


def read_manifest(path: str) -> Mapping[str, Any]:
    """Return the manifest of a store.

    Raises:
        InvalidInputError: it is missing, damaged, or of another version.
    """
    file = Path(path) / MANIFEST
    shown = str(file)
    try:
        data = file.read_bytes()
        manifest = json.loads(data)
    except FileNotFoundError:
        raise _refused(shown, "the store has no manifest") from None
    except OSError as error:
        raise InvalidInputError([unreadable(shown, error)]) from None
    except (ValueError, RecursionError):
        raise _refused(shown, "this is no manifest of a store: it is no JSON") from None
    if not isinstance(manifest, dict) or manifest.get("format") != STORE:
        raise _refused(shown, "this is no manifest of a store")
    if manifest.get("version") != VERSION:
        hint = f"this graphx reads version {VERSION}: build it again, or use the graphx that built it"
        raise _refused(shown, f"the store is of version {manifest.get('version')}", hint)
    if manifest.get("sha256") != manifest_hash(manifest) or data != written(manifest):
        raise _refused(shown, "the manifest is damaged: it does not have the hash that it names")
    for part in PARTS:
        if part not in manifest:
            raise _refused(shown, f"the manifest has no `{part}`")
    return manifest


def _mapped(file: Path, size: int) -> NDArray[Any]:
    """Return an array that is read where it lies.

    Raises:
        InvalidInputError: its header is not that of an array of its name and size.
    """
    with file.open("rb") as stream:
        memory = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    for dtype in dtypes_of(file.stem):
        count = (size - HEADER) // np.dtype(dtype).itemsize
        if memory[:HEADER] == header(dtype, count):
            return np.frombuffer(memory, dtype, count, HEADER)
    raise _refused(str(file), "the array's header is damaged")


def _check_sizes(stored: Stored) -> None:
    """Refuse arrays that do not fit together in size.

    Raises:
        InvalidInputError: they do not.
        KeyError: one is missing.
    """
    manifest, arrays = stored.manifest, stored.arrays
    entities, relations, claims = (manifest["counts"][name] for name in ("entities", "relations", "claims"))
    expected = {
        **dict.fromkeys(("kind", "entities.file", "entities.line", "entities.column"), entities),
        **dict.fromkeys(("id.offsets", "forward_starts", "backward_starts"), entities + 1),
        **dict.fromkeys(("source", "target", "type", "backward"), relations),
        **dict.fromkeys(("relations.file", "relations.line", "relations.column"), relations),
        **dict.fromkeys((f"claims.{name}" for name in (*CLAIM_ARRAYS, "file", "line", "column")), claims),
        "keyless": len(arrays["keyed"]),
        "declared": sum(count for _, _, count in manifest["declared"]),
    }
    for table, count in (("entities", entities), ("relations", relations), ("claims", claims)):
        columns = range(len(manifest["columns"][table]))
        expected |= {f"{table}.{number}.codes": count for number in columns}
    for name, count in expected.items():
        if len(arrays[name]) != count:
            raise stored.damaged(f"the array {name} holds {len(arrays[name])} numbers and should hold {count}")
    for name, offsets in arrays.items():
        if name.endswith(".offsets"):
            text = arrays[f"{name.removesuffix('.offsets')}.text"]
            if not len(offsets) or offsets[0] != 0 or offsets[-1] != len(text):
                raise stored.damaged(f"the array {name} does not fit its texts")


CLAIM_ARRAYS: Final = ("relation", "asserts", "denies", "confidence", "known_from", "seen_from", "dated", "says")
"""The columns of `Claims`, as they are called in a store."""
