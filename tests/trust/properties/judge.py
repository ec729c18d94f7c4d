# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The errors of a run of a task, alone on the server or with an edit of somebody else in the middle of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from tests.trust.properties.changes import Edit, Task
from tests.trust.properties.facts import Facts, differences, part_of, with_

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Run:
    """A run of a task. ``before`` and ``after`` are facts of all jobs, ``requests`` the journal's entries about jobs;
    somebody's ``edit`` was made right before the request of number ``edited_at``, counted from 0."""

    task: Task
    before: Mapping[str, Facts]
    after: Mapping[str, Facts]
    outcome: Outcome | None
    error: Vb365Error | None
    requests: Sequence[Entry]
    edit: Edit | None = None
    edited_at: int = -1

    @property
    def writes(self) -> list[int]:
        """The numbers of the requests that are no reads."""
        return [number for number, entry in enumerate(self.requests) if entry["method"] != "GET"]

    def looks(self, part: str) -> list[int]:
        """The numbers of the requests that begin to read the settings or one of the lists."""
        path = {
            "settings": r"/Jobs(/[^/]+)?$",
            "selected_items": "/SelectedItems$",
            "excluded_items": "/ExcludedItems$",
        }
        return [
            number
            for number, entry in enumerate(self.requests)
            if entry["method"] == "GET"
            and re.search(path[part], entry["path"])
            and entry["query"] != "limit=1"
            and not re.search(r"offset=[1-9]", entry["query"])
        ]

    @property
    def changes(self) -> list[Mapping[str, Any]]:
        """The changes of a success."""
        return list(self.outcome.result["changes"]) if self.outcome else []


def problems(run: Run) -> list[str]:
    """All that is wrong, each beginning with "lost: " or "untruth: "."""
    found = [*_elsewhere(run)]
    if run.edit is None:
        found += _alone(run)
    elif run.error:
        found += _failed(run, run.edit)
    else:
        found += _succeeded(run, run.edit)
    return [*found, _told(run)] if found else []


def _elsewhere(run: Run) -> Iterator[str]:
    """No task touches another job."""
    for job, facts in run.before.items():
        if job not in (run.task.job, run.edit.job if run.edit else None) and facts != run.after[job]:
            yield f"lost: {job}: {differences(run.after[job], facts)}"


def _alone(run: Run) -> Iterator[str]:
    before, after = run.before[run.task.job], run.after[run.task.job]
    if run.error:
        if run.error.error_code != "option":
            yield f"untruth: nobody else was there, and it says {run.error}"
        if run.error.changed or run.writes or before != after:
            yield f"untruth: an option is refused after something was written: {run.error}"
        return
    wanted = run.task.sets(before)
    wrong = differences(after, with_(before, wanted))
    yield from (f"untruth: success, and {name} is {after.get(name)!r}" for name in wrong if name in wanted)
    yield from (f"lost: {name} was {before.get(name)!r}" for name in wrong if name not in wanted)
    assert run.outcome
    if run.outcome.changed != bool(run.changes) or run.outcome.changed != bool(run.writes):
        yield f"untruth: changed is {run.outcome.changed}, the changes are {run.changes}, the writes {run.writes}"
    if run.outcome.result.get("conflicts") or (run.outcome.warnings and "meanwhile" in str(run.outcome.warnings)):
        yield f"untruth: nobody else was there, and it says {run.outcome.result['conflicts']}, {run.outcome.warnings}"


def _failed(run: Run, edit: Edit) -> Iterator[str]:
    """What the task does not set is as it was or as somebody else has set it, whatever became of the task."""
    assert run.error
    before, after = run.before[run.task.job], run.after[run.task.job]
    with_edit = with_(before, edit.sets())
    may_move = {*run.task.sets(before), *run.task.sets(with_edit)} if run.error.changed else set()
    for name in differences(after, with_edit):
        if name not in may_move and re.sub(r"\].*", "]", name) not in may_move and not is_in_the_window(run, name):
            yield f"lost: {name} is {after.get(name)!r} and not {with_edit.get(name)!r}"
    if run.error.changed and not run.writes:
        yield "untruth: changed, and nothing was written"
    if run.error.error_code not in ("option", "conflict") and not run.error.path:
        yield f"untruth: {run.error.error_code}: {run.error}"


def _succeeded(run: Run, edit: Edit) -> Iterator[str]:
    """As if one had come after the other, in one order or the other."""
    before, after = run.before[run.task.job], run.after[run.task.job]
    theirs = edit.sets()
    edit_first = with_(before, theirs)
    ours = run.task.sets(edit_first)
    edit_first = with_(edit_first, ours)
    edit_last = with_(with_(before, run.task.sets(before)), theirs)
    if not differences(after, edit_first):
        for name in sorted({*theirs} & {*ours}):
            is_ours = theirs[name] != ours[name] == after.get(name)
            if is_ours and not _is_told(run, name, theirs[name]) and not is_in_the_window(run, name):
                yield f"lost: {name}: {theirs[name]!r} of somebody else was overwritten without being read"
        return
    if not differences(after, edit_last):
        for name in differences(edit_first, edit_last):
            if any(number >= run.edited_at for number in run.looks(part_of(name))):
                yield f"untruth: success, and {name} is {after.get(name)!r}, which it read"
        return
    for name in differences(after, edit_first):
        if not is_in_the_window(run, name):
            kind = "untruth" if name in ours else "lost"
            yield f"{kind}: {name} is {after.get(name)!r} and not {edit_first.get(name)!r}"


def is_in_the_window(run: Run, name: str) -> bool:
    """Whether the edit came after the last reading of this fact, and before a write that sets it as part of a whole."""
    looks = run.looks(part_of(name))
    return any(
        run.edited_at <= write and not any(run.edited_at <= look < write for look in looks)
        for write in run.writes
        if _holds(run.requests[write], name)
    )


def _holds(write: Entry, name: str) -> bool:
    """Whether a write contains the value of a fact, requested or not: a schedule and an item are sent as a whole."""
    part, path, body = part_of(name), write["path"], str(write["body"])
    if part != "settings":
        item = re.sub(r".*\[(.*)\].*", r"\1", name)
        return f"/{part.split('_')[0]}" in path.lower() and (write["method"] == "DELETE" or item in body.lower())
    if name.startswith("schedule."):
        return "schedulePolicy" in body
    return {"enabled": "isEnabled", "repository": "repositoryId"}.get(name, name) in body or path.endswith("able")


def _is_told(run: Run, name: str, value: Any) -> bool:
    """Whether the changes say that this value, or this item, was there before."""
    rows = {re.sub(r"\[\w+ ([^@\]]*).*\]", r"[\1]", row["path"]): row["before"] for row in run.changes}
    if name == "schedule.enabled" and any(row["after"] == "ManualOnly" for row in run.changes):
        return True  # ManualOnly is a schedule that is off: the change of the type says so
    item = re.sub(r"\]\..*", "]", name)
    return rows.get(name, "") == value or (part_of(name) != "settings" and item in rows)


def _told(run: Run) -> str:
    requests = [f"{number} {entry['method']} {entry['path'][8:]}" for number, entry in enumerate(run.requests)]
    return f"  {run.task}\n  {run.edit} at {run.edited_at}\n  {requests}\n  {run.error or run.changes}"
