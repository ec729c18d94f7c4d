# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules of the collection, imported from their folder: tests of every module start here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Operation


class Module(Protocol):
    """What a module of the collection exports beside its documentation."""

    ARGUMENTS: Mapping[str, Any]
    OPERATION: Operation


_PACKAGE = "ansible_collections.vb365.backup.plugins.modules"
MODULES: Mapping[str, Module] = {
    path.stem: cast("Module", import_module(f"{_PACKAGE}.{path.stem}"))
    for path in sorted((Path(__file__).parents[1] / "plugins" / "modules").glob("*.py"))
    if path.stem != "__init__"
}
CHANGING: Collection[str] = [
    name for name, module in MODULES.items() if "if_match" in module.ARGUMENTS["argument_spec"]
]
"""The modules that change something on the server, by name."""
