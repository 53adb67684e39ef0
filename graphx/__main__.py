"""`python -m graphx`, and what the command `graphx` runs."""

from __future__ import annotations

import sys

from graphx import __version__


def main() -> None:
    """Run the command line; the version needs nothing but itself, so it loads nothing."""
    if sys.argv[1:] == ["--version"]:
        print(f"graphx {__version__}")  # noqa: T201  # why: typer would cost more than the answer
        return
    from graphx.cli.app import run  # noqa: PLC0415  # why: typer is not needed above

    run()


if __name__ == "__main__":
    main()
