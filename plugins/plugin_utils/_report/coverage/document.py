# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The coverage of all organizations of a run, as coverage.schema.json documents it. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model.coverage_states import EMPTY, GAPS, STATES, of_objects
from ansible_collections.vb365.backup.plugins.plugin_utils._report.text import counted

Report = dict[str, Any]
Result = Mapping[str, Any]

SCHEMA_FILE = Path(__file__).with_name("coverage.schema.json")
SCHEMA = "urn:vb365.backup:coverage:1.0"


def build(results: Sequence[Result], made: str, version: str) -> Report:
    """The report. Each result is of tenant_coverage_info, or of a failure in its place, with ``host``. Results of one
    organization count once."""
    tenants = sorted(map(_tenant, _once(results)), key=lambda one: (one["host"], one["organization"] or ""))
    states = [one["state"] for one in tenants]
    objects = {state: sum(by[state] for one in tenants for by in one["by_type"].values()) for state in STATES}
    is_failed = "failed" in states or not sum(objects.values())
    counts = {"total": len(states), **{state: states.count(state) for state in ("covered", "gaps", "failed")}}
    return {
        "schema": SCHEMA,
        "verdict": "failed" if is_failed else "gaps" if "gaps" in states else "covered",
        "made": made,
        "collection": {"name": "vb365.backup", "version": version},
        "counts": {"tenants": counts, "objects": objects},
        "tenants": tenants,
    }


def exit_status(report: Result, *, fail_on_gaps: bool) -> int:
    """0; 2 if an organization could not be read, no object was found, or there are gaps on which to fail."""
    return 2 if report["verdict"] == "failed" or (fail_on_gaps and report["verdict"] == "gaps") else 0


def totals(report: Result) -> str:
    """The first line of each form of the report."""
    counts, objects = report["counts"]["tenants"], report["counts"]["objects"]
    if not counts["total"]:
        return "0 organizations: nothing was read"
    parts = [f"{counts['covered']:,} without gaps"]
    parts += [f"{counts['gaps']:,} with gaps"] if counts["gaps"] else []
    parts += [f"{counts['failed']:,} could not be read"] if counts["failed"] else []
    return f"{counted(counts['total'], 'organization')}: {', '.join(parts)}. {of_objects(objects)}"


def line(results: Sequence[Result]) -> str:
    """The coverage in one line, for a run over the jobs of tenants."""
    return f"Coverage of {totals(build(results, '', ''))}"


def _once(results: Sequence[Result]) -> Iterator[Result]:
    """The results, and of those of one organization the result with the most gaps: hosts may ignore other objects."""
    same: dict[tuple[str | None, str], list[Result]] = {}
    for result in results:
        if "by_type" in result:
            same.setdefault((_server(result), result["organization_id"].lower()), []).append(result)
        else:
            yield result
    for those in same.values():
        worst = max(those, key=lambda one: one["gaps"])
        hosts = sorted({one["host"] for one in those})
        said = [f"{' and '.join(hosts)} are the same organization, which is counted once."] if len(hosts) > 1 else []
        yield {**worst, "warnings": [*(worst.get("warnings") or []), *said]}


def _server(result: Result) -> str | None:
    server = result.get("server")
    return f"{server['host']}:{server['port']}" if server else None


def _tenant(result: Result) -> dict[str, Any]:
    error = _error(result)
    is_read = error is None
    return {
        "host": result["host"],
        "organization": result.get("organization"),
        "server": _server(result),
        "file": result.get("file"),
        "state": "failed" if not is_read else "gaps" if result["gaps"] else "covered",
        "error": error,
        "gaps": result["gaps"] if is_read else 0,
        "by_type": result["by_type"] if is_read else {},
        "objects": [one for one in result.get("objects") or [] if one["state"] in GAPS],
        "jobs": result.get("jobs") or [],
        "ignores": result.get("ignores") or [],
        "dead_items": result.get("dead_items") or [],
        "oversized_jobs": result.get("oversized_jobs") or [],
        "without_services": result.get("without_services") or [],
        "warnings": result.get("warnings") or [],
    }


def _error(result: Result) -> str | None:
    """Why an organization was not read. One without any object is not covered."""
    if "by_type" not in result:
        return str(result.get("msg") or "The organization was not read.")
    return None if result["directory_objects"] else EMPTY
