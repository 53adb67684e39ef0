"""Answers as rows: CSV for spreadsheets and machines, Markdown for documents."""

from __future__ import annotations

import csv
import re
from functools import lru_cache, singledispatch
from itertools import chain
from typing import TYPE_CHECKING, Any

from graphx.model.cells import defused
from graphx.questions.check import CheckAnswer
from graphx.questions.control import ControlAnswer
from graphx.questions.exposure import ExposureAnswer
from graphx.questions.find import FindAnswer
from graphx.questions.impact import ImpactAnswer
from graphx.questions.lint import LintAnswer
from graphx.questions.paths import PathsAnswer
from graphx.questions.restricted import RestrictedAnswer
from graphx.questions.screen import ScreenAnswer
from graphx.questions.show import ShowAnswer
from graphx.reports.phrases import share
from graphx.reports.terminal import Style, clean
from graphx.reports.text import to_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from graphx.questions.evidence import Hop, Path

    Rows = Iterable[list[str]]


@singledispatch
def to_rows(answer: Any) -> tuple[list[str], Rows]:  # noqa: ANN401  # why: one function per answer type follows
    """Return an answer's header and its rows, which may be made as they are taken."""
    message = f"no table for {type(answer).__name__}"
    raise TypeError(message)


def to_csv(answer: object, *, raw: bool = False) -> Iterator[str]:
    """Yield CSV lines; unless `raw`, cells that a spreadsheet would take for a formula begin with a quote mark."""
    return csv_of(*to_rows(answer), raw=raw)


def csv_of(header: list[str], rows: Rows, *, raw: bool = False) -> Iterator[str]:
    """Yield a header and rows as CSV lines, as above."""
    # with this end of line, cells that hold one are quoted; it is not written twice
    line = csv.writer(_Line(), lineterminator="\r\n")
    for row in chain([header], rows):
        written: str = line.writerow(row if raw else map(_safe, row))
        yield written.removesuffix("\r\n")


class _Line:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


@lru_cache(maxsize=2**16)
def _safe(cell: str) -> str:
    return defused(clean(cell))


def to_markdown(answer: object) -> Iterator[str]:
    """Yield a Markdown table, and below it the text report as a quotation."""
    yield from markdown_of(*to_rows(answer))
    if isinstance(answer, ExposureAnswer | ImpactAnswer | PathsAnswer):
        yield ""
        yield "```text"
        yield from to_text(answer, Style())
        yield "```"


def markdown_of(header: list[str], rows: Rows) -> Iterator[str]:
    """Yield a header and rows as a Markdown table."""
    yield "| " + " | ".join(header) + " |"
    yield "|" + " --- |" * len(header)
    for row in rows:
        yield "| " + " | ".join(_escaped(cell) for cell in row) + " |"


def _escaped(cell: str) -> str:
    return re.sub(r"([\\|`*_<>\[\]#])", r"\\\1", clean(cell))


def _chain(hops: Sequence[Hop]) -> str:
    return hops[0].near + "".join(f" {hop.arrow} {hop.far}" for hop in hops) if hops else ""


@to_rows.register(ExposureAnswer)
def _(answer: ExposureAnswer) -> tuple[list[str], Rows]:
    header = [
        "entity",
        "verdict",
        "restricted",
        "certainty",
        "hops",
        "tier",
        "listed_on",
        "weakest_confidence",
        "root_sources",
        "path",
        "frontier",
    ]
    return header, _exposed(answer)


def _exposed(answer: ExposureAnswer) -> Iterator[list[str]]:
    for each in answer.answers:
        frontier = "; ".join(f"{gap.entity}: {' '.join(gap.missing)}" for gap in each.frontier)
        for end in each.restricted:
            listed = " ".join(dict.fromkeys(because.restriction for because in end.why.because))
            told = [end.entity, end.certainty, str(end.hops), str(end.tier), listed, *_evidence(end.paths)]
            yield [each.entity, each.verdict, *told, frontier]
        if not each.restricted:
            yield [each.entity, each.verdict, *[""] * 8, frontier]


def _evidence(paths: Sequence[Path]) -> list[str]:
    """Return the cells of the first path."""
    if not paths:
        return ["", "", ""]
    return [str(paths[0].weakest_confidence), str(paths[0].root_sources), _chain(paths[0].hops)]


@to_rows.register(ImpactAnswer)
def _(answer: ImpactAnswer) -> tuple[list[str], Rows]:
    header = ["entity", "kind", "certainty", "hops", "weakest_confidence", "root_sources", "path"]
    return header, ([hit.entity, hit.kind, hit.certainty, str(hit.hops), *_evidence(hit.paths)] for hit in answer.hit)


@to_rows.register(PathsAnswer)
def _(answer: PathsAnswer) -> tuple[list[str], Rows]:
    header = ["number", "hops", "weakest_confidence", "root_sources", "path"]
    rows = [
        [str(number), str(len(path.hops)), str(path.weakest_confidence), str(path.root_sources), _chain(path.hops)]
        for number, path in enumerate(answer.paths, start=1)
    ]
    return header, rows


@to_rows.register(RestrictedAnswer)
def _(answer: RestrictedAnswer) -> tuple[list[str], Rows]:
    header = ["restriction", "entity", "how", "certainty", "since", "until", "status", "through"]
    rows = []
    for each in answer.sets:
        for one in each.restricted:
            own = [each.role for each in one.why.because if each.entity == one.entity]
            reached = [way.how for way in one.why.ways if way.how != "listed"]
            how = " ".join(dict.fromkeys([*own, *reached]))
            dated = (
                [one.why.because[0].since or "", "", one.why.because[0].status or ""] if one.why.because else [""] * 3
            )
            through = "; ".join(f"{hop.source} {hop.type} {hop.target}" for hop in one.why.ownership)
            rows.append([each.restriction or "", one.entity, how, one.certainty, *dated, through])
        rows += [[each.restriction or "", hop.source, "apart", "out", *_dated(hop), ""] for hop in each.apart]
        rows += [
            [each.restriction or "", one.entity, one.role, one.certainty, *_dated(one.said), ""] for one in each.bound
        ]
    return header, rows


def _dated(hop: Hop) -> list[str]:
    return [str(hop.fields.get(name, "")) for name in ("since", "until", "status")]


@to_rows.register(ControlAnswer)
def _(answer: ControlAnswer) -> tuple[list[str], Rows]:
    header = [
        "entity",
        "restriction",
        "calculator",
        "threshold",
        "own",
        "certainty",
        "share_min",
        "share_max",
        "through",
    ]
    rows = [
        [
            each.entity,
            row.restriction,
            row.calculator,
            share(row.threshold),
            "true" if row.own else "false",
            row.certainty,
            *map(share, row.share),
            "; ".join(f"{hop.source} {hop.type} {hop.target}" for hop in row.because),
        ]
        for each in answer.answers
        for row in (*each.restricted, *each.not_restricted)
    ]
    return header, rows


@to_rows.register(CheckAnswer)
def _(answer: CheckAnswer) -> tuple[list[str], Rows]:
    header = [
        "policy",
        "in_force",
        "entity",
        "verdict",
        "rule",
        "clause",
        "reason",
        "value",
        "value_max",
        "limit",
        "path",
    ]
    rows = []
    for each in answer.policies:
        for finding in each.findings:
            measure = finding.measure
            shares = [share(part) for part in (measure.value, measure.most, measure.limit)] if measure else [""] * 3
            told = [finding.entity, finding.verdict, finding.rule, finding.clause, finding.reason]
            rows.append([each.policy.id, "true", *told, *shares, _chain(finding.path)])
        if not each.findings:
            rows.append([each.policy.id, "true" if each.in_force else "false", *[""] * 9])
    return header, rows


@to_rows.register(ScreenAnswer)
def _(answer: ScreenAnswer) -> tuple[list[str], Rows]:
    rows = [
        [
            match.entity,
            match.name,
            match.list,
            match.listed_id,
            match.listed_name,
            match.answer,
            match.rule,
            str(match.score),
        ]
        for match in answer.matches
    ]
    return ["entity", "name", "list", "listed_id", "listed_name", "answer", "rule", "score"], rows


@to_rows.register(FindAnswer)
def _(answer: FindAnswer) -> tuple[list[str], Rows]:
    rows = [[match.entity, match.kind, match.name, match.field, match.value, match.how] for match in answer.matches]
    return ["entity", "kind", "name", "field", "value", "how"], rows


@to_rows.register(ShowAnswer)
def _(answer: ShowAnswer) -> tuple[list[str], Rows]:
    rows = [
        [
            side,
            hop.type,
            hop.far,
            hop.key or "",
            hop.certainty,
            *_dated(hop),
        ]
        for side, hops in (
            ("listing", answer.listings),
            ("upstream", answer.upstream),
            ("downstream", answer.downstream),
        )
        for hop in hops
    ]
    return ["side", "type", "entity", "key", "certainty", "since", "until", "status"], rows


@to_rows.register(LintAnswer)
def _(answer: LintAnswer) -> tuple[list[str], Rows]:
    rows = [[str(each.where), each.rule, each.subject, each.why] for each in answer.suspicions]
    return ["place", "rule", "subject", "message"], rows
