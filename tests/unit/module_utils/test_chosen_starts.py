# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tenants of a run know of each other's starts."""

from __future__ import annotations

from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._tenant.chosen_starts import ChosenStarts


def row(organization: str, name: str, time: str, **more: Any) -> dict[str, Any]:
    return {"organizationId": organization, "name": name, "schedulePolicy": {"dailyTime": time}, **more}


LISTED = [row("A", "one", "01:00"), row("b", "two", "02:00"), row("c", "Three", "03:00"), row("d", "four", "04:00")]
ENTRIES = [
    ("a", [row("a", "ONE", "01:30"), row("a", "new", "01:40", isNew=True)]),
    ("b", [row("b", "two", "02:30")]),
    ("c", [row("c", "three", "03:00", isNew=True)]),
]


def times(chosen: ChosenStarts) -> list[str]:
    return [str(one["schedulePolicy"]["dailyTime"]) for one in chosen.beside(LISTED)]


def test_a_tenant_rests_on_those_before_it_alone() -> None:
    assert times(ChosenStarts(ENTRIES, "a")) == ["01:00", "02:00", "04:00"]
    assert times(ChosenStarts(ENTRIES, "b")) == ["02:00", "04:00", "01:30", "01:40"]
    assert times(ChosenStarts(ENTRIES, "new")) == ["04:00", "01:30", "01:40", "02:30", "03:00"]


def test_a_tenant_that_comes_again_keeps_its_place() -> None:
    chosen = ChosenStarts(ENTRIES, "b")
    chosen.forget()
    chosen.add(row("b", "other", "02:45"))
    assert [(one, [found["name"] for found in rows]) for one, rows in chosen.entries] == [
        ("a", ["ONE", "new"]),
        ("b", ["other"]),
        ("c", ["three"]),
    ]
