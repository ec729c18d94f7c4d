# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Durations and moments of options, and the clock of the server."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._model.since import moment_of, seconds_of
from ansible_collections.vb365.backup.plugins.module_utils._rest.server_clock import ServerClock

NOW = datetime(2026, 11, 23, 6, 0, 0, tzinfo=timezone.utc)


@given(days=st.integers(0, 400), hours=st.integers(0, 99), minutes=st.integers(0, 99))
def test_duration(days: int, hours: int, minutes: int) -> None:
    text = "".join(f"{number}{unit}" for number, unit in ((days, "d"), (hours, "h"), (minutes, "m")) if number)
    if text:
        span = timedelta(days=days, hours=hours, minutes=minutes)
        assert seconds_of("rpo", text) == span.total_seconds()
        assert moment_of("since", text, NOW) == NOW - span


@pytest.mark.parametrize("text", ["", "24", "h", "1.5h", "0h", "24 h", "24H", "40000d", "9999999m", "2\u0664h"])
def test_no_duration(text: str) -> None:
    with pytest.raises(OptionError):
        seconds_of("rpo", text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22T21:00:00Z",
        "2026-11-22T22:00:00+01:00",
        "2026-11-22 21:00:00+00:00",
        "2026-11-22T21:00:00.1234567Z",
    ],
)
def test_time(text: str) -> None:
    assert moment_of("since", text, NOW).replace(microsecond=0) == NOW - timedelta(hours=9)


def test_clock_of_the_server() -> None:
    clock = ServerClock()
    for headers in ({}, {"Date": "soon"}, {"Date": ""}):
        clock.note(headers)
        assert not clock.is_known
    assert abs(clock.now - datetime.now(timezone.utc)) < timedelta(minutes=1)
    clock.note({"Date": "Fri, 13 Jun 2110 21:00:00 GMT"})
    assert clock.is_known
    assert abs(clock.now - datetime(2110, 6, 13, 21, tzinfo=timezone.utc)) < timedelta(minutes=1)
