"""From what happens to an exit code: the one place where failures become words."""

from __future__ import annotations

import gc
import io
import os
import signal
import sys
from typing import TYPE_CHECKING, NoReturn

from graphx.cli.streams import ReaderGoneError, say
from graphx.errors import GraphxError, InvalidInputError, ServerError

if TYPE_CHECKING:
    from collections.abc import Callable

USAGE = 2
INCOMPLETE = 3
SERVER = 4
INTERNAL = 101
INTERRUPTED = 130


class InterruptedCommand(BaseException):
    """Ctrl-C or a request to end."""


def guarded(command: Callable[[], object]) -> NoReturn:
    """Run a command as all that this process does, and exit with its code."""
    gc.disable()  # a command ends soon, and looking for circles among millions of records costs a third of its time
    # nothing multiplies matrices of floating-point numbers, and to start threads for that takes time
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    code = code_of(command)
    gc.freeze()  # nor are they looked through once more when the process ends
    sys.exit(code)


def _interrupt(*_: object) -> NoReturn:
    raise InterruptedCommand


def code_of(command: Callable[[], object]) -> int:
    """Run a command and return its code; every deliberate failure is told in its own words."""
    try:
        code = command()
    except InvalidInputError as error:
        say(str(error))
        return USAGE
    except ServerError as error:
        say(f"graphx: {error}")
        return SERVER
    except GraphxError as error:
        say(f"graphx: {error}")
        return USAGE
    except InterruptedCommand:
        say("graphx: interrupted; nothing was changed")
        return INTERRUPTED
    except ReaderGoneError:
        return 0
    except Exception as error:
        show = getattr(error, "show", None)  # wrong usage, as typer tells it
        if show is not None:
            show()
            return USAGE
        if os.environ.get("GRAPHX_TRACEBACK"):
            raise
        if damage := _damage():
            say(damage)
            return USAGE
        what = f"{type(error).__name__}: {error}".splitlines()[0]
        say(f"graphx: internal error: {what} (please report it; GRAPHX_TRACEBACK=1 shows where)")
        return INTERNAL
    return code if isinstance(code, int) else 0


def _damage() -> str:
    """Return what is damaged in the stores that the command was given: only `graphx validate` and `build` look at every byte first."""
    from graphx.readers import check_stores  # noqa: PLC0415  # why: almost no command fails

    try:
        check_stores(sys.argv[1:])
    except InvalidInputError as error:
        return str(error)
    return ""
