# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenant in short: the state of each job, lines for the console and statistics."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.module_utils._job import item_plan as _item_plan
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.converge import Past
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.diff import change
from ansible_collections.vb365.backup.plugins.module_utils._tenant.job import TenantJob
from ansible_collections.vb365.backup.plugins.module_utils._tenant.rows import JobRow, shown
from ansible_collections.vb365.backup.plugins.module_utils._tenant.summary import of_refused, summary
from tests.unit.module_utils.server import Server, job_row, new_job, there
from tests.unit.module_utils.strategies import jobs_and_params

TENANT = "contoso.onmicrosoft.com"
ON = {"id": "1b744175-661f-59d8-85c7-7bd6d03fcfdf", "name": "Contoso Sites", "enabled": True}
OFF = {"id": "0838adb7-caf4-5dcf-a1d2-8b9789c9d7fd", "name": "Contoso Teams", "enabled": False}
NEW = {"repository": "Primary", "backup_type": "SelectedItems", "selected_items": [{"type": "PersonalSites"}]}
CREATED = new_job(Server(), **NEW).run(check_mode=True).result["changes"]
REMOVED = new_job(Server(job_row(name="Old")), name="Old", state="absent").run(check_mode=True).result["changes"]
TIME = [change("schedule.daily_time", "21:00:00", "22:00:00")]


def job(name: str, changes: Any = (), error: str | None = None, unprotected: Any = ()) -> dict[str, Any]:
    """The row of a job."""
    described = TenantJob("jobs[0]", "", {}, {}, {"name": name, "omitted": "default", "backup_type": "SelectedItems"})
    described.options = {**described.options, "selected_items": []}
    row = JobRow(described, "1", f"backup job {name!r}", [*changes], error=error)
    (only,) = shown([row], unprotected)
    return only


def report(*jobs: dict[str, Any], **more: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {"unmanaged": [], "started": [], "unprotected": [], "problems": []}
    return {"organization": TENANT, "check_mode": False, "jobs": [*jobs], **empty, **more}


def told(*jobs: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The summary of a tenant with these rows."""
    changed = any(row["changes"] for row in jobs) or bool(more.get("started"))
    changed = changed or any(row["state"] == "disabled" for row in more.get("unmanaged", []))
    return summary(report(*jobs, **more), changed)


def stats(short: dict[str, Any]) -> dict[str, Any]:
    assert list(short["stats"]["vb365_tenants"]) == [TENANT]
    found: dict[str, Any] = short["stats"]["vb365_tenants"][TENANT]
    assert found["state"] == short["state"]
    return found


def line_of(*changes: Any) -> str:
    text: str = told(job("Mail", changes))["lines"][1]
    return text


# ---- rows -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ([], "in sync"),
        (TIME, "changed"),
        (CREATED, "created"),
        (REMOVED, "removed"),
        ([change("copy.state", "absent", "present")], "changed"),
        ([change("selected_items[User present]", None, {"mailbox": True})], "changed"),
    ],
)
def test_state_of_a_job(changes: Any, state: str) -> None:
    assert job("Mail", changes)["state"] == state
    assert job("Mail", changes, error="no")["state"] == "failed"


def test_row_of_a_job() -> None:
    reason = {
        "reason": "disabled",
        "severity": "critical",
        "msg": "It is off.",
        "objects": [],
        "described": False,
        "other": None,
    }
    unprotected = [
        {**reason, "job": "Mail", "place": "jobs[0].enabled"},
        {**reason, "job": "Mail", "place": None},
        {**reason, "job": "Sites", "place": "jobs[1].enabled"},
    ]
    assert job("Mail", TIME, "no", unprotected) == {
        "name": "Mail",
        "id": "1",
        "state": "failed",
        "changes": TIME,
        "problems": [
            {
                "reason": "disabled",
                "severity": "critical",
                "text": "It is off.",
                "objects": [],
                "described": False,
                "other": None,
            }
        ],
        "warnings": [],
        "unwatched": [],
        "revision": None,
        "copy_revision": None,
        "error": "no",
        "error_code": None,
    }


# ---- states ---------------------------------------------------------------------------------------------------------


def test_a_tenant_in_sync() -> None:
    short = told(job("Mail"), job("Sites"))
    assert short["lines"] == [f"{TENANT}: in sync (2 jobs)"]
    assert stats(short) == {"state": "in sync"}
    assert told()["lines"] == [f"{TENANT}: in sync (0 jobs)"]
    assert told(job("Mail"))["lines"] == [f"{TENANT}: in sync (1 job)"]


def test_a_tenant_that_changed() -> None:
    jobs = [job("Nightly", CREATED), job("Mail", TIME), job("Old", REMOVED), job("Sites")]
    short = told(*jobs)
    assert short["lines"] == [
        f"{TENANT}: 3 of 4 jobs changed",
        "Nightly: created",
        "Mail: schedule.daily_time '21:00:00' → '22:00:00'",
        "Old: removed",
    ]
    assert stats(short) == {"state": "changed", "created": ["Nightly"], "changed": ["Mail"], "removed": ["Old"]}
    would = told(*jobs, check_mode=True)
    assert would["lines"] == [f"{TENANT}: 3 of 4 jobs would change", *short["lines"][1:]]
    assert would["stats"] == short["stats"]


def test_a_job_that_failed() -> None:
    short = told(job("Nightly", CREATED), job("Mail", error="Somebody else\nchanged it"), job("Sites"))
    assert short["lines"] == [
        f"{TENANT}: failed: 1 of 3 jobs failed, 1 of 3 jobs changed",
        "Mail: failed: Somebody else changed it",
        "Nightly: created",
    ]
    assert stats(short) == {"state": "failed", "created": ["Nightly"], "failed": ["Mail"]}


@pytest.mark.parametrize("described", [False, True])
def test_a_job_that_protects_nobody(described: bool) -> None:
    row = {"place": "jobs[0]", "job": "Mail", "reason": "disabled", "severity": "critical", "msg": "It is off."}
    short = told(job("Mail"), unprotected=[{**row, "described": described}])
    state, key = ("in sync", "problems") if described else ("unprotected", "unprotected")
    assert stats(short) == {"state": state, key: ["Mail"]}
    assert short["lines"][1] == "jobs[0]: It is off."


def test_unmanaged_jobs() -> None:
    rows = [{**ON, "state": "unmanaged"}, {**OFF, "state": "unmanaged"}]
    short = told(job("Mail"), unmanaged=rows)
    assert short["lines"] == [f"{TENANT}: in sync (1 job)", "unmanaged: Contoso Sites, Contoso Teams"]
    assert stats(short) == {"state": "in sync", "unmanaged": ["Contoso Sites", "Contoso Teams"]}


@pytest.mark.parametrize("check_mode", [False, True])
def test_unmanaged_jobs_are_disabled(check_mode: bool) -> None:
    rows = [{**ON, "state": "disabled"}, {**OFF, "state": "unmanaged"}]
    short = told(job("Mail"), unmanaged=rows, check_mode=check_mode)
    assert short["lines"] == [
        f"{TENANT}: 1 unmanaged job {'would be ' if check_mode else ''}disabled",
        "unmanaged: Contoso Teams",
        "disabled: Contoso Sites",
    ]
    assert stats(short) == {"state": "changed", "disabled": ["Contoso Sites"], "unmanaged": ["Contoso Teams"]}


def test_an_unmanaged_job_that_could_not_be_disabled() -> None:
    problem = {"place": "unmanaged jobs", "job": "Contoso Sites", "msg": "403: no"}
    short = told(job("Mail"), unmanaged=[{**ON, "state": "failed"}], problems=[problem])
    assert short["lines"] == [f"{TENANT}: failed: 1 problem", "Contoso Sites: unmanaged jobs: 403: no"]
    assert stats(short) == {"state": "failed", "failed": ["Contoso Sites"]}


def test_a_first_backup_that_ended_badly_was_started_and_is_a_failure() -> None:
    problem = {"place": "first backup", "job": "Mail", "msg": "The session ended with Failed"}
    short = told(job("Mail"), started=["Mail"], problems=[problem])
    assert short["lines"] == [
        f"{TENANT}: failed: 1 problem, 1 job started",
        "Mail: first backup: The session ended with Failed",
        "started: Mail",
    ]
    assert stats(short) == {"state": "failed", "failed": ["Mail"], "started": ["Mail"]}


# ---- a tenant that was refused --------------------------------------------------------------------------------------


def test_a_tenant_that_was_refused() -> None:
    problems = [
        {"place": "t_jobs[0].enabled", "job": "Mail", "msg": "'maybe': expected a boolean"},
        {"place": "t_repository", "job": None, "msg": "'Disk': no such repository"},
    ]
    short = of_refused(report(problems=problems))
    assert short["lines"] == [
        f"{TENANT}: failed: 2 problems, nothing was written",
        "Mail: t_jobs[0].enabled: 'maybe': expected a boolean",
        "t_repository: 'Disk': no such repository",
    ]
    assert stats(short) == {"state": "failed", "failed": ["Mail"]}


def test_fifty_problems_are_told() -> None:
    problems = [{"place": f"jobs[{index}]", "job": "Mail", "msg": "no"} for index in range(62)]
    assert of_refused(report(problems=problems))["lines"][50:] == ["Mail: jobs[49]: no", "and 12 more problems"]


def test_a_tenant_that_could_not_be_read() -> None:
    msg = "host, port: no connection to 127.0.0.1:1 (Connection refused)"
    short = of_refused(report(problems=[{"place": None, "job": None, "msg": msg}]))
    assert short["lines"] == [f"{TENANT}: failed: {msg}"]
    assert stats(short) == {"state": "failed"}


# ---- lines ----------------------------------------------------------------------------------------------------------


def test_items_are_counted_and_not_listed() -> None:
    assert (
        line_of(
            *TIME,
            change("selected_items[User alice@contoso.com].mailbox", True, False),
            change("selected_items[User alice@contoso.com].onedrive", True, False),
            change("selected_items[User bob@contoso.com]", {"mailbox": True}, None),
            change("selected_items[Group Sales [EU] v1.2]", None, {"members": True}),
            change("selected_items[Site https://contoso.sharepoint.com/a]", None, {}),
            change("selected_items[PersonalSites]", {}, None),
            change("excluded_items[User carol@contoso.com]", None, {"mailbox": True}),
        )
        == "Mail: schedule.daily_time '21:00:00' → '22:00:00'; selected_items +2 -2 ~1; excluded_items +1"
    )


NAMES = st.text(st.sampled_from("aB1 .[]@/\n"), min_size=1, max_size=12)


@given(st.sets(NAMES), st.sets(NAMES), st.sets(NAMES))
def test_items_are_counted_whatever_their_names(added: set[str], removed: set[str], edited: set[str]) -> None:
    edited, removed = edited - added - removed, removed - added

    def item(name: str, mailbox: bool = True) -> Item:
        return Item("User", {"id": name.encode().hex(), "name": name}, {"mailbox": mailbox, "onedrive": mailbox})

    have = [item(name) for name in removed | edited]
    want = [*(item(name) for name in added), *(item(name, False) for name in edited)]
    counted = [f" {mark}{len(names)}" for mark, names in (("+", added), ("-", removed), ("~", edited)) if names]
    changes = _item_plan.plan({"selected_items": have}, {"selected_items": want})[1]
    if changes:
        assert line_of(*changes) == f"Mail: selected_items{''.join(counted)}"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "none"),
        (True, "true"),
        (7, "7"),
        ("two\nlines", r"'two\nlines'"),
        ("Straße", "'Straße'"),
        ({"allow": ["Sat"], "x": "ß"}, '{"allow": ["Sat"], "x": "ß"}'),
        ("x" * 100, "'" + "x" * 58 + "…"),
        ("x" * 58, "'" + "x" * 58 + "'"),
    ],
)
def test_values_are_short(value: Any, shown: str) -> None:
    assert line_of(change("description", "a", value)) == f"Mail: description 'a' → {shown}"


def test_messages_are_short() -> None:
    assert told(job("Mail", error="no! " * 500))["lines"][1] == f"Mail: failed: {'no! ' * 249}no!…"


@pytest.mark.parametrize(("number", "end"), [(5, "k4 0 → 1"), (6, "and 1 more"), (12, "and 7 more")])
def test_a_line_has_five_settings(number: int, end: str) -> None:
    line = line_of(*(change(f"k{key}", 0, 1) for key in range(number)))
    assert line.split("; ")[-1] == end
    assert line.count("→") == 5


def test_items_are_told_beside_many_settings() -> None:
    line = line_of(
        *(change(f"k{key}", 0, 1) for key in range(9)), change("excluded_items[User a]", {"mailbox": True}, None)
    )
    assert line.endswith("; and 4 more; excluded_items -1")


@pytest.mark.parametrize("number", [20, 51])
def test_twenty_jobs_are_told_failures_first(number: int) -> None:
    names = [f"Job {index}" for index in range(number)]
    lines = told(*(job(name, TIME) for name in names[:-1]), job(names[-1], error="no"))["lines"]
    assert lines[1] == f"{names[-1]}: failed: no"
    assert lines[2].startswith("Job 0: ")
    assert len(lines) == 21 + (number > 20)
    assert (lines[-1] == "and 31 more jobs") == (number == 51)


def test_statistics_have_fifty_names() -> None:
    names = [f"Job {index}" for index in range(62)]
    assert stats(told(*(job(name, TIME) for name in names)))["changed"] == [*names[:50], "and 12 more"]


def test_ten_names_are_in_a_line() -> None:
    rows = [{**ON, "name": f"Other {index}", "state": "unmanaged"} for index in range(15)]
    line = told(job("Mail"), unmanaged=rows)["lines"][1]
    assert line.startswith("unmanaged: Other 0, Other 1, ")
    assert line.endswith(", Other 9, and 5 more")


OUTCOMES: dict[str, tuple[Any, str | None]] = {
    "in sync": ([], None),
    "created": (CREATED, None),
    "changed": (TIME, None),
    "removed": (REMOVED, None),
    "failed": ([], "no\n" * 200),
}


@given(st.lists(st.sampled_from([*OUTCOMES]), max_size=80), st.booleans(), st.booleans())
def test_lines_and_statistics_tell_the_same(outcomes: list[str], is_started: bool, check_mode: bool) -> None:
    jobs = [job(f"Job {index}", *OUTCOMES[outcome]) for index, outcome in enumerate(outcomes)]
    assert [row["state"] for row in jobs] == outcomes
    short = told(*jobs, started=["Job 0"] if is_started else [], check_mode=check_mode)
    for state in ("created", "changed", "removed", "failed"):
        names = [row["name"] for row in jobs if row["state"] == state]
        assert stats(short).get(state, []) == (
            names if len(names) <= 50 else [*names[:50], f"and {len(names) - 50} more"]
        )
    changed = bool({*outcomes} & {"created", "changed", "removed"}) or is_started
    assert short["state"] == ("failed" if "failed" in outcomes else "changed" if changed else "in sync")
    assert ("in sync" in short["lines"][0]) == (short["state"] == "in sync")
    assert ("failed" in short["lines"][0]) == (short["state"] == "failed")
    assert len(short["lines"]) <= 1 + 21 + 3
    assert all("\n" not in line and len(line) < 1200 for line in short["lines"])


@given(jobs_and_params())
def test_what_a_plan_changes_is_told(legal: tuple[dict[str, Any], dict[str, Any]]) -> None:
    resource, params = legal
    planned = there(Server(resource), **params)
    plan, errors = planned.draft(planned.read(Past()))
    assert errors == []
    row = job("Mail", plan.changes)
    assert row["state"] == ("changed" if plan.changes else "in sync")
    for change_of in plan.changes[:5]:
        assert f"{change_of['path']} " in told(row)["lines"][1]
