# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module lab_report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._model import lab_report as _report
from ansible_collections.vb365.backup.plugins.module_utils._model.lab_report import Seen
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.lab_job import LabJob
from ansible_collections.vb365.backup.plugins.module_utils._server.lab_questions import QUESTIONS, Question


def run(client: Client, params: Mapping[str, Any], check_mode: bool) -> Outcome:
    """Raises Vb365Error, also if the job could not be removed."""
    runs = params["runs"]
    job = LabJob.of(client, params["organization"], params["repository"], params["user"], runs)
    questions = [question for question in QUESTIONS if runs or not question.needs_run]
    writes = [request for question in questions for request in question.requests(runs)]
    requests = [*dict.fromkeys(["POST /Jobs", *writes, "DELETE /Jobs/{id}"])]
    if check_mode:
        return Outcome(False, {"requests": requests, "answers": [], "report": None})
    version = _report.version(client.get("/ServiceInstance").get("version"))
    try:
        job.create()
        rows = [_report.row(question.key, question.asks, _answer(question, job)) for question in questions]
    finally:
        job.remove()
    return Outcome(False, {"requests": requests, "answers": rows, "report": _report.markdown(version, rows)})


def _answer(question: Question, job: LabJob) -> Seen:
    """The answer, or a description of the failure."""
    try:
        return question.ask(job)
    except Vb365Error as error:
        return Seen(f"no answer: HTTP status {error.status}" if error.status else "no usable answer")
    except (AttributeError, LookupError, TypeError, ValueError):
        return Seen("no usable answer")
