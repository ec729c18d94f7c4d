# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts that Ansible has put in place of a secret, which a task must never write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError, together

MASKED = (
    "this is Ansible's mask in place of a value that contains a secret, such as the password; expected the value "
    "itself, from a variable and not from the result of a task"
)

_MASKS = ("********", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER")
"""Of a part of a text, and of a whole value or a number."""

_EXEMPT = ("password", "access_token", "tenant", "described_by", "defaults", "jobs")
"""Secrets, which are never written; and a tenant, whose own check names the place of each mask."""


def masks_in(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """The place and the text of each mask in a value; ``place`` is the place of the value, "" of a whole mapping."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from masks_in(part, f"{place}.{key}" if place else str(key))
    elif isinstance(value, (list, tuple)):
        for number, part in enumerate(value):
            yield from masks_in(part, f"{place}[{number}]")
    elif isinstance(value, str) and any(mask in value for mask in _MASKS):
        yield place, value


def check_masks(params: Mapping[str, Any]) -> None:
    """Refuse options of a task that have a mask. Raises OptionError, OptionErrors."""
    given = {option: value for option, value in params.items() if option not in _EXEMPT}
    together([OptionError(place, text, MASKED) for place, text in masks_in(given, "")])
