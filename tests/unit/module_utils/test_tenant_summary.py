# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run of a tenant is summed up as, of results as Ansible registers them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.module_utils._errors import TenantRefused
from ansible_collections.vb365.backup.plugins.module_utils._job import item_plan as _item_plan
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.converge import Past
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.diff import change
from ansible_collections.vb365.backup.plugins.module_utils._tenant.summary import summary
from tests.unit.module_utils.server import Server, job_row, new_job, there
from tests.unit.module_utils.strategies import jobs_and_params

TENANT = "contoso.onmicrosoft.com"
STRANGERS = [
    {"id": "1b744175-661f-59d8-85c7-7bd6d03fcfdf", "name": "Contoso Sites", "enabled": True},
    {"id": "0838adb7-caf4-5dcf-a1d2-8b9789c9d7fd", "name": "Contoso Teams", "enabled": False},
]
NEW = {"repository": "Primary", "backup_type": "SelectedItems", "selected_items": [{"type": "PersonalSites"}]}
CREATED = new_job(Server(), **NEW).run(check_mode=True).result["changes"]
REMOVED = new_job(Server(job_row(name="Old")), name="Old", state="absent").run(check_mode=True).result["changes"]
TIME = [change("schedule.daily_time", "21:00:00", "22:00:00")]
SWITCHED = [change("enabled", True, False)]
BEGUN = [change("last_status", None, "Running")]


def preflight(*names: str, **more: Any) -> dict[str, Any]:
    """The result of tenant_preflight for jobs of these names."""
    jobs = [{"name": name, "repository": "Disk 01"} for name in names]
    return {"organization": TENANT, "jobs": jobs, "unmanaged": STRANGERS, "changed": False, "failed": False, **more}


def done(item: Any, changes: Any = (), **more: Any) -> dict[str, Any]:
    """One result of a loop: Ansible puts the loop's item where the module's own job was."""
    return {
        "job": {"name": item} if isinstance(item, str) else item,
        "ansible_loop_var": "job",
        "changed": bool(changes),
        "failed": False,
        "changes": list(changes),
        "diff": {"before": {}, "after": {}},
        "revision": "7.settings-0f4ba0e1f5d3a9c2",
        "etag": 7,
        "invocation": {"module_args": {"password": "Pa55word!"}},
        **more,
    }


def failure(item: Any, msg: str, **more: Any) -> dict[str, Any]:
    result = done(item, failed=True, msg=msg, error_code="conflict", **more)
    return {key: value for key, value in result.items() if key not in ("changes", "diff", "revision")}


def loop(*results: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A looped task as it is registered."""
    failed = any(result["failed"] for result in results)
    msg = "One or more items failed" if failed else "All items completed"
    return {"results": list(results), "changed": True, "failed": failed, "skipped": False, "msg": msg, **more}


def skipped(*items: Any) -> dict[str, Any]:
    """A looped task of which the condition was false for each item."""
    results = [
        {"item": item, "ansible_loop_var": "item", "skipped": True, "changed": False, "skip_reason": "Conditional"}
        for item in items
    ]
    return {"results": results, "skipped": True, "changed": False, "msg": "All items skipped"}


NO_ITEMS = {"results": [], "skipped": True, "changed": False, "skipped_reason": "No items in the list"}


def states(told: dict[str, Any]) -> dict[str, str]:
    return {row["name"]: row["state"] for row in told["report"]["jobs"]}


def stats(told: dict[str, Any]) -> dict[str, Any]:
    (tenant,) = told["stats"]["vb365_tenants"].items()
    assert tenant[0] == told["tenant"]
    found: dict[str, Any] = tenant[1]
    return found


def line_of(*changes: Any) -> str:
    told = summary(preflight("Mail"), loop(done("Mail", changes)))
    text: str = told["lines"][1]
    return text


# ---- tenants whose jobs were looked at ------------------------------------------------------------------------------


def test_a_tenant_in_sync() -> None:
    told = summary(preflight("Mail", "Sites"), loop(done("Mail"), done("Sites")), skipped(*STRANGERS), NO_ITEMS)
    assert (told["tenant"], told["changed"], told["failed"]) == (TENANT, False, False)
    assert told["lines"] == [f"{TENANT}: in sync (2 jobs)"]
    assert stats(told) == {"state": "in sync"}
    assert told["report"] == {
        "tenant": TENANT,
        "check_mode": False,
        "state": "in sync",
        "jobs": [
            {
                "name": name,
                "state": "in sync",
                "changes": [],
                "revision": "7.settings-0f4ba0e1f5d3a9c2",
                "warnings": [],
                "unwatched": [],
                "problems": [],
                "msg": None,
            }
            for name in ("Mail", "Sites")
        ],
        "unmanaged": [],
        "unprotected": [],
        "started": [],
        "problems": [],
        "warnings": [],
    }


def test_a_tenant_without_jobs_is_in_sync() -> None:
    assert summary(preflight(), NO_ITEMS)["lines"] == [f"{TENANT}: in sync (0 jobs)"]


def test_a_tenant_that_changed() -> None:
    told = summary(
        preflight("Nightly", "Mail", "Old", "Sites"),
        loop(done("Nightly", CREATED), done("Mail", TIME), done("Old", REMOVED), done("Sites")),
    )
    assert (told["changed"], told["failed"], told["report"]["state"]) == (True, False, "changed")
    assert states(told) == {"Nightly": "created", "Mail": "changed", "Old": "removed", "Sites": "in sync"}
    assert told["lines"] == [
        f"{TENANT}: 3 of 4 jobs changed",
        "Nightly: created",
        "Mail: schedule.daily_time '21:00:00' → '22:00:00'",
        "Old: removed",
    ]
    assert stats(told) == {"state": "changed", "created": ["Nightly"], "changed": ["Mail"], "removed": ["Old"]}
    assert told["report"]["jobs"][0]["changes"] == CREATED


def test_check_mode_has_the_same_words_except_in_the_headline() -> None:
    results = (preflight("Nightly", "Mail"), loop(done("Nightly", CREATED), done("Mail", TIME)))
    real, would = summary(*results), summary(*results, check_mode=True)
    assert would["lines"] == [f"{TENANT}: 2 of 2 jobs would change", *real["lines"][1:]]
    assert would["report"] == {**real["report"], "check_mode": True}
    assert would["stats"] == real["stats"]


def test_one_job() -> None:
    assert summary(preflight("Mail"), loop(done("Mail")))["lines"] == [f"{TENANT}: in sync (1 job)"]
    assert summary(preflight("Mail"), loop(done("Mail", TIME)))["lines"][0] == f"{TENANT}: 1 of 1 job changed"


def test_a_setting_named_state_in_an_item_creates_nothing() -> None:
    assert line_of(change("selected_items[User present]", None, {"mailbox": True})) == "Mail: selected_items +1"


@pytest.mark.parametrize("loop_var", ["job", "item", "__tenant_onboarding_job"])
def test_the_variable_of_the_loop_may_have_any_name(loop_var: str) -> None:
    result = done("Mail", TIME)
    item = result.pop("job")
    result.update({"job": {"id": "x", "config": {"name": "Other"}}, "ansible_loop_var": loop_var, loop_var: item})
    assert states(summary(preflight("Mail"), loop(result))) == {"Mail": "changed"}


def test_warnings_are_kept_wherever_ansible_leaves_them() -> None:
    told = summary(
        preflight("Mail", warnings=["of the preflight"]),
        loop(done("Mail", warnings=["of the job"]), warnings=["of the loop"]),
        started=loop(done("Mail"), warnings=["of the start"]),
    )
    assert told["report"]["jobs"][0]["warnings"] == ["of the job"]
    assert told["report"]["warnings"] == ["of the preflight", "of the loop", "of the start"]


# ---- failures -------------------------------------------------------------------------------------------------------


def test_a_job_that_failed() -> None:
    told = summary(
        preflight("Nightly", "Mail", "Sites"),
        loop(done("Nightly", CREATED), failure("Mail", "Somebody else\nchanged it"), done("Sites")),
    )
    assert (told["changed"], told["failed"], told["report"]["state"]) == (True, True, "failed")
    assert told["lines"] == [
        f"{TENANT}: failed: 1 of 3 jobs failed, 1 of 3 jobs changed",
        "Mail: failed: Somebody else changed it",
        "Nightly: created",
    ]
    assert told["report"]["jobs"][1] == {
        "name": "Mail",
        "state": "failed",
        "changes": [],
        "revision": None,
        "warnings": [],
        "unwatched": [],
        "problems": [],
        "msg": "Somebody else\nchanged it",
    }
    assert stats(told) == {"state": "failed", "created": ["Nightly"], "failed": ["Mail"]}


def test_a_job_that_failed_after_a_write_has_changed_the_tenant() -> None:
    told = summary(preflight("Mail"), loop(failure("Mail", "dropped", changed=True)))
    assert (told["changed"], told["failed"], states(told)) == (True, True, {"Mail": "failed"})


def test_an_unreachable_host_is_a_failure() -> None:
    told = summary(preflight("Mail"), loop(done("Mail", unreachable=True, msg="No route to host")))
    assert told["lines"][1] == "Mail: failed: No route to host"


@pytest.mark.parametrize("jobs", [None, {}, {"skipped": True, "changed": False}, skipped("Mail", "Sites")])
def test_jobs_that_were_not_reached_have_failed(jobs: Any) -> None:
    told = summary(preflight("Mail", "Sites"), jobs)
    assert (told["changed"], told["failed"]) == (False, True)
    assert told["lines"] == [
        f"{TENANT}: failed: 2 of 2 jobs failed",
        "Mail: failed: not reached",
        "Sites: failed: not reached",
    ]
    assert stats(told) == {"state": "failed", "failed": ["Mail", "Sites"]}


def test_a_loop_that_broke_off_leaves_jobs_not_reached() -> None:
    told = summary(preflight("Mail", "Sites"), loop(done("Mail")))
    assert states(told) == {"Mail": "in sync", "Sites": "failed"}


@pytest.mark.parametrize("place", ["jobs", "disabled", "started"])
def test_a_task_that_failed_before_its_loop_tells_why(place: str) -> None:
    loops = {"jobs": loop(done("Mail")), place: {"failed": True, "msg": "'x' is undefined", "changed": False}}
    told = summary(preflight("Mail"), **loops)
    assert told["failed"]
    (problem,) = told["report"]["problems"]
    assert problem["msg"] == "'x' is undefined"
    assert any(line.endswith(": 'x' is undefined") for line in told["lines"])


# ---- other jobs, first backups --------------------------------------------------------------------------------------


def test_unmanaged_jobs_are_ignored() -> None:
    told = summary(preflight("Mail"), loop(done("Mail")), skipped(*STRANGERS), unmanaged="ignore")
    assert told["report"]["unmanaged"] == []
    assert "unmanaged" not in stats(told)


def test_unmanaged_jobs_are_reported() -> None:
    told = summary(preflight("Mail"), loop(done("Mail")), skipped(*STRANGERS), unmanaged="report")
    assert (told["changed"], told["failed"]) == (False, False)
    assert told["report"]["unmanaged"] == [{**job, "state": "unmanaged"} for job in STRANGERS]
    assert told["lines"] == [f"{TENANT}: in sync (1 job)", "unmanaged: Contoso Sites, Contoso Teams"]
    assert stats(told) == {"state": "in sync", "unmanaged": ["Contoso Sites", "Contoso Teams"]}


@pytest.mark.parametrize("check_mode", [False, True])
def test_unmanaged_jobs_are_disabled(check_mode: bool) -> None:
    disabled = loop(done(STRANGERS[0], SWITCHED), done(STRANGERS[1]))
    told = summary(preflight("Mail"), loop(done("Mail")), disabled, unmanaged="disable", check_mode=check_mode)
    assert (told["changed"], told["failed"], told["report"]["state"]) == (True, False, "changed")
    assert told["report"]["unmanaged"] == [
        {**STRANGERS[0], "state": "disabled"},
        {**STRANGERS[1], "state": "unmanaged"},
    ]
    assert told["lines"] == [
        f"{TENANT}: 1 unmanaged job {'would be ' if check_mode else ''}disabled",
        "unmanaged: Contoso Teams",
        "disabled: Contoso Sites",
    ]
    assert stats(told) == {"state": "changed", "disabled": ["Contoso Sites"], "unmanaged": ["Contoso Teams"]}


def test_an_unmanaged_job_that_could_not_be_disabled() -> None:
    disabled = loop(failure(STRANGERS[0], "403: no"), done(STRANGERS[1]))
    told = summary(preflight("Mail"), loop(done("Mail")), disabled, unmanaged="disable")
    assert (told["changed"], told["failed"]) == (False, True)
    assert told["report"]["unmanaged"][0]["state"] == "failed"
    assert told["report"]["problems"] == [{"place": "unmanaged jobs", "job": "Contoso Sites", "msg": "403: no"}]
    assert told["lines"][:2] == [f"{TENANT}: failed: 1 problem", "Contoso Sites: unmanaged jobs: 403: no"]
    assert stats(told)["failed"] == ["Contoso Sites"]


@pytest.mark.parametrize("disabled", [None, {}])
def test_enabled_unmanaged_jobs_that_were_to_be_disabled_and_were_not_reached_have_failed(disabled: Any) -> None:
    told = summary(preflight("Mail"), loop(failure("Mail", "no")), disabled, unmanaged="disable")
    assert [job["state"] for job in told["report"]["unmanaged"]] == ["failed", "unmanaged"]
    assert told["lines"][0] == f"{TENANT}: failed: 1 of 1 job failed, 1 other problem"
    assert stats(told)["failed"] == ["Mail", "Contoso Sites"]


@pytest.mark.parametrize("item", ["Mail", {"name": "Mail", "repository": "Disk 01"}])
def test_first_backups(item: Any) -> None:
    started = loop(done(None, BEGUN, job=item), done(None, job="Sites"))
    told = summary(preflight("Mail", "Sites"), loop(done("Mail"), done("Sites")), started=started)
    assert (told["changed"], told["report"]["started"]) == (True, ["Mail"])
    assert told["lines"] == [f"{TENANT}: 1 job started", "started: Mail"]
    assert stats(told) == {"state": "changed", "started": ["Mail"]}


def test_a_first_backup_that_ended_badly_was_started_and_is_a_failure() -> None:
    started = loop(failure("Mail", "The session ended with Failed", changed=True))
    told = summary(preflight("Mail"), loop(done("Mail")), started=started)
    assert (told["changed"], told["failed"], told["report"]["started"]) == (True, True, ["Mail"])
    assert told["lines"] == [
        f"{TENANT}: failed: 1 problem, 1 job started",
        "Mail: first backup: The session ended with Failed",
        "started: Mail",
    ]
    assert stats(told) == {"state": "failed", "failed": ["Mail"], "started": ["Mail"]}


def test_a_job_that_failed_twice_is_named_once_in_the_statistics() -> None:
    told = summary(preflight("Mail"), loop(failure("Mail", "no")), started=loop(failure("Mail", "no")))
    assert stats(told)["failed"] == ["Mail"]


# ---- a preflight that failed ----------------------------------------------------------------------------------------


def test_a_tenant_that_the_preflight_refused() -> None:
    problems = [
        {"place": "tenant_onboarding_jobs[0].enabled", "job": "Mail", "msg": "'maybe': expected a boolean"},
        {"place": "tenant_onboarding_repository", "job": None, "msg": "'Disk': no such repository"},
    ]
    refused = {"failed": True, "changed": False, **TenantRefused(TENANT, problems).details()}
    told = summary(refused, {}, {}, {}, unmanaged="disable", tenant=TENANT)
    assert (told["tenant"], told["changed"], told["failed"]) == (TENANT, False, True)
    assert told["lines"] == [
        f"{TENANT}: failed: 2 problems, nothing was written",
        "Mail: tenant_onboarding_jobs[0].enabled: 'maybe': expected a boolean",
        "tenant_onboarding_repository: 'Disk': no such repository",
    ]
    assert stats(told) == {"state": "failed", "failed": ["Mail"]}
    assert told["report"]["problems"] == problems
    assert (told["report"]["state"], told["report"]["jobs"], told["report"]["unmanaged"]) == ("failed", [], [])


def test_fifty_problems_are_told_and_all_are_in_the_report() -> None:
    problems = [{"place": f"jobs[{index}]", "job": "Mail", "msg": "no"} for index in range(62)]
    told = summary({"failed": True, "msg": "no", "problems": problems}, tenant=TENANT)
    assert told["lines"][50:] == ["Mail: jobs[49]: no", "and 12 more problems"]
    assert told["report"]["problems"] == problems


def test_a_preflight_without_a_server() -> None:
    msg = "host, port: no connection to 127.0.0.1:1 (Connection refused)"
    told = summary({"failed": True, "changed": False, "msg": msg, "error_code": None}, tenant=TENANT)
    assert told["lines"] == [f"{TENANT}: failed: {msg}"]
    assert told["report"]["problems"] == [{"place": None, "job": None, "msg": msg}]
    assert stats(told) == {"state": "failed"}


@pytest.mark.parametrize("nothing", [None, {}, {"skipped": True, "changed": False}, "undefined"])
def test_a_tenant_that_nobody_looked_at_has_failed(nothing: Any) -> None:
    told = summary(nothing, tenant=TENANT)
    assert told["lines"] == [f"{TENANT}: failed: The tenant was not checked"]
    assert summary(nothing)["tenant"] == "unknown tenant"


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


def test_messages_are_short_in_lines_and_whole_in_the_report() -> None:
    told = summary(preflight("Mail"), loop(failure("Mail", "no! " * 100)))
    assert told["lines"][1] == f"Mail: failed: {'no! ' * 49}no!…"
    assert told["report"]["jobs"][0]["msg"] == "no! " * 100


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
    results = [done(name, TIME) for name in names[:-1]]
    told = summary(preflight(*names), loop(*results, failure(names[-1], "no")))
    assert told["lines"][1] == f"{names[-1]}: failed: no"
    assert told["lines"][2].startswith("Job 0: ")
    assert len(told["lines"]) == 21 + (number > 20)
    assert (told["lines"][-1] == "and 31 more jobs") == (number == 51)


def test_statistics_have_fifty_names_and_the_report_has_all() -> None:
    names = [f"Job {index}" for index in range(62)]
    told = summary(preflight(*names), loop(*(done(name, TIME) for name in names)))
    assert stats(told)["changed"] == [*names[:50], "and 12 more"]
    assert [row["name"] for row in told["report"]["jobs"]] == names


def test_ten_names_are_in_a_line() -> None:
    strangers = [{"id": f"id-{index}", "name": f"Other {index}", "enabled": True} for index in range(15)]
    told = summary(preflight("Mail", unmanaged=strangers), loop(done("Mail")), unmanaged="report")
    assert told["lines"][1].startswith("unmanaged: Other 0, Other 1, ")
    assert told["lines"][1].endswith(", Other 9, and 5 more")


# ---- whatever comes -------------------------------------------------------------------------------------------------


class Tagged(str):
    """As Ansible's strings: a str that is more than a str."""

    __slots__ = ("tag",)


class Lazy(dict):  # type: ignore[type-arg]
    """As Ansible's containers: what is in it is only right when asked for."""

    def items(self) -> Any:
        return [(Tagged(key), Tagged(value) if isinstance(value, str) else value) for key, value in super().items()]


def exact(value: Any) -> bool:
    """Whether there is nothing in it but the types of JSON, and no subclass of them."""
    if value.__class__ is dict:
        return all(key.__class__ is str and exact(part) for key, part in value.items())
    if value.__class__ is list:
        return all(exact(part) for part in value)
    return value is None or type(value) in (str, int, float, bool)


def tagged(value: Any) -> Any:
    if isinstance(value, dict):
        return Lazy({Tagged(key): tagged(part) for key, part in value.items()})
    if isinstance(value, list):
        return [tagged(part) for part in value]
    return Tagged(value) if value.__class__ is str else value


def test_ansibles_own_types_are_taken_off() -> None:
    results = (
        preflight("Nightly", "Mail", warnings=["careful"]),
        loop(done("Nightly", CREATED), failure("Mail", "no")),
        loop(done(STRANGERS[0], SWITCHED), failure(STRANGERS[1], "no")),
        loop(done("Mail", BEGUN), warnings=["slow"]),
    )
    told = summary(*map(tagged, results), unmanaged=Tagged("disable"), tenant=Tagged("x"))
    assert exact(told)
    assert told == summary(*results, unmanaged="disable", tenant="x")
    refused = {"failed": True, "msg": "no", "problems": [{"place": "jobs[0]", "job": "Mail", "msg": "no"}]}
    assert exact(summary(tagged(refused), tenant=Tagged("x")))


OUTCOMES = st.sampled_from(["in sync", "created", "changed", "removed", "failed", "failed later", "missing"])
CHANGES = {"created": CREATED, "changed": TIME, "removed": REMOVED}


@given(
    st.lists(OUTCOMES, max_size=80),
    st.sampled_from([None, [], SWITCHED]),
    st.sampled_from([None, [], BEGUN]),
    st.sampled_from(["ignore", "report", "disable"]),
    st.booleans(),
)
def test_lines_report_and_statistics_tell_the_same(
    outcomes: list[str], switched: Any, begun: Any, unmanaged: str, check_mode: bool
) -> None:
    jobs = {f"Job {index}": outcome for index, outcome in enumerate(outcomes)}
    results = [
        failure(name, "no\n" * 200, changed=outcome == "failed later")
        if outcome.startswith("failed")
        else done(name, CHANGES.get(outcome, []))
        for name, outcome in jobs.items()
        if outcome != "missing"
    ]
    disabled = {} if switched is None else loop(*(done(job, switched) for job in STRANGERS))
    started = {} if begun is None else loop(done("Job 0", begun))
    told = summary(preflight(*jobs), loop(*results), disabled, started, unmanaged, check_mode)

    expected = {
        name: "failed" if outcome.startswith("failed") or outcome == "missing" else outcome
        for name, outcome in jobs.items()
    }
    assert states(told) == expected
    for state in ("created", "changed", "removed"):
        names = [name for name, is_state in expected.items() if is_state == state]
        assert stats(told).get(state, []) == (
            names if len(names) <= 50 else [*names[:50], f"and {len(names) - 50} more"]
        )
    assert told["failed"] == ("failed" in expected.values() or (unmanaged == "disable" and switched is None))
    assert told["changed"] == (
        bool({*outcomes} & {"created", "changed", "removed", "failed later"}) or bool(switched) or bool(begun)
    )
    assert stats(told)["state"] == told["report"]["state"]
    assert ("in sync" in told["lines"][0]) == (not told["failed"] and not told["changed"])
    assert ("failed" in told["lines"][0]) == told["failed"]
    assert len(told["lines"]) <= 1 + 2 * 21 + 3
    assert all("\n" not in line and len(line) < 1200 for line in told["lines"])
    assert exact(told)
    assert "Pa55word!" not in json.dumps(told)


@given(jobs_and_params())
def test_what_a_plan_changes_is_told(legal: tuple[dict[str, Any], dict[str, Any]]) -> None:
    resource, params = legal
    job = there(Server(resource), **params)
    plan, errors = job.draft(job.read(Past()))
    assert errors == []
    told = summary(preflight("Mail"), loop(done("Mail", plan.changes)))
    assert told["report"]["jobs"][0]["changes"] == plan.changes
    assert states(told)["Mail"] == ("changed" if plan.changes else "in sync")
    for row in plan.changes[:5]:
        assert f"{row['path']} " in told["lines"][1]
