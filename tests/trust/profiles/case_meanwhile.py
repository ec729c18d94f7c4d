# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases with events during a task: runs, edits by others, tokens that expire; and a whole tenant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.integration.harness.direct import Direct
from tests.trust.profiles.bench import Bench, Case, Play, task
from tests.trust.profiles.case_items import ALL, IN_MAIL, MAIL, NEW, excluded, new_job, selected
from tests.trust.profiles.data import CONTOSO, SALES, user

ENDED = {"Mail.lastStatus": "Success", "Mail.sessions": "Success Success"}
ADD = task("backup_job_item", **IN_MAIL, items=[user("dave")])
ADDED = {selected("dave"): ALL}
REMOVE = task("job_exclusion", **IN_MAIL, items=[user("bob")], state="absent")


# ---- while the job runs --------------------------------------------------------------------------------------------


def running(bench: Bench, job: str = "Mail") -> bool:
    """Have a job run for long; whether it can be changed nevertheless."""
    bench.simulator.outcome(job, "Success", seconds=3600)
    bench.simulator.edit(job, status="Running")
    return bench.profile["edit_while_running"] == "ok"


def items_during_a_run(bench: Bench) -> None:
    if not running(bench):
        bench.gives_up(ADD, "is running")
        bench.simulator.edit("Mail", status="Success")
    bench.promises(ADD, ADDED)


def settings_during_a_run(bench: Bench) -> None:
    options = {"organization": CONTOSO, "name": "Teams", "description": "Ours"}
    if not running(bench, "Teams"):
        bench.gives_up(task("backup_job", **options), "is running")
        bench.simulator.edit("Teams", status="Success")
    bench.edits({"Teams.description": "Ours"}, **options)


def removal_during_a_run(bench: Bench) -> None:
    play = task("backup_job", organization=CONTOSO, name="Teams", state="absent")
    gone = {name: None for name in bench.facts() if name.startswith("Teams.")}
    if not running(bench, "Teams"):
        bench.gives_up(play, "is running")
        bench.simulator.edit("Teams", status="Success")
        gone = {name: None for name in bench.facts() if name.startswith("Teams.")}
    bench.promises(play, gone)


def run_that_ends_in_time(bench: Bench) -> None:
    """The task waits for as long as it looks again."""
    if running(bench):
        bench.promises(ADD, ADDED)
        return
    bench.at_pause = lambda: bench.simulator.edit("Mail", status="Success")
    bench.promises(ADD, {**ADDED, **ENDED})


def actions_during_a_run(bench: Bench) -> None:
    """Enabling and disabling is no edit."""
    running(bench)
    bench.promises(task("job_action", **IN_MAIL, action="disable"), {"Mail.isEnabled": False})


# ---- somebody else's edit between the first reading and the last ---------------------------------------------------


def edit_of_items(bench: Bench) -> None:
    """While the task looks up a user."""
    bench.simulator.race("/Users$", {"job": "Mail", "add_selected": [user("erin")]}, method="GET")
    only = task("backup_job_item", **IN_MAIL, items=[SALES, user("dave")], exclusive=True)
    bench.goes_round(only, {selected("erin"): ""}, {**ADDED, selected("alice"): None, selected("erin"): None})


def edit_of_settings(bench: Bench) -> None:
    """Just before the guard reads: of another part of the schedule, where the server keeps lists that are left out."""
    theirs = {"schedulePolicy": {"type": "Daily", "dailyTime": "22:00:00"}}
    bench.simulator.race("/Jobs/[^/]+$", {"job": "Mail", "settings": theirs}, method="GET")
    options, wants = {"schedule": {"retry_number": 9}}, {"Mail.schedulePolicy.retryNumber": 9}
    if bench.profile["put_omitted_items"] == "clear":
        options, wants = {"excluded_items": []}, {excluded("bob"): None}
    bench.goes_round(task("backup_job", **MAIL, **options), {"Mail.schedulePolicy.dailyTime": "22:00:00"}, wants)


# ---- if_match ------------------------------------------------------------------------------------------------------


def status(bench: Bench) -> dict[str, Any]:
    """The status of the job in backup_job_info."""
    found: dict[str, Any] = bench.info(name="Mail")[0]["status"]
    return found


def matched(revision: Any, name: str = "dave") -> Play:
    return task("backup_job_item", **IN_MAIL, items=[user(name)], if_match=str(revision))


def if_match(bench: Bench) -> None:
    for key, name in (("revision", "dave"), ("etag", "erin")):
        play = matched(status(bench)[key], name)
        bench.promises(play, {selected(name): ALL}, is_done_anew=True)


def if_match_after_a_run(bench: Bench) -> None:
    """A run moves the eTag of some servers, but no revision."""
    before = status(bench)
    running(bench)
    bench.simulator.edit("Mail", status="Success")
    has_moved = bench.profile["etag_moves_on"] in ("status", "all")
    assert (status(bench)["etag"] != before["etag"]) == has_moved
    if has_moved:
        bench.refuses(matched(before["etag"]), "if_match", "etag moved")
    bench.promises(matched(before["revision"]), ADDED, is_done_anew=True)


def if_match_after_an_edit(bench: Bench) -> None:
    before = status(bench)
    bench.simulator.edit("Mail", settings={"isEnabled": False})
    for key in ("revision", "etag"):
        bench.refuses(matched(before[key]), "if_match")
        bench.refuses(task("backup_job", **MAIL, description="Ours", if_match=str(before[key])), "if_match", "Mail")


def if_match_after_others_items(bench: Bench) -> None:
    before = status(bench)
    bench.simulator.edit("Mail", add_selected=[user("erin")])
    bench.refuses(matched(before["revision"]), "if_match", "selected_items moved")
    if bench.profile["etag_moves_on"] in ("items", "all"):
        bench.refuses(matched(before["etag"]), "if_match", "etag moved")


# ---- tokens --------------------------------------------------------------------------------------------------------


def token_expires(bench: Bench) -> None:
    """Before each request: it is rejected, there is a new login, and it is sent again."""
    bench.direct = Direct(bench.simulator)
    client, advance = bench.direct.client, bench.simulator.advance

    def late(send: Callable[..., Any]) -> Callable[..., Any]:
        def sent(*arguments: Any, **query: Any) -> Any:
            advance(4000)
            return send(*arguments, **query)

        return sent

    for name in ("get", "get_all", "post", "put", "delete"):
        setattr(client, name, late(getattr(client, name)))
    create = task("backup_job", **NEW, selected_items=[user("dave")])
    done = bench.promises(create, {**new_job("New", CONTOSO), "New.selected[User dave@contoso.com]": ALL})
    assert done.rejected > len(done.writes)
    bench.edits({"New.description": "Twice"}, organization=CONTOSO, name="New", description="Twice")
    bench.promises(REMOVE, {excluded("bob"): None})
    client.close()


# ---- a tenant ------------------------------------------------------------------------------------------------------


def tenant(bench: Bench) -> None:
    """Existing jobs as they are, except for one more item of one of them, and a new job."""
    known = {job["config"]["name"]: job["config"] for job in bench.info(organization=CONTOSO)}
    mail = known.pop("Mail")
    described = {
        "organization": CONTOSO,
        "repository": "Vault",
        "defaults": {"enabled": True, "schedule": {"type": "Daily", "daily_time": "15:00"}},
        "jobs": [
            *known.values(),
            {**mail, "selected_items": [*mail["selected_items"], user("dave")]},
            {**NEW, "selected_items": [user("erin")]},
        ],
    }

    bench.promises(
        task("tenant", **described), {**ADDED, **new_job("New", CONTOSO), "New.selected[User erin@contoso.com]": ALL}
    )


CASES: dict[str, Case] = {
    "edit of items": edit_of_items,
    "edit of settings": edit_of_settings,
    "items during a run": items_during_a_run,
    "settings during a run": settings_during_a_run,
    "removal during a run": removal_during_a_run,
    "run that ends in time": run_that_ends_in_time,
    "actions during a run": actions_during_a_run,
    "if_match": if_match,
    "if_match after a run": if_match_after_a_run,
    "if_match after an edit": if_match_after_an_edit,
    "if_match after others' items": if_match_after_others_items,
    "token expires": token_expires,
    "tenant": tenant,
}
