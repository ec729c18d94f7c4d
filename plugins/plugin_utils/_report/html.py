# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as one HTML page, and one tenant of it as a page for the customer. The templates are in the folder
templates."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from ansible_collections.vb365.backup.plugins.module_utils._model.visible import visible
from ansible_collections.vb365.backup.plugins.plugin_utils._report import customer as _customer
from ansible_collections.vb365.backup.plugins.plugin_utils._report import headline as _headline
from ansible_collections.vb365.backup.plugins.plugin_utils._report.commands import commands
from ansible_collections.vb365.backup.plugins.plugin_utils._report.kinds import LANE_LABELS
from ansible_collections.vb365.backup.plugins.plugin_utils._report.segments import segments
from ansible_collections.vb365.backup.plugins.plugin_utils._report.text import Part, counted, is_quoted, pieces
from ansible_collections.vb365.backup.plugins.plugin_utils._report.view import Tenant, sections, tenants

_TEMPLATES = Path(__file__).with_name("templates")
_STATES = {"unprotected": "unprotected", "drifted": "drifted", "failed": "not checked", "in_sync": "in sync"}
_JOB_STATES = {
    "in_sync": ("ok", "as agreed"),
    "drifted": ("warning", "differs"),
    "unprotected": ("critical", "not fully protected"),
    "missing": ("critical", "missing"),
    "not_compared": ("unchecked", "not checked"),
    "not_applied": ("unchecked", "not changed"),
    "created": ("ok", "created"),
    "changed": ("ok", "changed"),
    "removed": ("ok", "removed"),
    "unmanaged": ("info", "not described"),
}
"""Lanes and words for the states of jobs."""
_CUSTOMER = {
    "unprotected": ("critical", "Somebody is not fully protected."),
    "failed": ("unchecked", "Not everything could be checked."),
    "drifted": ("warning", "Backup jobs differ from what was agreed."),
    "in_sync": ("ok", "All backup jobs are as agreed."),
}
"""The headline of a customer's page, by the state of the tenant."""


def page(report: Mapping[str, Any]) -> str:
    """The page of a whole run. It loads nothing, and can be read without JavaScript and on paper."""
    found = tenants(report)
    those = sections(found)
    listed = [one for _key, _title, _note, part in those for one in part]
    verdict = _headline.headline(report)
    script = _tight((_TEMPLATES / "report.js").read_text(encoding="utf-8"))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return render(
        "report.html.j2",
        script=Markup(script),
        script_source=f"'sha256-{digest}'",
        title=verdict.title,
        report=report,
        headline=verdict,
        totals=_headline.totals(report),
        written=_headline.written(report),
        where=_headline.where(report),
        made=_headline.time(report),
        bar=segments(report["counts"]["tenants"]),
        sections=those,
        listed=listed,
        commands={one.id: commands(one) for one in listed},
        lanes=[(key, words) for key, words in LANE_LABELS.items() if any(key in one.lanes.split() for one in listed)],
    )


def pages(report: Mapping[str, Any]) -> dict[str, str]:
    """A page for each tenant, by file name: its own jobs, without the server, files and commands."""
    return {f"{one.id}.html": _tenant(report, one) for one in tenants(report)}


def _tenant(report: Mapping[str, Any], tenant: Tenant) -> str:
    lane, title = _CUSTOMER[tenant.data["state"]]
    jobs = [job for job in tenant.data["jobs"] if job["state"] != "unmanaged"]
    return render(
        "tenant.html.j2",
        script_source="'none'",
        title=title,
        made=_headline.time(report),
        report=report,
        lane=lane,
        name=tenant.data["organization"] or tenant.data["host"],
        jobs=[(job["name"], *_JOB_STATES[job["state"]]) for job in jobs],
        groups=_customer.groups(tenant.data),
    )


def render(template: str, **values: Any) -> str:
    """A template of the folder templates, with these values."""
    return _tight(_environment().get_template(template).render(states=_STATES, **values))


def _tight(text: str) -> str:
    """The text without spaces at the start of lines. Names have no line breaks."""
    return re.sub(r"\n\s+", "\n", text)


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        finalize=_finalized,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        address=_address, counted=counted, said=_said, snippet=_snippet, values=_values, css_string=_css_string
    )
    return environment


def _finalized(value: Any) -> Any:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


# ---- filters: each returns markup, or a text that Jinja escapes -----------------------------------------------------


def _said(parts: Sequence[Part], known: Mapping[str, str | None] | None = None) -> Markup:
    """A sentence in which each name has its own text direction. ``known``: display names of objects."""
    found = Markup("")
    for part, (left, name, right) in zip(parts, pieces(parts)):
        found += escape(visible(left))
        if not isinstance(part, str):
            found += Markup('<bdi class="n">{}</bdi>').format(_address(name)) + escape(right)
            who = (known or {}).get(name) if part["of"] == "object" else None
            found += Markup(" (<bdi>{}</bdi>)").format(visible(who)) if who else Markup("")
    return found


def _address(name: str) -> Markup:
    """A name. Mail addresses and URLs can break at harmless characters."""
    text = visible(name)
    breaks = [text] if is_quoted(text) else re.split(r"(?=@)|(?<=[^:/]/)", text)
    return Markup("<wbr>").join(escape(piece) for piece in breaks)


def _snippet(text: str) -> Markup:
    """A sentence of this collection with `code` in it."""
    pieces_of_text = enumerate(text.split("`"))
    return Markup("").join(Markup("<code>{}</code>").format(one) if place % 2 else one for place, one in pieces_of_text)


def _values(value: Any) -> list[str] | None:
    """The value of a setting, as lines that can be compared; None if there is no value."""
    if value is None:
        return None
    if isinstance(value, bool):
        return ["true" if value else "false"]
    if isinstance(value, Mapping):
        rows = [
            f"{key} {_word(one)}" for key, row in value.items() for one in (row if isinstance(row, list) else [row])
        ]
        return rows or ["(none)"]
    if isinstance(value, list):
        return [str(one) for one in value] or ["(none)"]
    return [str(value) or "(empty)"]


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _css_string(text: str) -> str:
    """The characters of a text that are safe in a string of a style sheet."""
    return re.sub(r"[^\w .:-]", "", text)
