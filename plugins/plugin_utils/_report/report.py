# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of a run, as documented in report.schema.json. Pure functions."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model.plain import plain
from ansible_collections.vb365.backup.plugins.plugin_utils._report.finding import Finding
from ansible_collections.vb365.backup.plugins.plugin_utils._report.findings import (
    is_of_check,
    of_tenant,
    was_left_alone,
)
from ansible_collections.vb365.backup.plugins.plugin_utils._report.kinds import SEVERITIES, UNCHECKED

Report = dict[str, Any]

SCHEMA = "urn:vb365.backup:report:1.1"
SCHEMA_FILE = Path(__file__).with_name("report.schema.json")
COLLECTION = "vb365.backup"
STATES = ("in_sync", "drifted", "unprotected", "failed")
FAILED = 2
"""The exit status of an unsuccessful run."""

_NOT_FOR_EVERY_READER = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
"""Characters that change the text direction, are invisible, or are invalid. JSON itself escapes control characters."""


def build(
    results: Sequence[Mapping[str, Any]],
    made: str,
    servers: Sequence[Mapping[str, Any]],
    version: str,
    revision: str | None = None,
) -> Report:
    """The report on the results of all tenants, which are in the form of findings.of_tenant().

    A result may also have ``file_digest``, and ``server``, the ``host:port`` of one of the ``servers`` (``host``,
    ``port``, ``api_version``), which may be omitted if there is only one. ``made``: the time as
    ``2026-03-02T02:15:07Z``. ``version``: of the collection. ``revision``: of the project with the tenant files.
    """
    rows = [_server(server) for server in servers]
    only = rows[0]["name"] if len(rows) == 1 else None
    data = [plain(result) for result in results]
    tenants = sorted((_tenant(result, only) for result in data), key=_order)
    counts = _counts(tenants, data)
    return {
        "schema": SCHEMA,
        "verdict": verdict_of(counts, tenants),
        "made": made,
        "mode": "check" if all(result.get("check_mode") for result in data) else "apply",
        "servers": sorted(rows, key=lambda row: str(row["name"])),
        "collection": {"name": COLLECTION, "version": version},
        "project_revision": revision,
        "counts": counts,
        "tenants": tenants,
    }


def exit_status(report: Mapping[str, Any], *, fail_on_drift: bool = False, fail_on_unprotected: bool = False) -> int:
    """0; 2 if something was not compared, or if the run found what it must fail on. An unprotected tenant counts as
    drifted too."""
    counts = report["counts"]["tenants"]
    is_failed = (
        report["verdict"] == "failed"
        or (fail_on_drift and counts["drifted"] + counts["unprotected"] > 0)
        or (fail_on_unprotected and counts["unprotected"] > 0)
    )
    return FAILED if is_failed else 0


def is_over_no_job(counts: Mapping[str, Any]) -> bool:
    """Whether a run checked no job at all. A tenant that leaves describes no job, but its unmanaged jobs count."""
    return not counts["jobs"]["compared"] and not counts["jobs"]["unmanaged"]


def to_json(report: Mapping[str, Any]) -> str:
    """The report as a document in UTF-8. The same report gives the same bytes."""
    text = json.dumps(report, indent=2, ensure_ascii=False)
    return _NOT_FOR_EVERY_READER.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def _server(server: Mapping[str, Any]) -> dict[str, Any]:
    row = plain({key: server[key] for key in ("host", "port", "api_version")})
    return {"name": f"{row['host']}:{row['port']}", **row}


def _order(tenant: Mapping[str, Any]) -> list[str]:
    return [str(tenant[key] or "") for key in ("host", "organization", "server")]


# ---- a tenant -------------------------------------------------------------------------------------------------------


def _tenant(result: Mapping[str, Any], server: str | None) -> dict[str, Any]:
    found = of_tenant(result)
    return {
        "host": result["host"],
        "organization": result.get("organization"),
        "organization_id": result.get("organization_id"),
        "server": result.get("server") or server,
        "file": result.get("file"),
        "file_digest": result.get("file_digest"),
        "state": _state(found),
        "findings": found,
        "jobs": [
            *(_job(row, result, found) for row in result.get("jobs") or []),
            *(_unmanaged(row) for row in result.get("unmanaged") or []),
        ],
    }


def _state(found: Sequence[Finding]) -> str:
    """The state of a tenant, or of the job that the findings concern."""
    if any(one["severity"] == "critical" for one in found):
        return "unprotected"
    if any(one["kind"] in UNCHECKED for one in found):
        return "failed"
    return "drifted" if any(one["severity"] == "warning" for one in found) else "in_sync"


def state_of(result: Mapping[str, Any]) -> str:
    """The state of a tenant."""
    return _state(of_tenant(plain(result)))


def _job(row: Mapping[str, Any], result: Mapping[str, Any], found: Sequence[Finding]) -> dict[str, Any]:
    state = _state_of_job(row, result, [one for one in found if one["job"] == row["name"]])
    is_missing = state == "missing"
    return {
        "name": row["name"],
        "id": None if is_missing else row.get("id"),
        "state": state,
        "revision": "absent" if is_missing else row.get("revision"),
        "copy_revision": row.get("copy_revision"),
        "changes": row.get("changes") or [],
        "starts": row["name"] in (result.get("started") or []),
        "origin": row.get("origin"),
        "since": row.get("since"),
    }


def _state_of_job(row: Mapping[str, Any], result: Mapping[str, Any], found: Sequence[Finding]) -> str:
    made, is_check = _made(row), is_of_check(row, result)
    if not _is_compared(row, result):
        return "not_compared" if is_check else "not_applied"
    if is_check and made == "created":
        return "missing"
    state = _state(found)
    return made if made and state == "in_sync" and not is_check else state


def _made(row: Mapping[str, Any]) -> str | None:
    """The change that a real run makes to a job."""
    changes = {change["path"]: change for change in row.get("changes") or []}
    if "state" in changes:
        return "created" if changes["state"]["after"] == "present" else "removed"
    return "changed" if changes else None


def _is_compared(row: Mapping[str, Any], result: Mapping[str, Any]) -> bool:
    """Whether the job was compared with the server. A job that somebody edited meanwhile was compared."""
    is_refused = row.get("is_refused", bool(result.get("problems")))
    return not is_refused and (not row.get("error") or was_left_alone(row))


def _unmanaged(row: Mapping[str, Any]) -> dict[str, Any]:
    known = {"revision": row.get("revision"), "copy_revision": None, "changes": row.get("changes") or []}
    return {
        "name": row["name"],
        "id": row.get("id"),
        "state": "unmanaged",
        **known,
        "starts": False,
        "origin": None,
        "since": None,
    }


# ---- counts ---------------------------------------------------------------------------------------------------------


def _counts(tenants: Sequence[Mapping[str, Any]], results: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    states = Counter(tenant["state"] for tenant in tenants)
    severities = Counter(one["severity"] for tenant in tenants for one in tenant["findings"])
    described = [(row, result) for result in results for row in result.get("jobs") or []]
    made = Counter(_made(row) for row, result in described if not is_of_check(row, result))
    return {
        "tenants": {"total": len(tenants), **{state: states[state] for state in STATES}},
        "jobs": {
            "described": len(described),
            "compared": sum(_is_compared(row, result) for row, result in described),
            **{kind: made[kind] for kind in ("created", "changed", "removed")},
            "unmanaged": sum(len(result.get("unmanaged") or []) for result in results),
        },
        "findings": {severity: severities[severity] for severity in SEVERITIES},
        "unprotected_objects": len(unprotected_objects(tenants)),
    }


def unprotected_objects(tenants: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The objects of critical findings, each once for its tenant."""
    found: dict[tuple[int, str, str], Mapping[str, Any]] = {}
    for place, tenant in enumerate(tenants):
        critical = [one for one in tenant["findings"] if one["severity"] == "critical"]
        found.update({(place, row["type"], row["name"]): row for one in critical for row in one["objects"]})
    return [*found.values()]


def verdict_of(counts: Mapping[str, Any], tenants: Sequence[Mapping[str, Any]]) -> str:
    """The verdict. A tenant may be unprotected and also have a job that was not compared."""
    if is_over_no_job(counts) or any(one["kind"] in UNCHECKED for row in tenants for one in row["findings"]):
        return "failed"
    if counts["tenants"]["unprotected"]:
        return "unprotected"
    return "drift" if counts["tenants"]["drifted"] else "in_sync"
