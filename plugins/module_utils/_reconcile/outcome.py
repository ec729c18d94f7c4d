# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From an operation to the result of a task; both shells call it, neither knows more of an operation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Callable

from ansible_collections.vb365.backup.plugins.module_utils._errors import Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._reconcile import diff as _diff
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.converge import Converged
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client, Connection


@dataclass(frozen=True)
class Outcome:
    """What an operation brought: ``result`` holds the module's own keys."""

    changed: bool
    result: Mapping[str, Any]
    warnings: list[str] = field(default_factory=list)


Operation = Callable[[Client, Mapping[str, Any], bool], Outcome]
"""run(client, params, check_mode); raises Vb365Error."""


def changing(
    converged: Converged, job: Mapping[str, Any] | None, etag: int | None, revision: str | None, title: str
) -> Outcome:
    """The outcome of a module that changes things; ``job`` as ReadJob shows it, ``title`` heads the diff."""
    return Outcome(
        bool(converged.changes),
        {
            "job": job,
            "changes": converged.changes,
            "diff": _diff.diff(converged.changes, title),
            "etag": etag,
            "revision": revision,
            "conflicts": converged.conflicts,
        },
        converged.warnings,
    )


def connection(params: Mapping[str, Any]) -> Connection:
    """The connection options among a task's parameters."""
    return Connection(**{name: params[name] for name in Connection.__dataclass_fields__})


def perform(
    operation: Operation, open_client: Callable[[], Client], params: Mapping[str, Any], check_mode: bool
) -> dict[str, Any]:
    """The result of a task: of the operation's outcome, or of the failure that it ended in. It shows no token."""
    try:
        client = open_client()
    except Vb365Error as error:
        return {"failed": True, **error.details()}
    try:
        outcome = operation(client, params, check_mode)
    except Vb365Error as error:
        result = {"failed": True, **error.details()}
    else:
        result = {**outcome.result, "changed": outcome.changed, "warnings": outcome.warnings}
    shown: dict[str, Any] = client.tokens.without(result)
    return shown
