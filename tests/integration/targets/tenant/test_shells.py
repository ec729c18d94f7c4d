# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Both shells return the same and write nothing: for a correct tenant, a wrong tenant, and a server that does not
answer."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.conftest import Plays
from tests.integration.harness import shells
from tests.integration.harness.playbook import SHELLS, Ran, comparable
from tests.integration.targets.tenant.conftest import DAVE, new, tenant, user
from tests.simulator.launch import Simulator

RIGHT = tenant(new(selected_items=[user("frank")]), {"name": "Dave one"}, {"name": "Dave two", "repository": "Disk 01"})
NO_PLACE = {"place": None, "job": None, "msg": ""}
WRONG = tenant(
    new(repository="Disk 99", selected_items=[DAVE, user("nobody")], schedule={"retry_number": "many"}),
    {"name": "Dave one"},
    organisation="contoso",
    defaults={"enabled": "perhaps"},
    repository=None,
)
PLACES = [
    "tenant_onboarding_defaults.enabled",
    "tenant_onboarding_jobs[0].backup_type",
    "tenant_onboarding_jobs[0].repository",
    "tenant_onboarding_jobs[0].schedule.retry_number",
    "tenant_onboarding_jobs[0].selected_items[0]",
    "tenant_onboarding_jobs[0].selected_items[1].name",
    "tenant_onboarding_organisation",
]


def task(name: str, described: Any, **options: Any) -> dict[str, Any]:
    arguments = {"tenant": described, "prefix": "tenant_onboarding_", **options}
    return {"name": name, "vb365.backup.tenant": arguments}


def failed(ran: Ran) -> str:
    """The message of a failure that is none of the description."""
    assert ran.failed
    message: str = ran.result["msg"]
    assert ran.result.get("problems", [{}]) in ([{}], [{**NO_PLACE, "msg": message}])
    return message


def test_both_shells(both_played: Plays) -> None:
    right_and_all = {**RIGHT, "start_first_backup": True, "unmanaged_jobs": "disable"}
    by_options = {"name": "by options", "vb365.backup.tenant": {**RIGHT, "unmanaged_jobs": "report"}}
    tasks = [
        task("wrong", WRONG),
        {**task("wrong, check mode", WRONG), "check_mode": True},
        {**task("right, check mode", right_and_all), "check_mode": True},
        task("right", right_and_all),
        by_options,
        task("no dict", "contoso"),
        task("nobody listens", RIGHT, port=1),
    ]
    played = both_played(tasks, arguments=("-vvv",))
    wrong, wrong_too, checked, right, again, no_dict, unreachable = played.tasks
    assert [ran.name for ran in played.tasks if ran.writes] == ["right"]
    assert (checked.result["check_mode"], right.result["check_mode"]) == (True, False)
    assert not right.failed, right.result
    for key in ("diff", "started", "unmanaged", "unprotected", "changed"):
        assert checked.result[key] == right.result[key]
    assert right.result["started"] == ["New", "Dave one", "Dave two"]
    assert {row["state"] for row in right.result["unmanaged"] if row["enabled"]} == {"disabled"}
    twice = [row["job"] for row in right.result["unprotected"] if row["reason"] == "held_twice"]
    assert twice == ["Dave one"]
    assert (again.result["changed"], again.result["diff"]) == (False, [])
    assert {row["state"] for row in again.result["unmanaged"]} == {"unmanaged"}
    assert wrong.failed
    assert [row["place"] for row in wrong.result["problems"]] == PLACES
    assert (wrong.result["error_code"], wrong.result["changed"]) == ("option", False)
    assert wrong.result["msg"].split("\n")[0] == "contoso.onmicrosoft.com: 7 problems, nothing was written"
    assert wrong_too.result["msg"] == wrong.result["msg"]
    assert (wrong.result["check_mode"], wrong_too.result["check_mode"]) == (False, True)
    for ran in (wrong, wrong_too, checked, right, again, no_dict, unreachable):
        assert ("started" in ran.result, ran.result.get("finished")) in ((True, True), (False, None))
    assert "tenant" in failed(no_dict)
    assert failed(unreachable).startswith("host, port: ")
    assert "Traceback" not in played.output


@pytest.mark.parametrize("path", ["/Jobs$", "/SelectedItems$", "/Users$"])
def test_a_server_that_fails(simulator: Simulator, path: str) -> None:
    body = {"message": "The disk is full", "errorCode": "Internal"}
    results = []
    for shell in SHELLS:
        simulator.reset()
        simulator.fault("status", path=path, status=500, body=body, times=None)
        (ran,) = shells.run(simulator, [task("wrong", WRONG)], shell).tasks
        assert "The disk is full" in failed(ran)
        assert (ran.result["status"], ran.result["error_code"], ran.writes) == (500, "Internal", [])
        results.append(comparable(ran.result))
    assert results[0] == results[1]
