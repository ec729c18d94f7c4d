# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The findings of one tenant for a reader: one table of changes, and one of problems."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._model.coverage_states import EMPTY, STATES
from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import REASONS
from ansible_collections.vb365.backup.plugins.plugin_utils._report import kinds
from ansible_collections.vb365.backup.plugins.plugin_utils._report.findings import of_job, of_tenant
from ansible_collections.vb365.backup.plugins.plugin_utils._report.report import SCHEMA_FILE
from ansible_collections.vb365.backup.plugins.plugin_utils._report.text import LONGEST, plain
from tests.unit.plugin_utils.report.samples import change, created, job, mistake, problem, removed, tenant, user

ALICE = "selected_items[User alice@contoso.com]"
BOB = "selected_items[User bob@contoso.com]"
EXCLUDED = "excluded_items[Group All staff [old].all]"
TEAM = "selected_items[Team Sales]"
WINDOW = {"allow": ["Sat,Sun"], "minute_offset": 0}

CHANGES: list[tuple[list[dict[str, Any]], str, str, str, str]] = [
    (
        [change("schedule.daily_time", "05:00:00", "22:00:00")],
        "setting",
        "warning",
        "'Board' starts at 05:00, should be 22:00.",
        "'Board' now starts at 22:00, was 05:00.",
    ),
    (
        [change("schedule.daily_time", "05:00:30", None)],
        "setting",
        "warning",
        "'Board' has the start time 05:00:30, should have none.",
        "'Board' now has no start time, was 05:00:30.",
    ),
    (
        [change("schedule.daily_time", None, "22:00:00")],
        "setting",
        "warning",
        "'Board' has no start time, should be 22:00.",
        "'Board' now starts at 22:00.",
    ),
    (
        [change("schedule.daily_type", "Sunday", "Everyday")],
        "setting",
        "warning",
        "'Board' is scheduled for Sunday, should be every day.",
        "'Board' is now scheduled for every day, was Sunday.",
    ),
    (
        [change("schedule.periodically_every", "Hours1", "Minutes30")],
        "setting",
        "warning",
        "'Board' runs every hour, should be every 30 minutes.",
        "'Board' now runs every 30 minutes, was every hour.",
    ),
    (
        [change("schedule.periodically_every", "Fortnight", "Hours4")],
        "setting",
        "warning",
        "'Board' runs Fortnight, should be every 4 hours.",
        "'Board' now runs every 4 hours, was Fortnight.",
    ),
    (
        [change("schedule.type", "ManualOnly", "Daily")],
        "unscheduled",
        "critical",
        "'Board' runs only when somebody starts it, should be daily.",
        "'Board' now runs daily, was only when somebody starts it.",
    ),
    (
        [change("schedule.retry_number", 1, 3)],
        "setting",
        "warning",
        "'Board' retries 1 time, should be 3 times.",
        "'Board' now retries 3 times, was 1 time.",
    ),
    (
        [change("schedule.retry_enabled", False, True)],
        "setting",
        "warning",
        "'Board' does not retry, should retry.",
        "'Board' now retries.",
    ),
    (
        [change("schedule.retry_enabled", True, False)],
        "setting",
        "warning",
        "'Board' retries, should not retry.",
        "'Board' no longer retries.",
    ),
    (
        [change("enabled", False, True)],
        "disabled",
        "critical",
        "'Board' has been disabled.",
        "'Board' has been enabled.",
    ),
    (
        [change("enabled", True, False)],
        "setting",
        "warning",
        "'Board' is enabled, should be disabled.",
        "'Board' has been disabled.",
    ),
    (
        [change("schedule.enabled", False, True)],
        "unscheduled",
        "critical",
        "The schedule of 'Board' has been switched off.",
        "The schedule of 'Board' has been switched on.",
    ),
    (
        [change("repository", "Vault 02", "Disk 01")],
        "setting",
        "warning",
        "'Board' writes to 'Vault 02', should be 'Disk 01'. "
        "The next run in another repository is a full backup; older data stay in the old repository.",
        "'Board' now writes to 'Disk 01', was 'Vault 02'. "
        "Its next run is a full backup; older data stay in the old repository.",
    ),
    (
        [change("backup_type", "SelectedItems", "EntireOrganization")],
        "setting",
        "critical",
        "'Board' protects only selected items, should be the entire organization.",
        "'Board' now protects the entire organization, was only selected items.",
    ),
    (
        [change("description", "old", "new")],
        "setting",
        "warning",
        "'Board' has another description.",
        "'Board' now has another description.",
    ),
    (
        [change("schedule.backup_window", {}, WINDOW)],
        "setting",
        "warning",
        "'Board' has no backup window, should have one.",
        "'Board' now has a backup window.",
    ),
    (
        [change("schedule.backup_window", WINDOW, {})],
        "setting",
        "warning",
        "'Board' has a backup window, should have none.",
        "'Board' now has no backup window.",
    ),
    (
        [change("name", "board", "Board")],
        "setting",
        "warning",
        "Job 'board' should be called 'Board'.",
        "Job 'board' is now called 'Board'.",
    ),
    (
        [change("novelty", 1, 2)],
        "setting",
        "warning",
        "'Board' has novelty 1, should be 2.",
        "'Board' now has novelty 2, was 1.",
    ),
    (
        [change("copy.enabled", False, True)],
        "setting",
        "warning",
        "The backup copy job of 'Board' has been disabled.",
        "The backup copy job of 'Board' has been enabled.",
    ),
    (
        [change("copy.state", "absent", "present"), change("copy.repository", None, "Disk 02")],
        "setting",
        "warning",
        "The backup copy job of 'Board' is missing on the server.",
        "The backup copy job of 'Board' was created.",
    ),
    (
        [change("copy.schedule.daily_time", "05:00:00", "22:00:00")],
        "setting",
        "warning",
        "The backup copy job of 'Board' starts at 05:00, should be 22:00.",
        "The backup copy job of 'Board' now starts at 22:00, was 05:00.",
    ),
    (
        [change(ALICE, None, {"mailbox": True})],
        "not_selected",
        "critical",
        "alice@contoso.com is no longer protected by 'Board'.",
        "alice@contoso.com is now protected by 'Board'.",
    ),
    (
        [change(ALICE, None, {}), change(BOB, None, {})],
        "not_selected",
        "critical",
        "alice@contoso.com and bob@contoso.com are no longer protected by 'Board'.",
        "alice@contoso.com and bob@contoso.com are now protected by 'Board'.",
    ),
    (
        [change(f"selected_items[User user{one}@contoso.com]", None, {}) for one in range(12)],
        "not_selected",
        "critical",
        "12 users are no longer protected by 'Board'.",
        "12 users are now protected by 'Board'.",
    ),
    (
        [change(TEAM, {"teams_chats": True}, None)],
        "also_selected",
        "warning",
        "'Sales' is protected by 'Board', should not be.",
        "'Sales' is no longer protected by 'Board'.",
    ),
    (
        [change(EXCLUDED, {"members": True}, None)],
        "excluded",
        "critical",
        "'All staff [old].all' is excluded from 'Board'.",
        "'All staff [old].all' is no longer excluded from 'Board'.",
    ),
    (
        [change(EXCLUDED, None, {"members": True})],
        "not_excluded",
        "warning",
        "'All staff [old].all' is no longer excluded from 'Board'.",
        "'All staff [old].all' is now excluded from 'Board'.",
    ),
    (
        [change(f"{ALICE}.mailbox", False, True)],
        "not_selected",
        "critical",
        "The mailbox of alice@contoso.com is no longer protected by 'Board'.",
        "The mailbox of alice@contoso.com is now protected by 'Board'.",
    ),
    (
        [change(f"{ALICE}.mailbox", True, False)],
        "also_selected",
        "warning",
        "The mailbox of alice@contoso.com is protected by 'Board', should not be.",
        "The mailbox of alice@contoso.com is no longer protected by 'Board'.",
    ),
    (
        [change(f"{ALICE}.mailbox", False, True), change(f"{BOB}.mailbox", False, True)],
        "not_selected",
        "critical",
        "The mailbox of 2 users is no longer protected by 'Board'.",
        "The mailbox of 2 users is now protected by 'Board'.",
    ),
    (
        [change("selected_items[PartialOrganization]", None, {})],
        "not_selected",
        "critical",
        "The services of the organization are no longer protected by 'Board'.",
        "The services of the organization are now protected by 'Board'.",
    ),
    (
        [change("selected_items[OneDriveFolders].folders", ["a"], ["a", "b"])],
        "not_selected",
        "critical",
        "The OneDrive folders are no longer protected by 'Board'.",
        "The OneDrive folders are now protected by 'Board'.",
    ),
    (
        [change("selected_items[Novelty 4711]", None, {})],
        "not_selected",
        "critical",
        "'4711' is no longer protected by 'Board'.",
        "'4711' is now protected by 'Board'.",
    ),
]


@pytest.mark.parametrize(
    ("changes", "kind", "severity", "check", "made"), CHANGES, ids=[row[3][:60] for row in CHANGES]
)
def test_a_change_is_one_sentence(
    changes: list[dict[str, Any]], kind: str, severity: str, check: str, made: str
) -> None:
    (found,) = of_job(job("Board", *changes), True)
    assert (found["kind"], found["severity"], found["text"]) == (kind, severity, check)
    (done,) = of_job(job("Board", *changes), False)
    assert (done["kind"], done["severity"], done["text"]) == ("changed", "info", made)
    for one in (found, done):
        assert plain(one["parts"]) == one["text"]
    if len(changes) == 1:
        assert (found["path"], found["found"], found["expected"]) == tuple(changes[0].values())


def test_a_missing_job_says_whom_it_should_protect() -> None:
    users = [f"user{number}@contoso.com" for number in range(14)]
    (found,) = of_job(created("T15 sales", users), True)
    assert (found["kind"], found["severity"]) == ("missing", "critical")
    assert found["text"] == "Job 'T15 sales' is missing on the server. It should protect 14 users."
    assert [row["name"] for row in found["objects"]] == users
    (done,) = of_job(created("T15 sales", users[:1]), False)
    assert (done["kind"], done["severity"]) == ("created", "info")
    assert done["text"] == "Job 'T15 sales' was created. It protects user0@contoso.com."


def test_a_missing_job_of_the_entire_organization() -> None:
    (found,) = of_job(created("All", backup_type="EntireOrganization"), True)
    assert found["text"] == "Job 'All' is missing on the server. It should protect the entire organization."


@pytest.mark.parametrize("off", [{"enabled": False}, {"schedule.type": "ManualOnly"}, {"schedule.enabled": False}])
def test_nobody_is_unprotected_by_the_drift_of_a_job_that_is_off(off: dict[str, Any]) -> None:
    (found,) = of_job(created("Spare", ["a@contoso.com"], **off), True)
    assert (found["severity"], found["text"]) == ("warning", "Job 'Spare' is missing on the server.")
    rows = [change(path, True, value) for path, value in off.items()]
    found = [one["severity"] for one in of_job(job("Spare", *rows, change(ALICE, None, {})), True)]
    assert found == ["warning", "warning"]


def test_a_job_that_the_file_disables_is_a_note() -> None:
    spare = job("Spare", change(ALICE, None, {}), problems=[problem("disabled", "Spare", described=True)])
    assert [one["severity"] for one in of_job(spare, True)] == ["warning", "info"]


def test_a_job_that_should_be_absent() -> None:
    (found,) = of_job(removed("Old"), True)
    assert (found["kind"], found["severity"]) == ("not_removed", "warning")
    assert found["text"] == "Job 'Old' is still on the server, should be absent."
    (done,) = of_job(removed("Old"), False)
    assert (done["kind"], done["severity"], done["text"]) == ("removed", "info", "Job 'Old' was removed.")


@pytest.mark.parametrize(
    ("rows", "reasons", "check", "made"),
    [
        ([change("enabled", True, False)], [], "The job should be disabled.", "The job is disabled."),
        ([], [problem("disabled", described=True)], "The job is disabled.", "The job is disabled."),
        ([], [problem("disabled")], "The job is disabled.", "The job is disabled."),
        (
            [change("schedule.type", "Daily", "ManualOnly")],
            [problem("unscheduled", described=True)],
            "The job should not start by itself.",
            "The job never starts by itself.",
        ),
        ([], [problem("unscheduled")], *["The job never starts by itself."] * 2),
        ([], [problem("never_starts")], *["The job never starts."] * 2),
        ([], [problem("repository_unusable")], *["The job cannot write backups."] * 2),
        ([], [problem("excludes_all")], *["The job excludes everything that it selects."] * 2),
    ],
)
def test_nothing_is_protected_by_a_job_that_backs_up_nothing(
    rows: list[dict[str, Any]], reasons: list[dict[str, Any]], check: str, made: str
) -> None:
    changes = [change(ALICE, None, {}), change(f"{BOB}.mailbox", False, True), change(TEAM, {}, None), *rows]
    texts = [
        [one["text"] for one in of_job(job("Board", *changes, problems=reasons), is_check) if one["objects"]]
        for is_check in (True, False)
    ]
    assert texts == [
        [
            f"alice@contoso.com is no longer selected by 'Board'. {check}",
            f"The mailbox of bob@contoso.com is no longer selected by 'Board'. {check}",
            f"'Sales' is selected by 'Board', should not be. {check}",
        ],
        [
            f"alice@contoso.com is now selected by 'Board'. {made}",
            f"The mailbox of bob@contoso.com is now selected by 'Board'. {made}",
            f"'Sales' is no longer selected by 'Board'. {made}",
        ],
    ]


def test_a_job_with_a_problem_of_one_object_protects_the_others() -> None:
    row = job("Board", change(ALICE, None, {}), problems=[problem("object_replaced", objects=[user("b@b.com")])])
    assert "alice@contoso.com is now protected by 'Board'." in [one["text"] for one in of_job(row, False)]


def test_a_new_job_that_cannot_write_protects_nobody() -> None:
    new = {**created("New", ["a@a.example"]), "problems": [problem("repository_unusable", "New")]}
    first = [next(of_job(new, is_check))["text"] for is_check in (True, False)]
    assert first == ["Job 'New' is missing on the server. It should protect a@a.example.", "Job 'New' was created."]


def test_a_backup_copy_job_that_comes_with_its_job_is_named() -> None:
    new = created("New", ["a@a.example"])
    new["changes"] += [change("copy.state", "absent", "present"), change("copy.repository", None, "Disk 02")]
    found = [[one["text"] for one in of_job(new, is_check)] for is_check in (True, False)]
    assert found == [
        ["Job 'New' is missing on the server, and so is its backup copy job. It should protect a@a.example."],
        ["Job 'New' was created, with its backup copy job. It protects a@a.example."],
    ]


def test_a_reason_that_is_also_a_warning_is_told_once() -> None:
    never = problem("never_starts")
    row = job("Board", problems=[never], warnings=[never["msg"], "Another warning."])
    assert [one["text"] for one in of_job(row, True)] == [never["msg"], "Another warning."]


def test_a_backup_copy_job_that_goes_with_its_job_is_named() -> None:
    old = removed("Old")
    old["changes"].append(change("copy_job", "present", "absent"))
    texts = [one["text"] for is_check in (True, False) for one in of_job(old, is_check)]
    assert texts == [
        "Job 'Old' and its backup copy job are still on the server, should be absent.",
        "Job 'Old' and its backup copy job were removed.",
    ]


@pytest.mark.parametrize(
    ("row", "severity", "text"),
    [
        (problem("disabled"), "critical", "'Board' is disabled and backs up nothing."),
        (problem("unscheduled"), "critical", "'Board' never starts by itself."),
        (problem("excludes_all"), "critical", "'Board' excludes everything that it selects."),
        (problem("failing"), "warning", "The last session of 'Board' failed."),
        (
            {**problem("failing"), "msg": "The last sessions of 'Board' were stopped: read their logs."},
            "warning",
            "The last sessions of 'Board' were stopped: read their logs.",
        ),
        (problem("never_ran"), "info", "'Board' has never run."),
        (problem("empty"), "critical", "'Board' has no selected items and backs up nothing."),
        (problem("never_starts"), "critical", "'Board' has a reason, never_starts."),
        (problem("repository_unusable"), "critical", "'Board' has a reason, repository_unusable."),
        (
            problem("empty", objects=[user("a@b.com")]),
            "critical",
            "'Board' backs up nothing of a@b.com, because none of the enabled options has an effect.",
        ),
        (
            problem("object_gone", objects=[user("a@b.com")]),
            "warning",
            "a@b.com no longer exists in the organization. 'Board' still selects it.",
        ),
        (
            problem("object_gone", objects=[user("a@b.com"), user("c@b.com")]),
            "warning",
            "a@b.com and c@b.com no longer exist in the organization. 'Board' still selects them.",
        ),
        (
            problem("object_replaced", objects=[user("a@b.com")]),
            "critical",
            "a@b.com was deleted and created again. 'Board' still selects the old account.",
        ),
        (problem("shadowed", objects=[user("a@b.com")]), "critical", "'Board' has a reason, shadowed."),
        (
            problem("shadowed", objects=[user("a@b.com")], other="Test"),
            "critical",
            "a@b.com is only in 'Test', which does not back it up. 'Board' skips it.",
        ),
        (
            problem("held_twice", objects=[user("a@b.com")], other="Mail"),
            "warning",
            "a@b.com is in both 'Board' and 'Mail'.",
        ),
        (problem("novelty"), "info", "'Board' has a reason, novelty."),
    ],
)
def test_a_problem_is_one_sentence(row: dict[str, Any], severity: str, text: str) -> None:
    (found,) = of_job(job("Board", problems=[row]), True)
    assert (found["severity"], found["text"]) == (severity, text)
    assert {"of": "job", "name": "Board"} in found["parts"]
    assert found["objects"] == row["objects"]
    (described,) = of_job(job("Board", problems=[{**row, "described": True}]), False)
    assert (described["severity"], described["text"]) == ("info", text)


def test_problems_of_a_tenant_as_a_whole() -> None:
    empty = {**problem("empty_split"), "msg": "The split 'Mail {}' selects no object: correct from."}
    found = of_tenant(tenant("mock", reasons=[problem("no_jobs"), empty]))
    assert [(one["kind"], one["severity"], one["job"], one["text"]) for one in found] == [
        ("no_jobs", "critical", None, "No backup job is described."),
        ("empty_split", "critical", None, "The split 'Mail {}' selects no object: correct from."),
    ]


def test_each_reason_of_the_rule_of_protection_is_a_kind() -> None:
    assert set(REASONS) <= set(kinds.LABELS)


def test_mistakes_of_a_file_say_where() -> None:
    rows = [mistake(), mistake(line=None), mistake(place=None, option=None, msg="a tab\nis used")]
    found = of_tenant(tenant("mock", failed=True, msg="3 problems", problems=rows))
    assert [(one["kind"], one["line"], one["severity"]) for one in found] == [
        ("invalid", 3, "warning"),
        ("invalid", None, "warning"),
        ("unreadable", 3, "warning"),
    ]
    assert found[0]["text"].startswith("tenants/mock.yml, line 3, jobs[0].repository: No repository 'Dsik 01'")
    assert found[1]["text"].startswith("tenants/mock.yml, jobs[0].repository: ")
    assert found[2]["text"] == "tenants/mock.yml, line 3: a tab is used"


def test_what_failed_is_said_once() -> None:
    alone = of_tenant(tenant("a", failed=True, msg="No login"))
    assert [(one["kind"], one["text"]) for one in alone] == [("not_compared", "No login")]
    beside = of_tenant(tenant("a", job("Board", error="503"), failed=True, msg="1 job failed"))
    assert [one["text"] for one in beside] == ["'Board' could not be compared: 503"]
    silent = of_tenant(tenant("a", unreachable=True, check_mode=False))
    assert [(one["kind"], one["text"]) for one in silent] == [("not_applied", "The tenant failed without a message.")]


def test_unmanaged_jobs_started_jobs_and_warnings() -> None:
    rows = [
        {"id": "1", "name": "On", "enabled": True},
        {"id": "2", "name": "Off", "enabled": False},
        {"id": "3", "name": "Stopped", "enabled": True, "state": "disabled"},
    ]
    result = tenant("a", job("Board", warnings=["Mind the gap"]), unmanaged=rows, started=["Board"])
    assert [(one["kind"], one["severity"], one["text"]) for one in of_tenant(result)] == [
        ("never_ran", "warning", "Applying the file starts a first backup of 'Board'."),
        ("setting", "warning", "Job 'Stopped' is in no file and enabled, should be disabled."),
        ("note", "info", "Mind the gap"),
        ("unmanaged", "info", "Job 'On' is on the server but in no file."),
        ("unmanaged", "info", "Job 'Off' is on the server, disabled, and in no file."),
    ]
    texts = [one["text"] for one in of_tenant({**result, "check_mode": False}) if one["kind"] in kinds.MADE]
    assert texts == ["A first backup of 'Board' was started.", "Job 'Stopped' is in no file and was disabled."]


def test_an_unmanaged_job_that_skips_objects() -> None:
    skipped = problem("shadowed", "All", [user("a@b.com")], other="Board")
    row = {"id": "1", "name": "All", "enabled": True, "problems": [skipped]}
    found = of_tenant(tenant("a", job("Board"), unmanaged=[row]))
    assert [(one["kind"], one["severity"], one["job"]) for one in found] == [
        ("shadowed", "critical", "All"),
        ("unmanaged", "info", "All"),
    ]


def coverage(**by_state: int) -> dict[str, Any]:
    by_type = {"User": {**dict.fromkeys(STATES, 0), **by_state}}
    return {"directory_objects": sum(by_state.values()), "by_type": by_type, "warnings": []}


@pytest.mark.parametrize("is_check", [True, False])
@pytest.mark.parametrize(
    ("read", "found"),
    [
        (None, []),
        (coverage(protected=3, ignored=1), []),
        (coverage(protected=3, in_no_job=2), [("uncovered", "info", "Coverage: 2 of 5 objects in no job.")]),
        (
            coverage(excluded=1),
            [("uncovered", "info", "Coverage: 0 of 1 object in no job, 1 more with other gaps.")],
        ),
        (
            {"msg": "GET /Groups: 500\nboom"},
            [("not_compared", "warning", "The coverage could not be read: GET /Groups: 500 boom")],
        ),
        (coverage(), [("not_compared", "warning", f"The coverage could not be read: {EMPTY}")]),
    ],
)
def test_the_coverage_that_a_tenant_asks_for(
    is_check: bool, read: dict[str, Any] | None, found: list[tuple[str, str, str]]
) -> None:
    told = of_tenant(tenant("a", job(), coverage=read, check_mode=is_check))
    assert [(one["kind"], one["severity"], one["text"]) for one in told] == found


def test_findings_are_worst_first() -> None:
    changes = [change("description", "a", "b"), change("schedule.retry_number", 1, 2), change("enabled", False, True)]
    found = of_tenant(tenant("a", job("Board", *changes, warnings=["Mind"]), job("Mail", error="503"), failed=True))
    assert [kinds.lane(one) for one in found] == ["critical", "warning", "warning", "unchecked", "info"]


def test_a_sentence_has_an_end() -> None:
    (found,) = of_job(job("Board" * 200, change("repository", "a" * 400, "b" * 400)), True)
    assert len(found["text"]) == LONGEST
    assert found["text"].endswith("…")
    assert plain(found["parts"]) == found["text"]


def test_each_kind_is_documented() -> None:
    text = (SCHEMA_FILE.parents[3] / "docs" / "report.md").read_text(encoding="utf-8")
    table = text[text.index("## Kinds") : text.index("## JUnit")]
    assert [*dict.fromkeys(re.findall(r"`([a-z_]+)`", table))] == [*kinds.LABELS]
    usual = dict(re.findall(r"^\| `(\w+)` \|.*\| (\w+) \|$", table, re.MULTILINE))
    assert [row[1] for row in CHANGES if usual[row[1]] != row[2] and row[1] != "setting"] == []


def test_each_kind_has_a_label_and_a_hint() -> None:
    assert set(kinds.HINTS) == set(kinds.LABELS) - set(kinds.MADE)
    assert {*kinds.UNCHECKED, *kinds.MADE, *kinds.REPAIRED} <= set(kinds.LABELS)
    assert [hint for hint in kinds.HINTS.values() if hint.count("`") % 2 or not hint.endswith(".")] == []


@pytest.mark.parametrize(("described", "severity"), [(job("Board"), "warning"), (created("Board"), "info")])
def test_a_first_backup_that_a_real_run_starts_is_drift(described: dict[str, Any], severity: str) -> None:
    """That of a new job is part of what is missing."""
    told = [one for one in of_tenant(tenant("a", described, started=["Board"])) if "first backup" in one["text"]]
    assert [(one["severity"], one["text"]) for one in told] == [
        (severity, "Applying the file starts a first backup of 'Board'.")
    ]
