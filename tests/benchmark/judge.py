# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a run did its work, and no more than that. Untimed."""

from __future__ import annotations

from typing import Any

from tests.benchmark import wanted
from tests.benchmark.cases import Case
from tests.benchmark.wanted import Tenant


def is_login(entry: dict[str, Any]) -> bool:
    """Whether a request of the journal is a login."""
    return bool(entry["method"] == "POST" and entry["path"] == "/v8/token")


def judge(case: Case, told: list[Tenant], state: dict[str, Any] | None, journal: list[dict[str, Any]]) -> None:
    """Raise AssertionError where a run did not do its work, or more. ``state`` is the server's after writes."""
    writes = [entry for entry in journal if entry["method"] != "GET" and not entry["path"].startswith("/v8/token")]
    refused = [entry for entry in journal if entry["status"] is None or entry["status"] >= 400]
    _expect(not refused, f"refused: {refused[:1]}")
    _expect(bool(writes) == case.writes, f"{len(writes)} writes")
    if case.play == "users":
        _expect_users(told, state or {})
    elif case.play == "coverage":
        _expect_lists(case.count, journal)
    elif state:
        _expect_jobs(told, state)
    else:
        _expect_reads(told, journal)


def _expect(is_so: bool, message: str) -> None:
    if not is_so:
        raise AssertionError(message)


def _expect_users(told: list[Tenant], state: dict[str, Any]) -> None:
    for tenant in told:
        (job,) = (job for job in state["jobs"] if job["name"] == tenant["job"])
        names = {item["user"]["name"] for item in job["selectedItems"] if all(item[one] for one in wanted.OPTIONS)}
        _expect(names.issuperset(user["name"] for user in tenant["users"]), f"{len(names)} users in the job")


def _expect_jobs(told: list[Tenant], state: dict[str, Any]) -> None:
    there = {one["organization"]: {job["name"]: job for job in one["jobs"]} for one in wanted.tenants(state)}
    for tenant in told:
        for job in tenant["jobs"]:
            found = there[tenant["organization"]].get(job["name"], {})
            _expect({name: found.get(name) for name in job} == job, f"{job['name']} is not as wanted")


def _expect_lists(jobs: int, journal: list[dict[str, Any]]) -> None:
    for name in wanted.LISTS:
        read = sum(entry["path"].lower().endswith(f"/{name.lower()}") for entry in journal)
        _expect(read == jobs, f"{name} of {read} of {jobs} jobs were read")


def _expect_reads(told: list[Tenant], journal: list[dict[str, Any]]) -> None:
    for name in wanted.LISTS:
        read = sum(entry["path"].lower().endswith(f"/{name.lower()}") for entry in journal)
        jobs = [job for tenant in told for job in tenant["jobs"]]
        managed = sum(name in job for job in jobs)
        # The module tenant also reads the items of a job that never ran, because the job might be empty.
        _expect(managed <= read <= len(jobs), f"{name} read {read} times for {managed} lists of {len(jobs)} jobs")
