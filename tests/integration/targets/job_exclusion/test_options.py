# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each type that can be excluded and each of its options: add, change, remove; each in check mode, for real, again."""

from __future__ import annotations

from ansible_collections.vb365.backup.plugins.module_utils._model.item_types import TYPES
from tests.integration.conftest import Plays
from tests.integration.targets.backup_job_item.cases import (
    CHATS,
    EXCLUDABLE,
    NEW,
    OF_JOB,
    assert_four,
    four,
    in_fours,
    named,
    rounds,
)

EXCLUSION = "job_exclusion"
TYPES_TO_EXCLUDE = [name for name in TYPES if name != "PartialOrganization"]


def test_every_type_and_option(both: Plays) -> None:
    changes = rounds(TYPES_TO_EXCLUDE)
    tasks = [
        {"vb365.backup.backup_job": {**NEW, "selected_items": [CHATS]}},
        *four("add", EXCLUSION, **OF_JOB, items=EXCLUDABLE),
        *(
            task
            for number, items in enumerate(changes)
            for task in four(f"change {number}", EXCLUSION, **OF_JOB, items=items)
        ),
        *four("remove", EXCLUSION, **OF_JOB, items=named(EXCLUDABLE), state="absent"),
    ]
    setup, *done = both(tasks).tasks
    assert not setup.failed, setup.result
    add, *changed, remove = in_fours(done)
    assert_four(add, ["POST"])
    for four_tasks, items in zip(changed, changes, strict=True):
        assert_four(four_tasks, ["PUT"] * len(items))
    assert_four(remove, ["DELETE"])
    assert remove[1].result["job"]["config"]["excluded_items"] == []


def test_what_the_server_refuses_is_its_answer(both: Plays) -> None:
    options = {**OF_JOB, "job": "Contoso Mailboxes", "items": [{"type": "PartialOrganization"}]}
    (done,) = both([{f"vb365.backup.{EXCLUSION}": options}]).tasks
    assert done.failed
    assert (
        "items of type PartialOrganization cannot be excluded. (check mode cannot predict this answer"
        in done.result["msg"]
    )
    assert done.result["changed"] is False
