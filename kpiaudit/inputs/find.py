"""Which files a directory holds that may be KPI lists."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from kpiaudit.inputs.globs import Globs, spec_of
from kpiaudit.inputs.how import How
from kpiaudit.model import Location, Problem, Skip
from kpiaudit.records import NamedTuple
from kpiaudit.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_LEFT_OUT = frozenset(("node_modules", "site-packages", "__pycache__", "target", "dbt_packages"))
_IGNORE_FILE = ".gitignore"


class Met(NamedTuple):
    """A file met on a walk: the path to open, and that below the directory walked, with `/`."""

    path: str
    below: str


class Walk:
    """The files of a directory in a stable order: those of a directory by name, then its directories by name.

    Left out are hidden directories, virtual environments, installed packages and build results (`node_modules`,
    `target`, ...), what a `.gitignore` ignores, and what the caller's globs do not want. Links are followed to files
    inside the directory only, and only where the walk does not come by those anyway. `skipped` and `errors` say what
    could not be looked at; `passed` what was not worth a look.
    """

    def __init__(self, directory: str, how: How) -> None:
        self.root = directory
        self.include = Globs(how.include, directory, how.include_from)
        self.exclude = Globs(how.exclude, directory, how.exclude_from)
        self.skipped: list[Skip] = []
        self.passed: list[Skip] = []
        self.errors: list[Problem] = []
        self._links: list[Met] = []
        self._seen: set[str] = set()  # of files, as they stand below the root

    def files(self) -> Iterator[Met]:
        """Every file that may be read."""
        yield from self._directory(self.root, "", _ignored_above(self.root))
        yield from self._linked()

    def _directory(self, here: str, below: str, ignored: tuple[_Ignored, ...]) -> Iterator[Met]:
        """The files in and below the directory `here`, which stands at `below` (ends in `/`, or is empty)."""
        try:
            with os.scandir(here) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            message = f"this directory cannot be read: {error.strerror or error}"
            self.errors.append(Problem(Location(below or "."), message, "check its permissions"))
            return
        if any(entry.name == _IGNORE_FILE for entry in entries):
            ignored = (*_ignored_by(here, below), *ignored)
        directories = []
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if not _is_left_out(entry):
                    directories.append(entry)
            elif self._wanted(name := below + entry.name, ignored):
                yield from self._file(entry, name)
        for entry in directories:
            name = f"{below}{entry.name}/"
            if not _is_ignored(name, ignored) and not self.exclude.fits(name):
                yield from self._directory(entry.path, name, ignored)

    def _file(self, entry: os.DirEntry[str], name: str) -> Iterator[Met]:
        met = Met(entry.path, name)
        if entry.is_file(follow_symlinks=False):
            self._seen.add(name)
            yield met
        elif entry.is_symlink():
            self._links.append(met)
        else:
            self.skipped.append(Skip(name, "a pipe, socket or device, not a file"))

    def _linked(self) -> Iterator[Met]:
        """The links that lead to a file inside the tree which the walk has not come by."""
        root = os.path.realpath(self.root)
        for met in self._links:
            target = os.path.realpath(met.path)
            inside = os.path.relpath(target, root).replace(os.sep, "/")
            if not os.path.exists(target):  # noqa: PTH110  pathlib's gives up on a circle of links
                self.skipped.append(Skip(met.below, "a link that leads nowhere"))
            elif inside.startswith("../") or inside == "..":
                self.passed.append(Skip(met.below, "a link out of the directory"))
            elif not Path(target).is_file() or inside in self._seen:
                self.passed.append(Skip(met.below, "a link to what is looked at anyway"))
            else:
                self._seen.add(inside)
                yield met

    def _wanted(self, name: str, ignored: tuple[_Ignored, ...]) -> bool:
        if self.include.fits(name) is False or self.exclude.fits(name):
            return False
        return not ignored or not _is_ignored(name, ignored)


class _Ignored(NamedTuple):
    """A `.gitignore`: what it says about paths below the directory it stands in."""

    at: str  # that directory, as it stands below the root; ends in `/`, or is empty
    above: str  # the way from that directory down to the root, where it stands above; ends in `/`, or is empty
    spec: GitIgnoreSpec


def _is_ignored(name: str, ignored: tuple[_Ignored, ...]) -> bool:
    """Whether the innermost file that speaks of `name` ignores it."""
    for one in ignored:
        says = one.spec.check_file(one.above + name[len(one.at) :]).include
        if says is not None:
            return says
    return False


def _ignored_by(here: str, below: str, above: str = "") -> tuple[_Ignored, ...]:
    try:
        lines = Path(here, _IGNORE_FILE).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ()
    spec = spec_of([line for line in lines if line.strip()])
    return (_Ignored(below, above, spec),) if spec else ()


def _ignored_above(root: str) -> tuple[_Ignored, ...]:
    """What is ignored by the directories between `root` and the top of the repository it stands in."""
    found: list[_Ignored] = []
    here = Path(root).resolve()
    way = ""
    while not (here / ".git").exists():
        if here.parent == here:
            return ()  # no repository
        way = f"{here.name}/{way}"
        here = here.parent
        for one in _ignored_by(str(here), "", way):
            if one.spec.check_file(way).include:
                return ()  # ignored as a whole, and yet somebody wants it looked at
            found.append(one)
    return tuple(found)


def _is_left_out(entry: os.DirEntry[str]) -> bool:
    name = entry.name
    return name.startswith(".") or name in _LEFT_OUT or Path(entry.path, "pyvenv.cfg").exists()
