"""A store that is damaged, cut, incomplete or from a newer version is refused; a build that is killed leaves the older or the newer one."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from graphx.cli.building import run_build
from graphx.cli.streams import OutputError
from graphx.errors import InvalidInputError, QuestionError
from graphx.graph.graph import load
from graphx.readers import check_stores, read
from graphx.readers.stored import manifest_hash, open_store, written
from graphx.writers import to_json, to_yaml
from tests import worlds
from tests.readers.test_columnar import outcome
from tests.written import as_tables

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _do_not_wait_for_the_disk(monkeypatch):
    monkeypatch.setattr("os.fsync", lambda _: None)


def document(folder: Path, seed: int) -> str:
    path = folder / f"world-{seed}.json"
    path.write_text(json.dumps(worlds.world(random.Random(seed))), encoding="utf-8")
    return str(path)


@pytest.fixture
def store(tmp_path) -> Path:
    run_build([document(tmp_path, 1)], tmp_path / "store")
    return tmp_path / "store"


def content(store: Path) -> Path:
    [folder] = store.glob("content-*")
    return folder


def files(store: Path) -> list[Path]:
    return sorted(each for each in store.rglob("*") if each.is_file())


def refused(store: Path) -> str:
    with pytest.raises(InvalidInputError) as caught:
        read([store])
    [problem] = caught.value.problems
    return str(problem).replace(str(store), "store").replace(store.name, "store")


def test_every_file_that_is_missing_cut_or_longer_is_told(store):
    whole = files(store)
    assert len(whole) > 50
    for file in whole:
        data = file.read_bytes()
        for other in (None, b"", data[:-1], data + b"\0", data[: len(data) // 2]):
            if other is None:
                file.unlink()
            else:
                file.write_bytes(other)
            if other != data:  # nothing is cut from an empty file
                told = refused(store)
                assert told.startswith(f"store/{file.relative_to(store)}: "), told
                assert told.endswith("(build it again from its inputs)"), told
        file.write_bytes(data)
    assert outcome([store])["documents"]


def test_every_byte_that_changes_is_found_by_a_look_at_all_of_them(store):
    source = random.Random(5)
    for file in files(store):
        data = file.read_bytes()
        at = source.randrange(len(data))
        file.write_bytes(data[:at] + bytes([data[at] ^ (1 << source.randrange(8))]) + data[at + 1 :])
        with pytest.raises(InvalidInputError) as caught:
            check_stores([store])
        assert file.stem in str(caught.value)
        file.write_bytes(data)
    check_stores([store])


def test_a_header_that_tells_another_array_is_refused_at_once(store):
    for file in sorted(content(store).rglob("*.npy")):
        data = file.read_bytes()
        file.write_bytes(data[:40] + b"X" + data[41:])
        assert refused(store) == (
            f"store/{file.relative_to(store)}: the array's header is damaged (build it again from its inputs)"
        )
        file.write_bytes(data)


def rewritten(store: Path, **changes) -> None:
    """Change a manifest as someone would who knows how to give it a hash."""
    old = content(store)
    manifest = json.loads((store / "manifest.json").read_text()) | changes
    manifest["sha256"] = manifest_hash(manifest)
    (store / "manifest.json").write_bytes(written(manifest))
    old.rename(store / f"content-{manifest['sha256'][:16]}")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "this is no manifest of a store: it is no JSON (build it again from its inputs)"),
        ("[" * 5000, "this is no manifest of a store: it is no JSON (build it again from its inputs)"),
        ("[]", "this is no manifest of a store (build it again from its inputs)"),
        ('{"format": "another"}', "this is no manifest of a store (build it again from its inputs)"),
        (
            '{"format": "graphx-store", "version": 4}',
            "the store is of version 4 (this graphx reads version 3: build it again, or use the graphx that built it)",
        ),
        (
            '{"format": "graphx-store", "version": 3}',
            "the manifest is damaged: it does not have the hash that it names (build it again from its inputs)",
        ),
    ],
)
def test_a_manifest_that_is_none_is_told(store, text, told):
    (store / "manifest.json").write_text(text, encoding="utf-8")
    assert refused(store) == f"store/manifest.json: {told}"


def test_a_manifest_that_is_missing_is_told(store):
    (store / "manifest.json").unlink()
    assert refused(store) == "store/manifest.json: the store has no manifest (build it again from its inputs)"


@pytest.mark.parametrize("name", ["files", "counts", "columns", "inputs", "files_stated", "declared", "input_of_file"])
def test_a_manifest_without_a_part_is_told(store, name):
    manifest = json.loads((store / "manifest.json").read_text())
    del manifest[name]
    manifest["sha256"] = manifest_hash(manifest)
    (store / "manifest.json").write_bytes(written(manifest))
    content(store).rename(store / f"content-{manifest['sha256'][:16]}")
    assert refused(store) == f"store/manifest.json: the manifest has no `{name}` (build it again from its inputs)"


def test_arrays_that_do_not_fit_together_are_refused(store):
    counts = json.loads((store / "manifest.json").read_text())["counts"]
    rewritten(store, counts={**counts, "relations": counts["relations"] + 1})
    assert "numbers and should hold" in refused(store)


def test_bytes_that_only_a_look_at_all_of_them_finds_make_nothing_fall_over(store):
    told = 0
    for file in sorted(content(store).rglob("*.npy")):
        data = file.read_bytes()
        file.write_bytes(data[:128] + b"\x7f" * (len(data) - 128))
        try:
            dataset = read([store])
            for each in (*dataset.relations.records, *dataset.entities.records):
                assert each.stated()
        except InvalidInputError as error:
            told += 1
            assert str(store) in str(error)
        file.write_bytes(data)
    assert told > 20


def test_codes_are_as_narrow_as_their_texts_are_few_and_join_what_others_state(tmp_path):
    """A byte holds 127 texts: those of another input come behind them, and would not fit."""

    def named(letter: str, count: int) -> str:
        path = tmp_path / f"{letter}.jsonl"
        entities = [
            {
                "entity": {
                    "id": f"{letter}{number}",
                    "kind": "organization",
                    "name": f"{letter} {number}",
                    "country": "XA",
                }
            }
            for number in range(count)
        ]
        path.write_text("\n".join(map(json.dumps, [{"graphx": "1"}, *entities])) + "\n", encoding="utf-8")
        return str(path)

    for count, width in ((100, 1), (200, 2), (33_000, 4)):
        first, other = named("a", count), named("b", 120)
        run_build([first], tmp_path / "store")
        stored = open_store(str(tmp_path / "store"))
        names, countries = (stored.columns("entities")[name].codes.dtype.itemsize for name in ("name", "country"))
        assert (names, countries) == (width, 1)
        together, apart = (load(other, path) for path in (tmp_path / "store", first))
        for field in ("name", "country"):
            columns = [graph.entity_column(field) for graph in (together, apart)]
            values = [[column.value(row) for row in range(count + 120)] for column in columns]
            assert values[0] == values[1]
        run_build([other, str(tmp_path / "store")], tmp_path / "both")
        assert load(tmp_path / "both").entity_column("name").value(99) == together.entity_column("name").value(99)


def test_only_a_store_or_nothing_is_replaced(tmp_path):
    graph = document(tmp_path, 1)
    (tmp_path / "empty").mkdir()
    run_build([graph], tmp_path / "empty")
    assert outcome([tmp_path / "empty"]) == outcome([graph])
    other = tmp_path / "other"
    other.mkdir()
    (other / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(QuestionError, match="is a folder that is no store, and would be replaced"):
        run_build([graph], other)
    with pytest.raises(QuestionError, match="is a file, and a store is a folder"):
        run_build([graph], other / "letter.txt")
    assert (other / "letter.txt").read_text(encoding="utf-8") == "dear"


def test_a_damaged_store_is_built_anew(tmp_path, store):
    for damage in (
        (store / "manifest.json").unlink,
        lambda: (store / "manifest.json").write_text("{"),
        lambda: files(content(store))[3].write_bytes(b""),
        lambda: shutil.rmtree(content(store)),
    ):
        damage()
        run_build([document(tmp_path, 1)], store)
        check_stores([store])
        assert outcome([store]) == outcome([document(tmp_path, 1)])


@pytest.mark.parametrize("told_by", [list, to_json, to_yaml, as_tables])
@pytest.mark.parametrize("beside", [(), ("other.json",)], ids=["alone", "beside another"])
def test_damage_within_a_text_is_told_by_all_who_read_it(tmp_path, beside, told_by):
    def stated(first: int, count: int, since: str):
        numbers = range(first, first + count)
        entities = [{"id": f"o{each}", "kind": "organization", "name": "O"} for each in (*numbers, first + count)]
        pairs = [{"from": f"o{each}", "type": "OWNED_BY", "to": f"o{each + 1}", "since": since} for each in numbers]
        return json.dumps({"graphx": 1, "entities": entities, "relations": pairs})

    (tmp_path / "own.json").write_text(stated(0, 3, "2020-01-01"), encoding="utf-8")
    (tmp_path / "other.json").write_text(stated(5, 1, "2021-01-01"), encoding="utf-8")
    run_build([str(tmp_path / "own.json")], tmp_path / "store")
    [texts] = [
        each for each in files(tmp_path / "store") if each.suffix == ".npy" and b"2020-01-01" in each.read_bytes()
    ]
    texts.write_bytes(texts.read_bytes().replace(b"2020-01-01", b"2020-99-01"))
    dataset = read([tmp_path / "store", *(tmp_path / name for name in beside)])
    with pytest.raises(InvalidInputError, match="relation 0 cannot be read: the store is damaged"):
        list(told_by(dataset) if told_by is not list else dataset.relations.values())


FAULTS = (
    "os.fsync",
    "pathlib.Path.rename",
    "pathlib.Path.replace",
    "pathlib.Path.mkdir",
    "fcntl.flock",
    "shutil.rmtree",
)


@pytest.mark.parametrize("step", FAULTS)
def test_each_step_that_fails_leaves_the_older_or_the_newer_store(step, tmp_path, store, monkeypatch):
    older, newer = document(tmp_path, 1), document(tmp_path, 2)
    answers = [outcome([older]), outcome([newer])]
    for fails_at in (*range(4), *range(4, 400, 9)):  # each file of a store is flushed: a sample of them tells
        calls = 0
        with monkeypatch.context() as patch:
            module, _, name = step.rpartition(".")
            owner = Path if module == "pathlib.Path" else sys.modules[module]
            real = getattr(owner, name)

            def fail(*args, _real=real, _at=fails_at, **keywords):
                nonlocal calls
                calls += 1
                if calls == _at + 1:
                    raise KeyboardInterrupt
                return _real(*args, **keywords)

            patch.setattr(owner, name, fail)
            with contextlib.suppress(KeyboardInterrupt):
                run_build([newer], store)
        check_stores([store])
        assert outcome([store]) in answers
        run_build([older], store)
        assert outcome([store]) == answers[0]
        assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []
        if calls <= fails_at:
            return
    pytest.fail("it never came to an end")


KILLED = """
import sys, os, signal
from pathlib import Path
import graphx.writers.store_files as files
from graphx.cli.building import run_build
from graphx.cli.streams import OutputError
at = int(sys.argv[3])
calls = 0
def watched(frame, event, argument):
    global calls
    if frame.f_code.co_filename != files.__file__:
        return None  # its lines are not watched, which would take most of the time
    if event in ("line", "call", "return"):
        calls += 1
        if calls == at:
            os.kill(os.getpid(), signal.SIGKILL)
    return watched
sys.settrace(watched)
os.fsync = lambda _: None
run_build([sys.argv[1]], Path(sys.argv[2]))
sys.settrace(None)
print(calls)
"""


def killed(inputs: str, store: Path, at: int) -> subprocess.CompletedProcess:
    command = [sys.executable, "-c", KILLED, inputs, str(store), str(at)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)


def test_a_build_that_is_killed_leaves_the_older_or_the_newer_store(tmp_path, store):
    """Killed at lines spread over everything that touches the disk, most of them among the last, where the new store is put in place."""
    older, newer = document(tmp_path, 1), document(tmp_path, 2)
    answers = [outcome([older]), outcome([newer])]
    last = int(killed(newer, store, 0).stdout)
    for before_the_end in (0, 1, 2, 4, 6, 8, 10, 12, 15, 18, 21, 25, 30, 60, 400, last - 2):
        run_build([older], store)
        done = killed(newer, store, last - before_the_end)
        assert done.returncode == -signal.SIGKILL, done.stderr
        check_stores([store])
        assert outcome([store]) in answers
    run_build([newer], store)
    assert [each.name for each in store.iterdir()] == ["manifest.json", content(store).name] or len(
        list(store.iterdir())
    ) == 2
    assert not list(tmp_path.glob(".store.*"))


def test_a_first_build_that_is_killed_leaves_nothing_or_the_store(tmp_path):
    graph = document(tmp_path, 2)
    last = int(killed(graph, tmp_path / "first", 0).stdout)
    for number, before_the_end in enumerate((0, 1, 3, 5, 8, 12, 16, 20, 30, last - 2)):
        target = tmp_path / f"store-{number}"
        killed(graph, target, last - before_the_end)
        if target.exists():
            check_stores([target])
        run_build([graph], target)
        assert outcome([target]) == outcome([graph])
        assert not list(tmp_path.glob(f".{target.name}.*"))


def test_a_store_that_is_open_goes_on_answering_while_another_takes_its_place(tmp_path, store):
    before = load(store)
    run_build([document(tmp_path, 2)], store)
    records = [each.stated() for each in before.relations]
    assert records == [each.stated() for each in load(document(tmp_path, 1)).relations]
    assert outcome([store]) == outcome([document(tmp_path, 2)])


def test_two_processes_read_one_store_that_nobody_may_write(store):
    for each in [*store.rglob("*"), store]:
        each.chmod(0o555 if each.is_dir() else 0o444)
    code = (
        "import sys; from graphx.graph.graph import load; g = load(sys.argv[1]); input(); print(len(g.entities[0].id))"
    )
    both = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(store)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    said = {each.communicate("\n")[0] for each in both}
    assert len(said) == 1
    assert said != {""}
    for each in [store, *store.rglob("*")]:
        each.chmod(0o755 if each.is_dir() else 0o644)


def test_the_same_input_is_the_same_bytes_again_and_again(tmp_path):
    graph = document(tmp_path, 1)
    names = set()
    for number in range(6):
        run_build([graph], tmp_path / str(number))
        names.add(content(tmp_path / str(number)).name)
    assert len(names) == 1


def test_the_same_input_is_the_same_bytes_whatever_the_hash_seed(tmp_path):
    graph = document(tmp_path, 3)
    for seed in ("0", "1"):
        command = [sys.executable, "-m", "graphx", "build", graph, "-o", str(tmp_path / seed)]
        subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True)
    one, two = (
        {str(each.relative_to(tmp_path / seed)): each.read_bytes() for each in files(tmp_path / seed)} for seed in "01"
    )
    assert one == two


@pytest.mark.parametrize(("lines", "width"), [(127, "|i1"), (128, "<i2"), (32_767, "<i2"), (32_768, "<i4")])
def test_places_take_no_more_room_than_their_numbers_need(tmp_path, lines, width):
    ids = [f"site-{number:05}" for number in range(2, lines + 1)]
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "entities.csv").write_text(
        "id,kind,name\n" + "".join(f"{name},site,{name}\n" for name in ids)
    )
    (tmp_path / "tables" / "relations.csv").write_text("from,type,to\n")
    run_build([str(tmp_path / "tables")], tmp_path / "store")
    stored = open_store(str(tmp_path / "store"))
    assert stored.arrays["entities.line"].dtype.str == width
    graph = load(tmp_path / "store")
    assert [graph.entity_places(number)[0].line for number in range(len(ids))] == list(range(2, lines + 1))


def test_a_disk_that_is_full_while_a_table_is_packed_leaves_the_older_store(tmp_path, store, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = outcome([store])
    with monkeypatch.context() as patched:
        patched.setattr("pyarrow.parquet.write_table", full)
        with pytest.raises(OutputError, match="it cannot be written: No space left on device"):
            run_build([document(tmp_path, 2)], store)
    check_stores([store])
    assert outcome([store]) == before
    assert not list(tmp_path.glob(".store.*"))


def test_a_text_stands_once_in_what_the_writer_of_parquet_gets(tmp_path, monkeypatch):
    entities = [
        {"id": f"site-{number}", "kind": "site", "name": "Site", "properties": {"owner": "same", "number": str(number)}}
        for number in range(3)
    ]
    (tmp_path / "graph.json").write_text(json.dumps({"graphx": "1", "entities": entities, "relations": []}))
    taken = []
    write_table = pq.write_table
    monkeypatch.setattr(
        "pyarrow.parquet.write_table",
        lambda table, *given, **told: taken.append(table) or write_table(table, *given, **told),
    )
    run_build([str(tmp_path / "graph.json")], tmp_path / "store")
    dictionaries = {
        (name, number): piece.dictionary.to_pylist()
        for number, table in enumerate(taken)
        for name, column in zip(table.column_names, table.columns, strict=True)
        for piece in column.chunks
        if pa.types.is_dictionary(piece.type)
    }
    assert ["same"] in dictionaries.values()
    assert all(len(set(texts)) == len(texts) for texts in dictionaries.values())
