# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What changed on the server, in the words of a result: from facts, without the collection's own planning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tests.facts import Facts, differences

Rows = Mapping[str, tuple[Any, Any]]
"""By path: the value before and the value after. Of an item, the options that are on; of a window, what it sets."""

_OPTIONS = {
    "isEnabled": "enabled",
    "schedulePolicy.scheduleEnabled": "schedule.enabled",
    "schedulePolicy.backupWindowEnabled": "schedule.backup_window",
    "schedulePolicy.backupCopyWindowEnabled": "schedule.backup_window",
}
_ITEM = re.compile(r"(selected|excluded)(\[.*\])")


def rows(changes: Iterable[Mapping[str, Any]]) -> Rows:
    """The rows of a result."""
    return {row["path"]: (_plain(row["before"]), _plain(row["after"])) for row in changes}


def on_server(subject: str, became: str, before: Facts, after: Facts, told: Rows) -> Rows:
    """The rows of a resource, called ``became`` afterwards, between two states of the server.

    A new resource has settings of the server's own: only those are shown that were ``told``. Of a resource that is
    removed, its settings are shown.
    """
    found = dict(_rows(_shown(subject, before), _shown(became, after)))
    state = found.get("state", ("", ""))[1]
    if state == "present":
        return {path: row for path, row in found.items() if path in told}
    if state == "absent":
        return {path: row for path, row in found.items() if path != "last_status" and "[" not in path}
    return found


def _rows(before: Facts, after: Facts) -> Iterator[tuple[str, tuple[Any, Any]]]:
    for path, (one, other) in differences(before, after).items():
        if "[" in path and one is not None and other is not None:
            yield from ((f"{path}.{option}", (option in one, option in other)) for option in one ^ other)
        else:
            yield path, (one, other)


def _shown(subject: str, facts: Facts) -> Facts:
    """The facts of a resource by the paths of its options."""
    mine = {name.removeprefix(f"{subject}."): value for name, value in facts.items() if name.startswith(f"{subject}.")}
    is_copied = any(name.startswith(f"Copy of {subject}.") for name in facts)
    if subject.startswith("Copy of ") and mine:
        mine["job"] = mine.pop("name").removesuffix(" - copy")
    return {
        "state": "present" if mine else "absent",
        "copy_job": "present" if is_copied else "absent",
        "restore_session": facts["restoreSessions"] or None,
        **dict(_option(name, value) for name, value in mine.items() if name != "sessions"),
    }


def _option(name: str, value: Any) -> tuple[str, Any]:
    item = _ITEM.fullmatch(name)
    if item:
        return f"{item[1]}_items{item[2]}", frozenset(map(_snake, value.split()))
    if name.endswith("WindowEnabled"):
        assert not value, "the sample has no windows"
        value = frozenset()
    return _OPTIONS.get(name, _snake(name).replace("schedule_policy.", "schedule.")), value


def _snake(name: str) -> str:
    return re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", name.replace("oneDrive", "onedrive"))


def _plain(value: Any) -> Any:
    return frozenset(name for name, is_on in value.items() if is_on) if isinstance(value, Mapping) else value
