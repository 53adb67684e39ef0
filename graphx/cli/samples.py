"""The bundled graphs: where they are, and what their heads say."""

from __future__ import annotations

from pathlib import Path

import graphx
from graphx.errors import QuestionError, did_you_mean

COMMAND = "# $ "


def sample_folder() -> Path:
    """Return the folder of bundled graphs: inside the package in a wheel, beside it in a checkout."""
    package = Path(graphx.__file__).parent
    inside = package / "sample_graphs"
    return inside if inside.is_dir() else package.parent / "sample_graphs"


def samples() -> dict[str, Path]:
    """Return the bundled graphs by name, the tutorial first."""
    paths = sorted(sample_folder().glob("*.yaml"), key=lambda path: (path.stem != "tutorial", path.stem))
    return {path.stem: path for path in paths}


def sample_path(name: str) -> Path:
    """Return the path of a bundled graph.

    Raises:
        QuestionError: there is none of that name.
    """
    known = samples()
    stem = name.removesuffix(".yaml")
    if stem not in known:
        raise QuestionError(f"no sample is called {name}", did_you_mean(stem, known, "see `graphx sample`"))
    return known[stem]


def title(path: Path) -> str:
    """Return the first line of a sample's head."""
    with path.open(encoding="utf-8") as file:
        return file.readline().removeprefix("#").strip()


def questions_of(path: Path) -> list[str]:
    """Return the commands that a sample's head asks."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.removeprefix(COMMAND) for line in lines if line.startswith(COMMAND)]
