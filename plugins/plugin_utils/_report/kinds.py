# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kinds of findings: their names, their repair, and their importance for a reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

UNCHECKED = ("unreadable", "invalid", "not_compared", "not_applied")
"""Kinds that make a tenant failed."""
MADE = ("created", "changed", "removed", "started")
"""Kinds of changes that a real run has made."""
REPAIRED = (
    "missing",
    "disabled",
    "unscheduled",
    "not_selected",
    "excluded",
    "setting",
    "also_selected",
    "not_excluded",
    "not_removed",
)
"""Kinds that applying the file repairs."""

LABELS = {
    "missing": "Missing job",
    "disabled": "Disabled job",
    "unscheduled": "Schedule off",
    "never_starts": "Never starts",
    "not_selected": "No longer selected",
    "excluded": "Excluded",
    "no_jobs": "No jobs",
    "empty_split": "Empty split",
    "empty": "Empty job",
    "excludes_all": "Excludes everybody",
    "shadowed": "Skipped",
    "object_replaced": "Account created again",
    "repository_unusable": "Repository unusable",
    "failing": "Failing job",
    "never_ran": "Never ran",
    "setting": "Changed setting",
    "also_selected": "Not in the file",
    "not_excluded": "No longer excluded",
    "not_removed": "Job not removed",
    "object_gone": "Object gone",
    "held_twice": "In two jobs",
    "conflict": "Edited meanwhile",
    "unreadable": "File cannot be read",
    "invalid": "Mistake in the file",
    "not_compared": "Not compared",
    "not_applied": "Not applied",
    "uncovered": "In no job",
    "unmanaged": "Unmanaged job",
    "note": "Note",
    "created": "Created",
    "changed": "Changed",
    "removed": "Removed",
    "started": "Started",
}
HINTS = {
    "missing": "Apply the file to create it. If it was deleted on purpose, remove it from the file.",
    "disabled": "Apply the file to enable it. If that is on purpose, set `enabled: false` in the file.",
    "unscheduled": "Apply the file to switch the schedule on. If that is on purpose, set `schedule: {enabled: false}`.",
    "never_starts": "Give a daily time that is inside the backup window, then apply the file.",
    "not_selected": "Apply the file to select them again. If a person has left, remove the object from the file.",
    "excluded": "Apply the file to end the exclusion. If it is on purpose, list it under `excluded_items`.",
    "no_jobs": "Describe a job. For a tenant that leaves, set `unmanaged_jobs: disable`, or `state: absent` in jobs.",
    "empty_split": "Correct `from` of the split, then apply the file. If it is no longer needed, remove the split.",
    "empty": "List what the job protects under `selected_items`, then apply the file.",
    "excludes_all": "Shorten `excluded_items`, then apply the file.",
    "shadowed": "Enable the other job, or remove these objects from it.",
    "object_replaced": "Remove these items and add them again to select the new account. Backups of the old one stay.",
    "repository_unusable": "Repair the repository on the server, or name another one in the file.",
    "failing": "Read the last session of this job on the server.",
    "never_ran": "Start a first backup with `start_first_backup: true`.",
    "setting": "Apply the file to restore it, or take the server's value into the file.",
    "also_selected": "Apply the file to remove them from the job, or add them to the file.",
    "not_excluded": "Apply the file to exclude them again, or remove them from `excluded_items`.",
    "not_removed": "Apply the file to remove the job, or describe the job in the file.",
    "object_gone": "Remove it from the file. Its backups stay until their retention ends.",
    "held_twice": "Remove it from one of the two jobs in the file.",
    "conflict": "Compare again, review the new report, then apply it.",
    "unreadable": "Correct this line, then compare again.",
    "invalid": "Correct this line, then compare again. Nothing of this tenant is written before.",
    "not_compared": "Repair the cause, then compare again.",
    "not_applied": "Compare again to see the state of this job, then apply the file.",
    "uncovered": "`vb365.backup.coverage` names these objects. Select them in a job, or ignore them with a reason.",
    "unmanaged": "Take it into a file with `vb365.backup.adopt`, or delete it on the server.",
    "note": "Nothing needs to be repaired.",
}
"""The repair of a finding, with `code` in it. Changes that a real run has made need no repair."""

SEVERITIES = ("critical", "warning", "info")
LANES = ("critical", "warning", "unchecked", "info", "made")
"""Severities for readers, worst first. A tenant that was not compared has its own lane."""
LANE_LABELS = {"critical": "Critical", "warning": "Drift", "unchecked": "Not checked", "info": "Note", "made": "Done"}


def lane(finding: Mapping[str, Any]) -> str:
    """The lane of a finding."""
    if finding["kind"] in UNCHECKED:
        return "unchecked"
    return "made" if finding["kind"] in MADE else str(finding["severity"])
