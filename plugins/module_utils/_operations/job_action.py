# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module job_action: does one action with a backup job or its copy job, and may wait for the resulting session."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Callable

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError, Vb365Error, together
from ansible_collections.vb365.backup.plugins.module_utils._job.action import Action, ActionState
from ansible_collections.vb365.backup.plugins.module_utils._job.action_targets import TARGETS, NoSuchJob
from ansible_collections.vb365.backup.plugins.module_utils._job.actions import KINDS, Wait
from ansible_collections.vb365.backup.plugins.module_utils._model import session as _session
from ansible_collections.vb365.backup.plugins.module_utils._model.name import is_uuid
from ansible_collections.vb365.backup.plugins.module_utils._model.since import time_of
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.converge import Converged, converge
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.diff import diff
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.managed import presented
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome, changing
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.revision import ABSENT
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server import waiting as _waiting
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import Job, unowned
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource

ACTIONS = list(KINDS)
TARGET_KINDS = list(TARGETS)
RESTORE_TYPES = ["Vex", "Veod", "Vesp", "Vet"]

_BELONGS = {
    "full": ("start",),
    "wait": ("start", "stop", "wait"),
    "since": ("wait",),
    "restore_type": ("explore",),
    "point_in_time": ("explore",),
    "show_deleted": ("explore",),
    "show_all_versions": ("explore",),
    "restore_session": ("close",),
}
_LONG_FRACTION = re.compile(r"\.\d{8}")
"""A fraction of a second that the server does not read: its times have seven digits."""


def run(
    client: Client,
    params: Mapping[str, Any],
    check_mode: bool,
    progress: Callable[[str], None] = lambda text: None,
    patience: _waiting.Patience | None = None,
) -> Outcome:
    """Raises Vb365Error. ``progress``: called with the progress of a session during the wait. ``patience``: replaces
    the options about waiting, if several tasks share it."""
    together([*_contradictions(params)])
    action = KINDS[params["action"]](client, params)
    try:
        converged = converge(action, params["if_match"], check_mode, client.lock, client.deadline.sleep)
    except NoSuchJob as missing:
        if not check_mode or params["if_match"] not in (None, ABSENT):
            raise
        return _of_a_new_job(action, missing)
    if not check_mode and not action.has_acted(converged.state, converged.past):
        converged = replace(converged, changes=[])
    if check_mode and isinstance(action, Wait) and converged.state.session is None:
        text = (
            f"The {action.missing(converged.state)}. In check mode this is not an error: an earlier task may start it."
        )
        converged = replace(converged, warnings=[*converged.warnings, text])
    if check_mode or not action.waits:
        return _outcome(action, converged)
    try:
        return _waited(client, params, action, converged, progress, patience)
    except Vb365Error as error:
        error.changed = bool(converged.changes)
        raise


def _contradictions(params: Mapping[str, Any]) -> Iterator[OptionError]:
    for option, actions in _BELONGS.items():
        if params[option] not in (None, False) and params["action"] not in actions:
            yield OptionError(option, params[option], f"can only be used with action {' or '.join(actions)}")
    if params["kind"] == "copy" and (params["full"] or params["action"] in ("explore", "close")):
        option = "full" if params["full"] else "action"
        yield OptionError(option, params[option], "can only be used with kind: backup")
    yield from unowned(params)
    moment = params["point_in_time"]
    if moment is not None and (time_of(moment) is None or _LONG_FRACTION.search(moment)):
        yield OptionError("point_in_time", moment, "expected a time such as 2026-11-22T21:00:00Z")
    if params["restore_session"] is not None and not is_uuid(params["restore_session"]):
        expected = "expected the UUID of a restore session: restore_session.id of an earlier result"
        yield OptionError("restore_session", params["restore_session"], expected)
    if params["since"] is not None and _session.moment(params["since"]) is None:
        yield OptionError("since", params["since"], "expected a time such as 2026-11-22T21:00:00Z")
    if not params["success_statuses"]:
        yield OptionError("success_statuses", [], "expected one or more; omit the option for Success and Warning")
    if not params["wait_timeout"] >= 0:  # .nan is neither less nor more than 0
        yield OptionError("wait_timeout", params["wait_timeout"], "expected seconds, 0 or more")
    if not params["wait_interval"] >= 0.1:
        yield OptionError("wait_interval", params["wait_interval"], "expected seconds, 0.1 or more")


def _waited(
    client: Client,
    params: Mapping[str, Any],
    action: Action,
    converged: Converged[ActionState],
    progress: Callable[[str], None],
    patience: _waiting.Patience | None,
) -> Outcome:
    """The outcome after the session has ended. Raises WaitFailed if it does not end, or ends without success."""
    patience = patience or _waiting.Patience(client.deadline, params["wait_timeout"], params["wait_interval"])
    state = _appeared(action, converged, patience) if isinstance(action, Wait) else converged.state
    settings = state.job.settings
    if state.session is None and not state.is_running:
        return _outcome(action, converged)
    if state.session is None:
        path = "/JobSessions"
        text = f"The {state.title} is running, but GET {path} shows no session of it"
        raise Vb365Error(text, method="GET", path=path)
    sessions = _waiting.follow(
        client,
        state.session,
        patience,
        retries=action.is_judged,
        report=lambda text: progress(f"{settings['organization']}/{settings.get(action.target.name)}: {text}"),
    )
    log = _waiting.judge(client, sessions, params["success_statuses"]) if action.is_judged else []
    ended = replace(state, job=action.target.read_ended(state.job.id) or state.job, session=sessions[-1])
    return _outcome(action, replace(converged, state=ended), sessions, log)


def _appeared(action: Wait, converged: Converged[ActionState], patience: _waiting.Patience) -> ActionState:
    """The state with the session to wait for. Raises WaitFailed if no session appears or can be expected."""
    state = converged.state
    while state.session is None:
        missing = action.missing(state)
        if not (state.is_running or action.params["since"]):
            raise _waiting.WaitFailed(f"The {missing}", [], [])
        if not patience.pause():
            text = f"wait_timeout: after {patience.timeout:g} s the {missing}"
            raise _waiting.WaitFailed(text, [], [], error_code="timeout")
        state = action.read(replace(converged.past, seen=state))
    return state


def _outcome(
    action: Action,
    converged: Converged[ActionState],
    sessions: Sequence[Resource] = (),
    log: Sequence[Mapping[str, Any]] = (),
) -> Outcome:
    """The result. ``sessions``: the sessions of the wait. ``log``: of the last of them."""
    state = converged.state
    shown = presented(state.job.resource, converged.plan.expected or {}, action.target.status, state.revision)
    outcome = changing(converged, {action.target.key: shown}, state.job.resource.get("eTag"), state.title)
    more = {
        "session": _session.shown(state.session) if state.session else None,
        "sessions": [_session.shown(session) for session in sessions],
        "restore_session": _session.restore_session(state.restore) if state.restore else None,
        "log": list(log),
    }
    return replace(outcome, result={**outcome.result, **more})


def _of_a_new_job(action: Action, missing: NoSuchJob) -> Outcome:
    """The result of check mode for a job that does not exist: an earlier task of the playbook may create it."""
    changes = action.changes(ActionState(Job({}, {})))
    warning = f"{missing.message}. In check mode this is not an error: an earlier task may create it."
    result = {
        action.target.key: None,
        "changes": changes,
        "diff": diff(changes, action.target.noun),
        "etag": None,
        "revision": ABSENT,
        "conflicts": 0,
        "session": None,
        "sessions": [],
        "restore_session": None,
        "log": [],
    }
    return Outcome(bool(changes), result, [warning])
