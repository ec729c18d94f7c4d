# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The questions of a lab report: unknown behaviour of VB365 servers, with the requests that answer each question.

The key of a question is that of the simulator's profile (tests/simulator/README.md). A behaviour on which no request of
this collection depends has no question.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Callable

from ansible_collections.vb365.backup.plugins.module_utils._errors import Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._model import lab_report as _report
from ansible_collections.vb365.backup.plugins.module_utils._model.lab_report import Seen
from ansible_collections.vb365.backup.plugins.module_utils._server.lab_job import LabJob, outcome

ROWS = 10_000
"""The limit of the request that looks for shorter pages: the most that the API allows."""
MANY = 30
"""More rows than a page has by default. A complete page of a shorter listing does not prove that pages are not cut."""
SESSIONS = 100
"""The most sessions of the server that are read."""
_EDIT = "PUT /Jobs/{id}"
_RUN = ("POST /Jobs/{id}/start", "POST /Jobs/{id}/stop")


@dataclass(frozen=True)
class Question:
    """``key``: the profile. ``writes``: the write requests of ``ask``. ``run_writes``: the further write requests if
    the job may run. ``needs_run``: whether the question needs a run. ``ask`` raises Vb365Error."""

    key: str
    asks: str
    ask: Callable[[LabJob], Seen]
    writes: tuple[str, ...] = ()
    run_writes: tuple[str, ...] = ()
    needs_run: bool = False

    def requests(self, runs: bool) -> tuple[str, ...]:
        """The write requests, with or without runs."""
        return (*self.writes, *(self.run_writes if runs else ()))


def _post_item_minimum(job: LabJob) -> Seen:
    value = {"ok": "id", "refused": "object"}.get(job.id_alone)
    return _value(value) if value else Seen(f"an id alone brings {job.id_alone}")


def _id_case(job: LabJob) -> Seen:
    shown = job.read()
    return _report.id_case(str(shown["id"]), str(shown["organizationId"]))


def _null_fields(job: LabJob) -> Seen:
    return _report.null_fields(job.read())


def _daily_window(job: LabJob) -> Seen:
    policy = job.read()["schedulePolicy"]
    if policy.get("type") != "Daily":
        return Seen("a daily schedule that is off is another type")
    return _value("absent" if policy.get("periodicallyWindowEnabled") is None else "shown")


def _retry_numbers(job: LabJob) -> Seen:
    return _value("when_on" if job.read()["schedulePolicy"].get("retryNumber") is None else "always")


def _next_link(job: LabJob) -> Seen:
    page = job.client.get(f"/Organizations/{job.organization_id}/Users", limit=1)
    return _report.next_link(page.get("_links"))


def _entire_items(job: LabJob) -> Seen:
    jobs = job.client.get_all("/Jobs", organizationId=job.organization_id)
    entire = next((row for row in jobs if row.get("backupType") == "EntireOrganization"), None)
    if entire is None:
        return Seen("the organization has no job of the entire organization")
    types = [row.get("type") for row in job.client.get_all(f"/Jobs/{entire['id']}/SelectedItems")]
    if not types:
        return _value("none")
    return _value("partial_organization") if types == ["PartialOrganization"] else Seen("other items")


def _copy_job_missing(job: LabJob) -> Seen:
    try:
        found = job.client.get(f"{job.path}/CopyJob")
    except Vb365Error as error:
        if error.status != 404:
            raise
        return _value("not_found")
    if found is None:
        return Seen("an answer without a body")
    has_fields = any(value is not None for name, value in found.items() if name != "_links")
    return Seen("an object with fields") if has_fields else _value("empty")


def _rejected_token_body(job: LabJob) -> Seen:
    answer = job.client.rejected(job.path)
    if answer.status != 401:
        return Seen(f"HTTP status {answer.status}")
    if not answer.body:
        return _value("empty")
    try:
        json.loads(answer.body)
    except ValueError:
        return Seen("a body that is no JSON")
    return _value("json")


def _page_cap(job: LabJob) -> Seen:
    longest = 0
    for kind in ("Users", "Groups", "Sites", "Teams"):
        path = f"/Organizations/{job.organization_id}/{kind}"
        count = len(job.client.get(path, limit=ROWS).get("results") or [])
        if job.client.get(path, limit=1, offset=count).get("results"):
            return Seen(f"pages have {count} rows at most", (str(count),))
        longest = max(longest, count)
    if longest > MANY:
        return Seen(f"a listing of more than {MANY} rows is not cut", ("none",))
    return Seen(f"not cut, but no listing has more than {MANY} rows")


def _manual_only(job: LabJob) -> Seen:
    off = job.read()["schedulePolicy"].get("type")
    job.edit(schedulePolicy={"type": "ManualOnly", "scheduleEnabled": True})
    manual = job.read()["schedulePolicy"]
    is_on = manual.get("scheduleEnabled") is True
    told = f"a daily schedule that is off is {'Daily' if off == 'Daily' else 'another type'}"
    told += f", ManualOnly can be {'on' if is_on else 'off alone'}"
    if manual.get("type") == "ManualOnly":
        values = {("Daily", True): "as_given", ("ManualOnly", False): "schedule_off"}
        value = values.get((str(off), is_on))
        return Seen(told, (value,) if value else ())
    return Seen(f"{told}, and is shown as another type")


def _enable_when_enabled(job: LabJob) -> Seen:
    return _result(outcome(lambda: job.client.post(f"{job.path}/disable")))


def _stop_when_idle(job: LabJob) -> Seen:
    return _result(outcome(lambda: job.client.post(f"{job.path}/stop")))


def _team_exclusion(job: LabJob) -> Seen:
    teams = job.client.get(f"/Organizations/{job.organization_id}/Teams", limit=1).get("results")
    if not teams:
        return Seen("the organization has no team")
    team = {name: value for name, value in teams[0].items() if value is not None and name != "_links"}
    for chats, value in ((False, "any"), (True, "item_chats")):
        body = [{"type": "Team", "team": team, "teamsChats": chats}]
        ended = outcome(lambda body=body: job.client.post(f"{job.path}/ExcludedItems", body))  # type: ignore[misc]
        if ended == "ok":
            return Seen(f"accepted {'with' if chats else 'without'} teamsChats", (value,))
        if ended == "conflict":
            return Seen(ended)
    return Seen("refused with and without teamsChats", ("job_chats",))


def _put_omitted_items(job: LabJob) -> Seen:
    before = _counts(job)
    ended = outcome(lambda: job.client.put(job.path, job.new_description()))
    if ended != "ok":
        is_for_items = ended == "refused" and outcome(job.edit) == "ok"
        return Seen(ended, ("refuse",)) if is_for_items else Seen(f"{ended}, perhaps for another reason")
    after = _counts(job)
    kept = {name: after[name] == count for name, count in before.items() if count}
    told = ", ".join(f"{name} items are {'kept' if is_kept else 'cleared'}" for name, is_kept in kept.items())
    values = {frozenset({True}): "keep", frozenset({False}): "clear"}
    value = values.get(frozenset(kept.values()))
    return Seen(told or "the job had no item", (value,) if value else ())


def _counts(job: LabJob) -> dict[str, int]:
    return {side: len(job.client.get_all(f"{job.path}/{side.capitalize()}Items")) for side in ("selected", "excluded")}


def _etag_moves_on(job: LabJob) -> Seen:
    job.edit()
    item_path = f"{job.path}/SelectedItems/{job.client.get_all(f'{job.path}/SelectedItems')[0]['id']}"
    toggled = {**job.item, "archiveMailbox": not job.item["archiveMailbox"]}

    def run() -> None:
        with job.running():
            pass

    changes: dict[str, Callable[[], Any]] = {
        "settings": job.edit,
        "items": lambda: job.client.put(item_path, toggled),
        "status": run,
    }
    tried = [kind for kind in changes if kind != "status" or job.runs]
    return _report.etag_moves_on([kind for kind in tried if _moves_etag(job, changes[kind])], tried)


def _moves_etag(job: LabJob, change: Callable[[], Any]) -> bool:
    before = job.read()["eTag"]
    change()
    return bool(job.read()["eTag"] != before)


def _start_when_running(job: LabJob) -> Seen:
    with job.running() as session:
        second: dict[str, Any] = {}
        ended = outcome(lambda: second.update(job.client.post(f"{job.path}/start", {})))
        if ended != "ok":
            return _result(ended)
        if str(second["id"]).lower() == str(session["id"]).lower():
            return _value("same_session")
        return Seen("another session: of a second run, or the first run ended before")


def _edit_while_running(job: LabJob) -> Seen:
    with job.running() as session:
        ended = outcome(job.edit)
        if ended == "ok" and not job.is_running(session):
            return Seen("the run ended too early")
        return _result(ended)


def _main_session(job: LabJob) -> Seen:
    return _report.main_session(_sessions(job))


def _session_order(job: LabJob) -> Seen:
    return _report.session_order(_sessions(job))


def _sessions(job: LabJob) -> list[dict[str, Any]]:
    """The first sessions in the server's order. Follows pages, because a page may be short."""
    rows: list[dict[str, Any]] = []
    while len(rows) < SESSIONS:
        page = job.client.get("/JobSessions", limit=SESSIONS - len(rows), offset=len(rows)).get("results")
        if not page:
            break
        rows += page
    return rows


def _value(value: str) -> Seen:
    return Seen(value, (value,))


def _result(ended: str) -> Seen:
    """The outcome of a write: a value of the profile if it is ok or conflict, otherwise a description."""
    return Seen(ended, () if ended == "refused" else (ended,))


QUESTIONS: Collection[Question] = (
    Question("post_item_minimum", "Is the id of an object enough for a new item?", _post_item_minimum),
    Question("id_case", "Are UUIDs shown in lower or in upper case?", _id_case),
    Question("null_fields", "How are fields without a value shown?", _null_fields),
    Question("daily_window", "Does a daily schedule show whether it has a periodic window?", _daily_window),
    Question("retry_numbers", "Are the retry number and interval shown while retries are off?", _retry_numbers),
    Question("next_link", "Is the link to the next page absolute or relative?", _next_link),
    Question("entire_items", "Which selected items does a job of type EntireOrganization show?", _entire_items),
    Question("copy_job_missing", "What is the answer for the copy job of a job without a copy job?", _copy_job_missing),
    Question("rejected_token_body", "What is the body of a 401?", _rejected_token_body),
    Question("page_cap", "Are pages shorter than the requested limit?", _page_cap),
    Question("manual_only", "Is ManualOnly the same as a schedule that is off?", _manual_only, (_EDIT,)),
    Question(
        "enable_when_enabled",
        "Can a disabled job be disabled?",
        _enable_when_enabled,
        ("POST /Jobs/{id}/disable",),
    ),
    Question("stop_when_idle", "Can an idle job be stopped?", _stop_when_idle, ("POST /Jobs/{id}/stop",)),
    Question(
        "etag_moves_on",
        "Which changes give a job a new eTag?",
        _etag_moves_on,
        (_EDIT, "PUT /Jobs/{id}/SelectedItems/{id}"),
        _RUN,
    ),
    Question(
        "start_when_running", "What does a second start do?", _start_when_running, run_writes=_RUN, needs_run=True
    ),
    Question("edit_while_running", "Can a running job be edited?", _edit_while_running, (_EDIT,), _RUN, True),
    Question("main_session", "What is the main session of a session that is not a retry?", _main_session),
    Question("session_order", "In which order are sessions listed?", _session_order),
    Question("team_exclusion", "Which teams can be excluded?", _team_exclusion, ("POST /Jobs/{id}/ExcludedItems",)),
    Question("put_omitted_items", "What does an edit of a job do to omitted items?", _put_omitted_items, (_EDIT,)),
)
