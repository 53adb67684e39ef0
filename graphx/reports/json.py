"""Answers as JSON, stable and versioned: an answer per line, keys in the order of the contract.

The entries of a long list are made one by one as they are written, so that an answer is never held twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import singledispatch
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, overload

from graphx.questions.check import CheckAnswer
from graphx.questions.control import ControlAnswer
from graphx.questions.exposure import Exposure, ExposureAnswer, Reached
from graphx.questions.find import FindAnswer
from graphx.questions.impact import Hit, ImpactAnswer
from graphx.questions.lint import LintAnswer
from graphx.questions.paths import PathsAnswer
from graphx.questions.restricted import RestrictedAnswer
from graphx.questions.screen import ScreenAnswer
from graphx.questions.show import ShowAnswer

if TYPE_CHECKING:
    from graphx.errors import Problem
    from graphx.graph.view import Lens
    from graphx.model.dataset import Dataset, Document
    from graphx.questions.chart import Branch, Chart, Share
    from graphx.questions.control import Held
    from graphx.questions.evidence import Because, ClaimShown, Hop, Path
    from graphx.questions.frame import AskedQuestion, Coverage
    from graphx.questions.restricted import AskedSet
    from graphx.questions.rules import RuleFinding
    from graphx.questions.why import RestrictedOne, Why

Json = dict[str, Any]
Told = dict[int, Json]
"""What an answer tells more than once, by the identity of what it tells of."""
T = TypeVar("T")

LISTS: Final = frozenset({"answers", "hit", "paths", "sets", "policies", "matches", "suspicions", "problems", "rows"})
"""What the list that an answer consists of is called; each has one at most."""


class Entries(Sequence[Json], Generic[T]):
    """A long list of an answer: each entry becomes JSON when it is asked for, and is not kept."""

    def __init__(self, found: Sequence[T], entry: Callable[[T], Json]) -> None:
        """Keep what was found, and how one of it reads."""
        self._found = found
        self._entry = entry

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._found)

    @overload
    def __getitem__(self, index: int) -> Json: ...

    @overload
    def __getitem__(self, index: slice) -> list[Json]: ...

    def __getitem__(self, index: int | slice) -> Json | list[Json]:
        """Return an entry, or some."""
        if isinstance(index, slice):
            return [self._entry(each) for each in self._found[index]]
        return self._entry(self._found[index])


def dumped(value: object) -> str:
    """Return compact JSON; exact decimals become numbers, text keeps its own script."""
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "), default=_plain, allow_nan=False)


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    message = f"no JSON for {type(value).__name__}"
    raise TypeError(message)


@singledispatch
def to_json(answer: Any) -> Json:  # noqa: ANN401  # why: one function per answer type follows
    """Return an answer as what JSON can hold."""
    message = f"no JSON for {type(answer).__name__}"
    raise TypeError(message)


def lines(value: Json) -> Iterator[str]:
    """Yield a JSON object in lines: one per key, and one per entry of its long lists."""
    yield "{"
    for index, (key, inner) in enumerate(value.items()):
        comma = "," if index < len(value) - 1 else ""
        if _is_long(inner):
            yield f"{dumped(key)}: ["
            for position, entry in enumerate(inner):
                yield dumped(entry) + ("," if position < len(inner) - 1 else "")
            yield f"]{comma}"
        else:
            yield f"{dumped(key)}: {dumped([] if isinstance(inner, Entries) else inner)}{comma}"
    yield "}"


def records(value: Json) -> Iterator[str]:
    """Yield JSON lines: first the frame of an answer (schema, question, coverage), then an entry per line.

    What has no such list, an entity's card, is a single line.
    """
    yield dumped({key: inner for key, inner in value.items() if key not in LISTS})
    for name in LISTS & value.keys():
        yield from map(dumped, value[name])


def _is_long(inner: object) -> bool:
    return isinstance(inner, list | Entries) and bool(inner) and isinstance(inner[0], dict)


def _version() -> str:
    from graphx import __version__  # noqa: PLC0415  # why: the package's own name, known once it is loaded

    return __version__


def _inputs(documents: Sequence[Document]) -> list[Json]:
    return [{"path": each.path, "sha256": each.sha256} for each in documents]


def _lens(lens: Lens) -> Json:
    return {
        "as_of": lens.as_of,
        "known_at": lens.known_at,
        "min_confidence": lens.min_confidence,
        "include": sorted(lens.include),
        "max_age": lens.max_age,
    }


def _question(asked: AskedQuestion) -> Json:
    return {
        "from": list(asked.starts),
        "restricted": list(asked.restricted),
        "lists": list(asked.lists),
        **({"calculator": asked.calculator} if asked.calculator else {}),
        "patterns": [{"name": each.name, "text": each.text} for each in asked.patterns],
        **_lens(asked.view.lens),
        "assume_complete": asked.assume_complete,
        "limits": {
            "max_paths": asked.limits.max_paths,
            "max_hops": asked.limits.max_hops,
            "max_frontier": asked.limits.max_frontier,
            "timeout": asked.limits.timeout,
        },
        "graphx": _version(),
        "inputs": _inputs(asked.view.graph.dataset.documents),
    }


def _coverage(coverage: Coverage) -> Json:
    return {
        "starts": coverage.starts,
        "starts_rejected": coverage.starts_rejected,
        "restricted_asked": coverage.restricted_asked,
        "restricted_in_graph": coverage.restricted_in_graph,
        "complete": coverage.complete,
        "truncated": list(coverage.truncated),
    }


_NOTHING_CUT: Json = {"complete": True, "truncated": []}


@to_json.register(ExposureAnswer)
def _(answer: ExposureAnswer) -> Json:
    told: Told = {}
    return {
        "schema": "graphx.exposure/1",
        "question": _question(answer.question),
        "coverage": _coverage(answer.coverage),
        "answers": Entries(answer.answers, lambda each: _exposure(each, told)),
    }


def _exposure(answer: Exposure, told: Told) -> Json:
    return {
        "entity": answer.entity,
        "verdict": answer.verdict.value,
        "listed": [_because(each) for each in answer.listed],
        "restricted": [_reached(each, told) for each in answer.restricted],
        "frontier": [{"entity": gap.entity, "missing": list(gap.missing)} for gap in answer.frontier],
        "frontier_truncated": answer.frontier_truncated,
    }


def _reached(end: Reached, told: Told) -> Json:
    return {
        "entity": end.entity,
        "certainty": end.certainty,
        "hops": end.hops,
        "tier": end.tier,
        **_known_why(end.why, told),
        "paths": [_path(each, told) for each in end.paths],
    }


def _known_why(why: Why, told: Told) -> Json:
    """Return why somebody is restricted; `told` remembers it, as every start that reaches an end tells the same."""
    if id(why) not in told:
        told[id(why)] = _why(why)
    return told[id(why)]


def _why(why: Why) -> Json:
    reasons: Json = {
        "because": [_because(each) for each in why.because],
        "ownership": [_hop(each) for each in why.ownership],
    }
    if why.ownership:
        reasons["ways"] = [{"restriction": way.restriction, "how": way.how} for way in why.ways]
    return reasons


def _because(because: Because) -> Json:
    return {
        "restriction": because.restriction,
        "status": because.status,
        "since": because.since,
        "role": because.role,
        "claims": [_claim(each) for each in because.claims],
        "at": list(because.at),
    }


def _path(path: Path, told: Told) -> Json:
    """Return a path; `told` remembers the hops met before, as the paths of an answer share most of theirs."""
    for hop in path.hops:
        if id(hop) not in told:
            told[id(hop)] = _hop(hop)
    return {
        "hops": [told[id(hop)] for hop in path.hops],
        "weakest_confidence": path.weakest_confidence,
        "root_sources": path.root_sources,
    }


def _hop(hop: Hop) -> Json:
    return {
        "from": hop.source,
        "type": hop.type,
        "to": hop.target,
        "key": hop.key,
        "reverse": hop.reverse,
        "certainty": hop.certainty,
        "fields": hop.fields,
        "at": list(hop.at),
        "claims": [_claim(each) for each in hop.claims],
    }


def _claim(shown: ClaimShown) -> Json:
    stated = shown.claim.stated()
    if shown.claim.says:
        stated["says"] = shown.claim.says.stated()
    return {
        "source": shown.claim.source,
        "polarity": shown.claim.polarity,
        "confidence": shown.claim.effective_confidence,
        **{key: value for key, value in stated.items() if key not in {"source", "polarity", "confidence"}},
        "at": shown.at,
    }


@to_json.register(ImpactAnswer)
def _(answer: ImpactAnswer) -> Json:
    return {
        "schema": "graphx.impact/1",
        "question": _question(answer.question),
        "coverage": _coverage(answer.coverage),
        "of": list(answer.of),
        "hit": Entries(answer.hit, _hit),
    }


def _hit(hit: Hit) -> Json:
    return {
        "entity": hit.entity,
        "kind": hit.kind,
        "certainty": hit.certainty,
        "hops": hit.hops,
        **({"ownership": [_hop(each) for each in hit.ownership]} if hit.ownership else {}),
        "paths": [_path(each, {}) for each in hit.paths],
    }


@to_json.register(PathsAnswer)
def _(answer: PathsAnswer) -> Json:
    return {
        "schema": "graphx.paths/1",
        "question": _question(answer.question),
        "coverage": _coverage(answer.coverage),
        "from": answer.start,
        "to": answer.end,
        **({"restricted": _restricted(one)} if (one := answer.restricted) and one.why.ownership else {}),
        "paths": Entries(answer.paths, lambda each: _path(each, {})),
    }


def _restricted(one: RestrictedOne) -> Json:
    return {"entity": one.entity, "certainty": one.certainty, **_why(one.why)}


@to_json.register(RestrictedAnswer)
def _(answer: RestrictedAnswer) -> Json:
    return {
        "schema": "graphx.restricted/1",
        "question": _asked_set(answer.question),
        "coverage": _NOTHING_CUT,
        "sets": [
            {
                "restriction": each.restriction,
                "certainty": each.certainty,
                "never_restricts": each.never_restricts,
                "extends_to": [
                    {
                        "calculator": way.calculator,
                        "threshold": way.threshold,
                        "certainty": way.certainty,
                        "since": way.stated.since,
                        "until": way.stated.until,
                        "status": way.stated.status,
                    }
                    for way in each.extends_to
                ],
                "restricted": [_restricted(one) for one in each.restricted],
                "apart": [_hop(hop) for hop in each.apart],
                "bound": [
                    {
                        "entity": one.entity,
                        "role": one.role,
                        "certainty": one.certainty,
                        "relation": _hop(one.said),
                    }
                    for one in each.bound
                ],
            }
            for each in answer.sets
        ],
    }


def _asked_set(asked: AskedSet) -> Json:
    return {
        "restricted": list(asked.restricted),
        "lists": list(asked.lists),
        "calculator": asked.calculator,
        **_lens(asked.view.lens),
        "graphx": _version(),
        "inputs": _inputs(asked.view.graph.dataset.documents),
    }


@to_json.register(ControlAnswer)
def _(answer: ControlAnswer) -> Json:
    return {
        "schema": "graphx.control/1",
        "question": {"entity": answer.entity, **_asked_set(answer.question)},
        "coverage": _NOTHING_CUT,
        "answers": [
            {
                "entity": each.entity,
                "listed": [_because(because) for because in each.listed],
                "restricted": [_held(row) for row in each.restricted],
                "not_restricted": [_held(row) for row in each.not_restricted],
                **(_chart(each.chart) if each.chart else {}),
            }
            for each in answer.answers
        ],
    }


def _held(row: Held) -> Json:
    return {
        "restriction": row.restriction,
        "calculator": row.calculator,
        "threshold": row.threshold,
        "own": row.own,
        "certainty": row.certainty,
        **_share(row.share),
        "because": [_hop(hop) for hop in row.because],
    }


def _chart(chart: Chart) -> Json:
    return {
        "owners": [_branch(each) for each in chart.owners],
        "holdings": [_branch(each) for each in chart.holdings],
        "ultimate": [{"entities": list(each.entities), **_share(each.share)} for each in chart.ultimate],
        "circles": [list(circle) for circle in chart.circles],
    }


def _branch(branch: Branch) -> Json:
    return {
        "entity": branch.entity,
        "depth": branch.depth,
        **_share(branch.share),
        "again": branch.again,
        "stakes": [_hop(hop) for hop in branch.stakes],
    }


def _share(share: Share) -> Json:
    return {"share_min": share[0], "share_max": share[1]}


@to_json.register(CheckAnswer)
def _(answer: CheckAnswer) -> Json:
    return {
        "schema": "graphx.check/1",
        "question": {
            "from": list(answer.starts),
            **_lens(answer.view.lens),
            "graphx": _version(),
            "inputs": _inputs(answer.view.graph.dataset.documents),
        },
        "coverage": _NOTHING_CUT,
        "policies": [
            {
                "policy": each.policy.id,
                "title": each.policy.title,
                "as_of": answer.view.lens.as_of,
                "in_force": each.in_force,
                "findings": [_rule_finding(finding) for finding in each.findings],
            }
            for each in answer.policies
        ],
    }


def _rule_finding(finding: RuleFinding) -> Json:
    measure = finding.measure
    told: Json = {
        "entity": finding.entity,
        "verdict": finding.verdict.value,
        "rule": finding.rule,
        "clause": finding.clause,
        "reason": finding.reason,
        "conditions": list(finding.conditions),
        "path": [_hop(hop) for hop in finding.path],
        **(_why(finding.why) if finding.why else {}),
    }
    if measure:
        told["measure"] = {
            "value": measure.value,
            "value_max": measure.most,
            "limit": measure.limit,
            "denominator": measure.denominator,
        }
    return told


@to_json.register(ScreenAnswer)
def _(answer: ScreenAnswer) -> Json:
    return {
        "schema": "graphx.screen/1",
        "question": {
            "lists": list(answer.lists),
            "graphx": _version(),
            "inputs": _inputs(answer.graph.dataset.documents),
        },
        "coverage": {"screened": answer.screened, "parties": answer.parties, **_NOTHING_CUT},
        "matches": [
            {
                "entity": match.entity,
                "name": match.name,
                "list": match.list,
                "listed_id": match.listed_id,
                "listed_name": match.listed_name,
                "answer": match.answer.value,
                "rule": match.rule,
                "score": match.score,
                **({"warning": match.warning} if match.warning else {}),
            }
            for match in answer.matches
        ],
    }


@to_json.register(FindAnswer)
def _(answer: FindAnswer) -> Json:
    return {
        "schema": "graphx.find/1",
        "question": {"text": answer.text, "graphx": _version()},
        "coverage": _NOTHING_CUT,
        "matches": [
            {
                "entity": match.entity,
                "kind": match.kind,
                "name": match.name,
                "field": match.field,
                "value": match.value,
                "how": match.how,
            }
            for match in answer.matches
        ],
    }


@to_json.register(ShowAnswer)
def _(answer: ShowAnswer) -> Json:
    return {
        "schema": "graphx.show/1",
        "question": {
            **_lens(answer.view.lens),
            "graphx": _version(),
            "inputs": _inputs(answer.view.graph.dataset.documents),
        },
        "coverage": _NOTHING_CUT,
        "entity": answer.entity.model_dump(mode="json", exclude_none=True),
        "at": list(answer.at),
        "upstream": [_hop(hop) for hop in answer.upstream],
        "downstream": [_hop(hop) for hop in answer.downstream],
        "listings": [_hop(hop) for hop in answer.listings],
        "gaps": list(answer.gaps),
    }


@to_json.register(LintAnswer)
def _(answer: LintAnswer) -> Json:
    return {
        "schema": "graphx.lint/1",
        "question": {"graphx": _version()},
        "coverage": _NOTHING_CUT,
        "suspicions": [
            {
                "file": each.where.file,
                "line": each.where.line,
                "column": each.where.column,
                "rule": each.rule,
                "subject": each.subject,
                "message": each.why,
            }
            for each in answer.suspicions
        ],
    }


def validation(dataset: Dataset | None, problems: Sequence[Problem]) -> Json:
    """Return what `validate` says of inputs: of a whole dataset, or of the problems that make it none."""
    counts = {"entities": 0, "relations": 0, "claims": 0, "sources": 0}
    if dataset:
        counts = {
            "entities": len(dataset.entities),
            "relations": len(dataset.relations),
            "claims": dataset.claim_count,
            "sources": len(dataset.sources),
        }
    return {
        "schema": "graphx.validate/1",
        "question": {"graphx": _version(), "inputs": _inputs(dataset.documents if dataset else ())},
        "coverage": _NOTHING_CUT,
        "valid": dataset is not None,
        "counts": counts,
        "problems": [
            {
                "file": each.where.file,
                "line": each.where.line,
                "column": each.where.column,
                "message": each.what,
                "hint": each.hint,
            }
            for each in problems
        ],
    }
