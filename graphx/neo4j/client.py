"""A connection to a server: how it is opened, how long it waits, what is tried again, and what its faults mean in words."""

from __future__ import annotations

import logging
import os
import re
import ssl
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlsplit

from neo4j import READ_ACCESS, WRITE_ACCESS, Driver, GraphDatabase
from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    DriverError,
    IncompleteCommit,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from graphx.errors import QuestionError, ServerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from neo4j import Record, Session, SummaryCounters, Transaction
    from neo4j.api import BookmarkManager
    from pydantic import SecretStr

T = TypeVar("T")
Parameters = dict[str, Any]

DEFAULT_URI: Final = "bolt://localhost:7687"
DEFAULT_USERNAME: Final = "neo4j"
SCHEMES: Final = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
OLDEST: Final = (5, 26)
"""The first server that has quantified paths, unique relations, and labels and keys by value."""
CONNECT_SECONDS: Final = 5.0
ACQUIRE_SECONDS: Final = 8.0
RETRY_SECONDS: Final = 5.0
"""How long is repeated what may be repeated; with the above, every fault is told within 15 s."""
FIRST_PAUSE: Final = 0.1
SILENCE_SECONDS: Final = 3.0
"""How long an answer is waited for until the server is asked, on a connection of its own, whether it is still there."""
PROBE_SECONDS: Final = 5.0
_SILENT: Final = logging.NullHandler()
ENTITY_NOT_FOUND: Final = "Neo.ClientError.Statement.EntityNotFound"


@dataclass(frozen=True)
class Settings:
    """Which server, who asks, and which of its databases; the password is never shown."""

    password: SecretStr
    uri: str = DEFAULT_URI
    username: str = DEFAULT_USERNAME
    database: str | None = None
    """None: the user's home database."""

    def __post_init__(self) -> None:
        """Check the address.

        Raises:
            QuestionError: it has another scheme or no host, or it carries a password.
        """
        try:
            parts = urlsplit(self.uri)
            named, port = parts.hostname, parts.port
        except ValueError:
            named, port, parts = None, None, urlsplit("")
        if "@" in self.uri:  # the address may hold a password, so it is not repeated
            raise QuestionError(
                "the server's address carries a user or a password", "use NEO4J_USERNAME and NEO4J_PASSWORD"
            )
        if parts.scheme not in SCHEMES or not named or port == 0:
            raise QuestionError(f"{self.uri} is no address of a server", f"such as {DEFAULT_URI}; {', '.join(SCHEMES)}")

    @classmethod
    def of_environment(
        cls, password: SecretStr, *, uri: str | None = None, username: str | None = None, database: str | None = None
    ) -> Settings:
        """Return the settings that NEO4J_URI, NEO4J_USERNAME (or NEO4J_USER) and NEO4J_DATABASE give, where not given here."""
        named = os.environ.get("NEO4J_USERNAME") or os.environ.get("NEO4J_USER")
        return cls(
            password,
            uri=uri or os.environ.get("NEO4J_URI") or DEFAULT_URI,
            username=username or named or DEFAULT_USERNAME,
            database=database or os.environ.get("NEO4J_DATABASE") or None,
        )


@dataclass
class Server:
    """An open connection to a server that is there, is new enough, and knows who asks."""

    settings: Settings
    driver: Driver
    version: tuple[int, ...] = field(default=())
    is_silent: bool = False
    """Whether it did not answer any more, so that we hung up."""
    _bookmarks: BookmarkManager = field(default_factory=GraphDatabase.bookmark_manager, repr=False)
    """So that of several members of a cluster each knows what was written before."""

    def read(self, cypher: str, parameters: Parameters | None = None, *, seconds: float | None = None) -> list[Record]:
        """Return what a query that only reads returns; `seconds` limits how long the server works on it.

        Raises:
            ServerError: the server is gone, or refuses.
        """
        return self._tried(READ_ACCESS, seconds, lambda transaction: list(transaction.run(*alike(cypher, parameters))))

    def stream(self, cypher: str, parameters: Parameters | None = None) -> Iterator[Record]:
        """Yield what a query that only reads returns, row by row: for more than fits into memory twice.

        Raises:
            ServerError: the server is gone, or refuses.
        """
        with _told(self.settings), self._watched(), self._session(READ_ACCESS) as session:
            yield from session.run(*alike(cypher, parameters))

    def write(self, cypher: str, parameters: Parameters | None = None) -> SummaryCounters:
        """Run a statement in a transaction of its own, and return what it changed.

        It is tried again where that may help, so it must give the same when it is applied twice.

        Raises:
            ServerError: the server is gone, or refuses; then nothing of it is applied, or all.
        """
        return self._tried(
            WRITE_ACCESS, None, lambda transaction: transaction.run(*alike(cypher, parameters)).consume().counters
        )

    def _tried(self, access: str, seconds: float | None, work: Callable[[Transaction], T]) -> T:
        """Run work in a transaction and commit; again, for some seconds, where that may help."""
        with _told(self.settings):
            failed, pause = None, FIRST_PAUSE
            while True:
                try:
                    with (
                        self._watched(),
                        self._session(access) as session,
                        session.begin_transaction(timeout=seconds) as transaction,
                    ):
                        done = work(transaction)
                        transaction.commit()
                        return done
                except (DriverError, Neo4jError) as error:
                    failed = failed or time.monotonic()
                    if not _may_be_repeated(error) or time.monotonic() - failed > RETRY_SECONDS:
                        raise
                time.sleep(pause)
                pause *= 2

    def _session(self, access: str) -> Session:
        return self.driver.session(
            database=self.settings.database, default_access_mode=access, bookmark_manager=self._bookmarks
        )

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Turn silence into an exception, in words.

        A server may work on an answer for minutes, and a driver waits for as long; a network that is gone looks the same.
        """
        answered = threading.Event()
        threading.Thread(target=self._watch, args=(answered,), daemon=True).start()
        try:
            yield
        except (DriverError, Neo4jError):
            if not self.is_silent:
                raise
            what, hint = "the server has fallen silent", "is the network there? Run it again: it goes on from there"
            raise ServerError(self.settings.uri, what, hint) from None
        finally:
            answered.set()

    def _watch(self, answered: threading.Event) -> None:
        """Until there is an answer, ask from time to time whether the server is still there; if not, hang up."""
        while not answered.wait(SILENCE_SECONDS):
            try:
                with _driver(self.settings, PROBE_SECONDS) as probe:
                    probe.verify_connectivity()
            except Neo4jError:  # it answers, whatever it has to say
                continue
            except DriverError:
                if not answered.is_set():
                    self.is_silent = True
                    self.driver.close()
                return


@contextmanager
def connected(settings: Settings) -> Iterator[Server]:
    """Open a connection, and close it at the end.

    Raises:
        ServerError: no server answers, it refuses the user, it has no such database, or it is too old.
    """
    logging.getLogger("neo4j").addHandler(_SILENT)  # else what it remarks lands on standard error, beside our own words
    with _told(settings):
        driver = _driver(settings, ACQUIRE_SECONDS)
    with driver:
        with _told(settings):
            info = driver.get_server_info()
        version = _version(info.agent)
        if version and version < OLDEST:
            shown, oldest = ".".join(map(str, version)), ".".join(map(str, OLDEST))
            raise ServerError(
                settings.uri, f"the server is Neo4j {shown}, which is too old", f"{oldest} or newer is needed"
            )
        yield Server(settings, driver, version)


def _driver(settings: Settings, seconds: float) -> Driver:
    return GraphDatabase.driver(
        settings.uri,
        auth=(settings.username, settings.password.get_secret_value()),
        connection_timeout=CONNECT_SECONDS,
        connection_acquisition_timeout=seconds,
        notifications_min_severity="OFF",
        user_agent="graphx",
    )


_PARAMETER: Final = re.compile(r"\$(\w+)\b(?!\()")


def alike(cypher: str, parameters: Parameters | None) -> tuple[str, Parameters]:
    """Return a statement whose parameters are the entries of a single one.

    A server plans a statement anew for other lengths of lists and texts among its parameters, which may take it seconds, but
    not for other entries of one.
    """
    return (_PARAMETER.sub(r"$asked.\1", cypher), {"asked": parameters}) if parameters else (cypher, {})


def _may_be_repeated(error: DriverError | Neo4jError) -> bool:
    """Whether trying again may help: also where a commit got no answer, for it may have been applied and applies again as well."""
    is_lost = isinstance(error, IncompleteCommit)
    return is_lost or error.is_retryable() or (isinstance(error, Neo4jError) and error.code == ENTITY_NOT_FOUND)


def _version(agent: str) -> tuple[int, ...]:
    """Return the numbers in `Neo4j/5.26.31`; none if the server calls itself something else."""
    match = re.match(r"Neo4j/(\d+(?:\.\d+)*)", agent)
    return tuple(int(part) for part in match[1].split(".")) if match else ()


@contextmanager
def _told(settings: Settings) -> Iterator[None]:
    try:
        yield
    except (DriverError, Neo4jError) as error:
        raise _in_words(error, settings) from None


_WORDS: Final[tuple[tuple[str, str, str], ...]] = (
    ("Security.AuthenticationRateLimit", "too many wrong passwords", "wait some seconds, then check the password"),
    ("Security.CredentialsExpired", "the password must be changed first", "ALTER CURRENT USER SET PASSWORD …"),
    ("Database.DatabaseNotFound", "there is no database {database}", "check --database or NEO4J_DATABASE"),
    ("DatabaseUnavailable", "the database {database} is not available", "see the server's log"),
    ("ReadOnly", "the database is read-only", "ask for one that may be written to"),
    ("NotALeader", "this member of the cluster only reads", "use an address that begins with neo4j://"),
    ("Security.Forbidden", "{username} may not do this", "ask for the right to write"),
    ("TransactionTimedOut", "the time limit was reached", "ask for less, or give it more time"),
    ("MemoryPoolOutOfMemoryError", "the server has not enough memory for this", "ask for less, or give it more"),
    ("DeadlockDetected", "others hold what is to be written, again and again", "run it again when they are done"),
    ("ConstraintCreationFailed", "nodes or relationships there share an id, which cannot be", "use another database"),
)
"""What is in the server's code for a fault, what it means, and what to do."""


def _in_words(error: DriverError | Neo4jError, settings: Settings) -> ServerError:
    def fault(what: str, hint: str = "") -> ServerError:
        return ServerError(settings.uri, what, hint)

    code = (error.code or "") if isinstance(error, Neo4jError) else ""
    for part, what, hint in _WORDS:
        if part in code:
            named = {"database": settings.database or "of that name", "username": settings.username}
            return fault(what.format(**named), hint)
    if isinstance(error, AuthError):
        return fault(f"the server does not let {settings.username} in", "check the user and the password")
    if isinstance(error, IncompleteCommit):
        return fault("the connection was lost while the server was writing", "run it again: it goes on from there")
    if _is_of_encryption(error):
        return fault("the encrypted connection fails", "does the server encrypt, and is its certificate trusted?")
    if isinstance(error, ServiceUnavailable | SessionExpired):
        return fault("no server answers", "is it running, and is this its address?")
    if isinstance(error, ConfigurationError):
        return fault("the address does not fit the server", "compare bolt://, bolt+s:// and neo4j://")
    said = str(getattr(error, "message", None) or error).splitlines()
    return fault(f"the server refuses: {said[0] if said else type(error).__name__}", code)


def _is_of_encryption(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__
    return False
