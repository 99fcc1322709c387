"""`typing.NamedTuple`, but quick to define: the program defines seventy and makes objects of half of them.

To the type checker, and to whoever uses them, they are named tuples. But annotations are not looked into, and what
makes an object is compiled when the first one is made. `docs/decisions/0009-records.md` says what that saves.
"""

from __future__ import annotations

from collections.abc import Mapping

from kpiaudit.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:
    from functools import cache
    from operator import itemgetter
    from types import CodeType, FunctionType, MappingProxyType

    try:
        from _collections import _tuplegetter as _getter
    except ImportError:  # a Python without it

        def _getter(index: int, doc: str) -> property:
            return property(itemgetter(index), doc=doc)

    @cache
    def _maker(count: int) -> CodeType:
        """What makes a tuple of so many fields; their names are put in later, which is quicker than compiling them."""
        names = ",".join(f"_{number}" for number in range(count))
        return compile(f"lambda _cls,{names}:_tuple(_cls,({names},))", __file__, "eval").co_consts[0]

    class _Record(tuple):
        """What all named tuples can do."""

        __slots__ = ()
        _fields: tuple[str, ...] = ()
        _field_defaults: Mapping[str, Any] = MappingProxyType({})

        def __new__(cls, /, *values: Any, **named: Any) -> _Record:
            """The first object of a class: compiles what makes objects of it."""
            code = _maker(len(cls._fields)).replace(co_varnames=("_cls", *cls._fields))
            new = FunctionType(code, {"_tuple": tuple.__new__}, "__new__", tuple(cls._field_defaults.values()))
            new.__qualname__ = f"{cls.__qualname__}.__new__"
            cls.__new__ = new
            return new(cls, *values, **named)

        @classmethod
        def _make(cls, values: Any) -> _Record:
            return cls(*values)

        def _replace(self, /, **changed: Any) -> _Record:
            found = type(self)(*map(changed.pop, self._fields, self))
            if changed:
                raise ValueError(f"Got unexpected field names: {list(changed)}")
            return found

        def _asdict(self) -> dict[str, Any]:
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self) -> str:
            fields = (f"{name}={value!r}" for name, value in self._asdict().items())
            return f"{type(self).__name__}({', '.join(fields)})"

        def __getnewargs__(self) -> tuple[Any, ...]:
            return tuple(self)

    class _Define(type):
        """Turns what a class statement says into a named tuple."""

        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
            if not bases:
                return type.__new__(cls, name, bases, body)
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body[field] for field in fields if field in body}
            if fields[len(fields) - len(defaults) :] != tuple(defaults):
                raise TypeError(f"{name}: a field without a default follows one with a default")
            body |= {field: _getter(index, field) for index, field in enumerate(fields)}
            body |= {
                "__slots__": (),
                "_fields": fields,
                "_field_defaults": defaults,
                "__match_args__": fields,
                "_made": [],
            }
            return type(name, (_Record,), body)

    class NamedTuple(metaclass=_Define):
        """An immutable record: `class Point(NamedTuple): x: int; y: int = 0`."""
