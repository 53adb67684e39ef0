"""graphx shows who depends on whom, and whether that dependence reaches a restricted supplier."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from graphx.errors import GraphxError, InvalidInputError, PatternError, Problem, QuestionError
    from graphx.graph.graph import Graph, load
    from graphx.graph.view import View
    from graphx.model.dataset import Dataset
    from graphx.questions.check import check
    from graphx.questions.control import control
    from graphx.questions.exposure import ExposureAnswer, Verdict, exposures
    from graphx.questions.find import find
    from graphx.questions.frame import Limits, Options
    from graphx.questions.frame import view_of as view
    from graphx.questions.impact import impact
    from graphx.questions.lint import lint
    from graphx.questions.paths import paths_between
    from graphx.questions.restricted import restricted
    from graphx.questions.screen import screen
    from graphx.questions.show import show

__version__ = "0.1.0"

__all__ = [
    "Dataset",
    "ExposureAnswer",
    "Graph",
    "GraphxError",
    "InvalidInputError",
    "Limits",
    "Options",
    "PatternError",
    "Problem",
    "QuestionError",
    "Verdict",
    "View",
    "__version__",
    "check",
    "control",
    "exposures",
    "find",
    "impact",
    "lint",
    "load",
    "paths_between",
    "restricted",
    "screen",
    "show",
    "view",
]

_HOME: Final = {
    "Dataset": "graphx.model.dataset",
    "ExposureAnswer": "graphx.questions.exposure",
    "Graph": "graphx.graph.graph",
    "GraphxError": "graphx.errors",
    "InvalidInputError": "graphx.errors",
    "Limits": "graphx.questions.frame",
    "Options": "graphx.questions.frame",
    "PatternError": "graphx.errors",
    "Problem": "graphx.errors",
    "QuestionError": "graphx.errors",
    "Verdict": "graphx.questions.exposure",
    "View": "graphx.graph.view",
    "check": "graphx.questions.check",
    "control": "graphx.questions.control",
    "exposures": "graphx.questions.exposure",
    "find": "graphx.questions.find",
    "impact": "graphx.questions.impact",
    "lint": "graphx.questions.lint",
    "load": "graphx.graph.graph",
    "paths_between": "graphx.questions.paths",
    "restricted": "graphx.questions.restricted",
    "screen": "graphx.questions.screen",
    "show": "graphx.questions.show",
    "view": "graphx.questions.frame",
}
"""Where each public name lives; it is imported when it is first used, so that starting up stays cheap."""


def __getattr__(name: str) -> object:
    """Import a public name when it is first used."""
    if name not in _HOME:
        message = f"module 'graphx' has no attribute {name!r}"
        raise AttributeError(message)
    value = getattr(import_module(_HOME[name]), "view_of" if name == "view" else name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
