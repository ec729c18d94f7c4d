# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lists of jobs on a server, read and written."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import Moved, NotFound
from ansible_collections.vb365.backup.plugins.module_utils._job import item_plan as _item_plan
from ansible_collections.vb365.backup.plugins.module_utils._job.item_lists import IN_ONE_URL, ItemLists
from ansible_collections.vb365.backup.plugins.module_utils._model import items as _items
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.plan import Step
from tests.unit.module_utils.server import JOB_ID, Server, item_row, job_row

SELECTED = f"/Jobs/{JOB_ID}/SelectedItems"


def server() -> Server:
    return Server(job_row(), selected=[item_row(1), item_row(2)])


def edit_of(number: int, **options: bool) -> Step:
    """The step that gives an item these options."""
    have, target = (_items.read([item_row(number, **more)]) for more in ({}, options))
    (step,) = _item_plan.plan({"selected_items": have}, {"selected_items": target})[0]
    return step


def test_an_item_that_is_as_it_was_read_is_replaced() -> None:
    there = server()
    ItemLists(there.client).write(JOB_ID, edit_of(1, oneDrive=True), False)
    ((method, path, body),) = there.sent
    assert (method, path) == ("PUT", f"{SELECTED}/{item_row(1)['id']}")
    assert body == {**item_row(1, oneDrive=True), "archiveMailbox": False, "personalSite": False}


def test_an_item_that_somebody_else_changed_is_not_replaced() -> None:
    there = server()
    there.lists[SELECTED][0] = item_row(1, archiveMailbox=True)
    with pytest.raises(Moved, match=r"User user1@contoso\.com was changed by somebody else") as caught:
        ItemLists(there.client).write(JOB_ID, edit_of(1, oneDrive=True), False)
    assert not caught.value.may_be_done
    assert there.sent == []


def test_an_item_that_is_gone_is_not_replaced() -> None:
    there = server()
    with pytest.raises(NotFound):
        ItemLists(there.client).write(JOB_ID, edit_of(3, oneDrive=True), False)
    assert there.sent == []


@pytest.mark.parametrize("number", [1, IN_ONE_URL, IN_ONE_URL + 1])
def test_many_ids_are_in_a_body(number: int) -> None:
    there = server()
    items = _items.read([item_row(each) for each in range(number)])
    ItemLists(there.client).write(JOB_ID, Step("remove_items", {"list": "selected_items", "items": items}), False)
    ids = [item_row(each)["id"] for each in range(number)]
    assert there.sent == [("DELETE", SELECTED, ids if number > IN_ONE_URL else ",".join(ids))]


def removal(*numbers: int, **more: Any) -> Step:
    """The step that removes these items, as they were read."""
    items = _items.read([item_row(number) for number in numbers])
    return Step("remove_items", {"list": "selected_items", "items": items, **more})


def test_only_a_removal_after_another_write_reads_the_list_again() -> None:
    first, second, third = _item_plan.looking_again([removal(1), removal(2), edit_of(3, oneDrive=True)])
    assert (first, second, third) == (removal(1), removal(2, again=True), edit_of(3, oneDrive=True))
    there = server()
    ItemLists(there.client).write(JOB_ID, first, False)
    assert there.asked == []
    ItemLists(there.client).write(JOB_ID, second, False)
    assert there.asked == [SELECTED]
    assert [method for method, _path, _body in there.sent] == ["DELETE", "DELETE"]


@pytest.mark.parametrize("now", [[], [item_row(2, archiveMailbox=True)]], ids=["gone", "edited"])
def test_an_item_that_somebody_else_changed_is_not_removed_after_another_write(now: list[dict[str, Any]]) -> None:
    there = server()
    there.lists[SELECTED] = [item_row(1), *now]
    with pytest.raises(Moved, match=r"User user2@contoso\.com was changed by somebody else"):
        ItemLists(there.client).write(JOB_ID, removal(1, 2, again=True), False)
    assert there.sent == []


def test_an_exclusion_that_is_added_again_is_compared_with_its_options_before() -> None:
    there = server()
    edit = edit_of(1, oneDrive=True)
    step = Step("remove_items", {**edit.settings, "again": True})
    ItemLists(there.client).write(JOB_ID, step, False)
    assert [method for method, _path, _body in there.sent] == ["DELETE"]


def test_what_other_jobs_have_is_read_once_and_follows_what_is_read() -> None:
    there = server()
    lists = ItemLists(there.client)
    keys = {item.key for item in _items.read([item_row(1), item_row(2)])}
    assert lists.held_by(JOB_ID) == lists.held_by(JOB_ID.upper()) == keys
    assert there.asked == [SELECTED]
    there.lists[SELECTED] = []
    assert lists.read(JOB_ID, ["selected_items", "excluded_items"]) == {"selected_items": [], "excluded_items": []}
    assert lists.held_by(JOB_ID) == set()


def test_a_job_that_is_gone_has_nothing() -> None:
    lists = ItemLists(Server().client)
    assert lists.held_by(JOB_ID) == set()
    with pytest.raises(NotFound):
        lists.read(JOB_ID, ["selected_items"])


@pytest.mark.parametrize(("name", "expected"), [("selected_items", True), ("excluded_items", False)])
def test_whether_a_list_has_items(name: str, expected: bool) -> None:
    assert ItemLists(server().client).has_items(JOB_ID, name) is expected
