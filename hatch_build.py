"""Puts the compiled rules into the wheel, so that no installed program has to compile them on its first run."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledRules(BuildHookInterface[Any]):
    """Compiles `rules/` of the tree that is built. An editable install reads the tree itself and needs nothing."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the compiled rules and descriptors of formats to the wheel. Raises `InputError` if they are wrong."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from kpiaudit.inputs.formats import loading as formats
        from kpiaudit.rulebook.cache import COMPILED
        from kpiaudit.rulebook.files import digest, read_layer
        from kpiaudit.rulebook.loading import compile_text

        layers = [read_layer(Path(self.root, "rules"))]
        descriptors = [read_layer(Path(self.root, "rules", "formats"))]
        self._directory = tempfile.TemporaryDirectory()
        for name, text in (
            (COMPILED, compile_text(layers, digest(layers))),
            (f"formats/{formats.COMPILED}", formats.compiled_text(descriptors)),
        ):
            file = Path(self._directory.name, name)
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(text.encode())
            build_data["force_include"][str(file)] = f"kpiaudit/rules/{name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Leave nothing behind."""
        if version != "editable":
            self._directory.cleanup()
