# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report about unknown behaviour of a server: the meaning of its answers, and the text. It identifies no server."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model.session import started

NIL = "00000000-0000-0000-0000-000000000000"
ETAG_MOVES = {
    "settings": {"settings"},
    "items": {"settings", "items"},
    "status": {"settings", "status"},
    "all": {"settings", "items", "status"},
}
"""The kinds of changes that give a job a new eTag, for each value of the profile etag_moves_on."""
_VERSION = re.compile(r"\d{1,9}(\.\d{1,9}){1,4}")


@dataclass(frozen=True)
class Seen:
    """The observed behaviour in words, and the matching values of the simulator's profile: none if no value matches,
    several if the answer does not decide between them."""

    text: str
    values: tuple[str, ...] = ()


def etag_moves_on(moved: Collection[str], tried: Collection[str]) -> Seen:
    """From the kinds of changes (settings, items, status) that were tried, and the kinds that changed the eTag."""
    values = [value for value, kinds in ETAG_MOVES.items() if kinds & {*tried} == {*moved}]
    told = [f"{kind}: {'yes' if kind in moved else 'no'}" for kind in tried]
    return Seen(", ".join(told), tuple(values))


def null_fields(job: Mapping[str, Any]) -> Seen:
    """From a job that never ran."""
    fields = ("lastRun", "lastBackup", "nextRun")
    absent = [name for name in fields if name not in job]
    null = [name for name in fields if name in job and job.get(name) is None]
    return _only({"null": null, "absent": absent}, "the fields have values")


def id_case(*ids: str) -> Seen:
    """From UUIDs that the server shows."""
    found = {
        "lower": [text for text in ids if text == text.lower()],
        "upper": [text for text in ids if text == text.upper()],
        "both cases in one id": [text for text in ids if text not in (text.lower(), text.upper())],
    }
    return _only(found, "no id", ("lower", "upper"))


def main_session(sessions: Sequence[Mapping[str, Any]]) -> Seen:
    """From sessions of jobs."""
    forms: dict[str, list[Any]] = {"absent": [], "null": [], "nil": [], "own_id": [], "another session": []}
    for session in sessions:
        if not session.get("retryCount"):
            forms[_form(session)].append(session)
    return _only(forms, "no session except retries", ("absent", "null", "nil", "own_id"))


def _form(session: Mapping[str, Any]) -> str:
    main = session.get("mainSessionId")
    if main is None:
        return "null" if "mainSessionId" in session else "absent"
    own = str(session.get("id")).lower()
    return {NIL: "nil", own: "own_id"}.get(str(main).lower(), "another session")


def session_order(sessions: Sequence[Mapping[str, Any]]) -> Seen:
    """From sessions in the order in which the server lists them."""
    times, ids = [started(session) for session in sessions], [str(session.get("id")).lower() for session in sessions]
    if len(sessions) < 2:
        return Seen("fewer than two sessions")
    orders = {
        "latest_first": times == sorted(times, reverse=True),
        "earliest_first": times == sorted(times),
        "by_id": ids == sorted(ids),
    }
    values = tuple(order for order, fits in orders.items() if fits)
    return Seen(" or ".join(values) or "another order", values)


def next_link(links: Any) -> Seen:
    """From the links of a page that is not the last one."""
    following = links.get("next") if isinstance(links, Mapping) else None
    href = str(following.get("href") or "").lower() if isinstance(following, Mapping) else ""
    if not href:
        return Seen("no link to a next page")
    forms = {"relative": "/v8/", "absolute": "https://", "other_version": "/v"}
    return next((Seen(form, (form,)) for form, start in forms.items() if href.startswith(start)), Seen("another form"))


def _only(found: Mapping[str, Sequence[Any]], nothing: str, values: Collection[str] = ("null", "absent")) -> Seen:
    """The single form that was found; if several were found, all of them in words."""
    forms = [form for form, examples in found.items() if examples]
    is_value = len(forms) == 1 and forms[0] in values
    return Seen(" and also ".join(forms) or nothing, (forms[0],) if is_value else ())


def row(profile: str, asks: str, seen: Seen) -> dict[str, Any]:
    """A question with its answer, as in results and in the JSON file."""
    return {
        "profile": profile,
        "question": asks,
        "answer": seen.text,
        "meaning": [f"{profile}={value}" for value in seen.values],
    }


def version(text: Any) -> str:
    """The text if it is a product version and contains nothing else."""
    return str(text) if _VERSION.fullmatch(str(text)) else "unknown"


def markdown(product: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """The report as Markdown."""
    lines = [
        "# Answers of a VB365 server",
        "",
        f"Veeam Backup for Microsoft 365 {product}",
        "",
        "| question | answer | profile of the simulator |",
        "|---|---|---|",
        *(f"| {one['question']} | {one['answer']} | {_values(one)} |" for one in rows),
        "",
        "    python -m tests.simulator" + "".join(f" --profile {one['meaning'][0]}" for one in rows if _is_known(one)),
        "",
    ]
    return "\n".join(lines)


def _is_known(one: Mapping[str, Any]) -> bool:
    return len(one["meaning"]) == 1


def _values(one: Mapping[str, Any]) -> str:
    return " or ".join(f"`{value}`" for value in one["meaning"]) or f"{one['profile']}: not known"
