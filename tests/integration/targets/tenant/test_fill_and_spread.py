# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Splits and staggered starts in any tenant, on any server: check mode says what is done, and nothing is left to do."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from tests.integration.targets.tenant.conftest import CONTOSO, Plan
from tests.integration.targets.tenant.test_promise import PROFILES, passes, shown
from tests.simulator.launch import Simulator

BOUNDED = settings(
    phases=[Phase.generate], deadline=None, max_examples=12, derandomize=True, suppress_health_check=[*HealthCheck]
)
TYPES = ["User", "Group", "Site", "Team"]

STAGGER = st.fixed_dictionaries(
    {"within": st.sampled_from(["20:00-04:00", "09:00-09:30"]), "step": st.sampled_from([5, 10])},
    optional={"per": st.sampled_from(["repository", "proxy", "server"])},
)
SCHEDULES = st.sampled_from(
    [
        {"type": "Daily"},
        {"type": "Daily", "daily_type": "Workdays", "backup_window": {"deny": ["Mon 20:00-24:00"]}},
        {"type": "Periodically", "periodically_every": "Hours2"},
        {"type": "Periodically", "periodically_every": "Minutes30"},
        {"type": "ManualOnly"},
        {"type": "Daily", "daily_time": "23:15"},
    ]
)
NAMES = st.sampled_from([["*a*"], ["*o*", "*e*"], ["b*"]])


@st.composite
def entries(draw: st.DrawFn, letter: str) -> dict[str, Any]:
    """A split."""
    kind = draw(st.sampled_from(TYPES))
    selection: dict[str, Any] = {"type": kind}
    for side in draw(st.sets(st.sampled_from(["include", "exclude"]))):
        selection[side] = {"names": draw(NAMES)}
    if kind == "User" and draw(st.booleans()):
        selection.setdefault("exclude", {})["groups"] = ["Board"]
    switches = {"User": ["archive_mailbox", "onedrive", "personal_site"], "Group": ["members"], "Team": ["teams_chats"]}
    options = draw(st.lists(st.sampled_from(switches.get(kind, ["none"])), unique=True))
    repositories = {"repositories": ["Disk 01", "Contoso Vault"], "place": draw(st.sampled_from(["fill", "spread"]))}
    return {
        "name": f"{letter} {{:02d}}",
        "from": selection,
        "options": {} if kind == "Site" else dict.fromkeys(options, kind == "Team"),
        "max_objects": draw(st.integers(4, 9)),
        "fill": draw(st.sampled_from([0.5, 0.75, 1])),
        "pair_teams_with_sites": kind in ("Site", "Team") and draw(st.booleans()) and not options,
        "empty_job": draw(st.sampled_from(["disable", "keep"])),
        "max_removed": 1,
        "schedule": draw(SCHEDULES),
        **(repositories if draw(st.booleans()) else {}),
    }


@st.composite
def tenants(draw: st.DrawFn) -> dict[str, Any]:
    """A tenant with splits and with jobs that it describes one by one."""
    splits = [draw(entries(letter)) for letter in "AB"[: draw(st.integers(1, 2))]]
    items = [{"type": "User", "name": "dave@contoso.com", "onedrive": draw(st.booleans())}]
    board = {"name": "Dave one", "selected_items": items, "schedule": draw(SCHEDULES)}
    stagger = {"stagger": draw(STAGGER)} if draw(st.integers(0, 3)) else {}
    defaults = {"backup_type": "SelectedItems", **({} if stagger else {"schedule": {"daily_time": "22:00"}})}
    jobs = [board] if draw(st.booleans()) else [{"name": "Dave one", "omitted": "keep"}]
    return {**CONTOSO, "defaults": defaults, "jobs": jobs, "splits": splits, **stagger}


def edit(server: Simulator, data: st.DataObject) -> None:
    """Somebody leaves, a job is removed by hand, another one is switched off."""
    users = st.sampled_from([f"{name}@contoso.com" for name in ("alice", "bob", "erin", "grace", "info")])
    for name in data.draw(st.lists(users, unique=True, max_size=3)):
        server.directory(CONTOSO["organization"], {"type": "User", "name": name})
    jobs = [job["name"] for job in server.state()["jobs"] if job["name"][:2] in ("A ", "B ")]
    for name in data.draw(st.lists(st.sampled_from(jobs), unique=True, max_size=2)) if jobs else []:
        server.edit(name, settings={"isEnabled": False})


@BOUNDED
@given(data=st.data())
def test_check_mode_says_what_is_done_and_nothing_is_left(server: Simulator, data: st.DataObject) -> None:
    server.reset()
    server.profile(**data.draw(st.sampled_from(PROFILES)))
    tenant = data.draw(tenants())
    for round_ in range(2):
        plan = Plan(server)  # a task remembers the listing of users
        is_right = passes(plan, tenant)
        event(f"round {round_} passes: {is_right}")
        if not is_right:
            return
        predicted, done = plan(tenant), plan.applied()
        assert shown(done) == shown(predicted)
        assert done.warnings == predicted.warnings
        again = plan(tenant)
        assert (again.changed, again.result["diff"]) == (False, [])
        edit(server, data)
