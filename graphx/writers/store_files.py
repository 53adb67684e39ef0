"""The files of a store on disk: written aside with their hashes, put in place in one step, and what is old taken away.

Whenever it is interrupted, the store is the older or the newer one. What a killed build leaves behind has a name of its own, and the next
build of that store takes it away.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from glob import escape
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np

from graphx.readers.files import CONTENT, MANIFEST, contents_of
from graphx.readers.store_check import wrong_files
from graphx.readers.stored import ARRAYS, content_of, dtypes_of, header, manifest_hash, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

    from numpy.typing import NDArray

ASIDE: Final = ".building"
"""How the folder in which a store is built ends."""
_ROWS: Final = 2**22
"""How many rows of a Parquet table share a dictionary."""
_DICTIONARY: Final = 2**27
"""How many bytes that dictionary may have."""


class Content:
    """The files of a store that is being written, each with its size and hash.

    Tables are packed beside the rest, which takes a tenth less time where there are two cores.
    """

    def __init__(self, folder: Path) -> None:
        """Write into an empty folder."""
        self.folder = folder
        self.files: dict[str, dict[str, Any]] = {}
        self._beside = ThreadPoolExecutor(1)
        self._tables: list[Future[None]] = []
        (folder / ARRAYS).mkdir()

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """End what is still being packed."""
        self._beside.shutdown(cancel_futures=True)

    def wait(self) -> None:
        """Wait until every file is written.

        Raises:
            OSError: one cannot be written.
        """
        for each in self._tables:
            each.result()

    def array(self, name: str, numbers: NDArray[Any]) -> None:
        """Write an array of one dimension, as narrow as it may be."""
        *narrower, dtype = dtypes_of(name)
        if narrower:
            most = int(numbers.max(initial=0))
            dtype = next((each for each in narrower if most <= np.iinfo(each).max), dtype)
        numbers = np.ascontiguousarray(numbers, dtype)
        self._file(f"{ARRAYS}/{name}.npy", [header(dtype, len(numbers)), numbers.view(np.uint8)])

    def table(self, name: str, table: Any) -> None:  # noqa: ANN401  # why: an Arrow table, and Arrow ships no types
        """Write a table as Parquet, sooner or later."""
        self._tables.append(self._beside.submit(self._pack, name, table))

    def _pack(self, name: str, table: Any) -> None:  # noqa: ANN401  # why: as above
        import pyarrow as pa  # noqa: PLC0415  # why: heavy, and only needed here
        import pyarrow.parquet as pq  # noqa: PLC0415

        sink = pa.BufferOutputStream()
        first = table.column_names[0]  # the table is sorted by it, so who looks for one may skip the others
        pq.write_table(
            table,
            sink,
            compression="zstd",
            row_group_size=_ROWS,
            dictionary_pagesize_limit=_DICTIONARY,
            write_statistics=[first],
        )
        self._file(f"{name}.parquet", [memoryview(sink.getvalue())])

    def _file(self, name: str, pieces: list[Any]) -> None:
        _write(self.folder / name, pieces)
        digest = sha256()
        for piece in pieces:
            digest.update(piece)
        self.files[name] = {"size": sum(map(len, pieces)), "sha256": digest.hexdigest()}


def place_store(target: Path, write: Callable[[Content], dict[str, Any]]) -> None:
    """Build a store aside and put it in its place: nothing, an empty folder, or an older store.

    Raises:
        OSError: something cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    _clear(target)
    with _aside(target) as aside, Content(_made(aside / CONTENT)) as content:
        told = write(content)
        content.wait()
        manifest = {**told, "files": dict(sorted(content.files.items()))}
        manifest["sha256"] = manifest_hash(manifest)
        named = content_of(aside, manifest)
        content.folder.rename(named)
        _write(aside / MANIFEST, [written(manifest)])
        for folder in (named / ARRAYS, named, aside):
            _settle(folder)
        _put(aside, named.name, target)


def _write(path: Path, pieces: list[Any]) -> None:
    """Write a file, all the way to the disk."""
    with path.open("wb") as file:
        file.writelines(pieces)
        file.flush()
        os.fsync(file.fileno())


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _put(aside: Path, content: str, target: Path) -> None:
    """Put what was built in its place: as a whole where nothing is, else content first, then the manifest in one step."""
    try:
        aside.rename(target)
    except OSError:
        if not target.is_dir():
            raise
    else:
        _settle(target.parent)
        return
    with _locked(target):
        named = target / content
        if named.exists() and any(wrong_files(named, json.loads((aside / MANIFEST).read_bytes())["files"])):
            shutil.rmtree(named)
        if not named.exists():
            (aside / content).rename(named)
            _settle(target)
        (aside / MANIFEST).replace(target / MANIFEST)
        _settle(target)
        for older in list(contents_of(target)):
            if older.name != content:
                shutil.rmtree(older, ignore_errors=True)


@contextmanager
def _aside(target: Path) -> Iterator[Path]:
    """Give a new folder beside a target; it is taken away again, whatever became of it."""
    aside = Path(tempfile.mkdtemp(ASIDE, f".{target.name}.", target.parent))
    try:
        with _locked(aside):
            mask = os.umask(0)
            os.umask(mask)
            aside.chmod(0o777 & ~mask)
            yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _clear(target: Path) -> None:
    """Take away what killed builds of a store left beside it; what another process is building is locked, and stays."""
    for aside in target.parent.glob(f".{escape(target.name)}.*{ASIDE}"):
        try:
            with _locked(aside, wait=False):
                shutil.rmtree(aside, ignore_errors=True)
        except BlockingIOError:
            continue


@contextmanager
def _locked(folder: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold a folder for this process alone, among those that ask.

    Raises:
        BlockingIOError: another process holds it, and nobody wants to wait.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def _settle(folder: Path) -> None:
    """Let the names in a folder reach the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
