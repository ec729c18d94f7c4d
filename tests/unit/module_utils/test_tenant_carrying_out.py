# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which changes may leave somebody without a backup."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._reconcile.diff import change
from ansible_collections.vb365.backup.plugins.module_utils._tenant.carrying_out import takes_away


@pytest.mark.parametrize(
    ("path", "less", "more"),
    [
        ("selected_items[User a]", None, {"mailbox": True}),
        ("selected_items[User a].mailbox", False, True),
        ("selected_items[OneDriveFolders].folders", ["a"], ["a", "b"]),
        ("excluded_items[User a]", {"mailbox": True}, None),
        ("excluded_items[OneDriveFolders].folders", ["a", "b"], ["a"]),
        ("enabled", False, True),
        ("schedule.enabled", False, True),
        ("schedule.type", "ManualOnly", "Daily"),
    ],
)
def test_what_goes_and_what_comes(path: str, less: Any, more: Any) -> None:
    assert takes_away([change("description", "a", "b"), change(path, more, less)])
    assert not takes_away([change("description", "a", "b"), change(path, less, more)])


def test_a_new_job_takes_nothing_away() -> None:
    assert not takes_away([change("state", "absent", "present"), change("enabled", None, False)])
