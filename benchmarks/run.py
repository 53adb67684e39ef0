"""Run every benchmark: the answers are checked first, then timed; prints tables and writes RESULTS.md."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final, NoReturn

import peer
from generate import AS_OF, SIZES, World, write_tables, write_yaml
from shapes import write_chain, write_layers

import graphx

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from generate import Size

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = Path(graphx.__file__).resolve().parent.parent
TUTORIAL: Final = HERE.parent / "sample_graphs" / "tutorial.yaml"
TUTORIAL_VERDICTS: Final = {"camp-amber": "exposed", "camp-birch": "unknown", "camp-cedar": "clear"}
FEW_LISTED: Final = 5
CHAIN: Final = {"XS": 10_000, "S": 200_000}
LAYERS: Final = 12
LIBRARIES: Final = ("numpy", "networkx", "pydantic", "PyYAML", "pyarrow", "typer")
PYTHON: Final = (sys.executable,)
GRAPHX: Final = (*PYTHON, "-m", "graphx")

NOT_MEASURED: Final = """\
The machine is shared and noisy: other programs ran on its cores, so trust ratios more than seconds, and treat ratios
under 1.5 as equal. The peer is NetworkX alone, in plain Python; LARGE.md beside this page has igraph, rustworkx and
plain NumPy as well, on up to millions of relations. The graphs are invented: what a site reaches, and so every ratio,
depends on how far markets reach into each other, which is why two graphs are shown. Files came from the cache of the operating system. Parquet, JSON
and the other questions are not timed. The two targets of whole commands at S were set without saying how many vendors
are listed; with 200 listed the answer is 12 MB of proof, and to find and write it takes about as long as to read
the tables."""


@dataclass(frozen=True)
class Timing:
    """What was timed, how often, and how fast it is meant to be."""

    what: str
    seconds: Sequence[float]
    target: float | None = None

    @property
    def median(self) -> float:
        """The median of the runs."""
        return median(self.seconds)

    def cells(self) -> list[str]:
        """Return the row of a table."""
        goal = "" if self.target is None else f"≤ {self.target:g} s"
        spread = f"{in_words(min(self.seconds))} to {in_words(max(self.seconds))}"
        met = "" if self.target is None else "yes" if self.median <= self.target else "NO"
        return [self.what, in_words(self.median), spread, str(len(self.seconds)), goal, met]


@dataclass(frozen=True)
class Ratio:
    """How many times longer the peer takes."""

    what: str
    theirs: Timing
    ours: Timing
    target: float | None = None

    def cells(self) -> list[str]:
        """Return the row of a table: the median over turns, because noise that lasts meets both sides of a turn."""
        turns = [theirs / ours for theirs, ours in zip(self.theirs.seconds, self.ours.seconds, strict=True)]
        times = median(turns)
        goal = "" if self.target is None else f"≥ {self.target:g} ×"
        met = "" if self.target is None else "yes" if times >= self.target else "NO"
        return [self.what, f"{times:.1f} ×", f"{min(turns):.1f} × to {max(turns):.1f} ×", str(len(turns)), goal, met]


class Bench:
    """Generates, checks, measures, and keeps what was found."""

    def __init__(self, size: str, repeat: int, folder: Path) -> None:
        """Find nothing yet."""
        self.size = size
        self.repeat = repeat
        self.folder = folder
        self.timings: list[Timing] = []
        self.ratios: list[Ratio] = []
        self.memory: list[list[str]] = []
        self.checks: list[str] = []
        self.load = f"{_load()} before"

    def run(self) -> None:
        """Measure everything, the short things first."""
        for measure in (self.start, self.tutorial, self.tables, self.document, self.typed, self.shapes):
            _say(f"{measure.__name__} …")
            measure()
        self.load = f"{self.load}, {_load()} after"

    def goal(self, value: float) -> float | None:
        """Return a target; only the size for which it was set has one."""
        return value if self.size == "S" else None

    def start(self) -> None:
        """Measure starting up, over bare Python."""
        _expect(output([*GRAPHX, "--version"]) == f"graphx {graphx.__version__}\n", "--version says something else")
        pairs = [
            (timed_command([*GRAPHX, "--version"]), timed_command([*PYTHON, "-c", "pass"]))
            for _ in range(2 * self.repeat)
        ]
        self.timings.append(Timing("`graphx --version`, over bare Python", [ours - bare for ours, bare in pairs], 0.15))

    def tutorial(self) -> None:
        """Measure the first answer that anybody sees."""
        answer = _answer([str(TUTORIAL)])
        _expect(_verdicts(answer) == TUTORIAL_VERDICTS, "the tutorial's verdicts differ")
        self._command("the tutorial, whole command", [str(TUTORIAL)], 0.6)

    def tables(self) -> None:
        """Measure whole commands on tables, with few and with many listed vendors."""
        size = SIZES[self.size]
        for listed, target in ((FEW_LISTED, self.goal(2.5)), (size.listed, self.goal(2.5))):
            folder = write_tables(World(size._replace(listed=listed)), self.folder / f"listed-{listed}")
            world = peer.load(folder, AS_OF)
            judged = peer.ask_all(world, world.sites)
            alone = [(", verdicts alone", ["--max-paths", "0"])] if listed == size.listed else []
            for limit, options in [("", list[str]()), *alone]:
                _expect(
                    _pairs_and_verdicts(_answer([str(folder), *options])) == judged, f"{listed} listed: answers differ"
                )
                what = f"{_count(size)} from CSV, {listed} listed, whole command{limit}"
                self._command(what, [str(folder), *options], target)
            verdicts = ", ".join(f"{number} {word}" for word, number in sorted(Counter(judged[1].values()).items()))
            self.checks.append(f"{listed} listed vendors: {len(judged[0])} pairs of site and vendor, {verdicts}")

    def document(self) -> None:
        """Measure reading a document."""
        size = SIZES["Y" if self.size == "S" else self.size]
        found = self._inside("reading", write_yaml(World(size), self.folder / "document.yaml"))
        counts = size.entities, size.relations + size.listed
        _expect((found["entities"], found["relations"]) == counts and found["located"], "records were lost")
        what = f"YAML of {size.relations:,} relations read, located, validated"
        self.timings.append(Timing(what, found["seconds"], self.goal(3)))
        self.timings.append(Timing(f"{what}, cycle collector off as in a command", found["without_collector"]))

    def typed(self) -> None:
        """Measure the question in memory beside NetworkX, on markets apart and on one market for all."""
        size = SIZES[self.size]
        markets = write_tables(World(size), self.folder / "markets")
        one = write_tables(World(size, market=size.entities), self.folder / "one-market")
        self._typed("markets", markets, 2 * self.repeat, 1)
        self._typed("one market", one, min(self.repeat, 3), 5)
        self._many("markets", markets)

    def _many(self, name: str, folder: Path) -> None:
        found = self._inside("many", folder, "--every", "10")
        _expect(found["agree"], "graphx and NetworkX differ: " + "; ".join(found.get("differences", ())))
        question = f"{found['starts']:,} sites and networks × {found['vendors']} vendors, {name}"
        theirs = Timing(f"{question}: NetworkX, {found['sampled']} starts timed and scaled", found["networkx"])
        search = Timing(f"{question}: graphx, search alone", found["search"])
        self.timings += [theirs, search]
        self.ratios.append(Ratio(f"{question}: search alone", theirs, search, self.goal(50)))
        self.checks.append(
            f"{question}: {found['pairs']:,} pairs reached from {found['sampled']} starts, as NetworkX has them"
        )

    def _typed(self, name: str, folder: Path, repeat: int, every: int) -> None:
        found = self._inside("typed", folder, "--every", str(every), repeat=repeat)
        _expect(found["agree"], "graphx and NetworkX differ: " + "; ".join(found.get("differences", ())))
        question = f"{found['sites']} sites × {found['vendors']} vendors, {name}"
        scaled = "" if every == 1 else f", {found['sampled']} sites timed and scaled"
        theirs = Timing(f"{question}: NetworkX{scaled}", found["networkx"])
        whole = Timing(f"{question}: graphx, whole question", found["whole"])
        search = Timing(f"{question}: graphx, search alone", found["search"])
        self.timings += [theirs, whole, search]
        self.ratios.append(Ratio(f"{question}: whole question", theirs, whole, self.goal(50)))
        self.ratios.append(Ratio(f"{question}: search alone", theirs, search, self.goal(50)))
        self.checks.append(
            f"{question}: {found['pairs']} pairs reached, every certainty, hop count and verdict as NetworkX has it"
        )

    def shapes(self) -> None:
        """Measure the deep and the wide graph, time and memory."""
        hops = CHAIN[self.size]
        deep = self._shape(
            f"a chain of {hops:,} relations", write_chain(self.folder / "chain", hops), min(self.repeat, 1)
        )
        _expect(
            (deep["verdict"], deep["hops"], deep["paths"]) == ("exposed", hops, [hops]), "the chain's answer differs"
        )
        name = f"{LAYERS} × {LAYERS} layers, {LAYERS**LAYERS:.1e} paths"
        wide = self._shape(name, write_layers(self.folder / "layers", LAYERS, LAYERS), self.repeat)
        shortest = LAYERS + 2
        _expect(
            (wide["verdict"], wide["hops"], wide["paths"]) == ("exposed", shortest, [shortest] * 3),
            "the layers' answer differs",
        )
        _expect(wide["truncated"] == ["max_paths"], "the list of paths was shortened silently")

    def _shape(self, name: str, folder: Path, repeat: int) -> dict[str, Any]:
        found = self._inside("whole", folder, repeat=repeat)
        self.timings.append(Timing(f"{name}, whole question in memory", found["seconds"]))
        self.memory.append([name, f"{found['relations']:,}", _mebibytes(found["loaded"]), _mebibytes(found["peak"])])
        return found

    def _command(self, what: str, arguments: list[str], target: float | None) -> None:
        command = [*GRAPHX, "exposure", *arguments]
        timed_command(command)  # the check wrote JSON; this warms what writes text
        self.timings.append(Timing(what, [timed_command(command) for _ in range(self.repeat)], target))

    def _inside(self, what: str, path: Path, *options: str, repeat: int | None = None) -> dict[str, Any]:
        times = str(self.repeat if repeat is None else repeat)
        found: dict[str, Any] = json.loads(
            output([*PYTHON, str(HERE / "inside.py"), what, str(path), "--repeat", times, *options])
        )
        return found


def _environment() -> dict[str, str]:
    """Return what commands run in; like an installed program, they find themselves compiled after the first time."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**environment, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}


def timed_command(command: Sequence[str]) -> float:
    """Return how long a command takes; one that fails ends the run."""
    begin = time.perf_counter()
    subprocess.run(command, env=_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begin


def output(command: Sequence[str]) -> str:
    """Return what a command writes; one that fails ends the run."""
    return subprocess.run(
        command, env=_environment(), stdout=subprocess.PIPE, text=True, encoding="utf-8", check=True
    ).stdout


def _answer(arguments: list[str]) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(output([*GRAPHX, "exposure", *arguments, "--format", "json"]))
    return answer


def _verdicts(answer: dict[str, Any]) -> dict[str, str]:
    return {each["entity"]: each["verdict"] for each in answer["answers"]}


def _pairs_and_verdicts(answer: dict[str, Any]) -> tuple[peer.Reached, dict[str, str]]:
    pairs = {
        (each["entity"], end["entity"]): (end["certainty"], end["hops"])
        for each in answer["answers"]
        for end in each["restricted"]
    }
    return pairs, _verdicts(answer)


def _expect(condition: object, otherwise: str) -> None:
    if not condition:
        _refuse(otherwise)


def _refuse(why: str) -> NoReturn:
    sys.exit(f"nothing more is timed, because an answer is wrong: {why}")


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def in_words(value: float) -> str:
    """Return seconds as text, with a digit more where they are few."""
    milliseconds = value * 1000
    if abs(value) >= 1:
        return f"{value:.2f} s"
    return f"{milliseconds:.0f} ms" if abs(milliseconds) >= 10 else f"{milliseconds:.1f} ms"  # noqa: PLR2004  # why: two digits are enough


def _mebibytes(value: int | None) -> str:
    return "not told" if value is None else f"{value / 2**20:,.0f} MiB"


def _count(size: Size) -> str:
    return f"{size.entities:,} entities, {size.relations:,} relations"


def machine() -> list[list[str]]:
    """Return what the figures depend on, without a date and without a name."""
    return [
        ["cores", str(os.cpu_count())],
        ["processor", _processor()],
        ["system", f"{platform.system()} {platform.machine()}"],
        ["Python", f"{platform.python_implementation()} {platform.python_version()}"],
        ["graphx", graphx.__version__],
        *([name, _version(name)] for name in LIBRARIES),
    ]


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, platform.processor() or "not told")


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "not told"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


BESIDE: Final = """\
The whole question includes the view, the listings, the frontier and the tier of every pair; NetworkX starts from
relations whose levels are known, and looks for ends, hops and open points. The search alone starts from a region that
is ready and finds ends and hops."""

TIMING_HEADER: Final = ["work", "median", "spread", "runs", "target", "met"]
RATIO_HEADER: Final = ["question", "NetworkX over graphx", "spread", "turns", "target", "met"]
MEMORY_HEADER: Final = ["graph", "relations", "most memory, loaded", "most memory, answered"]


def plain(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table for a terminal."""
    lines = [header, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def markdown(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table for a page."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def page(bench: Bench, table: Callable[[Sequence[str], Iterable[Sequence[str]]], str]) -> str:
    """Return everything that was found, with tables as they are drawn where it is shown."""
    parts = [
        "# Benchmarks: results",
        f"Written by `python benchmarks/run.py --size {bench.size} --repeat {bench.repeat}`; see README.md beside it for how to read it.",
        "## Times",
        table(TIMING_HEADER, [each.cells() for each in bench.timings]),
        "## Beside NetworkX, in memory, same answers, by turns in one process",
        table(RATIO_HEADER, [each.cells() for each in bench.ratios]),
        BESIDE,
        "## Memory of a process",
        table(MEMORY_HEADER, bench.memory),
        "## Checked before timing",
        "\n".join(f"- {each}" for each in bench.checks),
        "## Machine",
        table(["what", "which"], [*machine(), ["processes that want a core, on average", bench.load]]),
        "## Not measured",
        NOT_MEASURED,
    ]
    return "\n\n".join(parts) + "\n"


def main() -> None:
    """Run the benchmarks as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=tuple(CHAIN), default="S", help="XS is a smoke test")
    parser.add_argument("--repeat", type=int, default=5, help="runs per figure, after a warm-up")
    parser.add_argument("--output", type=Path, default=HERE / "RESULTS.md")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(given.size, given.repeat, Path(folder))
        bench.run()
    print(page(bench, plain))
    given.output.write_text(page(bench, markdown), encoding="utf-8")


if __name__ == "__main__":
    main()
