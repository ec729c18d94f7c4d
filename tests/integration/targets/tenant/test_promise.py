# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every tenant that passes the checks can be applied; mistakes that are added to it are reported."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.module_utils._errors import TenantRefused
from ansible_collections.vb365.backup.plugins.module_utils._model.item_types import TYPES
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from tests.integration.targets.tenant.conftest import CONTOSO, Plan
from tests.simulator.launch import Simulator
from tests.unit.module_utils.strategies import WINDOW_OPTIONS

settings.register_profile("tenants", deadline=None, max_examples=30, derandomize=True)
BOUNDED = settings(settings.get_profile("tenants"), suppress_health_check=[*HealthCheck])

ON_SERVER = ["Contoso Mailboxes", "Contoso Sites", "Contoso Teams", "Dave one", "dave TWO"]
NAMES = [*ON_SERVER, "Archive", "Berlin", "Vienna", "Zurich"]
REPOSITORIES = ["Disk 01", "disk 01", "Contoso Vault"]
OBJECTS = {
    "User": [f"{name}@contoso.com" for name in ("alice", "bob", "carol", "dave", "erin", "frank", "info", "folders")],
    "Group": ["sales@contoso.com", "board", "VPN Users", "vienna@contoso.com", "newsletter@contoso.com"],
    "Site": [f"https://contoso.sharepoint.com/sites/{name}" for name in ("sales", "hr", "hr/payroll")],
    "Team": ["launch@contoso.com", "Board", "helpdesk-zurich@contoso.com"],
}
PROFILES: list[dict[str, Any]] = [
    {},
    {"id_case": "upper", "null_fields": "absent", "page_cap": 2, "etag_moves_on": "all"},
    {"post_item_minimum": "id", "etag_moves_on": "items"},
]


def rarely(draw: st.DrawFn) -> bool:
    return draw(st.integers(0, 11)) == 7


@st.composite
def items(draw: st.DrawFn, excluded: bool) -> dict[str, Any]:
    """An item; most can be."""
    kinds = [*OBJECTS, "OneDriveFolders"] if excluded else [*TYPES]
    kind = draw(st.sampled_from(kinds))
    item: dict[str, Any] = {"type": kind}
    if kind in OBJECTS:
        item["name"] = draw(st.sampled_from(OBJECTS[kind]))
    if kind == "OneDriveFolders":
        item["folders"] = draw(st.lists(st.sampled_from(["Desktop", "Music", "Videos"]), min_size=1, max_size=2))
    options = [option for option in TYPES[kind].options if option != "folders"]
    if options and draw(st.booleans()):
        off = draw(st.lists(st.sampled_from(options), unique=True, max_size=len(options)))
        item.update(dict.fromkeys(off, False))
    if kind == "PartialOrganization":
        item["teams_chats"] = draw(st.booleans())
    if rarely(draw):
        item[draw(st.sampled_from(["mailbox", "members", "teams", "name"]))] = draw(st.sampled_from([True, "x"]))
    return item


@st.composite
def schedules(draw: st.DrawFn) -> dict[str, Any]:
    """A schedule; most go with what they are merged with."""
    kind = draw(st.sampled_from([None, "Daily", "Daily", "Periodically", "ManualOnly"]))
    every = draw(st.sampled_from(["Minutes5", "Hours1", "Hours4"]))
    optional: dict[str, st.SearchStrategy[Any]] = {
        "enabled": st.booleans(),
        "retry_enabled": st.booleans(),
        "retry_number": st.sampled_from([1, 3, 777, "5"]),
        "retry_wait_interval": st.integers(1, 999),
        "backup_window": WINDOW_OPTIONS,
    }
    if kind == "Daily":
        optional.update(daily_time=st.sampled_from(["22:00", "6:30", "23:59:59"]), daily_type=st.just("Workdays"))
    if kind == "Periodically" and every.startswith("Hours"):
        optional.update(periodically_offset_minutes=st.integers(0, 59), periodically_window=WINDOW_OPTIONS)
    if rarely(draw):
        optional.update(
            daily_time=st.sampled_from(["22:00", "25:00"]),
            periodically_offset_minutes=st.just(30),
            retry_number=st.just(0),
        )
    schedule = draw(st.fixed_dictionaries({}, optional=optional))
    if kind:
        schedule["type"] = kind
    if kind == "Periodically" and not rarely(draw):
        schedule["periodically_every"] = every
    return schedule


@st.composite
def jobs(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """A job; most go with others."""
    if rarely(draw):
        return {"name": name, "state": "absent", **({"new_name": "Gone"} if rarely(draw) else {})}
    repositories = [*REPOSITORIES, *(["Old Disk", "Fabrikam Vault"] if rarely(draw) else [])]
    optional: dict[str, st.SearchStrategy[Any]] = {
        "repository": st.sampled_from(repositories),
        "description": st.sampled_from(["", "A description", "two\nlines\n"]),
        "enabled": st.booleans(),
        "schedule": schedules(),
        "run_now": st.booleans(),
        "skip_item_update": st.booleans(),
        "selected_items": st.lists(items(excluded=False), min_size=1, max_size=4),
        "excluded_items": st.lists(items(excluded=True), max_size=2),
    }
    job = draw(st.fixed_dictionaries({"name": st.just(name)}, optional=optional))
    if draw(st.integers(0, 5)) == 0:
        job.update(backup_type=draw(st.sampled_from(["EntireOrganization", "SelectedItems"])))
        if job["backup_type"] == "EntireOrganization" and not rarely(draw):
            job.pop("selected_items", None)
    if rarely(draw):
        job["new_name"] = draw(st.sampled_from([*NAMES, "New"]))
    if rarely(draw):
        job["if_match"] = draw(st.sampled_from(["1", "none"]))
    return job


@st.composite
def tenants(draw: st.DrawFn) -> dict[str, Any]:
    """A tenant; many are right."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=not rarely(draw)))
    optional = {"schedule": schedules(), "enabled": st.booleans(), "description": st.just("One for all")}
    defaults = draw(st.fixed_dictionaries({"backup_type": st.just("SelectedItems")}, optional=optional))
    return {**CONTOSO, "defaults": defaults, "jobs": [draw(jobs(name)) for name in names]}


def passes(plan: Plan, tenant: dict[str, Any]) -> bool:
    try:
        plan(tenant)
    except TenantRefused as refused:
        event(f"problems: {len(refused.problems)}")
        return False
    return True


def shown(outcome: Outcome) -> tuple[Any, ...]:
    """What check mode predicts: the changes in their order, and the diff."""
    jobs = [{key: row[key] for key in ("name", "state", "changes")} for row in outcome.result["jobs"]]
    return jobs, outcome.result["diff"], outcome.changed, outcome.result["unmanaged"], outcome.result["unprotected"]


@BOUNDED
@given(data=st.data())
def test_what_passes_can_be_applied(server: Simulator, data: st.DataObject) -> None:
    server.reset()
    server.profile(**data.draw(st.sampled_from(PROFILES)))
    tenant, plan = data.draw(tenants()), Plan(server)
    is_right = passes(plan, tenant)
    event(f"passes: {is_right}")
    if not is_right:
        return
    predicted, done = plan({**tenant, "unmanaged_jobs": "report"}), plan.applied()
    assert shown(done) == shown(predicted)
    again = plan({**tenant, "unmanaged_jobs": "report"})
    assert (again.changed, again.result["diff"]) == (False, [])
    managed = {str(job.get("new_name") or job["name"]).casefold() for job in tenant["jobs"]}
    left = {row["name"].casefold() for row in again.result["unmanaged"]}
    assert left == {job["name"].casefold() for job in server.state()["jobs"] if "Fabrikam" not in job["name"]} - managed


# ---- mistakes in a tenant that is right -----------------------------------------------------------------------------

Mistake = tuple[Callable[[dict[str, Any]], object], str, bool]
"""What makes it, where it is told, and whether only a look at the organization can tell."""

BASE = {
    **CONTOSO,
    "defaults": {"backup_type": "SelectedItems", "schedule": {"type": "Daily", "daily_time": "22:00"}},
    "jobs": [
        {"name": "Dave one", "selected_items": [{"type": "User", "name": "dave@contoso.com"}]},
        {
            "name": "Berlin",
            "selected_items": [
                {"type": "User", "name": "frank@contoso.com"},
                {"type": "Group", "name": "board"},
                {"type": "User", "name": "heidi@contoso.com"},
            ],
            "excluded_items": [{"type": "User", "name": "alice@contoso.com"}],
        },
        {"name": "Vienna", "selected_items": [{"type": "PersonalSites"}, {"type": "User", "name": "ivan@contoso.com"}]},
    ],
}
NOBODY = "organization"

MISTAKES: list[Mistake] = [
    (lambda it: it.update(organization="nobody"), NOBODY, False),
    (lambda it: it.update(repository="Disk 9"), "repository", False),
    (lambda it: it.update(unmanged_jobs="report"), "unmanged_jobs", False),
    (lambda it: it.update(wait="perhaps"), "wait", False),
    (lambda it: it["defaults"].update(enabled="perhaps"), "defaults.enabled", False),
    (lambda it: it["defaults"]["schedule"].update(retry_number=0), "defaults.schedule.retry_number", False),
    (lambda it: it["jobs"][0].update(if_match="1"), "jobs[0].if_match", True),
    (lambda it: it["jobs"][0].update(new_name="Contoso Teams"), "jobs[0].new_name", True),
    (lambda it: it["jobs"][0].update(schedule={"daily_time": "25:00"}), "jobs[0].schedule.daily_time", False),
    (lambda it: it["jobs"][0]["selected_items"][0].update(members=True), "jobs[0].selected_items[0].members", False),
    (lambda it: it["jobs"][1].update(backup_type="All"), "jobs[1].backup_type", False),
    (
        lambda it: it["jobs"][1].update(schedule={"periodically_every": "Hours1"}),
        "jobs[1].schedule.periodically_every",
        False,
    ),
    (lambda it: it["jobs"][1]["selected_items"][0].update(mailbox="x"), "jobs[1].selected_items[0].mailbox", False),
    (lambda it: it["jobs"][1]["selected_items"][1].update(name="bored"), "jobs[1].selected_items[1].name", True),
    (lambda it: it["jobs"][1]["excluded_items"].append({"type": "Site"}), "jobs[1].excluded_items[1]", False),
    (lambda it: it["jobs"][2].update(name="berlin"), "jobs[2].name", False),
    (lambda it: it["jobs"][2].update(repository="Old Disk"), "jobs[2].repository", True),
    (lambda it: it["jobs"][2]["selected_items"][1].update(name="HEIDI@contoso.com"), "jobs[2].selected_items[1]", True),
    (lambda it: it["jobs"].append({"name": "Contoso Sites", "state": "absent"}), "jobs[3].state", True),
]


@example(chosen=[*range(len(MISTAKES))])
@example(chosen=[*range(1, len(MISTAKES))])
@BOUNDED
@given(chosen=st.lists(st.sampled_from(range(len(MISTAKES))), unique=True))
def test_the_mistakes_that_are_made_are_those_that_are_told(server: Simulator, chosen: list[int]) -> None:
    server.reset()
    tenant, plan = deepcopy(BASE), Plan(server)
    made = [MISTAKES[number] for number in chosen]
    for make, _place, _is_hidden in made:
        make(tenant)
    if not made:
        plan(tenant)
        return
    is_known = NOBODY not in [place for _make, place, _is_hidden in made]
    expected = sorted(place for _make, place, is_hidden in made if is_known or not is_hidden)
    assert [row["place"] for row in plan.problems(tenant)] == expected


@pytest.mark.parametrize("number", range(len(MISTAKES)))
def test_each_of_the_mistakes(plan: Plan, number: int) -> None:
    tenant = deepcopy(BASE)
    make, place, _is_hidden = MISTAKES[number]
    make(tenant)
    assert [row["place"] for row in plan.problems(tenant)] == [place]
