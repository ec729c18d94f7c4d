# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Merges the reports, or the artifacts, of the slices of a job. Pure functions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ansible_collections.vb365.backup.plugins.plugin_utils._report.artifact import LONGEST_TEXT, artifact
from ansible_collections.vb365.backup.plugins.plugin_utils._report.complete import check
from ansible_collections.vb365.backup.plugins.plugin_utils._report.form import Unfit
from ansible_collections.vb365.backup.plugins.plugin_utils._report.headline import totals
from ansible_collections.vb365.backup.plugins.plugin_utils._report.report import build, verdict_of

_SCHEMA = re.compile(r"urn:vb365\.backup:(report|drift):1\.\d+")
_ABSENT = {"failed": True, "msg": "There is no result for this tenant: the job that compares it did not finish."}
_WORST_FIRST = ("failed", "unprotected", "drift", "in_sync")
_STATES = ("unprotected", "failed", "drifted", "in_sync")

Document = Mapping[str, Any]


class NotMergeable(ValueError):
    """The documents do not belong together."""


def merged(documents: Sequence[Document], expected: Collection[str] | None = None) -> dict[str, Any]:
    """The reports, or the artifacts, as one. ``expected``: the hosts of all tenants. Raises NotMergeable.

    A host without a result makes the verdict ``failed``. The merged report equals that of a single run, except for its
    time.
    """
    if len(documents) == 1 and expected is None and isinstance(documents[0], Mapping):
        return dict(documents[0])
    kind = _kind_of(documents)
    first = documents[0]
    for key in ("project_revision", "mode"):
        found = {str(one.get(key)) for one in documents}
        if len(found) > 1:
            raise NotMergeable(f"expected slices of one run, found the {key} {' and '.join(sorted(found))}")
    try:
        for one in documents:
            check(one, kind)
    except Unfit as error:
        raise NotMergeable(f"expected complete reports; {error}") from error
    missing = _missing(documents, expected)
    if missing is not None:
        absent = build(
            [{**_ABSENT, "host": host, "check_mode": first["mode"] == "check"} for host in missing],
            max(one["made"] for one in documents),
            [],
            "",
            first["project_revision"],
        )
        documents = [*documents, absent if kind == "report" else artifact(absent)]
    if len(documents) == 1:
        return dict(first)
    counts = _sum([one["counts"] for one in documents])
    common = {**first, "verdict": _worst(documents), "made": max(one["made"] for one in documents), "counts": counts}
    if kind == "report":
        servers = {row["name"]: row for one in documents for row in one["servers"]}
        rows = sorted((row for one in documents for row in one["tenants"]), key=_order)
        _each_once([str(row["host"]) for row in rows])
        verdict = verdict_of(counts, rows)  # a slice without any job is a failure only if it is the whole run
        return {**common, "verdict": verdict, "servers": [servers[name] for name in sorted(servers)], "tenants": rows}
    _each_once([host for one in documents for host in _hosts(one)])
    tenants = {host: one["tenants"][host] for one in documents for host in one["tenants"]}
    in_sync = sorted(host for one in documents for host in one.get("in_sync", []))
    whole = {**common, "in_sync": in_sync, "tenants": dict(sorted(tenants.items()))}
    return {**whole, "text": _text(whole)}


def _kind_of(documents: Sequence[Document]) -> str:
    kinds = set()
    for one in documents:
        found = _SCHEMA.fullmatch(str(one.get("schema"))) if isinstance(one, Mapping) else None
        if not found:
            raise NotMergeable("expected reports of vb365.backup.drift, or its artifacts")
        kinds.add(found[1])
    if len(kinds) != 1:
        raise NotMergeable("expected one or more documents: only reports, or only artifacts")
    return str(kinds.pop())


def _missing(documents: Sequence[Document], expected: Collection[str] | None) -> list[str] | None:
    """The hosts without a result, as a tenant row; None if there are none."""
    if expected is None:
        return None
    hosts = {str(host) for host in expected}
    known = {str(host) for one in documents for host in _hosts(one)}
    found = sorted(hosts - known)
    return found or None


def _hosts(document: Document) -> Collection[str]:
    if isinstance(document["tenants"], Mapping):
        return [*document["tenants"], *document.get("in_sync", [])]
    return [row["host"] for row in document["tenants"]]


def _each_once(hosts: Sequence[str]) -> None:
    twins = sorted(host for host, number in Counter(hosts).items() if number > 1)
    if twins:
        raise NotMergeable(f"expected each tenant in one slice, found in several: {', '.join(twins)}")


def _sum(counts: Sequence[Any]) -> Any:
    """The sums of the numbers in mappings of the same form."""
    if isinstance(counts[0], Mapping):
        return {key: _sum([one[key] for one in counts]) for key in counts[0]}
    return sum(counts)


def _worst(documents: Sequence[Document]) -> str:
    found = {one["verdict"] for one in documents}
    return next(verdict for verdict in _WORST_FIRST if verdict in found)


def _order(tenant: Mapping[str, Any]) -> list[str]:
    return [str(tenant[key] or "") for key in ("host", "organization", "server")]


def _text(whole: Document) -> str:
    """The lines of the tenants, worst first. Tenants with the same line share it."""
    order = sorted(whole["tenants"].items(), key=lambda item: _STATES.index(item[1]["state"]))
    hosts: dict[str, list[str]] = {}
    for host, tenant in order:
        for line in tenant["lines"]:
            hosts.setdefault(line, []).append(host)
    text = "\n".join([totals(whole), "", *(f"{', '.join(those)}: {line}" for line, those in hosts.items())])
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
