# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any legal job, read with backup_job_info and fed to backup_job: no change, no write."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.module_utils._model import schedule as _schedule
from ansible_collections.vb365.backup.plugins.modules import backup_job, backup_job_info
from tests.integration.harness.direct import Direct
from tests.simulator.items import EMBEDDED, OPTIONS
from tests.simulator.launch import Simulator
from tests.unit.module_utils.strategies import API_WINDOWS, TIMES

NAMES = st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" "), min_size=1, max_size=40).filter(
    lambda name: name == name.strip()
)
DESCRIPTIONS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40)
FOLDERS = st.lists(
    st.sampled_from(["Documents", "documents", "Photos/2026", "Übersicht", "a b"]), min_size=1, max_size=3
)
PROFILES: list[dict[str, Any]] = [
    {"null_fields": "null", "id_case": "lower", "page_cap": 0},
    {"null_fields": "absent", "id_case": "upper", "page_cap": 2},
]


class Server:
    """The simulator, and what its first organization has."""

    def __init__(self, simulator: Simulator) -> None:
        simulator.reset()
        self.simulator = simulator
        self.direct = Direct(simulator)
        self.organization = simulator.state()["organizations"][0]["id"]
        path = f"/Organizations/{self.organization}"
        self.objects = {
            kind: self.direct.client.get_all(
                f"{path}/{kind}s", **({"includePersonalSites": True} if kind == "Site" else {})
            )
            for kind in EMBEDDED
        }
        self.repositories = [
            row["id"] for row in simulator.state()["repositories"] if not (row["isLongTerm"] or row["isOutOfOrder"])
        ]


@pytest.fixture(scope="module")
def target(server: Simulator) -> Server:
    return Server(server)


@st.composite
def policies(draw: st.DrawFn) -> dict[str, Any]:
    """A schedulePolicy that the server accepts."""
    kind = draw(st.sampled_from(_schedule.BACKUP_JOB.types))
    policy = draw(
        st.fixed_dictionaries(
            {"type": st.just(kind)},
            optional={
                "scheduleEnabled": st.booleans(),
                "dailyTime": TIMES,
                "dailyType": st.sampled_from(_schedule.DAILY_TYPES),
                "backupWindowEnabled": st.booleans(),
                "backupWindowSettings": API_WINDOWS,
                "retryEnabled": st.booleans(),
                "retryNumber": st.integers(1, 777),
                "retryWaitInterval": st.integers(1, 999),
            },
        )
    )
    if kind == "Periodically":
        policy["periodicallyEvery"] = draw(st.sampled_from(_schedule.INTERVALS))
        if policy["periodicallyEvery"].startswith("Hours"):
            window = {"periodicallyWindowEnabled": st.booleans(), "periodicallyWindowSettings": API_WINDOWS}
            offset = {"periodicallyOffsetMinutes": st.integers(0, 59)}
            policy.update(draw(st.fixed_dictionaries({}, optional={**window, **offset})))
    return policy


@st.composite
def items(draw: st.DrawFn, kind: str, thing: dict[str, Any] | None) -> dict[str, Any]:
    """An item of an object, with any options that it may have."""
    names = list(OPTIONS[kind])
    if kind == "Group" and thing and thing["type"] != "Office365":
        names = [name for name in names if name not in ("mailbox", "groupSite")]
    if kind == "User" and thing and thing["type"] == "Public":
        names = ["mailbox"]
    least = [draw(st.sampled_from(names))] if names and kind != "Team" else []
    switches = {name: name in least or draw(st.booleans()) for name in names}
    item = {"type": kind, **dict.fromkeys(OPTIONS[kind], False), **switches}
    if kind == "OneDriveFolders":
        item["folders"] = draw(FOLDERS)
    return {**item, EMBEDDED[kind]: thing} if thing else item


@st.composite
def lists(draw: st.DrawFn, server: Server, entire: bool) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Selected and excluded items of a job."""
    selected: list[dict[str, Any]] = []
    excluded: list[dict[str, Any]] = []
    things = [(kind, thing) for kind, rows in server.objects.items() for thing in rows]
    for kind, thing in draw(st.lists(st.sampled_from(things), max_size=8, unique_by=lambda pair: str(pair[1]["id"]))):
        (selected if draw(st.booleans()) and not entire else excluded).append(draw(items(kind, thing)))
    bare = ("PartialOrganization", "PersonalSites", "OneDriveFolders")
    selected += [draw(items(kind, None)) for kind in bare if draw(st.booleans()) and not entire]
    if draw(st.booleans()) and not any(item["type"] == "OneDriveFolders" for item in selected):
        excluded.append(draw(items("OneDriveFolders", None)))
    if not selected and not entire:
        selected.append(draw(items("PersonalSites", None)))
    if not any(item["type"] == "PartialOrganization" and item["teamsChats"] for item in selected):
        excluded = [item for item in excluded if item["type"] != "Team"]
    return selected, excluded


@st.composite
def bodies(draw: st.DrawFn, server: Server) -> dict[str, Any]:
    """The body that creates a job."""
    entire = draw(st.integers(0, 3)) == 0
    selected, excluded = draw(lists(server, entire))
    body = {
        "organizationId": server.organization,
        "repositoryId": draw(st.sampled_from(server.repositories)),
        "backupType": "EntireOrganization" if entire else "SelectedItems",
        "name": draw(NAMES),
        "excludedItems": excluded,
        **draw(
            st.fixed_dictionaries(
                {},
                optional={"description": DESCRIPTIONS, "isEnabled": st.booleans(), "schedulePolicy": policies()},
            )
        ),
    }
    return body if entire else {**body, "selectedItems": selected}


@settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_fed_back_changes_nothing(target: Server, data: st.DataObject) -> None:
    body = data.draw(bodies(target))
    target.simulator.profile(**data.draw(st.sampled_from(PROFILES)))
    direct = target.direct
    identity = direct.client.post("/Jobs", body)["id"]
    event(f"{body['backupType']}, {bool(body.get('selectedItems'))} {bool(body['excludedItems'])}")
    try:
        parts = data.draw(st.lists(st.sampled_from(["items", "exclusions"]), unique=True))
        (job,) = direct(backup_job_info, id=identity, include=parts).result["jobs"]
        assert job["config"]["name"] == body["name"]
        assert ("selected_items" in job["config"]) == ("items" in parts and "selectedItems" in body)
        assert ("excluded_items" in job["config"]) == ("exclusions" in parts)
        direct.requests()
        for check_mode in (True, False):
            outcome = direct(backup_job, check_mode, **job["config"])
            assert outcome.changed is False, outcome.result["changes"]
            assert outcome.result["changes"] == []
            assert outcome.result["job"]["config"] == job["config"]
            assert outcome.result["revision"].split(".")[1:] == job["status"]["revision"].split(".")[1:]
            requests = direct.requests()
            assert all(request.startswith("GET ") for request in requests)
            assert not any(kind in request for request in requests for kind in ("Users", "Groups", "Sites", "Teams"))
            assert len({request for request in requests if "/Jobs" in request}) <= 3  # more are pages
    finally:
        direct.client.delete(f"/Jobs/{identity}")
