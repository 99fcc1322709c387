"""A file met on a walk: read only if it is a metric file for sure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kpiaudit.inputs.contents import NO_METRICS, PassedOver
from kpiaudit.inputs.formats.recognition import Glance
from kpiaudit.inputs.notes import Notes
from kpiaudit.model import InputError, Skip
from kpiaudit.source.read import TooLargeError
from kpiaudit.typed import TYPE_CHECKING

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
        self.glance = Glance(loader.formats())

    def file(self, path: str, label: str) -> None:
        """One file, if it holds metrics."""
        forms = self.glance.by_name(label)
        if not forms:
            self.loader.passed.append(Skip(label, _OTHER_ENDING))
        elif self.loader.begins(label):
            self.known(path, label, forms)

    def known(self, path: str, label: str, forms: Sequence[Format]) -> None:
        """A file whose name is that of a format's files."""
        loader, data = self.loader, b""
        notes: Notes | None = None
        try:
            data = loader.read(path)
            if not self.worth_reading(data, forms):
                raise PassedOver(NO_METRICS)
            notes = Notes(label, data)
            loader.lists.extend(loader.contents.lists(label, data, notes, walking=True))
        except PassedOver as why:
            loader.passed.append(Skip(label, str(why)))
            return
        except TooLargeError as error:
            loader.skipped.append(Skip(label, error.problems[0].message))
            return
        except InputError as error:
            notes = notes or Notes(label, data)
            notes.take(error)
        loader.ends(notes)

    def worth_reading(self, data: bytes, forms: Sequence[Format]) -> bool:
        """Whether a glance at the bytes leaves it possible that there are metrics in them."""
        if forms[0].reads not in _DATA or data.startswith(_MARKED):
            return bool(data.strip())
        return self.glance.at(data, forms) or (forms[0].reads == "data" and _looks_own(data))


def _looks_own(data: bytes) -> bool:
    return (b"kpis" in data or b"metrics" in data) and bool(_OWN_SHAPE.search(data))
