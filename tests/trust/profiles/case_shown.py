# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases: what there is, listed and one by one."""

from __future__ import annotations

from typing import Any

from tests.trust.profiles.bench import PARTS, Bench, Case, task
from tests.trust.profiles.data import CONTOSO, FABRIKAM

INFO_OF = {
    "jobs": "backup_job_info",
    "organizations": "organization_info",
    "repositories": "backup_repository_info",
    "sessions": "job_session_info",
}
BY_ORGANIZATION = {CONTOSO: ["Mail", "Sites", "Teams"], FABRIKAM: ["Everything"]}


def shown(bench: Bench, kind: str, **options: Any) -> list[dict[str, Any]]:
    run = bench.run(task(INFO_OF[kind], **options))
    assert run.error is None
    assert run.writes == []
    (outcome,) = run.outcomes
    assert not outcome.changed
    rows: list[dict[str, Any]] = outcome.result[kind]
    return rows


def names(rows: list[dict[str, Any]]) -> list[str]:
    return [row.get("config", row)["name"] for row in rows]


def one_by_one(bench: Bench, kind: str, **options: Any) -> list[dict[str, Any]]:
    """All of a kind, each of which is found by its id too, in whatever case."""
    rows = shown(bench, kind, **options)
    for row in rows:
        for identity in (row["id"].upper(), row["id"].lower()):
            assert shown(bench, kind, id=identity, **options) == [row]
    return rows


def organizations(bench: Bench) -> None:
    assert names(one_by_one(bench, "organizations")) == [CONTOSO, FABRIKAM]
    assert names(shown(bench, "organizations", name=FABRIKAM.upper())) == [FABRIKAM]


def repositories(bench: Bench) -> None:
    assert names(one_by_one(bench, "repositories")) == ["Disk", "Vault"]
    assert names(shown(bench, "repositories", name="vault")) == ["Vault"]


def jobs(bench: Bench) -> None:
    rows = one_by_one(bench, "jobs", include=[*PARTS, "copy_job", "last_session"])
    assert names(rows) == [name for found in BY_ORGANIZATION.values() for name in found]
    assert [(row["last_session"] or {}).get("status") for row in rows] == ["Success", None, None, None]
    for organization, found in BY_ORGANIZATION.items():
        assert names(shown(bench, "jobs", organization=organization)) == found
    assert names(shown(bench, "jobs", repository="Vault")) == ["Teams"]
    bench.simulator.edit("Mail", status="Running")
    assert shown(bench, "jobs", name="mail", include=["last_session"])[0]["last_session"]["status"] == "Running"


def sessions(bench: Bench) -> None:
    (ended,) = one_by_one(bench, "sessions", include=["log"])
    assert ended["log"]
    bench.simulator.outcome("Mail", "Success", seconds=3600)
    bench.simulator.edit("Mail", status="Running")
    of_mail = {"organization": CONTOSO, "job": "Mail"}
    assert [row["status"] for row in shown(bench, "sessions", **of_mail)] == ["Running", "Success"]
    assert shown(bench, "sessions", organization=FABRIKAM) == []
    assert [row["id"] for row in shown(bench, "sessions", status=["Success"], **of_mail)] == [ended["id"]]


CASES: dict[str, Case] = {
    "organizations": organizations,
    "repositories": repositories,
    "jobs": jobs,
    "sessions": sessions,
}
