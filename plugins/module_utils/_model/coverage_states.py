# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The states of the objects of an organization, and their number as a sentence. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping

PROTECTED, TWICE, PARTLY = "protected", "twice", "partly"
DISABLED, EXCLUDED, NO_JOB = "only_in_disabled_jobs", "excluded", "in_no_job"
IGNORED, UNKNOWN = "ignored", "unknown"
GAPS = (NO_JOB, DISABLED, EXCLUDED, PARTLY, UNKNOWN)
"""The states of objects that are not, or may not be, backed up completely; the worst first."""
STATES = (PROTECTED, TWICE, *GAPS, IGNORED)

EMPTY = (
    "The server lists no object of the organization. Check that the account of this login can read the organization, "
    "and that VB365 can read the organization in Microsoft 365."
)
"""Why an organization without objects is not covered."""


def of_objects(counts: Mapping[str, int]) -> str:
    """A sentence with the number of objects in no job and with other gaps. ``counts``: objects by state."""
    total, lost, gaps = sum(counts.values()), counts[NO_JOB], sum(counts[state] for state in GAPS)
    others = f", {gaps - lost:,} more with other gaps" if gaps > lost else ""
    return f"{lost:,} of {total:,} object{'s' * (total != 1)} in no job{others}."
