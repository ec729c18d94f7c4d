# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Something is done with a backup job; the task may wait for the session that comes of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Callable

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError, Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._job import actions as _job_actions
from ansible_collections.vb365.backup.plugins.module_utils._model.names import is_uuid
from ansible_collections.vb365.backup.plugins.module_utils._reconcile import diff as _diff
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.converge import Converged, converge
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome, changing
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.plan import Plan
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server import sessions as _sessions
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import Resource
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import ReadJob

ACTIONS = list(_job_actions.KINDS)
RESTORE_TYPES = ["Vex", "Veod", "Vesp", "Vet"]

_BELONGS = {
    "full": ("start",),
    "wait": ("start", "stop"),
    "restore_type": ("explore",),
    "point_in_time": ("explore",),
    "show_deleted": ("explore",),
    "show_all_versions": ("explore",),
}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?(Z|[+-]\d\d:\d\d)")


def run(
    client: Client, params: Mapping[str, Any], check_mode: bool, progress: Callable[[str], None] = lambda text: None
) -> Outcome:
    """The module job_action; ``progress`` hears how far a session is that is waited for. Raises Vb365Error."""
    _check(params)
    action = _job_actions.KINDS[params["action"]](client, params)
    try:
        converged = converge(action, check_mode, client.deadline.sleep)
    except _job_actions.NoSuchJob as missing:
        if not check_mode or params["if_match"]:
            raise
        return _of_a_new_job(action, missing)
    if not check_mode and not action.has_acted(converged.state):
        converged = replace(converged, changes=[])
    if check_mode or not params["wait"]:
        return _outcome(action, converged)
    try:
        return _waited(client, params, action, converged, progress)
    except Vb365Error as error:
        error.changed = bool(converged.changes)
        raise


def _check(params: Mapping[str, Any]) -> None:
    """Refuse options that cannot be meant. Raises OptionError."""
    for option, actions in _BELONGS.items():
        if params[option] not in (None, False) and params["action"] not in actions:
            raise OptionError(option, params[option], f"goes with action {' or '.join(actions)}")
    if not params["organization"] and not is_uuid(params["job"]):
        raise OptionError("organization", None, f"needed, because the job {params['job']!r} is given by its name")
    if params["point_in_time"] and not _MOMENT.fullmatch(params["point_in_time"]):
        raise OptionError("point_in_time", params["point_in_time"], "expected a time such as 2026-11-22T21:00:00Z")
    if params["wait_timeout"] < 0:
        raise OptionError("wait_timeout", params["wait_timeout"], "expected seconds, 0 or more")
    if params["wait_interval"] < 0.1:
        raise OptionError("wait_interval", params["wait_interval"], "expected seconds, 0.1 or more")
    if params["if_match"]:
        _diff.parse_revision(params["if_match"])


def _waited(
    client: Client,
    params: Mapping[str, Any],
    action: _job_actions.Action,
    converged: Converged,
    progress: Callable[[str], None],
) -> Outcome:
    """The outcome once the session has ended. Raises WaitFailed where it does not, or not in success."""
    seen: _job_actions.Seen = converged.state
    settings, starts = seen.job.settings, params["action"] == "start"
    if seen.session is None and not seen.runs:
        return _outcome(action, converged)
    if seen.session is None:
        raise Vb365Error(f"The {seen.job.title} runs, but the server shows no session of it to wait for")
    sessions = _sessions.follow(
        client,
        seen.session,
        params["wait_timeout"],
        params["wait_interval"],
        retries=starts,
        tell=lambda text: progress(f"{settings['organization']}/{settings['name']}: {text}"),
    )
    log = _sessions.judge(client, sessions, params["success_statuses"]) if starts else []
    ended = _job_actions.Seen(action.jobs.read(seen.job.id) or seen.job, sessions[-1])
    return _outcome(action, replace(converged, state=ended), sessions, log)


def _outcome(
    action: _job_actions.Action,
    converged: Converged,
    sessions: Sequence[Resource] = (),
    log: Sequence[Mapping[str, Any]] = (),
) -> Outcome:
    """The result; ``sessions`` are those that were waited for, ``log`` is that of the last of them."""
    seen: _job_actions.Seen = converged.state
    job, restore = seen.job, action.restore_session()
    revision = _job_actions.revision(job)
    shown = job.shown(revision, converged.plan.expected)
    told = changing(converged, shown, job.resource.get("eTag"), revision, job.title)
    more = {
        "session": _sessions.shown(seen.session) if seen.session else None,
        "sessions": [_sessions.shown(session) for session in sessions],
        "restore_session": _sessions.restore_session(restore) if restore else None,
        "log": list(log),
    }
    return replace(told, result={**told.result, **more})


def _of_a_new_job(action: _job_actions.Action, missing: _job_actions.NoSuchJob) -> Outcome:
    """What check mode tells of a job that is not there: an earlier task of the playbook creates it, perhaps."""
    changes = action.changes(_job_actions.Seen(ReadJob({}, {}, 0)))
    warning = f"{missing.message}. In check mode that is no error: an earlier task may be the one that creates it."
    told = changing(Converged(Plan([], [], None), None, changes, [warning], 0), None, None, None, "backup job")
    return replace(told, result={**told.result, "session": None, "sessions": [], "restore_session": None, "log": []})
