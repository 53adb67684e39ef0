"""Answers as JSON, stable and versioned: keys in the order of the contract."""

from __future__ import annotations

from functools import partial, singledispatch
from typing import TYPE_CHECKING, Any, TypeVar

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
from graphx.reports.spelling import Entries, Json, Spelled, dumped, spelled, spelled_list

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

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

T = TypeVar("T")
R = TypeVar("R")


class Told:
    """What an answer tells many times, by the identity of what it tells of: it is put into words once."""

    def __init__(self) -> None:
        """Nothing is told yet."""
        self._known: dict[int, Any] = {}

    def once(self, tell: Callable[[T], R], each: T) -> R:
        """Return what is told of something, which the answer is to hold as long as this lives."""
        known: R | None = self._known.get(id(each))
        if known is None:
            known = self._known[id(each)] = tell(each)
        return known

    def all_once(self, tell: Callable[[T], R], several: Iterable[T]) -> list[R]:
        """Return what is told of each of several: nearly all of very many are known, and to ask for one costs more than to find it."""
        known = self._known
        return [known.get(id(each)) or self.once(tell, each) for each in several]


@singledispatch
def to_json(answer: Any) -> Json:  # noqa: ANN401  # why: one function per answer type follows
    """Return an answer as what JSON can hold."""
    message = f"no JSON for {type(answer).__name__}"
    raise TypeError(message)


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
    told = Told()
    return {
        "schema": "graphx.exposure/1",
        "question": _question(answer.question),
        "coverage": _coverage(answer.coverage),
        "answers": Entries(answer.answers, lambda each: _exposure(each, told)),
    }


def _exposure(answer: Exposure, told: Told) -> Spelled:
    ends = answer.restricted
    of_each = partial(_end, told=told)
    # with paths an end is told to one start, without to many alike
    several = map(of_each, ends) if ends and ends[0].paths else told.all_once(of_each, ends)
    return spelled(
        {
            "entity": answer.entity,
            "verdict": answer.verdict.value,
            "listed": [_because(each) for each in answer.listed],
            "restricted": spelled_list(several),
            "frontier": [{"entity": gap.entity, "missing": list(gap.missing)} for gap in answer.frontier],
            "frontier_truncated": answer.frontier_truncated,
        }
    )


def _end(end: Reached, told: Told) -> Spelled:
    return spelled(
        {
            "entity": end.entity,
            "certainty": end.certainty,
            "hops": end.hops,
            "tier": end.tier,
            **told.once(_spelled_why, end.why),
            "paths": _paths(end.paths, told),
        }
    )


def _spelled_why(why: Why) -> dict[str, Spelled]:
    return {key: Spelled(dumped(value)) for key, value in _why(why).items()}


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


def _paths(paths: Sequence[Path], told: Told) -> Spelled:
    return spelled_list(_path(each, told) for each in paths)


def _path(path: Path, told: Told) -> Spelled:
    return spelled(
        {
            "hops": spelled_list(told.once(_spelled_hop, hop) for hop in path.hops),
            "weakest_confidence": path.weakest_confidence,
            "root_sources": path.root_sources,
        }
    )


def _spelled_hop(hop: Hop) -> Spelled:
    return Spelled(dumped(_hop(hop)))


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
    told = Told()
    return {
        "schema": "graphx.impact/1",
        "question": _question(answer.question),
        "coverage": _coverage(answer.coverage),
        "of": list(answer.of),
        "hit": Entries(answer.hit, lambda each: _hit(each, told)),
    }


def _hit(hit: Hit, told: Told) -> Spelled:
    return spelled(
        {
            "entity": hit.entity,
            "kind": hit.kind,
            "certainty": hit.certainty,
            "hops": hit.hops,
            **({"ownership": [_hop(each) for each in hit.ownership]} if hit.ownership else {}),
            "paths": _paths(hit.paths, told),
        }
    )


@to_json.register(PathsAnswer)
def _(answer: PathsAnswer) -> Json:
    told = Told()
    return {
        "schema": "graphx.paths/1",
        "question": _question(answer.question),
        "coverage": _coverage(answer.coverage),
        "from": answer.start,
        "to": answer.end,
        **({"restricted": _restricted(one)} if (one := answer.restricted) and one.why.ownership else {}),
        "paths": Entries(answer.paths, lambda each: _path(each, told)),
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


def validation(dataset: Dataset | None, problems: Sequence[Problem], untold: int = 0) -> Json:
    """Return what `validate` says of inputs: of a whole dataset, or of the problems that make it none, and how many more there are."""
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
        "coverage": {"complete": False, "truncated": [f"problems: {untold} more"]} if untold else _NOTHING_CUT,
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
