# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from typing import Any

import pytest

from tests.benchmark.cases import Case
from tests.benchmark.judge import judge
from tests.benchmark.wanted import ours, tenants

ITEM = {"type": "User", "mailbox": True, "archiveMailbox": True, "oneDrive": False, "personalSite": True}
STATE = {
    "organizations": [{"id": "o", "name": "tenant"}],
    "repositories": [{"id": "r", "name": "disk"}],
    "jobs": [
        {
            "name": "Mail",
            "organizationId": "o",
            "repositoryId": "r",
            "description": "",
            "backupType": "SelectedItems",
            "isEnabled": True,
            "schedulePolicy": {"type": "Daily", "dailyTime": "01:00:00", "dailyType": "Everyday", "retryNumber": 3},
            "selectedItems": [{**ITEM, "id": "x", "user": {"id": "u", "name": "alice"}}],
            "excludedItems": [],
        }
    ],
}
TOLD = tenants(STATE)


def entry(method: str, path: str, status: int | None = 200) -> dict[str, Any]:
    return {"method": method, "path": f"/v8{path}", "status": status}


LOGIN = entry("POST", "/token")
READS = [LOGIN, entry("GET", "/Jobs/j/SelectedItems"), entry("GET", "/Jobs/j/ExcludedItems")]


def case(writes: bool) -> Case:
    return Case("a", "", "", 1, "", tenants, writes=writes)


def test_reads_and_nothing_else() -> None:
    judge(case(writes=False), TOLD, None, READS)


@pytest.mark.parametrize(
    "journal",
    [
        READS[:2],
        [*READS, READS[1]],
        [*READS, entry("PUT", "/Jobs/j", 204)],
        [*READS, entry("GET", "/Jobs/k", 404)],
        [*READS, entry("GET", "/Jobs", None)],
    ],
    ids=["a list is not read", "a list is read twice", "a write", "not found", "no answer"],
)
def test_not_only_what_a_run_without_changes_takes(journal: list[dict[str, Any]]) -> None:
    with pytest.raises(AssertionError):
        judge(case(writes=False), TOLD, None, journal)


def test_writes() -> None:
    journal = [LOGIN, entry("PUT", "/Jobs/j", 204)]
    judge(case(writes=True), TOLD, STATE, journal)
    with pytest.raises(AssertionError, match="Mail is not as wanted"):
        judge(case(writes=True), TOLD, {**STATE, "jobs": [{**STATE["jobs"][0], "description": "No"}]}, journal)
    with pytest.raises(AssertionError, match="0 writes"):
        judge(case(writes=True), TOLD, STATE, [LOGIN])


def test_our_words() -> None:
    assert ours(TOLD) == [
        {
            "organization": "tenant",
            "jobs": [
                {
                    "name": "Mail",
                    "repository": "disk",
                    "description": "",
                    "backup_type": "SelectedItems",
                    "enabled": True,
                    "schedule": {"type": "Daily", "daily_time": "01:00:00", "daily_type": "Everyday"},
                    "selected_items": [
                        {
                            "type": "User",
                            "name": "alice",
                            "mailbox": True,
                            "archive_mailbox": True,
                            "onedrive": False,
                            "personal_site": True,
                        }
                    ],
                    "excluded_items": [],
                }
            ],
        }
    ]
