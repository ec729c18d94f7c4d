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
from tests import one_job_tenant


class Module(Protocol):
    """What a module of the collection exports beside its documentation."""

    ARGUMENTS: Mapping[str, Any]
    OPERATION: Operation


_PACKAGE = "ansible_collections.vb365.backup.plugins.modules"
_FOUND = {
    path.stem: import_module(f"{_PACKAGE}.{path.stem}")
    for path in sorted((Path(__file__).parents[1] / "plugins" / "modules").glob("*.py"))
}
MODULES: Mapping[str, Module] = {
    name: cast("Module", module) for name, module in _FOUND.items() if hasattr(module, "OPERATION")
}
"""The modules that ask a server."""
GUARDED: Collection[str] = [name for name, module in MODULES.items() if "if_match" in module.ARGUMENTS["argument_spec"]]
"""The modules that change one thing on the server, by name."""
CHANGING: Collection[str] = [*GUARDED, "tenant"]
"""All modules that change something. A tenant has if_match in each of its jobs."""
PLAYED: Mapping[str, Module] = {**MODULES, "tenant": cast("Module", one_job_tenant)}
"""The modules as tests of one thing play them."""
