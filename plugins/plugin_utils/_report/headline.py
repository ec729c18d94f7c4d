# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sentences about a whole run. Pure functions of the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ansible_collections.vb365.backup.plugins.plugin_utils._report.report import is_over_no_job, unprotected_objects
from ansible_collections.vb365.backup.plugins.plugin_utils._report.text import counted, number_of

STATE_WORDS = (
    ("in_sync", "in sync"),
    ("drifted", "drifted"),
    ("unprotected", "unprotected"),
    ("failed", "could not be checked"),
)


class Headline(NamedTuple):
    """The verdict as a sentence: the most important number first, with the total."""

    title: str
    rest: str


def headline(report: Mapping[str, Any]) -> Headline:
    """The heading of a report, and the sentences below it."""
    counts = report["counts"]["tenants"]
    total = counted(counts["total"], "tenant")
    rest = _rest(counts)
    if not counts["total"]:
        advice = "A run that compares no tenant is a failure. Check the folder, the inventory and the limit."
        return Headline("No tenant was compared.", advice)
    if counts["unprotected"]:
        verb = "is" if counts["unprotected"] == 1 else "are"
        return Headline(
            f"{counts['unprotected']:,} of {total} {verb} not fully protected.",
            rest + _named(unprotected_objects(report["tenants"])),
        )
    if counts["failed"]:
        return Headline(f"{counts['failed']:,} of {total} could not be checked.", rest)
    if is_over_no_job(report["counts"]):
        return Headline("No job was compared.", f"{total} without a job. A run that compares no job is a failure.")
    if counts["drifted"]:
        verb = "has" if counts["drifted"] == 1 else "have"
        return Headline(f"{counts['drifted']:,} of {total} {verb} drifted.", rest)
    title = "1 tenant is in sync." if counts["total"] == 1 else f"All {counts['total']:,} tenants are in sync."
    return Headline(title, f"{matching(report)}.")


def matching(report: Mapping[str, Any]) -> str:
    """The number of jobs that match, without a full stop."""
    number = report["counts"]["jobs"]["compared"]
    end = "matches its file" if number == 1 else "match their files"
    return f"{counted(number, 'job')} on {where(report)} {end}"


def _rest(counts: Mapping[str, int]) -> str:
    parts = []
    if counts["drifted"] and (counts["unprotected"] or counts["failed"]):
        parts.append(f"{'another ' if counts['unprotected'] else ''}{counts['drifted']:,} drifted")
    if counts["failed"] and counts["unprotected"]:
        parts.append(f"{counts['failed']:,} could not be checked")
    in_sync = counts["in_sync"]
    parts.append(f"{in_sync:,} {'is' if in_sync == 1 else 'are'} in sync" if in_sync else "none is in sync")
    text = joined(parts)
    return f"{text[0].upper()}{text[1:]}."


def _named(objects: Sequence[Mapping[str, Any]]) -> str:
    verb = "is" if len(objects) == 1 else "are"
    return f" {number_of(objects)} {verb} named below." if objects else ""


def joined(texts: Sequence[str]) -> str:
    """Texts as an enumeration."""
    return " and ".join(filter(None, [", ".join(texts[:-1]), texts[-1]]))


def totals(report: Mapping[str, Any]) -> str:
    """The first line of each form of the report."""
    counts = report["counts"]["tenants"]
    if not counts["total"]:
        return "0 tenants: nothing was compared"
    numbers = [f"{counts[key]:,} {words}" for key, words in STATE_WORDS if counts[key] or key == "in_sync"]
    return f"{counted(counts['total'], 'tenant')}: {', '.join(numbers)}"


def outcome(report: Mapping[str, Any]) -> str:
    """The totals; for a run that compared nothing, with what to do."""
    counts = report["counts"]
    if not is_over_no_job(counts) or counts["tenants"]["failed"] or not counts["tenants"]["total"]:
        return totals(report)
    return (
        f"{totals(report)}. No tenant of this run describes a job, and a run that compares no job is a failure. "
        "Describe jobs, or set unmanaged_jobs to report or disable for a tenant that leaves"
    )


def written(report: Mapping[str, Any]) -> str:
    """What the run wrote, as a sentence."""
    if report["mode"] == "check":
        return "Nothing was written."
    jobs = report["counts"]["jobs"]
    removed = f", {jobs['removed']:,} removed" if jobs["removed"] else ""
    return f"{counted(jobs['created'], 'job was', 'jobs were')} created, {jobs['changed']:,} changed{removed}."


def where(report: Mapping[str, Any]) -> str:
    """The server in a sentence; for several servers, their number."""
    servers = report["servers"]
    if not servers:
        return "an unknown server"
    return str(servers[0]["host"]) if len(servers) == 1 else counted(len(servers), "server")


def time(report: Mapping[str, Any]) -> str:
    """The time of the run, to the minute."""
    return f"{report['made'][:16].replace('T', ' ')} UTC"
