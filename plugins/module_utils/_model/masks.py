# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Masks that Ansible puts in place of secrets, which a task must never write to the server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError, together

MASKED = (
    "this is Ansible's mask for a value that contains a secret, such as the password; expected the value "
    "itself, from a variable and not from the result of a task"
)

_MASKS = ("********", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER")
"""The masks of a part of a text, and of a whole value or a number."""

_EXEMPT = ("password", "access_token", "tenant", "described_by", "defaults", "jobs")
"""Options without this check: secrets are never written, and the check of a tenant reports the place of each mask."""


def masks_in(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """The place and the text of each mask in a value. ``place``: the place of the value; "" for the options as a
    whole."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from masks_in(part, f"{place}.{key}" if place else str(key))
    elif isinstance(value, (list, tuple)):
        for number, part in enumerate(value):
            yield from masks_in(part, f"{place}[{number}]")
    elif isinstance(value, str) and any(mask in value for mask in _MASKS):
        yield place, value


def check_masks(params: Mapping[str, Any]) -> None:
    """Refuse options that contain a mask. Raises OptionError or OptionErrors."""
    given = {option: value for option, value in params.items() if option not in _EXEMPT}
    together([OptionError(place, text, MASKED) for place, text in masks_in(given, "")])
