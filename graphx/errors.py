"""Every deliberate failure: what a user can cause, said in one line that names the place and the remedy."""

from __future__ import annotations

import re
from collections.abc import Sized
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_CONTROLS: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def visible(text: str) -> str:
    """Return text with every character that a terminal would obey written out, so that a message stays one line."""
    return _CONTROLS.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


SHOWN_PROBLEMS: Final = 20
"""How many problems are printed; the rest is counted."""


class Place(NamedTuple):
    """Where in an input something stands; line and column count from 1, 0 means the file as a whole."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Return `file:line:column`, without the parts that are not known."""
        parts = [self.file, *(str(number) for number in (self.line, self.column) if number)]
        return ":".join(parts)

    @property
    def line_only(self) -> str:
        """Return `file:line`, the form that a proof quotes."""
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault in an input: where it is, what is wrong, and what to do about it."""

    where: Place
    what: str
    hint: str = ""

    def __str__(self) -> str:
        """Return the one line that can be grepped."""
        return visible(f"{self.where}: {self.what}" + (f" ({self.hint})" if self.hint else ""))


class GraphxError(Exception):
    """The root of every deliberate failure."""


class InvalidInputError(GraphxError):
    """Inputs that are not a whole dataset; it carries every problem that was found."""

    def __init__(self, problems: Iterable[Problem], untold: int = 0) -> None:
        """Keep the problems, sorted by place, each once; `untold` says how many more there are, behind the first of their kind."""
        self.problems: Sequence[Problem] = sorted(set(problems))
        self.untold = untold
        super().__init__(self.problems)

    def __str__(self) -> str:
        """Return a line per problem, the first 20 of them, and how many more there are."""
        lines = [str(problem) for problem in self.problems[:SHOWN_PROBLEMS]]
        if (more := max(0, len(self.problems) - SHOWN_PROBLEMS) + self.untold) > 0:
            lines.append(f"… and {more} more")
        return "\n".join(lines)


class QuestionError(GraphxError):
    """A question that cannot be asked of this graph: wrong usage, never a finding."""

    def __init__(self, what: str, hint: str = "") -> None:
        """Keep what is wrong and what to do about it."""
        self.what = what
        self.hint = hint
        super().__init__(what, hint)

    def __str__(self) -> str:
        """Return one line."""
        return visible(self.what + (f" ({self.hint})" if self.hint else ""))


class PatternError(QuestionError):
    """A pattern that cannot be read, or cannot be asked of this graph; it points at the place."""

    def __init__(self, what: str, *, text: str, at: int, hint: str = "") -> None:
        """Keep the pattern's text and the offset of the fault in it."""
        super().__init__(what, hint)
        self.text = text
        self.at = at

    def __str__(self) -> str:
        """Return the message, and under it the line of the pattern with a caret."""
        start = self.text.rfind("\n", 0, self.at) + 1
        end = self.text.find("\n", self.at)
        before = visible(self.text[start : self.at])
        behind = visible(self.text[self.at : end if end >= 0 else len(self.text)])
        return f"{super().__str__()}\n  {before}{behind}\n  {' ' * len(before)}^"


class ServerError(GraphxError):
    """A server that does not answer, or not as it should; nothing of the question is to blame."""

    def __init__(self, server: str, what: str, hint: str = "") -> None:
        """Keep the server's address, what is wrong and what to do about it."""
        self.server = server
        self.what = what
        self.hint = hint
        super().__init__(server, what, hint)

    def __str__(self) -> str:
        """Return one line."""
        return visible(f"{self.server}: {self.what}" + (f" ({self.hint})" if self.hint else ""))


NEAR_AMONG: Final = 20_000
"""Among so many words at most a near one is looked for: among millions it would take minutes."""


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return a hint that names the nearest known word, or `otherwise` if none is near.

    >>> did_you_mean("DEPLOY", ["DEPLOYS", "MADE_BY"])
    'did you mean DEPLOYS?'
    """
    if isinstance(known, Sized) and len(known) > NEAR_AMONG:
        return otherwise
    by_folded = {candidate.casefold(): candidate for candidate in known}
    near = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return f"did you mean {by_folded[near[0]]}?" if near else otherwise
