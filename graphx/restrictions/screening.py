"""Who in a graph may be a listed party: identifiers first, then names by rules, quick on many names against a long list."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graphx.restrictions.names import LEAST_LETTERS, LEAST_RESEMBLANCE, SURE, Answer, Name, named

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

    from graphx.model.records import AnyEntity


class Rule(NamedTuple):
    """Why two names, or two entities, are held to be of one party."""

    name: str
    answer: Answer
    score: int
    """0 to 100; how alike, not how probable."""


@dataclass(frozen=True)
class Hit:
    """An entity, a listed party, and the best that is said of any two of their names."""

    entity: int
    party: int
    rule: Rule
    name: str
    listed_name: str
    warning: str = ""


class Screen:
    """Listed parties, prepared to be compared with many entities."""

    def __init__(self, parties: Sequence[AnyEntity]) -> None:
        """Index every name, alias and identifier of the parties."""
        self._parties = parties
        self._names = [(number, named(text)) for number, party in enumerate(parties) for text in names_of(party)]
        self._by_identifier: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for number, party in enumerate(parties):
            for key in _identifiers(party):
                self._by_identifier[key].append(number)
        self._indexes = [(key, self._index(key)) for key in KEYS]

    def _index(self, key: Callable[[Name], Hashable]) -> dict[Hashable, list[int]]:
        index: defaultdict[Hashable, list[int]] = defaultdict(list)
        for row, (_, name) in enumerate(self._names):
            index[key(name)].append(row)
        return index

    def hits(self, entities: Sequence[AnyEntity]) -> list[Hit]:
        """Return, per entity and party, the best that any rule says; what no rule says anything of is left out."""
        best: dict[tuple[int, int], Hit] = {}
        own = [(number, named(text)) for number, entity in enumerate(entities) for text in names_of(entity)]
        for hit in (*self._same_identifiers(entities), *self._same_names(entities, own), *self._resembling(own)):
            known = best.get((hit.entity, hit.party))
            if known is None or _rank(hit) > _rank(known):
                best[hit.entity, hit.party] = hit
        return sorted(best.values(), key=lambda hit: (hit.entity, *(-each for each in _rank(hit)), hit.party))

    def nearest(self, entities: Sequence[AnyEntity]) -> list[Hit]:
        """Return, per entity, the listed name that resembles one of its own most, for those that match nobody."""
        from rapidfuzz import fuzz, process  # noqa: PLC0415  # why: as below

        texts = [" ".join(name.words) for _, name in self._names]
        own = [(number, named(text)) for number, entity in enumerate(entities) for text in names_of(entity)]
        best: dict[int, Hit] = {}
        for first in range(0, len(own), BLOCK):
            block = own[first : first + BLOCK]
            words = [" ".join(name.words) for _, name in block]
            scores = process.cdist(words, texts, scorer=fuzz.ratio, dtype=np.uint8, workers=-1)
            for (number, name), row, column in zip(block, scores, scores.argmax(axis=1).tolist(), strict=True):
                party, listed = self._names[column]
                hit = self._hit(number, party, Rule("another name", Answer.NO, int(row[column])), name, listed)
                if number not in best or hit.rule.score > best[number].rule.score:
                    best[number] = hit
        return list(best.values())

    def _same_identifiers(self, entities: Sequence[AnyEntity]) -> Iterator[Hit]:
        for number, entity in enumerate(entities):
            for kind, value in _identifiers(entity):
                for party in self._by_identifier.get((kind, value), ()):
                    answer = Answer.MATCH if kind in SURE else Answer.POSSIBLE
                    rule = Rule(f"same {kind} {value}", answer, 100)
                    yield Hit(number, party, rule, entity.name, self._parties[party].name)

    def _same_names(self, entities: Sequence[AnyEntity], own: Sequence[tuple[int, Name]]) -> Iterator[Hit]:
        for number, name in own:
            seen = set()
            for key, index in self._indexes:
                for row in index.get(key(name), ()):
                    if row not in seen:
                        seen.add(row)
                        party, listed = self._names[row]
                        if rule := _rule(name, listed):
                            yield self._hit(
                                number, party, _doubted(rule, entities[number], self._parties[party]), name, listed
                            )

    def _hit(self, number: int, party: int, rule: Rule, name: Name, listed: Name) -> Hit:
        mixing = [each.written for each in (name, listed) if each.mixes_scripts]
        warning = f"{mixing[0]} mixes letters of several scripts that look alike" if mixing else ""
        return Hit(number, party, rule, name.written, listed.written, warning)

    def _resembling(self, own: Sequence[tuple[int, Name]]) -> Iterator[Hit]:
        """Yield names that resemble, by how few letters must go and come; compared by bands of similar length."""
        from rapidfuzz import fuzz, process  # noqa: PLC0415  # why: heavy, and only screening needs it

        mine, theirs = _by_text(own), _by_text(self._names)
        texts = sorted(mine, key=len)
        others = sorted(theirs, key=len)
        lengths = np.array([len(each) for each in others])
        for first in range(0, len(texts), BLOCK):
            block = texts[first : first + BLOCK]
            # of two names so alike, neither is longer than the other by more than this
            least, most = len(block[0]) * LEAST_RESEMBLANCE, len(block[-1]) * (200 - LEAST_RESEMBLANCE)
            bounds = [ceil(least / (200 - LEAST_RESEMBLANCE)), most // LEAST_RESEMBLANCE + 1]
            low, high = np.searchsorted(lengths, bounds).tolist()
            if low == high:
                continue
            scores = process.cdist(
                block, others[low:high], scorer=fuzz.ratio, score_cutoff=LEAST_RESEMBLANCE, dtype=np.uint8, workers=-1
            )
            for line, column in zip(*(each.tolist() for each in np.nonzero(scores)), strict=True):
                if block[line] == others[low + column]:
                    continue  # the same words are told by a better rule
                rule = Rule("resembling name", Answer.POSSIBLE, int(scores[line, column]))
                for number, name in mine[block[line]]:
                    for party, listed in theirs[others[low + column]]:
                        yield self._hit(number, party, rule, name, listed)


BLOCK = 512
"""Names compared at once: few enough to be of one length, many enough to be worth a call."""
KEYS: tuple[Callable[[Name], Hashable], ...] = (
    lambda name: name.words,
    lambda name: tuple(sorted(name.words)),
    lambda name: name.lookalike,
    lambda name: name.sound,
    lambda name: name.special,
)
"""What two names have in common if a rule is to say anything of them."""


def _rule(name: Name, listed: Name) -> Rule | None:
    """Return what the first rule that fits says of two names."""
    if name.words == listed.words:
        return _same_words(name, listed)
    if sorted(name.words) == sorted(listed.words):
        return Rule("same words in another order", Answer.POSSIBLE, 95)
    if name.lookalike == listed.lookalike:
        return Rule("same letters to the eye", Answer.POSSIBLE, 95)
    if name.sound == listed.sound:
        is_spacing = "".join(name.words) == "".join(listed.words)
        return Rule("same name written apart" if is_spacing else "same sound in another script", Answer.POSSIBLE, 95)
    shorter, longer = sorted((name.words, listed.words), key=len)
    if longer[: len(shorter)] == shorter or len(shorter) == 1:
        return Rule("same name but for general words", Answer.POSSIBLE, 85)
    return None


def _same_words(name: Name, listed: Name) -> Rule:
    if name.legal == listed.legal:
        if len(name.words) > 1 or name.legal:
            return Rule("same name", Answer.MATCH, 100)
        return Rule("same single word", Answer.POSSIBLE, 95)
    if name.legal and listed.legal:
        return Rule("same name, another legal form", Answer.POSSIBLE, 95)
    answer = Answer.MATCH if len(name.words) > 1 else Answer.POSSIBLE
    return Rule("same name but for the legal form", answer, 98)


def _doubted(rule: Rule, entity: AnyEntity, party: AnyEntity) -> Rule:
    """Return a rule that says *possible* where something else speaks against one party."""
    if rule.answer is Answer.MATCH:
        against = [kind for kind, value in _identifiers(entity) if kind in SURE and _other(kind, value, party)]
        if entity.country and party.country and entity.country != party.country:
            against.append("country")
        if against:
            return Rule(f"{rule.name}, but another {against[0]}", Answer.POSSIBLE, rule.score)
    elif rule.name == "same single word" and entity.country and entity.country == party.country:
        return Rule("same single word and country", Answer.MATCH, rule.score)
    return rule


def _other(kind: str, value: str, party: AnyEntity) -> bool:
    known = [each for same, each in _identifiers(party) if same == kind]
    return bool(known) and value not in known


def names_of(entity: AnyEntity) -> Iterable[str]:
    """Return the name and the aliases of an entity, each once."""
    return dict.fromkeys((entity.name, *(entity.aliases or ())))


def _identifiers(entity: AnyEntity) -> Iterator[tuple[str, str]]:
    for kind, values in (entity.identifiers or {}).items():
        for value in values.split():
            yield kind.casefold(), value.casefold()


def _rank(hit: Hit) -> tuple[int, int]:
    return (hit.rule.answer is Answer.MATCH, hit.rule.score)


def _by_text(names: Iterable[tuple[int, Name]]) -> dict[str, list[tuple[int, Name]]]:
    """Return names by their words in order, those that are long enough to be compared by resemblance."""
    found: defaultdict[str, list[tuple[int, Name]]] = defaultdict(list)
    for number, name in names:
        text = " ".join(sorted(name.words))
        if len(text) >= LEAST_LETTERS:
            found[text].append((number, name))
    return found
