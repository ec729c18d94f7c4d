# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The findings of earlier runs, in a file: they show whether the server or the description changed, and the age of a
drift.

The history of a tenant has for each job ``at``, when it last matched, its ``revision`` then (``absent`` for a job that
should be absent), and ``since``, when its drift was first seen. Each is omitted if unknown. The name COMPLETE is there
if the history has all jobs of an earlier run; histories of earlier versions omit absent jobs, and jobs with an error.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from ansible_collections.vb365.backup.plugins.module_utils._reconcile.revision import ABSENT, moved
from ansible_collections.vb365.backup.plugins.plugin_utils._files import write
from ansible_collections.vb365.backup.plugins.plugin_utils._report.form import REVISION, TEXT, Unfit, by_name, keys
from ansible_collections.vb365.backup.plugins.plugin_utils._report.results import Row

SCHEMA = "urn:vb365.backup:history:1.0"
History = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Jobs by tenant and name."""
COMPLETE = ""
"""No job has this name."""

_FORM = keys({"tenants": by_name(by_name(keys({}, {"at": TEXT, "revision": REVISION, "since": TEXT})))}, {})
_EXPECTED = "expected a file from an earlier report"
_REMEDY = "The file was not changed. To start a new history, remove it"


class NoHistory(ValueError):
    """The file is not a history."""


def usable(path: Path) -> History:
    """The history in a file; empty if it cannot be read. Then keep() says why, after the report was shown."""
    with suppress(OSError, NoHistory):
        return read(path)
    return {}


def read(path: Path) -> History:
    """The history in a file; empty if the file does not exist. Raises OSError, NoHistory."""
    if not path.exists():
        return {}
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise NoHistory(f"{_EXPECTED}; found invalid JSON ({error}). {_REMEDY}") from error
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise NoHistory(f"{_EXPECTED}, with the schema {SCHEMA}. {_REMEDY}")
    try:
        _FORM("", document)
    except Unfit as error:
        raise NoHistory(f"{_EXPECTED}; {error}. {_REMEDY}") from error
    tenants: History = document["tenants"]
    return tenants


def keep(path: Path, rows: Sequence[Row], made: str) -> None:
    """Bring the history in a file up to date. Slices of a job, which share the file, do so one after the other. Raises
    OSError, NoHistory."""
    path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        with suppress(OSError):  # not every file system has locks
            fcntl.flock(folder, fcntl.LOCK_EX)
        write(path, text_of(after(rows, read(path), made)))
    finally:
        os.close(folder)


def text_of(history: History) -> str:
    """The history as the text of a file."""
    return json.dumps({"schema": SCHEMA, "tenants": history}, indent=1, sort_keys=True) + "\n"


def with_origins(rows: Sequence[Row], history: History) -> list[Row]:
    """The rows of a report. Each job that drifted gets ``origin`` and ``since``, and a sentence among its warnings."""
    return [
        {**row, "jobs": [_told(job, row, history) for job in row["jobs"]]} if "jobs" in row else row for row in rows
    ]


def _told(job: Row, row: Row, history: History) -> Row:
    jobs = history.get(_key(row))
    if not row["check_mode"] or not job["changes"] or job.get("error") or jobs is None:
        return job
    is_new = job["name"] not in jobs and COMPLETE in jobs
    known = jobs.get(job["name"], {})
    origin, since = "description" if is_new else _origin(job, known), known.get("since")
    at = known.get("at")
    texts = [f"The job was changed on the server after {at}, the time of its last match."] if origin == "server" else []
    if origin == "description":
        unchanged = (
            f"The job has not been changed on the server since {at}, the time of its last match: t" if at else "T"
        )
        texts = [f"{unchanged}he description is newer and was not applied."]
    texts += [f"This drift was first seen at {since}."] if since else []
    warnings = [*job["warnings"], *([f"'{job['name']}': {' '.join(texts)}"] if texts else [])]
    return {**job, "origin": origin, "since": since, "warnings": warnings}


def _origin(job: Row, known: Mapping[str, str]) -> str | None:
    """``server`` or ``description``, whichever has changed since; None if the job is not known to have matched."""
    if "revision" not in known:
        return None
    before, now = known["revision"], job.get("revision") or ABSENT
    is_other = (before == ABSENT) != (now == ABSENT) or moved(before, now)
    return "server" if is_other else "description"


def after(rows: Sequence[Row], history: History, made: str) -> dict[str, dict[str, dict[str, str]]]:
    """The history after a run. Jobs that were not compared keep their entry; without one, they get an empty entry."""
    found = {tenant: {name: {**known} for name, known in jobs.items()} for tenant, jobs in history.items()}
    for row in rows:
        jobs = {**found.get(_key(row), {}), COMPLETE: {}}
        for job in row.get("jobs", []):
            known = jobs.setdefault(job["name"], {})
            if job.get("error"):
                continue
            if row["check_mode"] and job["changes"]:
                known.setdefault("since", made)
            else:
                jobs[job["name"]] = {"at": made, "revision": job.get("revision") or ABSENT}
        if row.get("jobs"):
            found[_key(row)] = jobs
    return found


def _key(row: Row) -> str:
    return f"{row['host']}/{row['organization']}"
