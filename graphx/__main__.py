"""`python -m graphx`, and what the command `graphx` runs."""

from __future__ import annotations

import sys

from graphx import __version__


def main() -> None:
    """Run the command line; the version needs nothing but itself, so it loads nothing heavy."""
    from graphx.cli.run import guarded  # noqa: PLC0415  # why: to import graphx is not to start it

    if sys.argv[1:] == ["--version"]:
        from graphx.cli.streams import put  # noqa: PLC0415

        guarded(lambda: put([f"graphx {__version__}"]))
    else:
        from graphx.cli.app import called  # noqa: PLC0415

        guarded(lambda: called(sys.argv[1:])(prog_name="graphx", standalone_mode=False))


if __name__ == "__main__":
    main()
