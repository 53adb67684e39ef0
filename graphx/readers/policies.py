"""Rule packs: the bundled ones by name, others by path; every fault at its place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graphx.errors import InvalidInputError, Place, Problem, did_you_mean
from graphx.model.policies import Policy
from graphx.readers.document import checked
from graphx.readers.located import InText, Node, bare, find
from graphx.readers.yaml import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER: Final = Path(__file__).parent.parent / "policies"


@dataclass(frozen=True)
class Pack:
    """A policy, and where its parts stand."""

    policy: Policy
    file: str
    _node: Node

    def place(self, *path: str | int) -> Place:
        """Return where a part of the policy stands."""
        return find(self._node, path).place(self.file)


def bundled_policies() -> dict[str, Path]:
    """Return the files of the bundled packs, by name."""
    return {path.stem: path for path in sorted(FOLDER.glob("*.yaml"))}


def read_policies(names: Iterable[str] = ()) -> list[Pack]:
    """Return packs by name or by path; without any all that are bundled.

    Raises:
        InvalidInputError: with every fault of every pack: it is unknown, cannot be read, or is no policy.
    """
    bundled = bundled_policies()
    packs: list[Pack] = []
    problems: list[Problem] = []
    for name in dict.fromkeys(names or bundled):
        try:
            packs.append(_read(name, bundled))
        except InvalidInputError as error:
            problems += error.problems
    known: dict[str, str] = {}
    for pack in packs:
        if pack.policy.id in known:
            what = f"{pack.policy.id} is a policy of {known[pack.policy.id]} already"
            problems.append(Problem(pack.place("id"), what, "give it another id"))
        known[pack.policy.id] = pack.file
    if problems:
        raise InvalidInputError(problems)
    return packs


def _read(name: str, bundled: dict[str, Path]) -> Pack:
    if name in bundled:
        file, path = f"{name}.yaml", bundled[name]
    else:
        file, path = name, Path(name)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = "there is no such policy" if isinstance(error, FileNotFoundError) else f"it cannot be read: {error}"
        hint = did_you_mean(name, bundled, "see `graphx policy list`, or give a path")
        raise InvalidInputError([Problem(Place(name), reason, hint)]) from None
    node = parse_yaml(text, file)
    policy, problems = checked(Policy, InText(node, file), bare(node))
    if policy is None:
        raise InvalidInputError(problems)
    return Pack(policy, file, node)
