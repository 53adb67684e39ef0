"""How a command that asks a question ends: from what is found to an exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import typer

from graphx.cli.options import FailOn
from graphx.cli.run import INCOMPLETE
from graphx.cli.streams import say

if TYPE_CHECKING:
    from collections.abc import Iterable


def end(warnings: Iterable[str], fail_on: FailOn, found: Iterable[str], *, is_complete: bool) -> NoReturn:
    """Give the warnings, and exit with the code that the findings earn."""
    for warning in warnings:
        say(f"warning: {warning}")
    alarming = {FailOn.EXPOSED: {"exposed"}, FailOn.UNKNOWN: {"exposed", "unknown"}, FailOn.NEVER: set[str]()}
    if alarming[fail_on] & set(found):
        raise typer.Exit(1)
    raise typer.Exit(0 if is_complete else INCOMPLETE)
