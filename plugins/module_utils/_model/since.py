# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Durations, and points in time that a task gives as a time or as a duration. Pure functions."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._model.session import moment

_SECONDS = {"m": 60, "h": 3600, "d": 24 * 3600}
_DURATION = re.compile(r"(?:[1-9]\d{0,5}[mhd])+", re.ASCII)
_LONGEST = 100 * 365 * _SECONDS["d"]
EXPECTED_DURATION = "expected a duration such as 24h, 90m, 7d or 1d12h"
_EXPECTED_MOMENT = f"{EXPECTED_DURATION}, or a time with its time zone such as 2026-11-22T21:00:00Z"


def seconds_of(option: str, text: Any) -> int:
    """The seconds of a duration such as 24h, 90m, 7d or 1d12h. Raises OptionError."""
    found = _seconds(str(text))
    if found is None:
        raise OptionError(option, text, EXPECTED_DURATION)
    return found


def check_moment(option: str, text: str) -> None:
    """Raise OptionError for a text that moment_of() does not understand."""
    if _seconds(text) is None and time_of(text) is None:
        raise OptionError(option, text, _EXPECTED_MOMENT)


def moment_of(option: str, text: str, now: datetime) -> datetime:
    """The point in time of a text: a time, or a duration before now. Raises OptionError."""
    check_moment(option, text)
    seconds = _seconds(text)
    return time_of(text) or now - timedelta(seconds=seconds or 0)


def time_of(text: str) -> datetime | None:
    """The time of a text with a time zone; None if there is no such time. YAML reads a time without quotes as a
    date, and Ansible writes that with a space in place of the T."""
    wire = re.sub(r"^(\S{10}) ", r"\1T", text.strip())
    return moment(wire) if re.search(r"(Z|[+-]\d\d:\d\d)$", wire, re.ASCII) else None


def _seconds(text: str) -> int | None:
    if not _DURATION.fullmatch(text.strip()):
        return None
    total = sum(int(number) * _SECONDS[unit] for number, unit in re.findall(r"(\d+)([mhd])", text))
    return total if total <= _LONGEST else None
