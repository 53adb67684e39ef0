"""Rule packs at the command line: checked against a graph, listed, shown and validated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphx import __version__
from graphx.cli.options import CheckFormat, Format
from graphx.cli.output import emit, style_of_output, write
from graphx.cli.streams import put
from graphx.graph.view import OUT
from graphx.questions.check import CheckAnswer, check, in_force, validate
from graphx.readers.policies import bundled_policies, read_policies
from graphx.reports.sarif import to_sarif

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from graphx.graph.view import View


def check_view(
    view: View,
    names: Sequence[str],
    starts: Sequence[str],
    *,
    form: CheckFormat | None,
    output: Path | None,
    raw: bool,
) -> CheckAnswer:
    """Ask policies of a view (default: all bundled that are in force), and give the answer.

    Raises:
        InvalidInputError: a policy is unknown or faulty.
        QuestionError: a start matches nothing.
    """
    packs = read_policies(names)
    validate(packs)
    if not names:
        packs = [pack for pack in packs if in_force(view, pack.policy) > OUT]
    answer = check(view, packs, starts=starts)
    if form is CheckFormat.SARIF or (form is None and output is not None and output.suffix.lower() == ".sarif"):
        write(to_sarif(answer, __version__), output)
    else:
        emit(answer, Format(form.value) if form else None, output, raw=raw)
    return answer


def list_policies() -> None:
    """List the bundled packs."""
    rows = [
        [pack.policy.id, pack.policy.since or "", pack.policy.force.value.replace("_", " "), pack.policy.title]
        for pack in read_policies()
    ]
    put(
        [
            *style_of_output().table(["POLICY", "SINCE", "FORCE", "TITLE"], rows),
            "",
            "Ask one: graphx check INPUT… --policy NAME",
        ]
    )


def show_policy(name: str) -> None:
    """Show a pack as it stands.

    Raises:
        InvalidInputError: there is none of that name.
    """
    read_policies([name])
    path = bundled_policies().get(name)
    if path is None:
        from pathlib import Path  # noqa: PLC0415  # why: only a path of one's own needs it

        path = Path(name)
    put(path.read_text(encoding="utf-8").splitlines())


def validate_policies(names: Sequence[str]) -> None:
    """Say whether packs are whole: their fields, and every pattern.

    Raises:
        InvalidInputError: with every fault, at its place.
    """
    packs = read_policies(names)
    validate(packs)
    rules = sum(len(pack.policy.rules) for pack in packs)
    put(
        [
            f"valid: {len(packs)} {'policy' if len(packs) == 1 else 'policies'}, {rules} {'rule' if rules == 1 else 'rules'}"
        ]
    )
