# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The outcome of an operation, and the common result keys of all changing modules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Callable

from ansible_collections.vb365.backup.plugins.module_utils._reconcile.converge import Converged
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.diff import diff
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client


@dataclass(frozen=True)
class Outcome:
    """The outcome of an operation. ``result``: the result keys of the module itself."""

    changed: bool
    result: Mapping[str, Any]
    warnings: list[str] = field(default_factory=list)


Operation = Callable[[Client, Mapping[str, Any], bool], Outcome]
"""run(client, params, check_mode); raises Vb365Error."""


def changing(converged: Converged[Any], named: Mapping[str, Any], etag: Any, title: str) -> Outcome:
    """The outcome of a module that changes a resource. ``named``: its keys in the result. ``title``: the header of the
    diff."""
    return Outcome(
        bool(converged.changes),
        {
            **named,
            "changes": converged.changes,
            "diff": diff(converged.changes, title),
            "etag": etag,
            "revision": converged.state.revision,
            "conflicts": converged.conflicts,
        },
        converged.warnings,
    )
