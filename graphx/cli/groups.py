"""Options that commands share, as groups: a command names a group among its parameters, and is handed one object for it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property, update_wrapper
from inspect import Parameter, Signature, signature
from typing import TYPE_CHECKING, Any, NoReturn, get_type_hints

from graphx.cli.ending import end
from graphx.cli.options import (  # why: typer looks annotations up when it runs
    AsOf,
    CalculatorOption,
    CsvRaw,
    FailOn,
    FailOnOption,
    FormatOption,
    From,
    Include,
    KnownAt,
    Lists,
    MaxAge,
    MaxHops,
    MaxPaths,
    MinConfidence,
    Output,
    Patterns,
    Restricted,
    Timeout,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from graphx.graph.view import View
    from graphx.questions.exposure import ExposureAnswer
    from graphx.questions.frame import Options
    from graphx.questions.impact import ImpactAnswer
    from graphx.questions.paths import PathsAnswer

MIN_CONFIDENCE = 50
MAX_PATHS = 3
MAX_FRONTIER = 20
"""Those of `questions.frame`, which is heavy: help comes without it."""


@dataclass(kw_only=True)
class Group:
    """Options that belong together; each field is one."""

    @property
    def is_given(self) -> bool:
        """Whether any of them is told, and not just as it is anyway."""
        return any(getattr(self, each.name) not in (each.default, [], ()) for each in fields(self))


@dataclass(kw_only=True)
class LensOptions(Group):
    """In which view something is asked."""

    as_of: AsOf = None
    known_at: KnownAt = None
    min_confidence: MinConfidence = MIN_CONFIDENCE
    include: Include = None
    max_age: MaxAge = None

    def terms(self) -> dict[str, Any]:
        """Return them as the arguments of a view."""
        return {each.name: getattr(self, each.name) for each in fields(self)} | {"include": self.include or ()}

    def view(self, inputs: Sequence[str]) -> View:
        """Read inputs and return the view of them.

        Raises:
            InvalidInputError: an input cannot be read, or is not whole.
            QuestionError: the options fit no view.
        """
        from graphx.graph.graph import load  # noqa: PLC0415  # why: heavy; help and errors of usage come without it
        from graphx.questions.frame import view_of  # noqa: PLC0415

        return view_of(load(*inputs), **self.terms())


@dataclass(kw_only=True)
class LimitOptions(Group):
    """How much of an answer is wanted."""

    max_paths: MaxPaths = MAX_PATHS
    max_hops: MaxHops = None
    timeout: Timeout = None


@dataclass(kw_only=True)
class QuestionOptions(Group):
    """What is asked: about whom, against whom, by which walks."""

    start: From = None
    restricted: Restricted = None
    lists: Lists = None
    calculator: CalculatorOption = None
    pattern: Patterns = None

    def options(
        self, limits: LimitOptions, *, max_frontier: int = MAX_FRONTIER, assume_complete: bool = False
    ) -> Options:
        """Return the question, as it is asked of any view.

        Raises:
            QuestionError: a limit is below its least value.
        """
        from graphx.questions.frame import Limits, Options  # noqa: PLC0415  # why: as above

        return Options(
            starts=tuple(self.start or ()),
            restricted=tuple(self.restricted or ()),
            lists=tuple(self.lists or ()),
            calculator=self.calculator,
            patterns=tuple(self.pattern or ()),
            assume_complete=assume_complete,
            limits=Limits(limits.max_paths, limits.max_hops, max_frontier, limits.timeout),
        )


@dataclass(kw_only=True)
class AnswerOptions(Group):
    """How and where an answer is given."""

    form: FormatOption = None
    output: Output = None
    csv_raw: CsvRaw = False

    def emit(self, answer: object) -> None:
        """Give an answer."""
        from graphx.cli.output import emit  # noqa: PLC0415  # why: it knows every answer

        emit(answer, self.form, self.output, raw=self.csv_raw)


@dataclass(kw_only=True)
class EndOptions(AnswerOptions):
    """How an answer is given, and which exit code it earns."""

    fail_on: FailOnOption = FailOn.NEVER

    def finish(self, answer: ExposureAnswer | ImpactAnswer | PathsAnswer) -> NoReturn:
        """Give an answer and its warnings, and exit with the code that they earn."""
        self.emit(answer)
        end(answer.warnings, self.fail_on, answer.verdicts, is_complete=answer.coverage.complete)


class Grouped:
    """A command that takes the options of its groups one by one, in the place of each, as typer hands them on.

    Which these are is found out when somebody looks at its signature: of many commands one is called.
    """

    def __init__(self, command: Callable[..., None]) -> None:
        """Take a command some of whose parameters are groups."""
        self._command = command
        update_wrapper(self, command, ("__module__", "__name__", "__qualname__", "__doc__"))

    def __call__(self, **given: Any) -> None:  # noqa: ANN401  # why: whatever the options hold
        """Call the command."""
        for name, group in self._groups.items():
            given[name] = group(**{each.name: given.pop(each.name) for each in fields(group)})
        self._command(**given)

    @cached_property
    def _kinds(self) -> dict[str, Any]:
        return get_type_hints(self._command, include_extras=True)

    @cached_property
    def _groups(self) -> dict[str, type[Group]]:
        return {name: kind for name, kind in self._kinds.items() if isinstance(kind, type) and issubclass(kind, Group)}

    @cached_property
    def __signature__(self) -> Signature:
        """The options one by one."""
        whole = signature(self._command)
        parameters: list[Parameter] = []
        for own in whole.parameters.values():
            if group := self._groups.get(own.name):
                parameters += _one_by_one(group)
            else:
                parameters.append(own.replace(annotation=self._kinds[own.name]))
        return whole.replace(parameters=parameters)

    @property
    def __annotations__(self) -> dict[str, Any]:  # type: ignore[override]  # why: those of the signature, not of the class
        """What each of them may hold."""
        return {each.name: each.annotation for each in self.__signature__.parameters.values()}


def _one_by_one(group: type[Group]) -> Iterator[Parameter]:
    kinds = get_type_hints(group, include_extras=True)
    for each in fields(group):
        yield Parameter(each.name, Parameter.KEYWORD_ONLY, default=each.default, annotation=kinds[each.name])
