# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which changes may leave somebody without a backup."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._reconcile.diff import change
from ansible_collections.vb365.backup.plugins.module_utils._tenant.carrying_out import gainers_first, takes_away


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


ERIN, FRANK = "selected_items[User erin]", "selected_items[User frank]"
ON: dict[str, Any] = {"mailbox": True}


def test_a_job_that_gains_an_item_comes_before_the_job_that_loses_it() -> None:
    first = [change(ERIN, ON, None)]
    second = [change(ERIN, None, ON), change(FRANK, ON, None)]
    third = [change(FRANK, None, ON), change("selected_items[User info]", ON, None)]
    assert gainers_first([first, second, third]) == [2, 1, 0]
    assert gainers_first([third, second, first]) == [0, 1, 2]


@pytest.mark.parametrize(
    "loss",
    [
        change(f"{ERIN}.mailbox", True, False),
        change("excluded_items[User erin]", None, ON),
        change("enabled", True, False),
        change("backup_type", "EntireOrganization", "SelectedItems"),
    ],
)
def test_each_kind_of_loss_waits_for_the_gain(loss: Any) -> None:
    gain = [change(ERIN, None, ON), change(FRANK, ON, None)]
    assert gainers_first([[loss], gain]) == [1, 0]


def test_jobs_without_common_items_keep_their_order() -> None:
    assert gainers_first([[change(ERIN, ON, None)], [change(FRANK, ON, None)]]) == [0, 1]


def test_a_job_outside_a_circle_comes_after_the_jobs_that_gain_its_items() -> None:
    info = "selected_items[User info]"
    giver = [change(info, ON, None)]
    one = [change(ERIN, ON, None), change(FRANK, None, ON), change(info, None, ON)]
    two = [change(FRANK, ON, None), change(ERIN, None, ON)]
    assert gainers_first([giver, one, two]) == [2, 1, 0]


def test_a_long_chain_has_no_limit() -> None:
    path = "selected_items[User {}]".format
    chain = [[change(path(n), ON, None), change(path(n - 1), None, ON)] for n in range(2000)]
    assert gainers_first(chain) == [*reversed(range(2000))]
