# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wanted of the server, in the API's words (for the floor and for uri) and in those of this collection."""

from __future__ import annotations

from typing import Any

LISTS = ("selectedItems", "excludedItems")
OPTIONS = ("mailbox", "archiveMailbox", "oneDrive", "personalSite")
SETTINGS = ("description", "backupType", "isEnabled")
SCHEDULE = ("type", "dailyTime", "dailyType")
OUR_NAMES = {"isEnabled": "enabled", "schedulePolicy": "schedule", "oneDrive": "onedrive"}

Tenant = dict[str, Any]


def tenants(state: dict[str, Any], lists: tuple[str, ...] = LISTS) -> list[Tenant]:
    """All data of a simulator: ``[{organization, jobs}]``, with these lists of each job."""
    organizations = {row["id"]: row["name"] for row in state["organizations"]}
    repositories = {row["id"]: row["name"] for row in state["repositories"]}
    jobs: dict[str, list[dict[str, Any]]] = {name: [] for name in organizations.values()}
    for job in state["jobs"]:
        jobs[organizations[job["organizationId"]]].append(
            {
                "name": job["name"],
                "repository": repositories[job["repositoryId"]],
                **{name: job[name] for name in SETTINGS},
                "schedulePolicy": {name: job["schedulePolicy"][name] for name in SCHEDULE},
                **{name: [_item(item) for item in job[name]] for name in lists},
            }
        )
    return [{"organization": name, "jobs": rows} for name, rows in jobs.items()]


def _item(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": item["type"], "name": item["user"]["name"], **{name: item[name] for name in OPTIONS}}


def ours(wanted: Any) -> Any:
    """The same in the words of this collection's options."""
    if isinstance(wanted, list):
        return [ours(one) for one in wanted]
    if isinstance(wanted, dict):
        return {OUR_NAMES.get(name, _snake(name)): ours(value) for name, value in wanted.items()}
    return wanted


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
