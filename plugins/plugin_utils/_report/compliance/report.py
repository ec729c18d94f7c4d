# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report on the age of backups, as compliance.schema.json documents it. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model.protection_status import counts
from ansible_collections.vb365.backup.plugins.plugin_utils._report.report import COLLECTION
from ansible_collections.vb365.backup.plugins.plugin_utils._report.text import counted

Report = dict[str, Any]

SCHEMA = "urn:vb365.backup:compliance:1.0"
SCHEMA_FILE = Path(__file__).with_name("compliance.schema.json")
CODES = {"ok": 0, "warning": 1, "critical": 2, "unknown": 3}
"""Exit codes of a monitoring plugin by verdict."""
_JOB = (
    "id", "name", "organization", "repository", "state", "running", "last_good", "age", "rpo", "next_run", "problems",
)  # fmt: skip
_OBJECT = ("type", "name", "display_name", "organization", "repositories", "state", "last_good", "age", "rpo")
_GOOD = ("ok", "running")
_CRITICAL = ("late", "never")


def build(
    status: Mapping[str, Any], version: str, *, made: str, server: str | None = None, ignore_disabled: bool = False
) -> Report:
    """The report on a result of protection_status_info with all states.

    ``made``: the time, if the result has none. ``server``: its name. ``ignore_disabled``: disabled jobs, and
    objects in no job that runs, are listed, but do not worsen the verdict if a job of their organization runs.
    """
    jobs = [{key: row.get(key) for key in _JOB} for row in status["jobs"]]
    objects = status.get("objects")
    bare = list(status["organizations_without_jobs"])
    found = {
        **_head(version, status.get("time") or made, server),
        "counts": {
            "jobs": counts(jobs),
            "objects": None if objects is None else counts(objects),
            "organizations": len({row["organization"] for row in jobs}) + len(bare),
        },
        "organizations_without_jobs": bare,
        "unread_repositories": list(status.get("unread_repositories") or []),
        "jobs": jobs,
        "objects": [{key: row.get(key) for key in _OBJECT} for row in objects or [] if row["state"] not in _GOOD],
    }
    verdict = _verdict(jobs, objects or [], bare, ignore_disabled)
    is_known = verdict == "critical" or not found["unread_repositories"]
    return {**found, "verdict": verdict if is_known else "unknown"}


def failed(error: str, version: str, *, made: str, server: str | None = None) -> Report:
    """The report of a run that could not read the server."""
    return {
        **_head(version, made, server),
        "verdict": "unknown",
        "error": " ".join(error.split()),
        "counts": {"jobs": counts([]), "objects": None, "organizations": 0},
        "organizations_without_jobs": [],
        "unread_repositories": [],
        "jobs": [],
        "objects": [],
    }


def _head(version: str, made: str, server: str | None) -> Report:
    return {
        "schema": SCHEMA,
        "verdict": "",
        "error": None,
        "made": made,
        "server": server,
        "collection": {"name": COLLECTION, "version": version},
    }


def _verdict(
    jobs: Sequence[Mapping[str, Any]],
    objects: Sequence[Mapping[str, Any]],
    bare: Sequence[str],
    ignore_disabled: bool,
) -> str:
    """A report on nothing is no success. ``ignore_disabled`` does not apply to an organization whose jobs are all
    disabled: nothing backs it up. It applies to objects too, because their data do not say whether somebody disabled
    their job, removed them from it, or left the organization."""
    if not jobs and not bare:
        return "unknown"
    if bare or any(row["state"] in _CRITICAL for row in (*jobs, *objects)):
        return "critical"
    backed_up = {row["organization"] for row in jobs if row["state"] != "disabled"} if ignore_disabled else set()
    checked = [row for row in (*jobs, *objects) if row["state"] != "disabled" or row["organization"] not in backed_up]
    return "ok" if all(row["state"] in _GOOD for row in checked) else "warning"


def worst_first(rows: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The jobs or objects that are not good: first those that were never backed up, then late ones by age."""
    order = {state: place for place, state in enumerate(("never", "late", "failing", "disabled"))}
    bad = [row for row in rows if row["state"] in order]
    yield from sorted(bad, key=lambda row: (order[row["state"]], -(row["age"] or 0), str(row["organization"])))


def span(seconds: int | None) -> str:
    """A duration as a text."""
    if seconds is None:
        return "never"
    minutes = seconds // 60
    days, hours = minutes // (24 * 60), minutes // 60 % 24
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"


def headline(report: Mapping[str, Any]) -> str:
    """The verdict as a sentence."""
    jobs, objects = report["counts"]["jobs"], report["counts"]["objects"]
    if report["error"]:
        return f"Nothing is known: {report['error']}"
    unread = len(report["unread_repositories"])
    if report["verdict"] == "unknown" and not unread:
        return "No job was checked"
    bare = len(report["organizations_without_jobs"])
    parts = [f"{jobs[state]:,} {words}" for state, words in WORDS.items() if jobs[state] and state not in _GOOD]
    parts += [f"{counted(bare, 'organization')} without a job"] if bare else []
    parts += [f"the data of {counted(unread, 'repository', 'repositories')} could not be read"] if unread else []
    if objects:
        bad = {state: objects[state] for state in WORDS if objects[state] and state not in _GOOD}
        parts += [f"{counted(number, 'object')} {_OBJECT_WORDS[state]}" for state, number in bad.items()]
    good = jobs["ok"] + jobs["running"]
    return f"{good:,} of {counted(jobs['total'], 'job')} backed up in time" + (f"; {', '.join(parts)}" if parts else "")


WORDS = {
    "never": "never backed up",
    "late": "late",
    "failing": "failing",
    "disabled": "disabled",
    "running": "running",
    "ok": "ok",
}
_OBJECT_WORDS = {**WORDS, "disabled": "in no job that runs"}


def word(row: Mapping[str, Any]) -> str:
    """The state of a job or object as a text."""
    return (_OBJECT_WORDS if "type" in row else WORDS)[row["state"]]
