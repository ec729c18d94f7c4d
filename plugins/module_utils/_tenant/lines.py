# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines of a summary. They are short, because a run can have hundreds of tenants."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import where
from ansible_collections.vb365.backup.plugins.module_utils._model.visible import visible

Report = Mapping[str, Any]
"""The result of the module tenant, as in summary.py."""

_ITEM = re.compile(r"(?P<list>\w+)\[(?P<item>.*)\](\.\w+)?", re.DOTALL)
"""The path of a change to an item; a name in the brackets may contain brackets and dots."""
_JOBS = 20
_PROBLEMS = 50
_SETTINGS = 5
_NAMES = 10
_VALUE_LENGTH = 60
_NAME_LENGTH = 200
_TEXT_LENGTH = 1000


def refused(report: Report) -> list[str]:
    """The headline, then the problems for which the tenant was refused."""
    problems = report["problems"]
    if len(problems) == 1 and problems[0]["place"] is None:
        name = "" if problems[0].get("file") else f"{report['organization']}: failed: "
        return [visible(f"{name}{_problem(problems[0])}")]
    headline = f"{report['organization']}: failed: {_count(len(problems), 'problem')}, nothing was written"
    return [*map(visible, [headline, *capped([_problem(row) for row in problems], _PROBLEMS, "more problems")])]


def lines(report: Report, state: str) -> list[str]:
    """The headline, then everything that is not in sync, failures first."""
    jobs = [row for row in report["jobs"] if row["state"] != "in sync"]
    failed = [
        f"{_short(row['name'])}: failed: {_short(row['error'], _TEXT_LENGTH)}"
        for row in jobs
        if row["state"] == "failed"
    ]
    drifted = [f"{_short(row['name'])}: {_what(row)}" for row in jobs if row["state"] != "failed"]
    problems = [_problem(row) for row in report["problems"]]
    never_ran, unprotected = apart(report["unprotected"])
    problems += [_problem({**row, "job": None}) for row in unprotected]  # the text contains the job's name
    others = {
        **{state: names(report["unmanaged"], state) for state in ("unmanaged", "disabled")},
        "started": report["started"],
        "never ran": never_ran,
    }
    named = [f"{state}: {', '.join(capped([*map(_short, those)], _NAMES))}" for state, those in others.items() if those]
    told = [
        _headline(report, state),
        *capped(problems, _PROBLEMS, "more problems"),
        *capped([*failed, *drifted], _JOBS, "more jobs"),
        *named,
        *_unwatched(report["jobs"]),
    ]
    return [*map(visible, told)]


def _unwatched(jobs: Sequence[Mapping[str, Any]]) -> list[str]:
    """One line about settings that are not compared with the server."""
    settings = Counter(setting for job in jobs for setting in job["unwatched"])
    counted = [f"{setting} ({_count(number, 'job')})" for setting, number in sorted(settings.items())]
    return [f"not compared, because the description omits it: {', '.join(counted)}"] if counted else []


def _problem(row: Mapping[str, Any]) -> str:
    return ": ".join(_short(text, _TEXT_LENGTH) for text in (where(row), row["job"], row["place"], row["msg"]) if text)


def _headline(report: Report, state: str) -> str:
    total = _count(len(report["jobs"]), "job")
    problems = len(report["problems"]) + len(apart(report["unprotected"])[1])
    if state == "in sync":
        return f"{report['organization']}: in sync ({total})" + (f", {_count(problems, 'problem')}" if problems else "")
    would, be = ("would change", "would be ") if report["check_mode"] else ("changed", "")
    states = Counter(row["state"] for row in report["jobs"])
    failed = states["failed"]
    drifted = len(report["jobs"]) - failed - states["in sync"]
    disabled, started = len(names(report["unmanaged"], "disabled")), len(report["started"])
    facts = [
        *([f"{failed} of {total} failed"] if failed else []),
        *([_count(problems, "other problem" if failed else "problem")] if problems else []),
        *([f"{total} in sync"] if state == "unprotected" else []),
        *([f"{drifted} of {total} {would}"] if drifted else []),
        *([f"{_count(disabled, 'unmanaged job')} {be}disabled"] if disabled else []),
        *([f"{_count(started, 'job')} {be}started"] if started else []),
    ]
    return f"{report['organization']}: {'failed: ' if state == 'failed' else ''}{', '.join(facts)}"


def _what(job: Mapping[str, Any]) -> str:
    """The drift of a job: settings with their values, and the numbers of added, removed and edited items."""
    if job["state"] != "changed":
        return str(job["state"])
    settings: list[str] = []
    items: dict[str, dict[str, str]] = {}
    for row in job["changes"]:
        item = _ITEM.fullmatch(row["path"])
        if item:
            mark = "+" if row["before"] is None else "-" if row["after"] is None else "~"
            items.setdefault(item["list"], {}).setdefault(item["item"], mark)
        else:
            settings.append(f"{row['path']} {_value(row['before'])} → {_value(row['after'])}")
    parts = capped(settings, _SETTINGS)
    for name, marks in items.items():
        numbers = Counter(marks.values())
        parts.append(" ".join([name, *(f"{mark}{numbers[mark]}" for mark in "+-~" if numbers[mark])]))
    return "; ".join(parts) or "changed"


def _value(value: Any) -> str:
    if value is None:
        return "none"
    return _cut(repr(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False), _VALUE_LENGTH)


def _short(text: Any, length: int = _NAME_LENGTH) -> str:
    """Text from outside this collection, shortened and on one line."""
    return _cut(" ".join(str(text).split()), length)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"


def names(rows: Sequence[Mapping[str, Any]], state: str) -> list[str]:
    """The names of the jobs in a state."""
    return [row["name"] for row in rows if row["state"] == state]


def apart(unprotected: Sequence[Mapping[str, Any]]) -> tuple[list[str], list[Mapping[str, Any]]]:
    """The names of jobs that never ran but start by themselves, which is no problem, and the other rows."""
    never_ran = [str(row["job"]) for row in unprotected if row["reason"] == "never_ran"]
    return never_ran, [row for row in unprotected if row["reason"] != "never_ran"]


def capped(texts: Sequence[str], most: int, rest: str = "more") -> list[str]:
    """The first of many texts, and the number of the others."""
    return [*texts[:most], *([f"and {len(texts) - most} {rest}"] if len(texts) > most else [])]


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
