# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each type of selected item and each of its options: add, change, remove; each in check mode, for real, and again."""

from __future__ import annotations

from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._model.item_types import TYPES
from tests.integration.conftest import Plays
from tests.integration.targets.backup_job_item.cases import (
    ALL,
    HEIDI,
    NEW,
    OF_JOB,
    assert_four,
    four,
    in_fours,
    named,
    rounds,
)

ITEM = "backup_job_item"
SETUP = {"vb365.backup.backup_job": {**NEW, "selected_items": [HEIDI]}}


def switched(changes: list[dict[str, Any]]) -> set[str]:
    """Types and options that rows of changes name: "User.mailbox"."""
    paths = [row["path"].partition("[")[2] for row in changes]
    return {f"{path.partition(' ')[0].rstrip('.').split(']')[0]}.{path.rpartition('.')[2]}" for path in paths}


def test_every_type_and_option(both: Plays) -> None:
    changes = rounds(list(TYPES))
    tasks = [
        SETUP,
        *four("add", ITEM, **OF_JOB, items=ALL),
        *(
            task
            for number, items in enumerate(changes)
            for task in four(f"change {number}", ITEM, **OF_JOB, items=items)
        ),
        *four("remove", ITEM, **OF_JOB, items=named(ALL), state="absent"),
    ]
    setup, *done = both(tasks).tasks
    assert not setup.failed, setup.result
    add, *changed, remove = in_fours(done)
    assert_four(add, ["POST"])
    for four_tasks, items in zip(changed, changes, strict=True):
        assert_four(four_tasks, ["PUT"] * len(items))
    assert_four(remove, ["DELETE"])
    seen = set().union(*(switched(four_tasks[1].result["changes"]) for four_tasks in changed))
    assert seen == {f"{name}.{option}" for name, kind in TYPES.items() for option in kind.options}
    added = {row["path"]: row["after"] for row in add[1].result["changes"]}
    assert added["selected_items[User folders@contoso.com]"] == {"mailbox": True}
    assert "group_site" not in added["selected_items[Group VPN Users]"]
    assert added["selected_items[PartialOrganization]"] == {
        option: option != "teams_chats" for option in TYPES["PartialOrganization"].options
    }
    assert added["selected_items[Team Board]"] == {"teams_chats": False}
    assert added["selected_items[OneDriveFolders]"] == {"folders": ["Desktop", "Music"]}
    kept = remove[1].result["job"]["config"]["selected_items"]
    assert [item["name"] for item in kept] == [HEIDI["name"]]
