# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The states of the objects of an organization, and how many have gaps, in words. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping

PROTECTED, TWICE, PARTLY = "protected", "twice", "partly"
DISABLED, EXCLUDED, NO_JOB = "only_in_disabled_jobs", "excluded", "in_no_job"
IGNORED, UNKNOWN = "ignored", "unknown"
GAPS = (NO_JOB, DISABLED, EXCLUDED, PARTLY, UNKNOWN)
"""The states of objects of which something is not backed up, or may not be; the worst first."""
STATES = (PROTECTED, TWICE, *GAPS, IGNORED)


def of_objects(counts: Mapping[str, int]) -> str:
    """How many objects are in no job, and how many have other gaps. ``counts``: of objects by state."""
    total, lost, gaps = sum(counts.values()), counts[NO_JOB], sum(counts[state] for state in GAPS)
    others = f", {gaps - lost:,} more with other gaps" if gaps > lost else ""
    return f"{lost:,} of {total:,} object{'s' * (total != 1)} in no job{others}."
