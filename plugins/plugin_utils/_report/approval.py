# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A reviewed report, or its artifact, as permission for changes. Pure functions."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ansible_collections.vb365.backup.plugins.plugin_utils._report.artifact import plan_of
from ansible_collections.vb365.backup.plugins.plugin_utils._report.complete import check
from ansible_collections.vb365.backup.plugins.plugin_utils._report.form import Unfit

_SCHEMA = re.compile(r"urn:vb365\.backup:(report|drift):(\d+)\.(\d+)")
_OLDEST = {"report": 1, "drift": 0}
"""The first minor version of each document with all data that an approval needs."""

File = Mapping[str, Any]
"""``file`` and ``file_digest`` of the file of a tenant; both None without a file."""


class NotApplicable(ValueError):
    """The document allows nothing."""


@dataclass(frozen=True)
class Reviewed:
    """A reviewed report. ``tenants``: by host; an artifact has only the tenants that differ. ``is_short``: whether it
    is an artifact. ``total``: the number of all tenants."""

    made: str
    project_revision: str | None
    tenants: Mapping[str, Mapping[str, Any]]
    is_short: bool
    total: int

    def with_plans(self) -> list[str]:
        """The hosts with changes to make, or with an unknown state."""
        return [host for host, one in self.tenants.items() if one["state"] == "failed" or _is_planned(one)]


def parse(text: str) -> Any:
    """The document in a file. Raises NotApplicable."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotApplicable(f"expected report.json of vb365.backup.drift; found invalid JSON ({error})") from error


def reviewed(document: Any) -> Reviewed:
    """The report in a document. Raises NotApplicable."""
    schema = document.get("schema") if isinstance(document, Mapping) else None
    found = _SCHEMA.fullmatch(schema) if isinstance(schema, str) else None
    if not found:
        raise NotApplicable(f"expected report.json of vb365.backup.drift; the schema of this document is {schema!r}")
    kind, major, minor = found[1], int(found[2]), int(found[3])
    if major != 1 or minor < _OLDEST[kind]:
        needed = f"1.{_OLDEST[kind]} or a later 1.x"
        raise NotApplicable(f"expected a {kind} of schema version {needed}, found {major}.{minor}: make a new report")
    try:
        check(document, kind)
    except Unfit as error:
        raise NotApplicable(f"expected a complete report; {error}: make a new report") from error
    if document["mode"] != "check":
        raise NotApplicable("expected a report of vb365.backup.drift; this one was made by a run that writes")
    rows = document["tenants"] if kind == "report" else [_long(*row) for row in document["tenants"].items()]
    tenants = {row["host"]: {**row, "jobs": [_job(one) for one in row["jobs"]]} for row in rows}
    if len(tenants) < len(rows):
        twins = ", ".join(host for host, number in Counter(row["host"] for row in rows).items() if number > 1)
        raise NotApplicable(f"expected each tenant once, found several of the host {twins}")
    total = document["counts"]["tenants"]["total"]
    return Reviewed(document["made"], document["project_revision"], tenants, kind == "drift", total)


def _long(host: str, tenant: Mapping[str, Any]) -> dict[str, Any]:
    """A tenant of an artifact in the form of a report."""
    omitted = {"id": None, "revision": None, "copy_revision": None, "plan": None}
    return {**tenant, "host": host, "jobs": [{**omitted, **job} for job in tenant["jobs"]]}


def _job(job: Mapping[str, Any]) -> dict[str, Any]:
    keys = ["name", "id", "state", "revision", "copy_revision", *(["changes"] if "changes" in job else [])]
    return {**{key: job[key] for key in keys}, "plan": job["plan"] if "plan" in job else plan_of(job)}


def _is_planned(tenant: Mapping[str, Any]) -> bool:
    return any(job["plan"] for job in tenant["jobs"])


def allowed(report: Reviewed, source: str, hosts: Mapping[str, File]) -> dict[str, dict[str, Any]]:
    """The permission for each of these hosts with changes, in the form of ``approved`` of the module tenant.
    ``refusals``: why the report does not allow them."""
    return {
        host: {
            "source": source,
            "server": report.tenants[host]["server"],
            "organization": report.tenants[host]["organization"],
            "organization_id": report.tenants[host].get("organization_id"),
            "refusals": [*_refusals(report.tenants[host], source, hosts[host])],
            "jobs": report.tenants[host]["jobs"],
        }
        for host in report.with_plans()
        if host in hosts
    }


def _refusals(tenant: Mapping[str, Any], source: str, file: File) -> Iterator[str]:
    not_compared = [job["name"] for job in tenant["jobs"] if job["state"] == "not_compared"]
    if tenant["state"] == "failed" or not_compared:
        jobs = f" ({', '.join(not_compared)})" if not_compared else ""
        yield f"The tenant could not be compared{jobs} when {source} was made"
    digest = tenant["file_digest"]
    if digest != file["file_digest"]:
        if digest is None:
            yield f"{source} was made without a file of this tenant, and this run uses {file['file']}"
        elif file["file_digest"] is None:
            yield f"{source} was made from a file of this tenant, and this run has none"
        else:
            yield f"The file {file['file']} was edited since {source} was made"


def sentence(report: Reviewed, source: str, hosts: Sequence[str]) -> str:
    """The part of the report that is applied, and the tenants that only the report or only the run has."""
    planned = report.with_plans()
    here = [host for host in planned if host in hosts]
    missing = [host for host in planned if host not in hosts]
    unknown = [] if report.is_short else [host for host in hosts if host not in report.tenants]
    names = f": {_named(here)}" if here else ""
    texts = [f"{source} of {report.made}: {len(here)} of {report.total} tenants to change{names}."]
    texts += [f"Not in this run: {_named(missing)}."] if missing else []
    texts += [f"Not in the report: {_named(unknown)}."] if unknown else []
    return " ".join(texts)


def _named(hosts: Sequence[str]) -> str:
    more = f" and {len(hosts) - 20} more" if len(hosts) > 20 else ""
    return f"{', '.join(hosts[:20])}{more}"
