# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The form of a report and of an artifact, as far as an approval needs it. Pure functions."""

from __future__ import annotations

from typing import Any

from ansible_collections.vb365.backup.plugins.plugin_utils._report.form import (
    REVISION,
    TEXT,
    TEXT_OR_NULL,
    Unfit,
    by_name,
    each,
    keys,
    value,
)
from ansible_collections.vb365.backup.plugins.plugin_utils._report.report import STATES

JOB_STATES = (
    "in_sync",
    "drifted",
    "unprotected",
    "missing",
    "not_compared",
    "not_applied",
    "created",
    "changed",
    "removed",
    "unmanaged",
)


def _revision_or_null(place: str, found: Any) -> None:
    if found is not None:
        REVISION(place, found)


_ANYTHING = value("a value", lambda found: True)
_BOOLEAN = value("true or false", lambda found: isinstance(found, bool))
_NUMBER = value("a number", lambda found: isinstance(found, int) and not isinstance(found, bool))
_MODE = value("check or apply", lambda found: found in ("check", "apply"))
_STATE = value(f"one of {', '.join(STATES)}", lambda found: found in STATES)
_JOB_STATE = value(f"one of {', '.join(JOB_STATES)}", lambda found: found in JOB_STATES)

_IDENTITY = {"name": TEXT, "state": _JOB_STATE}
_KNOWN = {"id": TEXT_OR_NULL, "revision": _revision_or_null, "copy_revision": _revision_or_null}
_CHANGE = keys({"path": TEXT, "before": _ANYTHING, "after": _ANYTHING}, {})
_JOB = keys({**_IDENTITY, **_KNOWN, "changes": each(_CHANGE), "starts": _BOOLEAN}, {"plan": TEXT_OR_NULL})
_SHORT_JOB = keys(_IDENTITY, {**_KNOWN, "plan": TEXT_OR_NULL})

_TENANT = {"organization": TEXT_OR_NULL, "server": TEXT_OR_NULL, "file_digest": TEXT_OR_NULL, "state": _STATE}
_ID = {"organization_id": TEXT_OR_NULL}
_COUNTS = keys({"tenants": keys({"total": _NUMBER}, {})}, {})
_WHOLE = {"made": TEXT, "mode": _MODE, "project_revision": TEXT_OR_NULL, "counts": _COUNTS}
_FORMS = {
    "report": keys({**_WHOLE, "tenants": each(keys({"host": TEXT, **_TENANT, "jobs": each(_JOB)}, _ID))}, {}),
    "drift": keys(
        {**_WHOLE, "tenants": by_name(keys({**_TENANT, "jobs": each(_SHORT_JOB)}, _ID))}, {"in_sync": each(TEXT)}
    ),
}


def check(document: Any, kind: str) -> None:
    """Raise Unfit for a document that is incomplete. ``kind``: report or drift."""
    _FORMS[kind]("", document)
    is_whole = kind == "report" or "in_sync" in document  # an artifact of version 1.0 has only the tenants that differ
    total, number = document["counts"]["tenants"]["total"], len(document["tenants"]) + len(document.get("in_sync", []))
    if is_whole and number != total:
        raise Unfit(f"counts.tenants.total is {total}, expected {number}, the number of tenants in the document")
