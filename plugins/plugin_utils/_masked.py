# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of a result that Ansible masked, because they contain a secret of the task."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.vb365.backup.plugins.module_utils._model.visible import visible

_MASKS = ("********", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER")
"""Of a part of a text, and of a whole value or a number."""


def refuse_masked(owner: str, value: Any) -> None:
    """Raise AnsibleFilterError for the first masked value in options of ``owner``."""
    for option, text in _masked(value, ""):
        message = (
            f"{visible(owner)}: {visible(option)}: {text!r} is masked by Ansible, because the server's value contains "
            "a secret of the task, such as its password. Nothing is written. Expected a value without a mask: "
            "change the password, or use ansible-core 2.22 or newer"
        )
        raise AnsibleFilterError(message)


def _masked(value: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _masked(part, f"{place}.{key}" if place else str(key))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _masked(part, f"{place}[{number}]")
    elif isinstance(value, str) and any(mask in value for mask in _MASKS):
        yield place, value
