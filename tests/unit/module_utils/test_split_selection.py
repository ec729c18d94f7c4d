# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of objects that a split selects."""

from __future__ import annotations

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._tenant.split_selection import selected

TEAMS = [{"id": "1", "displayName": "Sales [EU]"}, {"id": "2", "displayName": "Sales E"}, {"id": "3", "mail": "x@c"}]


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("sales [eu]", "1"),
        ("Sales [[]*", "1"),
        ("sales ?", "2"),
        ("[Q-T]* ?", "2"),
        ("*@C", "3"),
        ("sales [!x]", ""),
    ],
)
def test_a_name_without_star_and_question_mark_is_literal(name: str, ids: str) -> None:
    included = selected(TEAMS, {"type": "Team", "include": {"names": [name]}}, {})
    excluded = selected(TEAMS, {"type": "Team", "exclude": {"names": [name]}}, {})
    assert [row["id"] for row in included] == [*ids]
    assert [row["id"] for row in excluded] == [row["id"] for row in TEAMS if row["id"] not in ids]
