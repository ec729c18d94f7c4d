# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report in the text format of Prometheus, for the textfile collector of node_exporter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model.protection_status import STATES
from ansible_collections.vb365.backup.plugins.module_utils._model.session import moment

_FAMILIES = {
    "vb365_compliance_up": "Whether the server could be read: 1, or 0.",
    "vb365_compliance_timestamp_seconds": "The time of the report.",
    "vb365_job_state": "1 for the state of the job, 0 for the other states.",
    "vb365_job_last_good_backup_timestamp_seconds": "When the last good backup of the job ended.",
    "vb365_job_rpo_seconds": "The greatest age allowed for the last good backup of the job.",
    "vb365_organization_without_jobs": "1 for an organization that has no backup job.",
    "vb365_repository_unread": "1 for a repository whose data could not be read.",
    "vb365_objects": "Objects by state, if they were requested. disabled: in no job that runs.",
}
_Sample = tuple[str, dict[str, Any], float]


def prometheus(report: Mapping[str, Any]) -> str:
    """The file. The samples of a metric are adjacent and each occurs once, as the format requires."""
    samples: dict[str, list[_Sample]] = {name: [] for name in _FAMILIES}
    for sample in _samples(report):
        samples[sample[0]].append(sample)
    lines: list[str] = []
    for name, text in _FAMILIES.items():
        if samples[name]:
            lines += [f"# HELP {name} {text}", f"# TYPE {name} gauge", *dict.fromkeys(map(_line, samples[name]))]
    return "\n".join(lines) + "\n"


def _samples(report: Mapping[str, Any]) -> Iterator[_Sample]:
    server = {"server": report["server"] or ""}
    yield "vb365_compliance_up", server, 0 if report["error"] else 1
    yield "vb365_compliance_timestamp_seconds", server, _seconds(report["made"]) or 0
    for job in report["jobs"]:
        labels = {**server, "organization": job["organization"], "job_name": job["name"], "job_id": job["id"]}
        for state in STATES:
            yield "vb365_job_state", {**labels, "state": state}, int(job["state"] == state)
        time = _seconds(job["last_good"])
        if time is not None:
            yield "vb365_job_last_good_backup_timestamp_seconds", labels, time
        yield "vb365_job_rpo_seconds", labels, job["rpo"]
    for name in report["organizations_without_jobs"]:
        yield "vb365_organization_without_jobs", {**server, "organization": name}, 1
    for row in report["unread_repositories"]:
        yield "vb365_repository_unread", {**server, "repository": row["repository"]}, 1
    for state, number in (report["counts"]["objects"] or {}).items():
        if state in STATES:
            yield "vb365_objects", {**server, "state": state}, number


def _seconds(time: Any) -> float | None:
    found = moment(str(time))
    return found.timestamp() if found else None


def _line(sample: _Sample) -> str:
    name, labels, value = sample
    inner = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
    return f"{name}{{{inner}}} {value:.15g}"


def _escaped(text: Any) -> str:
    valid = str(text).encode("utf-8", "replace").decode()
    return valid.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
