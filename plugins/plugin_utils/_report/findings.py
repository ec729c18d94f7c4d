# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a reader should know of one tenant, from the result of its run. Pure functions.

A result has ``organization``, ``file`` (or None), ``host``, ``changed``, ``check_mode``, ``failed`` with ``msg``, and

- ``jobs``: ``name``, ``id``, ``state`` (present or absent), ``changes`` (``path``, ``before``, ``after``), ``problems``
  (``reason``, ``msg``, ``objects``; see protection.of_problem), ``warnings``, ``revision`` and ``error`` (None, or a
  text; ``error_code`` is conflict where somebody edited the job meanwhile),
- ``unmanaged``: ``id``, ``name``, ``enabled``; ``state`` is disabled where the run disables the job, and ``problems``
  are those that it makes for others,
- ``started``: names of jobs,
- ``reasons``: ``problems`` of the tenant as a whole,
- ``warnings`` about the tenant as a whole: texts,
- ``coverage``, where the tenant asks for it: ``directory_objects`` and ``by_type``, or ``msg`` if it could not be read,
- ``refusals``: actions on jobs that were not done: ``action`` (words before the job), ``job`` and ``msg``,
- ``problems`` of the file, where it was refused: ``place``, ``option``, ``value``, ``msg``, ``file``, ``line``.

A job, an unmanaged job and a refusal may have a ``check_mode`` that differs from that of the result.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model.coverage_states import EMPTY, GAPS, of_objects
from ansible_collections.vb365.backup.plugins.plugin_utils._report import items as _items
from ansible_collections.vb365.backup.plugins.plugin_utils._report import settings as _settings
from ansible_collections.vb365.backup.plugins.plugin_utils._report.finding import Finding, Row, finding
from ansible_collections.vb365.backup.plugins.plugin_utils._report.kinds import LANES, lane
from ansible_collections.vb365.backup.plugins.plugin_utils._report.protection import of_problem
from ansible_collections.vb365.backup.plugins.plugin_utils._report.text import Part, listed, name, one_line

_REMOVALS = {
    False: (" is still on the server, should be absent.", " was removed."),
    True: (
        " and its backup copy job are still on the server, should be absent.",
        " and its backup copy job were removed.",
    ),
}
"""By whether the backup copy job is removed too: the words for check mode, and the words for a real run."""
_IDLE = {
    "disabled": (" The job should be disabled.", " The job is disabled.", ("enabled",)),
    "unscheduled": (
        " The job should not start by itself.",
        " The job never starts by itself.",
        ("schedule.enabled", "schedule.type"),
    ),
    "never_starts": ("", " The job never starts.", ()),
    "repository_unusable": ("", " The job cannot write backups.", ()),
    "excludes_all": ("", " The job excludes everything that it selects.", ()),
}
"""By the reason why a job backs up nothing: the sentence for check mode where one of these paths changes, and the
sentence otherwise."""


def of_tenant(result: Mapping[str, Any]) -> list[Finding]:
    """The findings of a tenant, worst first."""
    is_check = bool(result.get("check_mode"))
    found = [*_of_file(result), *_of_failure(result, is_check), *_refusals(result)]
    found += [_note(text) for text in result.get("warnings") or [] if text.strip()]
    found += [of_problem(None, one) for one in result.get("reasons") or []]
    found += _of_coverage(result.get("coverage") or {})
    for job in result.get("jobs") or []:
        found += of_job(job, is_of_check(job, result))
    found += _started(result)
    for row in result.get("unmanaged") or []:
        found += [
            _unmanaged(row, is_of_check(row, result)),
            *(of_problem(row["name"], one) for one in row.get("problems") or []),
        ]
    return sorted(found, key=lambda one: LANES.index(lane(one)))


def is_of_check(row: Row, result: Mapping[str, Any]) -> bool:
    """Whether a row of a result was only compared."""
    return bool(row.get("check_mode", result.get("check_mode")))


def of_job(job: Row, is_check: bool) -> Iterator[Finding]:
    """The findings of one job."""
    title, changes = job["name"], {row["path"]: row for row in job.get("changes") or []}
    problems = job.get("problems") or []
    off = _off(changes, problems)
    is_off, idle = off is not None, _idle(off, changes, problems, is_check)
    if job.get("error"):
        yield _error(job, is_check)
    state = changes.get("state")
    if state and state["after"] == "present":
        yield _new(title, changes, is_check, is_off, idle)
    elif state:
        words = _REMOVALS["copy_job" in changes][0 if is_check else 1]
        kind, severity = ("not_removed", "warning") if is_check else ("removed", "info")
        yield finding(kind, severity, ["Job ", name("job", title), words], job=title)
    else:
        of_settings = {path: row for path, row in changes.items() if not _items.is_item(path)}
        yield from _settings.findings(title, of_settings, is_check, is_off)
        yield from _items.findings(title, changes, is_check, is_off, idle)
    for problem in problems:
        yield of_problem(title, problem)
    said = {problem.get("msg") for problem in problems}  # some reasons are warnings of the job too
    for text in filter(str.strip, job.get("warnings") or []):
        if text not in said:
            yield _note(text, title)


def _note(text: str, job: str | None = None) -> Finding:
    return finding("note", "info", [one_line(text)], job=job)


def _off(changes: Mapping[str, Row], problems: list[Row]) -> str | None:
    """The reason why the job, as the file describes it, does not run; None if it runs."""
    after, reasons = {path: row["after"] for path, row in changes.items()}, {row["reason"] for row in problems}
    if after.get("enabled", "disabled" not in reasons) is False:
        return "disabled"
    is_unscheduled = after.get("schedule.enabled", "unscheduled" not in reasons) is False
    return "unscheduled" if is_unscheduled or after.get("schedule.type") == "ManualOnly" else None


def _idle(off: str | None, changes: Mapping[str, Row], problems: list[Row], is_check: bool) -> str:
    """The sentence why the job, as the file describes it, backs up nothing; "" if it backs up something."""
    reasons = [off, *(row["reason"] for row in problems if not row.get("objects"))]
    why = next((reason for reason in reasons if reason in _IDLE), None)
    if not why:
        return ""
    planned, now, paths = _IDLE[why]
    return planned if is_check and any(path in changes for path in paths) else now


def _new(title: str, changes: Mapping[str, Row], is_check: bool, is_off: bool, idle: str) -> Finding:
    objects = _items.objects(changes)
    is_entire = (changes.get("backup_type") or {}).get("after") == "EntireOrganization"
    protects: list[Part] = ["the entire organization"] if is_entire else listed(objects)
    is_copied = "copy.state" in changes
    kind, severity, verb = "created", "info", "protects"
    words = " was created, with its backup copy job." if is_copied else " was created."
    if is_check:
        kind, severity, verb = "missing", "warning" if is_off else "critical", "should protect"
        words = f" is missing on the server{', and so is its backup copy job' if is_copied else ''}."
    is_said = protects and not (is_off if is_check else idle)
    end = [f" It {verb} ", *protects, "."] if is_said else []
    return finding(kind, severity, ["Job ", name("job", title), words, *end], job=title, objects=objects)


def was_left_alone(job: Row) -> bool:
    """Whether the job was no longer at the revision of its task, so that nothing of it was written."""
    return job.get("error_code") == "conflict" and str(job["error"]).startswith("if_match")


def _error(job: Row, is_check: bool) -> Finding:
    named: Part = name("job", job["name"])
    if was_left_alone(job):
        words = " was edited on the server meanwhile. It was not changed."
        return finding("conflict", "warning", [named, words], job=job["name"])
    kind, words = ("not_compared", "compared") if is_check else ("not_applied", "changed")
    text = f" could not be {words}: {one_line(job['error'])}"
    return finding(kind, "warning", [named, text], job=job["name"])


def _of_failure(result: Mapping[str, Any], is_check: bool) -> Iterator[Finding]:
    """Why a tenant failed as a whole, if neither its file nor one of its jobs explains it."""
    is_of_part = result.get("refusals") or any(job.get("error") for job in result.get("jobs") or [])
    is_said = result.get("problems") or is_of_part
    if (result.get("failed") or result.get("unreachable")) and not is_said:
        text = one_line(result.get("msg") or "") or "The tenant failed without a message."
        yield finding("not_compared" if is_check else "not_applied", "warning", [text], file=result.get("file"))


def _refusals(result: Mapping[str, Any]) -> Iterator[Finding]:
    for row in result.get("refusals") or []:
        job: list[Part] = [f"{row['action']} ", name("job", row["job"]), ": "] if row["job"] else []
        parts = [*job, one_line(row["msg"])]
        yield finding("not_compared" if is_of_check(row, result) else "not_applied", "warning", parts)


def _of_file(result: Mapping[str, Any]) -> Iterator[Finding]:
    for row in result.get("problems") or []:
        file, line = row.get("file", result.get("file")), row.get("line")
        where = ", ".join(filter(None, [file, f"line {line}" if line else "", row.get("place") or ""]))
        message = one_line(row.get("msg") or "") or "This value cannot be used."
        yield finding(
            "invalid" if row.get("place") or row.get("option") else "unreadable",
            "warning",
            [f"{where}: " if where else "", message],
            path=row.get("option") or row.get("place"),
            expected=row.get("value"),
            file=file,
            line=line,
        )


def _of_coverage(coverage: Row) -> Iterator[Finding]:
    """Objects in no job, or why they are unknown. A real run reads them after its changes."""
    if not coverage:
        return
    if not coverage.get("directory_objects"):
        why = one_line(coverage.get("msg") or EMPTY)
        yield finding("not_compared", "warning", [f"The coverage could not be read: {why}"])
        return
    counts: Counter[str] = Counter()
    for by in coverage["by_type"].values():
        counts.update(by)
    if any(counts[state] for state in GAPS):
        yield finding("uncovered", "info", [f"Coverage: {of_objects(counts)}"])


def _started(result: Mapping[str, Any]) -> Iterator[Finding]:
    """First backups that were started. In check mode, first backups of existing jobs are drift."""
    jobs = {job["name"]: job for job in result.get("jobs") or []}
    missing = {title for title, job in jobs.items() if any(row["path"] == "state" for row in job["changes"])}
    for title in result.get("started") or []:
        named: Part = name("job", title)
        if not is_of_check(jobs.get(title, {}), result):
            yield finding("started", "info", ["A first backup of ", named, " was started."], job=title)
        else:
            kind, severity = ("note", "info") if title in missing else ("never_ran", "warning")
            yield finding(kind, severity, ["Applying the file starts a first backup of ", named, "."], job=title)


def _unmanaged(row: Row, is_check: bool) -> Finding:
    title = row["name"]
    if row.get("state") == "disabled":
        words = " is in no file and enabled, should be disabled." if is_check else " is in no file and was disabled."
        return finding(
            "setting" if is_check else "changed",
            "warning" if is_check else "info",
            ["Job ", name("job", title), words],
            job=title,
            path="enabled",
            expected=False,
            found=True,
        )
    words = (
        " is on the server but in no file." if row.get("enabled") else " is on the server, disabled, and in no file."
    )
    return finding("unmanaged", "info", ["Job ", name("job", title), words], job=title)
