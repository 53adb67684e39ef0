"""A wire to a Neo4j server that can be cut, or made to tell lies, at a commit of one's choice (the Bolt protocol, version 5).

A lost commit is the fault that matters: whoever asks for it cannot tell whether it was applied.
"""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum

COMMIT = b"\x00\x02\xb0\x12\x00\x00"
"""The message that asks for a commit, as the one chunk that it is sent in."""


class Cut(Enum):
    """What becomes of the commit at which the wire is cut."""

    BEFORE = "before it arrives"
    AFTER = "before its answer arrives"
    SILENT = "it hangs in the air, as all that follows"


@dataclass
class Plan:
    """What goes wrong, and when; commits count from 1, those of reading transactions included."""

    commit: int = 0
    cut: Cut = Cut.BEFORE
    for_good: bool = False
    """Whether nobody answers any more afterwards."""
    refusal: tuple[str, str] | None = None
    """The code and the message of a refusal in place of the cut."""
    again: int = 1
    """At how many commits in a row."""
    agent: bytes = b""
    """What the server calls itself, of the same length as its own name."""


@dataclass
class Wire:
    """Listens on a port of its own and passes on what it hears."""

    host: str
    port: int
    plan: Plan = field(default_factory=Plan)
    commits: int = 0
    is_silent: bool = False
    """Whether the wire stays up and nothing arrives any more, on new connections neither."""

    def __post_init__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._is_dead = False
        self._open = []
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def uri(self):
        return f"bolt://127.0.0.1:{self._listener.getsockname()[1]}"

    def follow(self, plan):
        """Count commits anew, and let a plan say what goes wrong."""
        self.plan, self.commits, self._is_dead, self.is_silent = plan, 0, False, False

    def close(self):
        self._hang_up()
        self._listener.close()

    def _accept(self):
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                if self._is_dead:
                    near.close()
                    continue
                far = socket.create_connection((self.host, self.port))
                self._open += [near, far]
                for pump in (self._to_server, self._to_client):
                    threading.Thread(target=pump, args=(near, far), daemon=True).start()

    def _to_server(self, near, far):
        with suppress(OSError):
            while data := near.recv(65536):
                if self.is_silent:
                    continue
                if data.endswith(COMMIT):
                    self.commits += 1
                    if self.plan.commit <= self.commits < self.plan.commit + self.plan.again and self.plan.commit:
                        data = self._fault(near, far, data)
                        if data is None:
                            return
                far.sendall(data)
        self._hang_up(near, far)

    def _fault(self, near, far, data):
        if self.plan.refusal:
            near.sendall(failure(*self.plan.refusal))
            return data.removesuffix(COMMIT)
        if self.plan.cut is Cut.SILENT:
            self.is_silent = True
            return b""
        self._is_dead = self.plan.for_good
        if self.plan.cut is Cut.AFTER:
            self._muted = near
            answered = threading.Event()
            self._answered = answered
            far.sendall(data)
            answered.wait(10)
        self._hang_up(*([] if self.plan.for_good else [near, far]))
        return None

    _muted = None
    _answered = None

    def _to_client(self, near, far):
        with suppress(OSError):
            while data := far.recv(65536):
                if self.is_silent:
                    continue
                if self._muted is near:
                    self._answered.set()
                    return
                if self.plan.agent and b"Neo4j/" in data:
                    start = data.index(b"Neo4j/")
                    data = data[:start] + self.plan.agent + data[start + len(self.plan.agent) :]
                near.sendall(data)
        self._hang_up(near, far)

    def _hang_up(self, *sockets):
        for each in sockets or list(self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


def failure(code, message):
    """Return a FAILURE message; servers since Bolt 5.7 call the code `neo4j_code`."""
    fields = {
        "code": code,
        "neo4j_code": code,
        "message": message,
        "gql_status": "50N42",
        "description": message,
        "diagnostic_record": {},
    }
    body = b"\xb1\x7f" + _packed(fields)
    return struct.pack(">H", len(body)) + body + b"\x00\x00"


def _packed(value):
    if isinstance(value, dict):
        inner = b"".join(_packed(key) + _packed(each) for key, each in value.items())
        return bytes([0xA0 + len(value)]) + inner
    data = value.encode()
    return b"\xd0" + bytes([len(data)]) + data
