# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of items have in common: items of every type, rounds that switch each option once, and how tasks that
add, change and remove them must look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model.item_types import TYPES
from tests.integration.harness.playbook import Ran

ORGANIZATION = "contoso.onmicrosoft.com"
JOB = {"organization": ORGANIZATION, "name": "Case"}
NEW = {
    **JOB,
    "repository": "Disk 01",
    "backup_type": "SelectedItems",
    "description": "A case",
}
OF_JOB = {"organization": ORGANIZATION, "job": "Case"}
KINDS = ("check", "real", "again check", "again real")
CHATS = {"type": "PartialOrganization", "teams_chats": True}
HEIDI = {"type": "User", "name": "heidi@contoso.com"}

Item = dict[str, Any]

SITE = {"type": "Site", "name": "https://contoso.sharepoint.com/sites/hr/payroll/"}
EXCLUDABLE: list[Item] = [
    {"type": "User", "name": "Frank@contoso.com"},
    {"type": "User", "name": "folders@contoso.com"},
    {"type": "Group", "name": "board@contoso.com"},
    {"type": "Group", "name": "VPN Users"},
    SITE,
    {"type": "Team", "name": "boardteam@contoso.com"},
    {"type": "OneDriveFolders", "folders": ["Music", "Desktop"]},
    {"type": "PersonalSites"},
]
ALL: list[Item] = [*EXCLUDABLE, {"type": "PartialOrganization"}]
_SWITCHED = (
    ("User", "Frank@contoso.com"),
    ("Group", "board@contoso.com"),
    ("PartialOrganization", None),
)


def rounds(types: Sequence[str]) -> list[list[Item]]:
    """Changes of items in ALL that switch each option of each type once: off, and on again in the round after."""
    changes: list[list[Item]] = [[] for number in range(7)]
    for kind, name in _SWITCHED:
        options = [*TYPES[kind].options]
        for number, option in enumerate(options if kind in types else []):
            item = {"type": kind, **({"name": name} if name else {}), option: option == "teams_chats"}
            changes[number].append({**item, **({options[number - 1]: True} if number else {})})
    changes[0].append({"type": "Team", "name": "boardteam@contoso.com", "teams_chats": True})
    changes[1].append({"type": "OneDriveFolders", "folders": ["Videos"]})
    return changes


def named(items: Sequence[Item]) -> list[Item]:
    """The items with nothing but what they are known by."""
    return [{key: value for key, value in item.items() if key in ("type", "name", "id")} for item in items]


def four(title: str, module: str, /, **options: Any) -> list[dict[str, Any]]:
    """A task in check mode, for real, and both again."""
    return [
        {"name": f"{title} {kind}", f"vb365.backup.{module}": options, "check_mode": kind.endswith("check")}
        for kind in KINDS
    ]


def assert_four(tasks: Sequence[Ran], writes: Sequence[str]) -> None:
    """The first two results are equal, only the second run writes, and the other two runs have nothing to do."""
    check, real, *agains = tasks
    for task in tasks:
        assert not task.failed, (task.name, task.result)
    assert (check.result["changed"], real.result["changed"]) == (True, True), check.name
    assert check.result["diff"] == real.result["diff"]
    assert check.result["diff"]["before"] != check.result["diff"]["after"]
    assert check.result["changes"] == real.result["changes"] != []
    assert check.result.get("warnings") == real.result.get("warnings")
    assert check.writes == []
    assert [verb for verb, *rest in map(str.split, real.requests) if verb != "GET"] == [*writes], real.requests
    for again in agains:
        assert again.result["changed"] is False, (again.name, again.result)
        assert again.result["changes"] == []
        assert again.result["diff"]["before"] == again.result["diff"]["after"] == {}
        assert again.writes == []
        assert not looked_up(again.requests)


def looked_up(requests: Sequence[str]) -> list[str]:
    """The requests that look somebody up."""
    return [path for path in requests if path.endswith(("/Users", "/Groups", "/Sites", "/Teams"))]


def in_fours(tasks: Sequence[Ran]) -> list[Sequence[Ran]]:
    return [tasks[start : start + 4] for start in range(0, len(tasks), 4)]


def refusals(module: str, cases: Sequence[tuple[dict[str, Any], list[str]]]) -> list[dict[str, Any]]:
    """A task for each case, in check mode and for real."""
    return [
        {"name": str(options), f"vb365.backup.{module}": options, "check_mode": check_mode}
        for options, expected in cases
        for check_mode in (True, False)
    ]


def assert_refused(tasks: Sequence[Ran], cases: Sequence[tuple[dict[str, Any], list[str]]]) -> None:
    """Each run ended in one line with the expected texts, the first of them at its beginning; nothing was written."""
    for number, task in enumerate(tasks):
        message = task.result["msg"]
        beginning, *texts = cases[number // 2][1]
        assert task.failed, task.name
        assert message.startswith(beginning), (task.name, message)
        assert [text for text in texts if text not in message] == [], (task.name, message)
        assert "\n" not in message
        assert task.result["error_code"] == "option", task.name
        assert task.result["changed"] is False
        assert task.writes == []
    assert [task.result["msg"] for task in tasks[::2]] == [task.result["msg"] for task in tasks[1::2]]
