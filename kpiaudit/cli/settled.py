"""What the file of settings says, where the command line says nothing."""

from __future__ import annotations

import os

from kpiaudit.cli.options import AUDIT, Option, Request, UsageError, interpret
from kpiaudit.settings import SettingsFile, find
from kpiaudit.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from kpiaudit.model import Problem
    from kpiaudit.settings import Setting

_TRUTH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def settled(request: Request) -> Request:
    """`request` with the settings that hold here. The command line wins.

    Raises InputError with everything wrong in the file of settings, each at its line.
    """
    file = find()
    if file is None:
        return request
    settings = _Settings(file)
    raw = {name: value for name, value in settings.raw.items() if name not in request.given}
    given = {
        name: value for name, value in request.given.items() if name != "format"
    }  # commands have formats of their own
    merged = interpret(request.paths, {**raw, **given})
    how = merged.how._replace(
        include_from=file.directory if "include" in raw else "", exclude_from=file.directory if "exclude" in raw else ""
    )
    return merged._replace(outputs=request.outputs, how=how, given=request.given, settings=file.path, star=request.star)


class _Settings:
    """The settings of a file as the command line would have them given."""

    def __init__(self, file: SettingsFile) -> None:
        from kpiaudit.model import InputError

        self.file = file
        self.known = {option.spellings[0].removeprefix("--"): option for option in AUDIT if option.setting}
        self.raw: dict[str, str | bool | list[str]] = {}
        problems = [problem for key in file.values if (problem := self.take(key, file.values[key]))]
        if problems:
            raise InputError(*problems)

    def take(self, key: str, value: Setting) -> Problem | None:
        """Takes in one setting; what is wrong with it, if anything is."""
        option = self.known.get(key)
        if option is None:
            return self.unknown(key)
        given = self.given(option, value)
        try:
            if given is None:
                raise UsageError(_EXPECTED[option.takes].format(key))
            interpret((), {option.name: given})
        except UsageError as error:
            return self.problem(key, str(error).replace(f"--{key}", f"`{key}`"))
        self.raw[option.name] = given
        return None

    def given(self, option: Option, value: Setting) -> str | bool | list[str] | None:
        """The value of an option; None where it can have no such value."""
        if option.takes == "nothing":
            return _TRUTH.get(value.lower()) if isinstance(value, str) else None
        if option.takes == "one":
            return self.placed(option, value) if isinstance(value, str) else None
        if isinstance(value, dict):
            return [f"{k}={v}" for k, v in value.items()] if option.metavar == "FIELD=N" else None
        return [self.placed(option, each) for each in ([value] if isinstance(value, str) else value)]

    def placed(self, option: Option, value: str) -> str:
        """A path as seen from the working directory: the file's are seen from where it stands."""
        if option.metavar not in ("DIR", "FILE") or self.file.directory == os.curdir:
            return value
        return os.path.join(self.file.directory, value)  # noqa: PTH118  on the way of every audit that has settings

    def unknown(self, key: str) -> Problem:
        """What to say about a key that is no setting."""
        from difflib import get_close_matches

        near = get_close_matches(key.lower().replace("_", "-"), self.known, 1)
        hint = f"did you mean `{near[0]}`?" if near else f"settings are {', '.join(self.known)}"
        return self.problem(key, f"there is no setting `{key}`", hint)

    def problem(self, key: str, message: str, hint: str = "") -> Problem:
        """A problem at the line of a setting."""
        from kpiaudit.model import Problem
        from kpiaudit.source import excerpt, read_bytes
        from kpiaudit.source.problems import as_text

        place = self.file.places[key]
        shown = excerpt(as_text(read_bytes(self.file.path)), place.line or 1, place.column or 1)
        return Problem(place, message, hint, shown)


_EXPECTED = {
    "nothing": "`{}` has to be true or false",
    "one": "`{}` has to be one text",
    "many": "`{}` has to be a text or a list of texts",
}
