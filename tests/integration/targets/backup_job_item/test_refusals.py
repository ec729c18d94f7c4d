# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What would leave somebody unprotected in silence is an error that lists what was found, and nothing is written."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.vb365.backup.plugins.module_utils._errors import Vb365Error
from ansible_collections.vb365.backup.plugins.modules import backup_job_item
from tests.integration.conftest import Plays
from tests.integration.harness.direct import Direct
from tests.integration.targets.backup_job_item.cases import ORGANIZATION, assert_refused, refusals
from tests.simulator.launch import Simulator

MAILBOXES = {"organization": ORGANIZATION, "job": "Contoso Mailboxes"}
ALICE, BOB, CAROL, FRANK = (
    {"type": "User", "name": f"{name}@contoso.com"} for name in ("alice", "bob", "carol", "frank")
)
ADELE = {"type": "User", "name": "adele@fabrikam.com"}
PERSONAL = {"type": "PersonalSites"}
SALES = {"type": "Group", "name": "sales@contoso.com"}
OFF = dict.fromkeys(("mailbox", "archive_mailbox", "onedrive", "personal_site"), False)
UNKNOWN = "00000000-0000-4000-8000-000000000000"
OTHERS = {
    "Site": {"type": "Site", "name": "https://contoso.sharepoint.com"},
    "Folders": {"type": "OneDriveFolders", "folders": ["Desktop"]},
}


def of(*given: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**MAILBOXES, "items": [*given], **more}


NAMES = [
    (
        of({"type": "User", "name": "frnak@contoso.com"}),
        ["items[0].name: 'frnak@contoso.com': ", "has this name", "frank@contoso.com"],
    ),
    (of({"type": "User", "id": UNKNOWN}), [f"items[0].id: '{UNKNOWN}': "]),
    (
        of({"type": "Team", "name": "help desk"}),
        [
            "items[0].name: 'help desk': 2 have this name, expected an id: Help Desk (helpdesk@",
            ", Help Desk (helpdesk-zurich@contoso.com, ",
        ],
    ),
    (
        of(
            FRANK,
            {"type": "User", "name": "x@contoso.com"},
            {"type": "Group", "name": "Nobody"},
            {"type": "Site", "name": "https://contoso.sharepoint.com/sites/it"},
            {"type": "Team", "name": "Help Desk"},
        ),
        [
            "items[1].name: 'x@contoso.com': ",
            "items[2].name: 'Nobody': ",
            "items[3].name: 'https://contoso.sharepoint.com/sites/it': ",
            "items[4].name: 'Help Desk': 2 have this name",
        ],
    ),
]
OPTIONS = [
    (of({**FRANK, **OFF}), ["items[0]: 'User frank@contoso.com': has all options off", "mailbox, archive_mailbox"]),
    (of({**ALICE, **OFF}), ["items[0]: 'User alice@contoso.com': has all options off"]),
    (
        of({**ALICE, "mailbox": False, "archive_mailbox": False}),
        ["items[0]: 'User alice@contoso.com': has all options off"],
    ),
    (
        of({"type": "User", "name": "folders@contoso.com", "mailbox": False}),
        ["items[0]: 'User folders@contoso.com': has all options off", "expected at least one of mailbox"],
    ),
    (
        of({**OTHERS["Site"], "mailbox": True}),
        ["items[0].mailbox: True: is not an option of Site; its options are none"],
    ),
    (of({**FRANK, "members": False}), ["items[0].members: False: is not an option of User; its options are mailbox"]),
    (of({**FRANK, "folders": ["Desktop"]}), ["items[0].folders: ['Desktop']: is not an option of User"]),
    (
        of({"type": "Group", "name": "VPN Users", "mailbox": True}),
        ["items[0].mailbox: True: not available for VPN Users, which is a Security group"],
    ),
    (
        of({"type": "Group", "name": "Newsletter", "group_site": True}),
        ["items[0].group_site: True: not available for newsletter@contoso.com, which is a Distribution group"],
    ),
    (
        of({"type": "User", "name": "folders@contoso.com", "onedrive": True}),
        ["items[0].onedrive: True: not available for folders@contoso.com, which is a Public user"],
    ),
    (of({"type": "OneDriveFolders"}), ["items[0]: 'OneDriveFolders': expected folders"]),
    (of({"type": "OneDriveFolders", "folders": []}), ["items[0].folders: []: expected one or more folder names"]),
    (of({"type": "OneDriveFolders", "folders": [" "]}), ["items[0].folders: [' ']: expected one or more folder names"]),
]
LISTS = [
    (
        of(ALICE, BOB, SALES, state="absent"),
        [
            "items: 'Group sales@contoso.com, User alice@contoso.com, User bob@contoso.com': would remove the last ",
            "selected item of the job; it protects Group sales",
            "; disable or remove the job",
        ],
    ),
    (
        of({"type": "Team", "name": "launch@contoso.com"}, job="Contoso Teams", state="absent"),
        [
            "items[0]: 'Team launch@contoso.com': would remove the last selected item of the job; ",
            "it protects Team Product Launch; disable or remove the job",
        ],
    ),
    (
        of(exclusive=True),
        ["items: 'nothing': would remove the last selected item of the job; it protects Group sales"],
    ),
    (of(FRANK, CAROL), ["items: 'User carol@contoso.com': both selected and excluded by the job"]),
    (
        of(FRANK, {**FRANK, "name": "FRANK@contoso.com"}),
        ["items[1]: 'User FRANK@contoso.com': refers to the same object"],
    ),
    (
        of({"type": "Group", "name": "Sales"}, SALES),
        ["items[1]: 'Group sales@contoso.com': refers to the same object as another item of the list"],
    ),
    (
        of({"type": "Team", "name": "Board"}, {"type": "Team", "name": "boardteam@contoso.com"}),
        ["items[1]: 'Team boardteam@contoso.com': refers to the same object as another item of the list, Team Board"],
    ),
    (
        of({"type": "PersonalSites"}, {"type": "PersonalSites"}),
        ["items[1]: 'PersonalSites': refers to the same object"],
    ),
    (
        of(SALES, {"type": "Group", "name": "Sales"}, state="absent"),
        ["items[1]: 'Group Sales': refers to the same object"],
    ),
    (of({"type": "User"}), ["items[0]: 'User': expected a name or an id"]),
    (of({**FRANK, "id": UNKNOWN}), ["items[0]: 'User frank@contoso.com': expected a name or an id"]),
    (of({"type": "PersonalSites", "name": "x"}), ["items[0]: 'PersonalSites x': expected neither name nor id"]),
    (of(FRANK, state="absent", exclusive=True), ["exclusive: True: cannot be used with state: absent"]),
    (
        {"organization": "Fabrikam", "job": "Fabrikam Everything", "items": [{"type": "PersonalSites"}]},
        ["items[0]: 'PersonalSites': can only be used with backup_type SelectedItems"],
    ),
    ({"job": "Contoso Mailboxes", "items": [FRANK]}, ["organization: required, because"]),
    (of(FRANK, organization="contosso"), ["organization: 'contosso': ", "contoso.onmicrosoft.com"]),
    (of(FRANK, job=UNKNOWN), [f"job: '{UNKNOWN}': the server has no backup job"]),
]


@pytest.mark.parametrize("cases", [NAMES, OPTIONS, LISTS], ids=["names", "options", "lists"])
def test_refusals(both: Plays, cases: list[tuple[dict[str, Any], list[str]]]) -> None:
    assert_refused(both(refusals("backup_job_item", cases)).tasks, cases)


def test_job_that_is_not_there_yet(both: Plays) -> None:
    """In check mode the playbook may be about to create it."""
    options = of(FRANK, {"type": "Site", "name": "https://contoso.sharepoint.com/sites/hr"}, job="Case")
    task = {"vb365.backup.backup_job_item": options}
    check, real, wrong = both(
        [
            {**task, "check_mode": True},
            task,
            {"vb365.backup.backup_job_item": {**options, "items": [{**FRANK, "name": "x"}]}, "check_mode": True},
        ]
    ).tasks
    assert not check.failed
    assert check.result["changed"] is True
    assert [row["path"] for row in check.result["changes"]] == [
        "selected_items[User frank@contoso.com]",
        "selected_items[Site https://contoso.sharepoint.com/sites/hr]",
    ]
    assert check.result["job"] is None
    assert check.result["warnings"][0].startswith("The job 'Case' does not exist yet")
    assert "The job 'Contoso Sites' already selects Site " in check.result["warnings"][1]
    assert real.failed
    assert real.result["msg"] == "job: 'Case': the server has no backup job with this name or id"
    assert (real.result["error_code"], real.result["changed"]) == ("option", False)
    assert wrong.failed
    assert [*check.writes, *real.writes, *wrong.writes] == []


def test_group_name_that_two_have(tmp_path: Path) -> None:
    group = {"display_name": "Twins", "type": "Security"}
    user = {"type": "User", "name": "a@contoso.com"}
    organization = {
        "name": ORGANIZATION,
        "users": [{"name": user["name"]}],
        "groups": [{**group, "name": "One"}, {**group, "name": "Two"}],
    }
    job = {"name": "Job", "organization": ORGANIZATION, "repository": "Disk", "selected_items": [user]}
    data = {"organizations": [organization], "repositories": [{"name": "Disk"}], "jobs": [job]}
    (tmp_path / "data.yml").write_text(yaml.safe_dump(data))
    with Simulator("--data", str(tmp_path / "data.yml")) as simulator:
        direct = Direct(simulator)
        for check_mode in (True, False):
            with pytest.raises(Vb365Error) as caught:
                direct(
                    backup_job_item,
                    check_mode,
                    organization=ORGANIZATION,
                    job="Job",
                    items=[{"type": "Group", "name": "TWINS"}],
                )
            assert caught.value.message.startswith("items[0].name: 'TWINS': 2 have this name, expected an id: One (")
            assert ", Two (" in caught.value.message
            assert caught.value.changed is False
        assert not [request for request in direct.requests() if not request.startswith("GET")]


def test_refusal_names_no_item_of_the_server(simulator: Simulator) -> None:
    """On some servers a job of the entire organization has an item."""
    simulator.profile(entire_items="partial_organization")
    everything = {"organization": "Fabrikam", "job": "Fabrikam Everything"}
    for given, start in (([ADELE], "items[0]: 'User adele@fabrikam.com': "), ([ADELE, PERSONAL], "items: ")):
        with pytest.raises(Vb365Error, match="can only be used with backup_type SelectedItems") as caught:
            Direct(simulator)(backup_job_item, **everything, items=given)
        assert caught.value.message.startswith(start)
        assert "PartialOrganization" not in caught.value.message
    with pytest.raises(Vb365Error, match=r"^items\[0\]: 'PartialOrganization': cannot be edited or removed"):
        Direct(simulator)(backup_job_item, **everything, items=[{"type": "PartialOrganization"}], state="absent")


def test_ids_of_items_with_one_display_name_are_accepted(simulator: Simulator) -> None:
    desks = [{"type": "Team", "name": f"helpdesk{place}@contoso.com"} for place in ("", "-zurich")]
    job = {"organization": ORGANIZATION, "job": "Contoso Teams"}
    direct = Direct(simulator)
    direct(backup_job_item, **job, items=desks)
    with pytest.raises(Vb365Error) as caught:
        direct(backup_job_item, **job, items=[{"type": "Team", "name": "Help Desk"}], state="absent")
    found = re.fullmatch(
        r"items\[0\]: 'Team Help Desk': 2 items of the list have this name, expected an id: "
        r"Help Desk \(helpdesk@contoso\.com, ([0-9a-f-]{36})\), "
        r"Help Desk \(helpdesk-zurich@contoso\.com, ([0-9a-f-]{36})\)",
        caught.value.message,
    )
    assert found, caught.value.message
    for identity in found.groups():
        assert direct(backup_job_item, **job, items=[{"type": "Team", "id": identity}], state="absent").changed
