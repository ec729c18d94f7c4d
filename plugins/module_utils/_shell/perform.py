# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns the outcome of an operation, or any exception, into the result of the task. This is the only place that does
so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Callable

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotUnderstood, Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._model.masks import check_masks
from ansible_collections.vb365.backup.plugins.module_utils._model.name import check_identity
from ansible_collections.vb365.backup.plugins.module_utils._model.visible import visible
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Operation
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._rest.connection import Connection
from ansible_collections.vb365.backup.plugins.module_utils._rest.internal_error import internal_error
from ansible_collections.vb365.backup.plugins.module_utils._rest.secrets import Secrets


def connection(params: Mapping[str, Any]) -> Connection:
    """The connection options of a task. A token that was read from a file may end in a line break, which is removed."""
    given = {name: params[name] for name in Connection.__dataclass_fields__}
    return Connection(**{**given, "access_token": (params["access_token"] or "").rstrip("\r\n") or None})


def perform(
    operation: Operation, open_client: Callable[[], Client], params: Mapping[str, Any], check_mode: bool
) -> dict[str, Any]:
    """The result of a task: from the outcome of the operation or from its exception.

    The result shows no token, and no control characters in the texts that Ansible prints unchanged: messages, warnings,
    the headers of a diff. Raises nothing: an exception other than Vb365Error becomes ``error_code: internal_error``.
    """
    client: Client | None = None
    try:
        check_masks(params)
        check_identity(params)
        client = open_client()
        outcome = operation(client, params, check_mode)
        result = {**outcome.result, "changed": outcome.changed, "warnings": outcome.warnings}
    except Exception as error:  # noqa: BLE001 - Ansible would print its text, which may show a token
        failure = error if isinstance(error, Vb365Error) else internal_error(error, _secrets(params), client)
        if isinstance(failure, NotUnderstood):
            failure.changed = client is not None and client.may_have_written
        message = "\n".join(map(visible, failure.lines()))
        result = {"failed": True, **failure.details(), "msg": message}
    return _shown(result, client)


def _secrets(params: Mapping[str, Any]) -> Secrets:
    return Secrets(*(str(params.get(name) or "").strip() for name in ("password", "access_token")))


def _shown(result: Mapping[str, Any], client: Client | None) -> dict[str, Any]:
    """The result without tokens, and without control characters in warnings and headers of diffs."""
    tokens = client.tokens if client else Secrets()
    shown: dict[str, Any] = tokens.without(result)
    if client and "warnings" in shown:
        shown["warnings"] = [*map(visible, _new(shown["warnings"], client))]
    if "diff" in shown:
        diffs = shown["diff"]
        shown["diff"] = [*map(_with_headers, diffs)] if isinstance(diffs, list) else _with_headers(diffs)
    return shown


class _Given(set[str]):
    """The warnings of earlier rounds of one loop."""


def _new(warnings: Iterable[str], client: Client) -> list[str]:
    """The warnings that no earlier round of the loop has shown."""
    given: set[str] = client.memory.setdefault(_Given, _Given())
    new = [text for text in dict.fromkeys(warnings) if text not in given]
    given.update(new)
    return new


def _with_headers(diff: Mapping[str, Any]) -> dict[str, Any]:
    """The diff, without control characters in its headers."""
    return {key: visible(value) if key.endswith("_header") else value for key, value in diff.items()}
