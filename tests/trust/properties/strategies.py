# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is drawn: servers, tasks and edits. Few jobs, items and values, so that they often meet."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.trust.properties.changes import Edit, Task
from tests.trust.properties.facts import LISTS, USER

JOBS = ("Contoso Mailboxes", "Contoso Sites", "Contoso Teams")
"""A daily, a periodical and a manual one; the last is made one of the entire organization."""
USERS = {"selected_items": ("alice", "bob", "carol"), "excluded_items": ("carol", "dave")}
SITE = {"type": "Site", "name": "https://contoso.sharepoint.com/sites/hr"}

JOB = st.sampled_from([*JOBS, JOBS[0]])
PROFILES = st.fixed_dictionaries(
    {
        "etag_moves_on": st.sampled_from(["settings", "items", "status", "all"]),
        "null_fields": st.sampled_from(["null", "absent"]),
        "id_case": st.sampled_from(["lower", "upper"]),
        "page_cap": st.sampled_from([0, 1, 2, 5]),
        "post_item_minimum": st.sampled_from(["object", "id"]),
        "enable_when_enabled": st.sampled_from(["ok", "conflict"]),
        "retry_numbers": st.sampled_from(["when_on", "always"]),
    }
)

_DESCRIPTIONS = st.sampled_from(["", "Ours", "Theirs", "two\nlines"])
_TIMES = st.sampled_from(["05:00:00", "21:00:00", "22:30:00"])
_INTERVALS = st.sampled_from(["Hours2", "Hours4"])
_RETRIES = {
    "retry_enabled": st.booleans(),
    "retry_number": st.sampled_from([3, 5]),
    "retry_wait_interval": st.sampled_from([10, 20]),
}
_TYPES = (
    st.fixed_dictionaries({"type": st.just("Daily"), "daily_time": _TIMES}),
    st.fixed_dictionaries({"type": st.just("Periodically"), "periodically_every": _INTERVALS}),
    st.just({"type": "ManualOnly"}),
)
_LOOSE = (
    st.just({}),
    st.just({}),
    st.fixed_dictionaries({"daily_time": _TIMES}),
    st.fixed_dictionaries({"daily_type": st.sampled_from(["Everyday", "Workdays"])}),
    st.fixed_dictionaries({"periodically_offset_minutes": st.sampled_from([0, 15, 30])}),
)


def _schedules(*kinds: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    details = st.fixed_dictionaries({}, optional={"enabled": st.booleans(), **_RETRIES})
    return st.tuples(st.one_of(kinds), details).map(lambda both: {**both[0], **both[1]}).filter(bool)


_SOME_SWITCHES = st.fixed_dictionaries({}, optional={name: st.booleans() for name in USER})


def _user(name: str, switches: dict[str, bool]) -> dict[str, Any]:
    return {"type": "User", "name": f"{name}@contoso.com", **switches}


def _items(part: str, switches: st.SearchStrategy[dict[str, bool]]) -> st.SearchStrategy[dict[str, Any]]:
    users = st.builds(_user, st.sampled_from(USERS[part]), switches)
    return st.one_of(users, users, st.just(SITE)) if part == "selected_items" else users


def _item_lists(part: str, switches: st.SearchStrategy[dict[str, bool]]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(_items(part, switches), min_size=1, max_size=3, unique_by=lambda item: str(item["name"]))


_ITEM_LISTS = {part: _item_lists(part, _SOME_SWITCHES) for part in LISTS}
_SETTINGS: dict[str, st.SearchStrategy[Any]] = {
    "description": _DESCRIPTIONS,
    "enabled": st.booleans(),
    "repository": st.sampled_from(["Disk 01", "Contoso Vault"]),
    "schedule": _schedules(*_TYPES, *_LOOSE),
    "excluded_items": st.one_of(st.just([]), _ITEM_LISTS["excluded_items"]),
}


def _options(part: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(
        st.fixed_dictionaries({"items": _ITEM_LISTS[part]}),
        st.fixed_dictionaries({"items": _ITEM_LISTS[part], "exclusive": st.just(True)}),
        st.fixed_dictionaries({"items": _item_lists(part, st.just({})), "state": st.just("absent")}),
    )


def _settings(**more: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={**_SETTINGS, **more}).filter(bool)


_WITH_ITEMS = st.sampled_from(JOBS[:2])
_WHOLE = [(JOB, _settings()), (_WITH_ITEMS, _settings(selected_items=_ITEM_LISTS["selected_items"]))]
_DRAWN: dict[str, list[tuple[st.SearchStrategy[str], st.SearchStrategy[dict[str, Any]]]]] = {
    "backup_job": _WHOLE,
    "tenant": _WHOLE,
    "backup_job_item": [(_WITH_ITEMS, _options("selected_items"))] * 2,
    "job_exclusion": [(JOB, _options("excluded_items"))],
    "job_action": [(JOB, st.sampled_from([{"action": "enable"}, {"action": "disable"}]))],
}
MODULES = {*_DRAWN, "backup_copy_job"}
"""The modules that the properties know. A copy job has no settings in common with the other tasks: nothing of theirs
can be lost, so that none is drawn."""
TASKS = st.one_of(
    st.builds(Task, st.just(module), job, given) for module, kinds in _DRAWN.items() for job, given in kinds
)

_THEIR_SETTINGS = st.fixed_dictionaries(
    {}, optional={"description": _DESCRIPTIONS, "enabled": st.booleans(), "schedule": _schedules(*_TYPES, st.just({}))}
).filter(bool)
_THEIR_SWITCHES = st.fixed_dictionaries({name: st.booleans() for name in USER}).filter(lambda on: any(on.values()))
EDITS = st.one_of(
    st.builds(Edit, JOB, _THEIR_SETTINGS),
    *(
        st.builds(Edit, JOB, item=_items(part, _THEIR_SWITCHES), part=st.just(part), goes=st.booleans())
        for part in LISTS
    ),
)
MOMENTS = st.one_of(
    st.tuples(st.none(), st.integers(1, 9)),
    st.tuples(st.just("PUT"), st.integers(0, 1)),
    st.tuples(st.sampled_from(["POST", "DELETE"]), st.just(0)),
)
"""Before which of a task's requests about jobs somebody edits: its method (None: any), and how many pass first."""
