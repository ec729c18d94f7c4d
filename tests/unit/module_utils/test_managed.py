# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine, around a lamp that is declared in a few lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any, cast

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import (
    Conflict,
    OptionError,
    OptionErrors,
    OutcomeUnknown,
    ServerRefused,
)
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.converge import Past
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.managed import (
    Managed,
    Observed,
    Settings,
    overlaid,
    presented,
)
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.plan import Plan, Step
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.revision import ABSENT
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client

ROW = {"id": "l1", "name": "Desk", "power": 40, "note": "Hands off", "beam": {"on": True, "colour": "red"}, "eTag": 7}
SETTINGS: dict[str, Any] = {"name": "Desk", "power": 40, "note": "Hands off", "beam": {"on": True, "colour": "red"}}
STATUS = {"etag": "eTag", "hours": "hoursOn"}
OMITTED = {**dict.fromkeys(("name", "power", "note", "beam", "if_match")), "state": "present"}


class Server:
    """In place of a client: has one lamp, or none. ``edit`` is what it does to the lamp after each write."""

    def __init__(self, row: Mapping[str, Any] | None = None, edit: Mapping[str, Any] | None = None) -> None:
        self.row = dict(row) if row is not None else None
        self.edit = edit or {}
        self.sent: list[tuple[Any, ...]] = []
        self.locked: list[str] = []
        self.lost = 0
        self.deadline = self

    def lock(self, thing: str) -> AbstractContextManager[None]:
        self.locked.append(thing)
        return nullcontext()

    def sleep(self, seconds: float) -> bool:
        return seconds < 100

    def post(self, path: str, body: Mapping[str, Any], **query: Any) -> dict[str, Any]:
        self._written(("POST", path, body, query), {"id": "l1", "eTag": 1, **body})
        assert self.row is not None
        return self.row

    def put(self, path: str, body: Mapping[str, Any], **query: Any) -> None:
        assert self.row is not None
        self._written(("PUT", path, body, query), {**self.row, **body, "eTag": self.row["eTag"] + 1})

    def delete(self, path: str, **query: Any) -> None:
        self._written(("DELETE", path, None, query), None)

    def _written(self, sent: tuple[Any, ...], row: dict[str, Any] | None) -> None:
        self.sent.append(sent)
        self.row = {**row, **self.edit} if row is not None else None
        if self.lost:
            self.lost -= 1
            raise OutcomeUnknown("no answer")


class Lamp(Managed[Observed]):
    """Its colour applies while its beam is on, and the server may hide it then."""

    noun = "lamp"
    path = "/Lamps"
    key = "lamp"
    needed = ("name", "power")
    status = STATUS

    def __init__(self, server: Server, **params: Any) -> None:
        super().__init__(cast(Client, server), {**OMITTED, **params})
        self.server = server
        self.is_resolved = False

    def resolve(self) -> None:
        self.is_resolved = True

    def read(self, past: Past[Observed]) -> Observed:
        row = self.server.row
        names = ("name", "power", "note", "beam")
        settings = {} if row is None else {name: row[name] for name in names if row.get(name) is not None}
        return Observed("lamp 'Desk'", "l1", row, settings, {"bulb": (row or {}).get("bulb")})

    def desired(self, state: Observed) -> tuple[Settings, list[OptionError]]:
        given = {name: self.params[name] for name in ("name", "power", "note", "beam") if self.params[name] is not None}
        too_much = given.get("power", 0) > 100
        return given, [OptionError("power", given["power"], "expected 100 at most")] if too_much else []

    def body(self, settings: Settings, state: Observed) -> dict[str, Any]:
        body = dict(settings)
        if "beam" in settings and state.resource:
            body["beam"] = {**state.resource["beam"], **settings["beam"]}
        return body

    def refusals(self, state: Observed, plan: Plan) -> Iterable[OptionError]:
        if plan.steps and (state.resource or {}).get("isNailed"):
            yield OptionError("state", self.params["state"], "the lamp is nailed to the desk")

    def same(self, path: str, want: Any, have: Any, before: Settings, after: Settings) -> bool:
        is_hidden = path == "beam.colour" and have is None and not after["beam"]["on"]
        return is_hidden or super().same(path, want, have, before, after)

    def consistent(self, settings: Settings) -> Settings:
        beam = settings.get("beam", {})
        return settings if beam.get("on", True) else {**settings, "beam": {"on": False}}

    def query(self) -> Mapping[str, Any]:
        return {"quietly": True}


def run(server: Server, check_mode: bool = False, **params: Any) -> Outcome:
    return Lamp(server, **params).run(check_mode)


def planned(row: Mapping[str, Any] | None, **params: Any) -> Plan:
    lamp = Lamp(Server(row), **params)
    return lamp.plan(lamp.read(Past()))


# ---- create ---------------------------------------------------------------------------------------------------------


def test_what_does_not_exist_is_created_in_one_step() -> None:
    beam = {"on": True, "colour": "red"}
    plan = planned(None, name="Desk", power=40, beam=beam)
    settings = {"name": "Desk", "power": 40, "beam": beam}
    assert plan.steps == [Step("create", settings, settings)]
    assert plan.changes == [
        {"path": "state", "before": "absent", "after": "present"},
        {"path": "name", "before": None, "after": "Desk"},
        {"path": "power", "before": None, "after": 40},
        {"path": "beam.on", "before": None, "after": True},
        {"path": "beam.colour", "before": None, "after": "red"},
    ]
    assert plan.expected == settings


def test_a_creation_in_check_mode_and_in_earnest() -> None:
    server = Server()
    told = run(server, check_mode=True, name="Desk", power=40)
    assert (server.sent, server.row, server.locked) == ([], None, [])
    done = run(server, name="Desk", power=40)
    assert server.sent == [("POST", "/Lamps", {"name": "Desk", "power": 40}, {"quietly": True})]
    assert server.locked == ["l1"]
    assert told.changed
    assert done.changed
    assert told.result["changes"] == done.result["changes"]
    assert told.result["diff"] == done.result["diff"]
    assert told.result["lamp"] == {"id": None, "config": {"name": "Desk", "power": 40}, "status": {}}
    assert (told.result["etag"], told.result["revision"]) == (None, ABSENT)
    assert done.result["lamp"]["config"] == {"name": "Desk", "power": 40}
    assert done.result["lamp"]["id"] == "l1"
    assert not run(server, name="Desk", power=40).changed


def test_a_creation_needs_each_needed_option_and_tells_of_all_mistakes() -> None:
    with pytest.raises(OptionErrors) as caught:
        planned(None)
    assert [error.message for error in caught.value.errors] == [
        f"{option}: required, because the lamp does not exist and will be created" for option in ("name", "power")
    ]
    with pytest.raises(OptionErrors) as caught:
        planned(None, power=101)
    assert [error.option for error in caught.value.errors] == ["power", "name"]
    assert planned(ROW).steps == []


# ---- edit -----------------------------------------------------------------------------------------------------------


def test_only_what_differs_is_sent() -> None:
    plan = planned(ROW, name="Desk", power=60, beam={"colour": "blue"})
    changed = {"power": 60, "beam": {"colour": "blue"}}
    assert plan.steps == [Step("edit", changed, {"power": 60, "beam": {"on": True, "colour": "blue"}})]
    assert plan.changes == [
        {"path": "power", "before": 40, "after": 60},
        {"path": "beam.colour", "before": "red", "after": "blue"},
    ]
    assert plan.expected == {**SETTINGS, "power": 60, "beam": {"on": True, "colour": "blue"}}


def test_what_is_as_desired_is_left_alone() -> None:
    assert planned(ROW, **SETTINGS) == Plan([], [], SETTINGS)
    server = Server(ROW)
    outcome = run(server, **SETTINGS)
    assert (outcome.changed, server.sent, server.locked) == (False, [], [])
    assert outcome.result["lamp"]["config"] == SETTINGS


def test_a_value_that_the_resource_calls_the_same_is_no_change() -> None:
    off = {**ROW, "beam": {"on": False}}
    assert planned(off, beam={"colour": "red"}) == Plan([], [], {**SETTINGS, "beam": {"on": False}})
    changes = planned(off, beam={"on": True, "colour": "red"}).changes
    assert [row["path"] for row in changes] == ["beam.on", "beam.colour"]


def test_settings_that_do_not_apply_any_more_are_not_expected() -> None:
    plan = planned(ROW, beam={"on": False})
    assert plan.expected == {**SETTINGS, "beam": {"on": False}}
    assert plan.changes == [{"path": "beam.on", "before": True, "after": False}]


def test_an_edit_and_its_result() -> None:
    server = Server(ROW)
    outcome = run(server, power=60)
    assert server.sent == [("PUT", "/Lamps/l1", {"power": 60}, {"quietly": True})]
    assert outcome.changed
    assert outcome.warnings == []
    revision = Lamp(server).read(Past()).revision
    assert outcome.result == {
        "lamp": {
            "id": "l1",
            "config": {**SETTINGS, "power": 60},
            "status": {"etag": 8, "hours": None, "revision": revision},
        },
        "changes": [{"path": "power", "before": 40, "after": 60}],
        "diff": {
            "before": {"power": 40},
            "after": {"power": 60},
            "before_header": "lamp 'Desk'",
            "after_header": "lamp 'Desk'",
        },
        "etag": 8,
        "revision": revision,
        "conflicts": 0,
    }


def test_an_edit_that_the_server_ignores_is_a_conflict() -> None:
    with pytest.raises(Conflict) as caught:
        run(Server(ROW, edit={"power": 40}), power=60)
    assert caught.value.columns == [{"path": "power", "wanted": 60, "read": 40, "now": 40}]
    assert caught.value.changed


def test_an_edit_without_an_answer_is_done_once() -> None:
    server = Server(ROW)
    server.lost = 1
    outcome = run(server, power=60)
    assert len(server.sent) == 1
    assert (outcome.changed, outcome.result["conflicts"]) == (True, 1)
    assert outcome.result["changes"] == [{"path": "power", "before": 40, "after": 60}]


# ---- remove ---------------------------------------------------------------------------------------------------------


def test_what_exists_is_removed() -> None:
    plan = planned(ROW, state="absent")
    assert plan.steps == [Step("remove")]
    assert plan.expected is None
    assert plan.changes[0] == {"path": "state", "before": "present", "after": "absent"}
    assert {row["path"]: row["before"] for row in plan.changes[1:]} == {
        "name": "Desk",
        "power": 40,
        "note": "Hands off",
        "beam.on": True,
        "beam.colour": "red",
    }
    assert {row["after"] for row in plan.changes[1:]} == {None}


def test_a_removal_and_its_result() -> None:
    server = Server(ROW)
    outcome = run(server, state="absent")
    assert server.sent == [("DELETE", "/Lamps/l1", None, {})]
    assert (outcome.changed, outcome.result["lamp"], outcome.result["revision"]) == (True, None, ABSENT)
    again = run(server, state="absent")
    assert (again.changed, again.result["changes"], again.result["lamp"]) == (False, [], None)
    assert len(server.sent) == 1


def test_a_removal_needs_no_options_and_asks_for_none() -> None:
    assert planned(None, state="absent") == Plan([], [], None)
    assert planned(ROW, state="absent", power=101).steps == [Step("remove")]


# ---- refusals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize("state", ["present", "absent"])
def test_a_refusal_comes_before_any_write(state: str, check_mode: bool) -> None:
    server = Server({**ROW, "isNailed": True})
    with pytest.raises(OptionError, match="nailed"):
        run(server, check_mode, state=state, power=60)
    assert server.sent == []


def test_all_refusals_of_a_plan_come_at_once() -> None:
    with pytest.raises(OptionErrors) as caught:
        planned({**ROW, "isNailed": True}, power=101)
    assert [error.option for error in caught.value.errors] == ["power", "state"]


def test_mistakes_come_before_any_request() -> None:
    lamp = Lamp(Server(ROW), power=60)
    lamp.mistakes = [OptionError("power", 60, "wrong"), OptionError("note", "x", "wrong")]
    with pytest.raises(OptionErrors) as caught:
        lamp.run(check_mode=False)
    assert caught.value.errors == lamp.mistakes
    assert not lamp.is_resolved
    assert lamp.server.sent == []


def test_a_write_that_is_refused_has_changed_nothing() -> None:
    server = Server(ROW)

    def refuse(*_arguments: Any, **_query: Any) -> None:
        raise ServerRefused("no")

    server.put = refuse  # type: ignore[method-assign]
    with pytest.raises(ServerRefused) as caught:
        run(server, power=60)
    assert not caught.value.changed


# ---- damage ---------------------------------------------------------------------------------------------------------


def test_a_setting_that_is_empty_after_a_write_that_left_it_out_is_a_conflict() -> None:
    for empty in (None, ""):
        with pytest.raises(Conflict) as caught:
            run(Server(ROW, edit={"note": empty}), power=60)
        assert caught.value.columns == [
            {"path": "note", "wanted": "Hands off", "read": "Hands off", "now": empty},
        ]
        assert caught.value.changed


def test_a_setting_that_somebody_else_changed_is_a_warning() -> None:
    outcome = run(Server(ROW, edit={"note": "Hands on", "beam": {"on": True, "colour": "green"}}), power=60)
    assert outcome.warnings == [
        "Somebody else changed note meanwhile, from 'Hands off' to 'Hands on'.",
        "Somebody else changed beam.colour meanwhile, from 'red' to 'green'.",
    ]
    assert outcome.result["changes"] == [{"path": "power", "before": 40, "after": 60}]


def test_a_group_that_was_empty_and_is_not_shown_after_a_write_is_a_warning() -> None:
    row = {**ROW, "beam": {"on": True, "colour": {}}}
    outcome = run(Server(row, edit={"beam": {"on": True}}), power=60)
    assert outcome.warnings == ["Somebody else changed beam.colour meanwhile, from {} to None."]


def test_a_setting_that_the_resource_calls_the_same_is_no_damage() -> None:
    server = Server(ROW, edit={"beam": {"on": False}})
    assert run(server, beam={"on": False}).warnings == []


def test_what_did_not_exist_or_does_not_exist_any_more_has_no_damage() -> None:
    lamp = Lamp(Server(None), name="Desk", power=40)
    before = lamp.read(Past())
    plan = lamp.plan(before)
    assert lamp.damage(before, plan, before) == []
    assert lamp.damage(before, plan, Lamp(Server(ROW)).read(Past())) == []
    gone = Lamp(Server(ROW), state="absent")
    there = gone.read(Past())
    assert gone.damage(there, gone.plan(there), before) == []
    edited = Lamp(Server(ROW), power=60)
    assert edited.damage(there, edited.plan(there), before) == []


# ---- if_match -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", [{**ROW, "power": 50}, {**ROW, "bulb": "new"}])
def test_a_lamp_that_is_not_at_its_revision_is_not_written(row: dict[str, Any]) -> None:
    revision = Lamp(Server(ROW)).read(Past()).revision
    server = Server(row)
    with pytest.raises(Conflict, match=r"^if_match: the lamp 'Desk' is no longer at "):
        run(server, power=60, if_match=revision)
    assert server.sent == []
    assert run(Server({**ROW, "eTag": 9}), power=60, if_match=revision).changed


def test_a_lamp_that_does_not_exist_any_more_is_not_created_again() -> None:
    revision = Lamp(Server(ROW)).read(Past()).revision
    server = Server(None)
    with pytest.raises(Conflict, match="no longer exists"):
        run(server, name="Desk", power=60, if_match=revision)
    assert server.sent == []
    assert not run(server, state="absent", if_match=revision).changed


# ---- settings -------------------------------------------------------------------------------------------------------


def test_settings_are_laid_over_one_by_one_in_groups_too() -> None:
    assert overlaid(SETTINGS, {"power": 60, "beam": {"colour": "blue"}, "new": {"a": 1}}) == {
        **SETTINGS,
        "power": 60,
        "beam": {"on": True, "colour": "blue"},
        "new": {"a": 1},
    }
    assert overlaid({"beam": None}, {"beam": {"on": True}}) == {"beam": {"on": True}}
    assert SETTINGS["beam"] == {"on": True, "colour": "red"}


def test_what_is_shown_has_what_can_be_set_apart_from_what_cannot() -> None:
    assert presented(ROW, SETTINGS, STATUS, "7.x") == {
        "id": "l1",
        "config": SETTINGS,
        "status": {"etag": 7, "hours": None, "revision": "7.x"},
    }
    assert presented(None, SETTINGS, STATUS, None) == {"id": None, "config": SETTINGS, "status": {}}


def test_the_revision_has_the_settings_and_every_other_part() -> None:
    revision = Lamp(Server(ROW)).read(Past()).revision
    assert [part.partition("-")[0] for part in revision.split(".")] == ["7", "bulb", "settings"]
    assert Lamp(Server(None)).read(Past()).revision == ABSENT
