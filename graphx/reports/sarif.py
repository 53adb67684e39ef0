"""Findings as SARIF 2.1.0 (OASIS): for code hosts and editors; a location is a document's line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from graphx.model.policies import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphx.questions.check import CheckAnswer, PolicyAnswer
    from graphx.questions.rules import RuleFinding

Json = dict[str, Any]
SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS: Final[dict[Finding, tuple[str, str]]] = {
    Finding.PROHIBITED: ("fail", "error"),
    Finding.CONDITIONAL: ("fail", "warning"),
    Finding.UNKNOWN: ("open", "none"),
    Finding.ALLOWED: ("pass", "none"),
}
"""Kind and level of a result; only what fails has a level (3.27.9 and 3.27.10)."""


def to_sarif(answer: CheckAnswer, version: str) -> Iterator[str]:
    """Yield the lines of a SARIF log with one run."""
    asked = [policy for policy in answer.policies if policy.in_force]
    rules = [_rule(policy, number) for policy in asked for number in range(len(policy.policy.rules))]
    results = [_result(answer, policy, finding) for policy in asked for finding in policy.findings]
    driver = {"name": "graphx", "version": version, "rules": rules}
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}
    yield from json.dumps(log, ensure_ascii=False, indent=1).splitlines()


def _rule(policy: PolicyAnswer, number: int) -> Json:
    rule = policy.policy.rules[number]
    link = next((source.url for source in policy.policy.sources if source.url), None)
    return {
        "id": f"{policy.policy.id}/{rule.id}",
        "shortDescription": {"text": policy.policy.title},
        "fullDescription": {"text": f"{rule.clause}: {rule.says}"},
        **({"helpUri": link} if link else {}),
    }


def _result(answer: CheckAnswer, policy: PolicyAnswer, finding: RuleFinding) -> Json:
    kind, level = LEVELS[finding.verdict]
    dataset = answer.view.graph.dataset
    own = [place.line_only for place in dataset.entity_places.get(finding.entity, ())]
    locations = [_location(place) for hop in finding.path[:1] for place in hop.at[:1]] or [
        _location(each) for each in own[:1]
    ]
    related = [
        {"id": number, **_location(place), "message": {"text": f"{hop.near} {hop.arrow} {hop.far}"}}
        for number, hop in enumerate(finding.path, start=1)
        for place in hop.at[:1]
    ]
    return {
        "ruleId": f"{policy.policy.id}/{finding.rule}",
        "kind": kind,
        "level": level,
        "message": {"text": f"{finding.entity}: {finding.verdict.value}: {finding.reason} ({finding.clause})"},
        "locations": locations,
        **({"relatedLocations": related} if related else {}),
        "partialFingerprints": {"finding/v1": f"{policy.policy.id}/{finding.rule}/{finding.entity}"},
    }


def _location(place: str) -> Json:
    file, _, line = place.rpartition(":")
    if not line.isdigit():
        file, line = place, "1"
    physical = {"artifactLocation": {"uri": quote(file)}, "region": {"startLine": int(line)}}
    return {"physicalLocation": physical}
