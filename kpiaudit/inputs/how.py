"""How the caller wants inputs to be read."""

from __future__ import annotations

from collections.abc import Mapping

from kpiaudit.model import NOTHING
from kpiaudit.records import NamedTuple
from kpiaudit.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class How(NamedTuple):
    """What a run says about its inputs; nothing of it is needed."""

    formats: tuple[Path, ...] = ()  # folders of descriptors, laid over the shipped ones
    columns: Mapping[str, str] = NOTHING  # of tables: field -> number of the column from 1, or its header
    language: str = ""  # where names stand in several, the code of the one to read
    sheets: tuple[str, ...] = ()  # of workbooks, by name or glob; none: the first that holds KPIs
    include: tuple[str, ...] = ()  # in walks, only files that one of these globs matches
    exclude: tuple[str, ...] = ()  # and none that one of these matches
    include_from: str = ""  # the directory that `include` is seen from; "" for the one walked
    exclude_from: str = ""  # the same for `exclude`
