# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A window of a schedule: translation from the option and from the API's settings. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError, together
from ansible_collections.vb365.backup.plugins.module_utils._model import window as _window
from ansible_collections.vb365.backup.plugins.module_utils._model.known import known

OFFSETS = (-720, 840)
"""The smallest and the greatest offset from UTC of any time zone, in minutes."""


def from_option(option: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The window in the form of a schedule, with ``minute_offset`` if given. Raises OptionError or OptionErrors."""
    given = known(option)
    if not given:
        return {}
    offset = {"minute_offset": given.pop("minute_offset")} if "minute_offset" in given else {}
    if offset and not OFFSETS[0] <= offset["minute_offset"] <= OFFSETS[1]:
        expected = f"expected {OFFSETS[0]} to {OFFSETS[1]} minutes"
        raise OptionError(f"{name}.minute_offset", offset["minute_offset"], expected)
    if not given:
        raise OptionError(name, known(option), "expected allow, deny or hours beside minute_offset")
    if "hours" in given:
        if "allow" in given or "deny" in given:
            raise OptionError(name, known(option), "expected either hours, or allow and deny")
        week = given["hours"]
        if len(week) != _window.WEEK:
            raise OptionError(
                f"{name}.hours", f"{len(week)} values", f"expected {_window.WEEK} booleans, Sunday 00:00 first"
            )
    else:
        together([error for part, entries in given.items() for error in _window.mistakes(entries, f"{name}.{part}")])
        allowed = _window.parse(given["allow"], f"{name}.allow") if "allow" in given else [True] * _window.WEEK
        denied = _window.parse(given.get("deny", []), f"{name}.deny")
        week = [allow and not deny for allow, deny in zip(allowed, denied)]
    return {"allow": _window.render(week), **offset}


def week_and_offset(settings: Any) -> tuple[list[bool], int]:
    """The hours and the offset of window settings; no hours and 0 if they are missing or invalid."""
    settings = settings if isinstance(settings, Mapping) else {}
    hours, offset = settings.get("backupWindow"), settings.get("minuteOffset")
    week = [*map(bool, hours if isinstance(hours, list) else []), *[False] * _window.WEEK][: _window.WEEK]
    return week, int(offset) if re.fullmatch(r"-?\d+", str(offset)) else 0
