"""Values as plain JSON, and back by their type.

Journals and told decisions outlive the process that wrote them, so they are kept as JSON that a person can read and
`jsonb` can compare. Nothing about the type is written down: a value is read back by the annotation the reader asks
for, strictly. What no longer fits is a `Misread`, never a half-right object.

Plain are str, int, bool, None, `date` and aware `datetime` (ISO), StrEnum, Literal, lists, tuples, optional values,
unions (the first member that reads), and frozen dataclasses of these. Everything the types say is worked out once and
kept.
"""

from __future__ import annotations

import typing
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Literal, NewType, TypeAlias, TypeVar, overload

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"
Reader: TypeAlias = Callable[[Any], Any]
T = TypeVar("T")


class NotPlain(TypeError):
    """A type that has no place in stored values: the programmer's mistake."""

    def __init__(self, kind: object) -> None:
        super().__init__(f"not a plain type: {kind!r}")
        self.kind = kind


class Misread(ValueError):
    """Stored JSON does not fit the type it is read as. `path` leads to the spot, such as `.months[3].days`.

    The value found is not told, only its kind: stored values are personal.
    """

    def __init__(self, expected: str, found: object, path: str = "") -> None:
        super().__init__(f"expected {expected}, found {type(found).__name__} at {path or 'the top'}")
        self.expected = expected
        self.found = type(found).__name__
        self.path = path


def dump(value: object) -> Json:
    """`value` as JSON. Raises `NotPlain`."""
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return typing.cast(Json, value)
    writer = _writers.get(kind)
    if writer is None:
        writer = _writers[kind] = _writer(kind)
    return writer(value)


@overload
def load(kind: type[T], json: Json) -> T: ...
@overload
def load(kind: object, json: Json) -> Any: ...
def load(kind: Any, json: Json) -> Any:
    """`json` as a value of type `kind`. Raises `Misread`, or `NotPlain` when `kind` itself is not plain."""
    return _reader(kind)(json)


# Writing: by the value's own class.

_AS_THEY_ARE = frozenset({str, int, bool, NoneType})
_writers: dict[type, Callable[[Any], Json]] = {}


def _writer(kind: type) -> Callable[[Any], Json]:
    if kind in (list, tuple):
        return lambda items: [dump(item) for item in items]
    if kind is date:
        return date.isoformat
    if kind is datetime:
        return _written_moment
    if issubclass(kind, StrEnum):
        return lambda member: str(member.value)
    if _is_frozen(kind):
        names = _stored(kind)
        return lambda value: {name: dump(getattr(value, name)) for name in names}
    raise NotPlain(kind)


def _written_moment(moment: datetime) -> Json:
    if moment.tzinfo is None:
        raise NotPlain(datetime)
    return moment.isoformat()


def _is_frozen(kind: object) -> bool:
    return isinstance(kind, type) and is_dataclass(kind) and kind.__dataclass_params__.frozen  # type: ignore[attr-defined]


def _stored(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.init)


# Reading: by the annotation asked for. A reader is made once for a type and kept.

_readers: dict[Any, Reader] = {}


def _reader(kind: Any) -> Reader:
    try:
        return _readers[kind]
    except KeyError:
        # A class that holds itself finds this stand-in while its own reader is being made.
        _readers[kind] = lambda json: _readers[kind](json)
    try:
        _readers[kind] = made = _made_reader(kind)
    except BaseException:
        del _readers[kind]
        raise
    return made


def _made_reader(kind: Any) -> Reader:
    if isinstance(kind, NewType):
        return _reader(kind.__supertype__)
    if kind in (str, int, bool, None, NoneType):
        return _exactly(NoneType if kind is None else kind)
    if kind is date:
        return _read_date
    if kind is datetime:
        return _read_moment
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is Literal:
        return _one_of(arguments)
    if origin in (UnionType, typing.Union):
        return _union(arguments)
    if origin is list:
        return _items(list, arguments[0])
    if origin is tuple:
        return _items(tuple, arguments[0]) if arguments[1:] == (...,) else _row(arguments)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _member(kind)
    if _is_frozen(kind):
        return _record(kind)
    raise NotPlain(kind)


def _exactly(kind: type) -> Reader:
    def read(json: object) -> object:
        if type(json) is not kind:  # not isinstance: True is no number here
            raise Misread(kind.__name__, json)
        return json

    return read


def _read_date(json: object) -> date:
    if type(json) is not str or len(json) != 10:
        raise Misread("date", json)
    try:
        return date.fromisoformat(json)
    except ValueError:
        raise Misread("date", json) from None


def _read_moment(json: object) -> datetime:
    if type(json) is not str or "T" not in json:
        raise Misread("datetime", json)
    try:
        moment = datetime.fromisoformat(json)
    except ValueError:
        raise Misread("datetime", json) from None
    if moment.tzinfo is None:
        raise Misread("datetime", json)
    return moment


def _one_of(allowed: tuple[object, ...]) -> Reader:
    if not all(type(one) in _AS_THEY_ARE for one in allowed):
        raise NotPlain(Literal[allowed])
    known = {(type(one), one) for one in allowed}

    def read(json: object) -> object:
        if type(json) not in _AS_THEY_ARE or (type(json), json) not in known:
            raise Misread(f"one of {allowed}", json)
        return json

    return read


def _union(members: tuple[Any, ...]) -> Reader:
    readers = [_reader(member) for member in members if member is not NoneType]
    optional = NoneType in members

    def read(json: object) -> object:
        if json is None and optional:
            return None
        if len(readers) == 1:
            return readers[0](json)
        for reader in readers:
            try:
                return reader(json)
            except Misread:
                continue
        raise Misread("one of several types", json)

    return read


def _items(container: type, member: Any) -> Reader:
    reader = _reader(member)

    def read(json: object) -> object:
        if type(json) is not list:
            raise Misread(container.__name__, json)
        try:
            return container([reader(item) for item in json])
        except Misread:
            return container([_at(f"[{index}]", reader, item) for index, item in enumerate(json)])

    return read


def _row(members: tuple[Any, ...]) -> Reader:
    readers = [_reader(member) for member in members]

    def read(json: object) -> object:
        if type(json) is not list or len(json) != len(readers):
            raise Misread(f"{len(readers)} items", json)
        return tuple(_at(f"[{index}]", reader, json[index]) for index, reader in enumerate(readers))

    return read


def _member(kind: type[StrEnum]) -> Reader:
    members = {str(member.value): member for member in kind}

    def read(json: object) -> object:
        found = members.get(json) if type(json) is str else None
        if found is None:
            raise Misread(kind.__name__, json)
        return found

    return read


def _record(kind: Any) -> Reader:
    annotations = typing.get_type_hints(kind)
    readers = {name: _reader(annotations[name]) for name in _stored(kind)}
    optional = {f.name for f in fields(kind) if f.default is not MISSING or f.default_factory is not MISSING}
    needed = readers.keys() - optional

    def read(json: object) -> object:
        if type(json) is not dict or not json.keys() <= readers.keys() or not needed <= json.keys():
            raise Misread(kind.__name__, json)
        try:
            return kind(**{name: readers[name](item) for name, item in json.items()})
        except Misread:
            for name, item in json.items():
                _at(f".{name}", readers[name], item)
            raise
        except (ValueError, TypeError) as refused:  # what the class itself does not accept
            raise Misread(kind.__name__, json) from refused

    return read


def _at(step: str, reader: Reader, json: object) -> object:
    """Read one part, and say in an error where it was."""
    try:
        return reader(json)
    except Misread as misread:
        located = Misread(misread.expected, json, step + misread.path)
        located.found = misread.found
        raise located from None
