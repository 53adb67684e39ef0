"""Which Neo4j server a command talks to: the options that say so, and the connection that they describe."""

from __future__ import annotations

import getpass
import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphx.cli.groups import Group
from graphx.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphx.neo4j.client import Server, Settings

Uri = Annotated[
    str | None, typer.Option("--uri", metavar="ADDRESS", help="Default: NEO4J_URI, else bolt://localhost:7687.")
]
User = Annotated[str | None, typer.Option("--user", metavar="NAME", help="Default: NEO4J_USERNAME, else neo4j.")]
PasswordFile = Annotated[
    Path | None,
    typer.Option(
        "--password-file",
        metavar="FILE",
        help="A file with the password alone. Default: NEO4J_PASSWORD, else it is asked for.",
    ),
]
Database = Annotated[
    str | None, typer.Option("--database", metavar="NAME", help="Default: NEO4J_DATABASE, else the user's own.")
]
DatasetName = Annotated[
    str | None, typer.Option("--dataset", metavar="NAME", help="Which dataset of the server. Default: the only one.")
]


@dataclass(kw_only=True)
class ServerOptions(Group):
    """Which server a command talks to, and as whom."""

    uri: Uri = None
    user: User = None
    password_file: PasswordFile = None
    database: Database = None

    @contextmanager
    def connected(self) -> Iterator[Server]:
        """Open the connection that options and environment describe.

        Raises:
            QuestionError: the address is none, or there is no password.
            ServerError: no server answers, or it refuses.
        """
        from pydantic import SecretStr  # noqa: PLC0415  # why: heavy; help and errors of usage come without it

        from graphx.neo4j.client import Settings, connected  # noqa: PLC0415  # why: as above

        settings = Settings.of_environment(SecretStr(""), uri=self.uri, username=self.user, database=self.database)
        password = SecretStr(_password(self.password_file, settings))
        with connected(replace(settings, password=password)) as server:
            yield server


SHORTEST = 0.001
"""Seconds: less is no limit for a server."""
LONGEST = 1_000_000


def seconds_of(option: str, seconds: float) -> float:
    """Return how long a server may work.

    Raises:
        QuestionError: it is no time that a server can keep to; what is no number is none either.
    """
    if not SHORTEST <= seconds <= LONGEST:
        raise QuestionError(f"{option} is from {SHORTEST} to {LONGEST} seconds")
    return seconds


def _password(file: Path | None, settings: Settings) -> str:
    """Return the password from a file, the environment or whoever sits at the terminal; never from an argument."""
    if file is not None:
        try:
            password = file.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            raise QuestionError(f"--password-file {file}: it cannot be read: {why}") from None
    elif not (password := os.environ.get("NEO4J_PASSWORD", "")) and sys.stdin is not None and sys.stdin.isatty():
        password = getpass.getpass(f"Password of {settings.username} at {settings.uri}: ", sys.stderr)
    if not password:
        raise QuestionError("the server's password is not given", "set NEO4J_PASSWORD, or name a --password-file")
    return password


def named(inputs: Sequence[str]) -> str:
    """Return what a dataset is called that has no name of its own: the names of its inputs."""
    return "+".join(sorted({"stdin" if each == "-" else Path(each).resolve().stem for each in inputs}))
