"""XML that others wrote, record by record: no document type, no entities, nothing from outside, nothing kept."""

from __future__ import annotations

from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from graphx.errors import InvalidInputError, Place, Problem

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Collection, Iterator
    from xml.etree.ElementTree import Element

    from graphx.readers.imports.files import SourceFile

MAX_DEPTH: Final = 256
"""Components may lie in components; deeper nesting is a bomb."""


class XmlRecord(NamedTuple):
    """An element with all that is in it, by local names, and the line on which it begins."""

    where: Place
    element: Element


def xml_records(
    file: SourceFile, tags: Collection[str], foreign: Counter[str] | None = None, *, around: Collection[str] = ()
) -> Iterator[XmlRecord]:
    """Yield each outermost element of one of the local names, in order; namespaces are taken off names and attributes.

    With `foreign`, what is of another namespace than the outermost element is left out with all that is in it, and counted there.
    Elements `around` them are yielded where they begin, with nothing but their attributes.

    Raises:
        InvalidInputError: it is no whole XML, declares a document type or entities, or nests too deeply; at its line.
    """
    records = _Records(file.name, tags, foreign, around)
    with _parsing(records) as parser:
        for chunk in file.chunks():
            parser.feed(chunk)
            yield from records.taken()
        parser.close()
        yield from records.taken()


class XmlRoot(NamedTuple):
    """The outermost element: its namespace, its local name and its attributes."""

    where: Place
    namespace: str
    name: str
    attributes: dict[str, str]


def xml_root(file: SourceFile) -> XmlRoot:
    """Return the outermost element, of which no more is read than where it begins.

    Raises:
        InvalidInputError: there is none, or as `xml_records`.
    """
    records = _Records(file.name, ())
    with _parsing(records) as parser, file.opened() as stream:
        while records.root is None and (chunk := stream.read(_HEAD)):
            parser.feed(chunk)
        if records.root is None:
            parser.close()
    if records.root is None:
        raise InvalidInputError([Problem(Place(file.name, 1), "it holds no element")])
    return records.root


_HEAD: Final = 2**12


@contextmanager
def _parsing(records: _Records) -> Iterator[Any]:
    """Give a parser, and tell what is wrong with the XML at its line."""
    from defusedxml.common import DefusedXmlException  # noqa: PLC0415  # why: only some formats need it
    from defusedxml.ElementTree import DefusedXMLParser, ParseError  # noqa: PLC0415

    parser = DefusedXMLParser(target=records, forbid_dtd=True)
    records.line = lambda: int(parser.parser.CurrentLineNumber)
    try:
        yield parser
    except ParseError as error:
        line, column = error.position
        what = f"this is not whole XML: {str(error).partition(':')[0]}"
        raise InvalidInputError([Problem(Place(records.file, line, column + 1), what)]) from None
    except DefusedXmlException:
        what = "it declares a document type or entities, or reaches outside, which no such file needs"
        where = Place(records.file, records.line())
        raise InvalidInputError([Problem(where, what, "get the file from its publisher")]) from None
    except (ValueError, LookupError) as error:  # an encoding that is unknown, or does not fit
        what = f"its encoding cannot be read: {error}"
        raise InvalidInputError([Problem(Place(records.file, 1), what, "save the file as UTF-8")]) from None


@lru_cache(1024)
def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _plain(attributes: dict[str, str]) -> dict[str, str]:
    """Return attributes by their local names."""
    return {_local(key): value for key, value in attributes.items()}


class _Records:
    """What the parser tells of: it builds wanted elements, and nothing of what lies outside them."""

    def __init__(
        self, name: str, tags: Collection[str], foreign: Counter[str] | None = None, around: Collection[str] = ()
    ) -> None:
        from xml.etree.ElementTree import Element, TreeBuilder  # noqa: PLC0415  # why: as above

        self.file, self._tags, self._builder = name, tags, TreeBuilder
        self._around, self._shell = around, Element
        self.root: XmlRoot | None = None
        self._foreign = foreign
        self._in_foreign = 0  # elements that are open, from the outermost foreign one on
        self._inside: TreeBuilder | None = None
        self._depth = 0  # of the element that is open, within the wanted one
        self._outside = 0
        self._begin = 0
        self._taken: list[XmlRecord] = []
        self.line: Callable[[], int] = int

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        namespace, _, tag = tag.rpartition("}")
        namespace = namespace.removeprefix("{")
        if self.root is None:
            self.root = XmlRoot(Place(self.file, self.line()), namespace, tag, dict(attributes))
        if self._foreign is not None:
            if self._in_foreign or namespace != self.root.namespace:
                self._leave_out(namespace)
                return
            attributes = {key: value for key, value in attributes.items() if "}" not in key}
        if self._inside is None and tag in self._tags:
            self._inside, self._begin = self._builder(), self.line()
        if self._inside is not None:
            self._depth += 1
            self._inside.start(tag, _plain(attributes))
        else:
            self._outside += 1
            if tag in self._around:
                self._taken.append(XmlRecord(Place(self.file, self.line()), self._shell(tag, _plain(attributes))))
        self._check_depth()

    def _leave_out(self, namespace: str) -> None:
        if not self._in_foreign and self._foreign is not None:
            self._foreign[namespace] += 1
        self._in_foreign += 1
        self._check_depth()

    def _check_depth(self) -> None:
        if self._depth + self._outside + self._in_foreign > MAX_DEPTH:
            raise InvalidInputError([Problem(Place(self.file, self.line()), "it nests too deeply")])

    def data(self, text: str) -> None:
        """Take text."""
        if self._inside is not None and not self._in_foreign:
            self._inside.data(text)

    def end(self, tag: str) -> None:
        """End an element."""
        if self._in_foreign:
            self._in_foreign -= 1
            return
        if self._inside is None:
            self._outside -= 1
            return
        self._inside.end(_local(tag))
        self._depth -= 1
        if not self._depth:
            self._taken.append(XmlRecord(Place(self.file, self._begin), self._inside.close()))
            self._inside = None

    def close(self) -> None:
        """End the file."""

    def taken(self) -> Iterator[XmlRecord]:
        """Yield the elements that are whole, and let go of them."""
        taken, self._taken = self._taken, []
        yield from taken
