# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings about differences in a job's settings. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.plugin_utils._report.finding import Finding, Row, finding
from ansible_collections.vb365.backup.plugins.plugin_utils._report.text import Part, name, one_line, sentence
from ansible_collections.vb365.backup.plugins.plugin_utils._report.values import VALUES, WHOLE

_COPY = "copy."
_COPIES = {
    True: (" is missing on the server.", " was created."),
    False: (" is still on the server, should be absent.", " was removed."),
}
"""By whether the file describes a backup copy job: the words for check mode, and the words for a real run."""
SWITCHES = {
    "enabled": (
        "",
        (" has been disabled.", " is enabled, should be disabled."),
        (" has been enabled.", " has been disabled."),
    ),
    "schedule.enabled": (
        "the schedule of ",
        (" has been switched off.", " is on, should be off."),
        (" has been switched on.", " has been switched off."),
    ),
    "schedule.retry_enabled": (
        "",
        (" does not retry, should retry.", " retries, should not retry."),
        (" now retries.", " no longer retries."),
    ),
}
"""By path: the words before the job, then those for check mode and for a real run, each for true and for false in the
file."""


def findings(job: str, changes: Mapping[str, Row], is_check: bool, is_off: bool) -> Iterator[Finding]:
    """Findings for the changes of settings, by their paths. ``is_off``: the file describes a job that does not run, so
    no drift of it leaves anybody unprotected."""
    copied = f"{_COPY}state" in changes
    for path, row in changes.items():
        if path == f"{_COPY}state":
            yield _of_copy(job, row, is_check)
        elif not (copied and path.startswith(_COPY)):
            yield _of_setting(job, path, row, is_check, is_off)


def _of_copy(job: str, row: Row, is_check: bool) -> Finding:
    check, made = _COPIES[row["after"] == "present"]
    parts: list[Part] = ["The backup copy job of ", name("job", job), check if is_check else made]
    return _finding(job, row, parts, "warning", is_check)


def _of_setting(job: str, path: str, row: Row, is_check: bool, is_off: bool) -> Finding:
    setting = path.removeprefix(_COPY)
    subject: list[Part] = ["the backup copy job of "] if path.startswith(_COPY) else []
    subject.append(name("job", job))
    kind, severity = _weight(path, row)
    if is_off and severity == "critical":
        severity = "warning"
    parts = _said(subject, setting, row["before"], row["after"], is_check)
    return _finding(job, row, parts, severity, is_check, kind)


def _finding(job: str, row: Row, parts: list[Part], severity: str, is_check: bool, kind: str = "setting") -> Finding:
    return finding(
        kind if is_check else "changed",
        severity if is_check else "info",
        parts,
        job=job,
        path=row["path"],
        expected=row["after"],
        found=row["before"],
    )


def _weight(path: str, row: Row) -> tuple[str, str]:
    """Kind and severity in check mode."""
    if path == "enabled" and row["after"]:
        return "disabled", "critical"
    if (path == "schedule.enabled" and row["after"]) or (path == "schedule.type" and row["before"] == "ManualOnly"):
        return "unscheduled", "critical"
    if path == "backup_type" and row["after"] == "EntireOrganization":
        return "setting", "critical"
    return "setting", "warning"


def _said(subject: list[Part], path: str, before: Any, after: Any, is_check: bool) -> list[Part]:
    if path in SWITCHES:
        left, check, made = SWITCHES[path]
        words = (check if is_check else made)[0 if after else 1]
        return sentence(*([left] if left else []), *subject, words)
    if path == "name":
        verb = " should be called " if is_check else " is now called "
        return ["Job ", name("job", before), verb, name("job", after), "."]
    if path in WHOLE:
        return sentence(*subject, _of_whole(WHOLE[path], before, after, is_check))
    noun, phrase, words_for = VALUES.get(path, (path, f"has {path} {{}}", one_line))
    left, _braces, right = phrase.partition("{}")
    old, new = (None if value is None else words_for(value) for value in (before, after))
    verb = f" is now {left[3:]}" if left.startswith("is ") else f" now {left}"
    if old is None and new is not None and not is_check:
        return sentence(*subject, verb, new, f"{right}.")
    if old is None or new is None:
        return sentence(*subject, *_of_nothing(noun, old, new, is_check))
    if is_check:
        parts = sentence(*subject, f" {left}", old, f"{right}, should be ", new, ".")
        moved = " The next run in another repository is a full backup; older data stay in the old repository."
    else:
        parts = sentence(*subject, verb, new, f"{right}, was ", old, ".")
        moved = " Its next run is a full backup; older data stay in the old repository."
    return [*parts, moved] if path == "repository" else parts


def _of_nothing(noun: str, old: Part | None, new: Part | None, is_check: bool) -> list[Part]:
    """The end of a sentence in which one of the two values is missing."""
    if is_check:
        return (
            [f" has no {noun}, should be ", new, "."]
            if new
            else [f" has the {noun} ", old or "", ", should have none."]
        )
    return [f" now has no {noun}, was ", old or "", "."]


def _of_whole(noun: str, before: Any, after: Any, is_check: bool) -> str:
    if not is_check:
        return f" now has another {noun}." if before and after else f" now has {'a' if after else 'no'} {noun}."
    if before and after:
        return f" has another {noun}."
    return f" has no {noun}, should have one." if after else f" has a {noun}, should have none."
