"""A file met on a walk: read only if it is a metric file for sure."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from kpiaudit.inputs.contents import NO_METRICS, PassedOver
from kpiaudit.inputs.formats.recognition import by_name, may_be
from kpiaudit.inputs.notes import Notes
from kpiaudit.model import InputError, Skip

if TYPE_CHECKING:
    from kpiaudit.inputs.formats.descriptor import Format
    from kpiaudit.inputs.loader import Loader

LOOKED_FOR = "looked for lists `kpis:`, tables with a column of KPI names, and the formats of `kpiaudit formats`"

_OWN_SHAPE = re.compile(rb"""^[ \t]*(?:- )?'?kpis'?[ ]*:|^metrics[ ]*:|"(?:kpis|metrics)"\s*:""", re.MULTILINE)
_OTHER_ENDING = "not a sort of file that metrics are kept in"
_MARKED = (b"\xff\xfe", b"\xfe\xff")  # UTF-16: no glance tells what is in it
_DATA = ("data", "lookml")  # ways of reading where a glance at the keys tells


class Walked:
    """Reads the files of one walk."""

    def __init__(self, loader: Loader) -> None:
        self.loader = loader
        self.formats = loader.formats()

    def file(self, path: str, label: str) -> None:
        """One file, if it holds metrics."""
        forms = self.formats_of(label)
        if not forms:
            self.loader.passed.append(Skip(label, _OTHER_ENDING))
            return
        if not self.loader.begins(label):
            return
        notes = Notes(label)
        try:
            if os.stat(path).st_size > self.loader.max_bytes:  # noqa: PTH116  thousands of files: pathlib takes its time
                self.loader.skipped.append(Skip(label, "larger than `--max-mb` allows"))
                return
            data = self.loader.read(path)
            if not _worth_reading(data, forms):
                raise PassedOver(NO_METRICS)
            notes = Notes(label, data)
            self.loader.lists.extend(self.loader.contents.lists(label, data, notes, walking=True))
        except PassedOver as why:
            self.loader.passed.append(Skip(label, str(why)))
            return
        except InputError as error:
            notes.take(error)
        self.loader.ends(notes)

    def formats_of(self, label: str) -> list[Format]:
        """The formats whose files may be called so. Names are told by their ending: hidden files hold no metrics."""
        name = label.rsplit("/", 1)[-1]
        if name.startswith("."):
            return []
        return by_name(name, self.formats)


def _worth_reading(data: bytes, forms: list[Format]) -> bool:
    """Whether a glance at the bytes leaves it possible that there are metrics in them."""
    if forms[0].reads not in _DATA or data.startswith(_MARKED):
        return bool(data.strip())
    return may_be(data, forms) or (forms[0].reads == "data" and _looks_own(data))


def _looks_own(data: bytes) -> bool:
    return (b"kpis" in data or b"metrics" in data) and bool(_OWN_SHAPE.search(data))
