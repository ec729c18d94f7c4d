# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an exclusion adds to the loop that it shares with selected items: refusals, requests, other people's edits."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import Conflict, Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome
from ansible_collections.vb365.backup.plugins.modules import job_exclusion
from tests.integration.conftest import Plays
from tests.integration.harness.direct import Direct
from tests.integration.targets.backup_job_item.cases import ORGANIZATION, assert_refused, refusals
from tests.simulator.launch import Simulator

MAILBOXES = {"organization": ORGANIZATION, "job": "Contoso Mailboxes"}
ALICE, CAROL, DAVE, FRANK = (
    {"type": "User", "name": f"{name}@contoso.com"} for name in ("alice", "carol", "dave", "frank")
)
BOARD = {"type": "Team", "name": "boardteam@contoso.com"}
FOLDERS = {"type": "OneDriveFolders", "folders": ["Desktop", "Downloads"]}


def of(*given: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**MAILBOXES, "items": [*given], **more}


REFUSALS: list[tuple[dict[str, Any], list[str]]] = [
    (
        of({"type": "User", "name": "frnak@contoso.com"}, {"type": "Team", "name": "Help Desk"}),
        ["items[0].name: 'frnak@contoso.com': ", "frank@contoso.com", "items[1].name: 'Help Desk': 2 have this name"],
    ),
    (of(FRANK, ALICE), ["items: 'User alice@contoso.com': both selected and excluded by the job"]),
    (of(ALICE), ["items[0]: 'User alice@contoso.com': both selected and excluded by the job"]),
    (
        of({**CAROL, **dict.fromkeys(("mailbox", "archive_mailbox", "onedrive", "personal_site"), False)}),
        ["items[0]: "],
    ),
    (of({**FRANK, "teams": True}), ["items[0].teams: True: is not an option of User"]),
    (of({**FRANK, "id": "x"}), ["items[0]: 'User frank@contoso.com': expected a name or an id"]),
    (of(FRANK, state="absent", exclusive=True), ["exclusive: True: cannot be used with state: absent"]),
]


def test_refusals(both: Plays) -> None:
    assert_refused(both(refusals("job_exclusion", REFUSALS)).tasks, REFUSALS)


class Run:
    """Runs job_exclusion on a job of the sample."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.direct = Direct(simulator)

    def __call__(self, *given: dict[str, Any], check_mode: bool = False, **options: Any) -> Outcome:
        self.direct.requests()
        return self.direct(job_exclusion, check_mode, **{**MAILBOXES, **options}, items=[*given])

    def names(self) -> list[str]:
        """The users that the server leaves out."""
        job = self.simulator.job("Contoso Mailboxes")
        return [item["user"]["name"] for item in job["excludedItems"] if item["type"] == "User"]


@pytest.fixture
def run(simulator: Simulator) -> Run:
    return Run(simulator)


def test_exact_requests(run: Run) -> None:
    path = f"/Jobs/{run.simulator.job('Contoso Mailboxes')['id']}"
    organization = run.simulator.job("Contoso Mailboxes")["organizationId"]
    assert run(CAROL).changed is False
    assert run.direct.requests() == [
        "GET /Organizations",
        "GET /Jobs",
        "GET /BackupRepositories",
        f"GET {path}/ExcludedItems",
    ]
    run(FRANK)
    assert run.direct.requests() == [
        "GET /Jobs",
        f"GET {path}/ExcludedItems",
        f"GET /Organizations/{organization}/Users",
        f"GET {path}/SelectedItems",
        f"GET {path}/ExcludedItems",
        f"GET {path}",
        f"POST {path}/ExcludedItems",
        f"GET {path}/ExcludedItems",
        f"GET {path}",
    ]


@pytest.mark.parametrize("effect", ["drop_before", "drop_after", "html"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_write_without_an_answer_is_looked_at_again(run: Run, method: str, effect: str) -> None:
    run(DAVE)
    run.simulator.fault(method=method, path="/ExcludedItems", effect=effect)
    given = [FRANK, {**DAVE, "onedrive": False}]
    checked = run(*given, exclusive=True, check_mode=True)
    done = run(*given, exclusive=True)
    assert done.result["conflicts"] == 1
    assert done.result["diff"] == checked.result["diff"]
    assert run.names() == ["dave@contoso.com", "frank@contoso.com"]
    assert run(*given, exclusive=True).changed is False


def test_the_last_exclusion_may_go(run: Run) -> None:
    assert run(exclusive=True).changed
    assert run.names() == []
    assert run(CAROL, state="absent").changed is False


def test_folders_are_set_as_one_and_not_removed_by_half(run: Run) -> None:
    run(FOLDERS)
    done = run({**FOLDERS, "folders": ["Downloads", "Desktop", "Music"]})
    assert done.result["changes"] == [
        {
            "path": "excluded_items[OneDriveFolders].folders",
            "before": ["Desktop", "Downloads"],
            "after": ["Desktop", "Downloads", "Music"],
        }
    ]
    for check_mode in (True, False):
        with pytest.raises(Vb365Error, match="are only some folders of the item, which has Desktop, Downloads, Music"):
            run(FOLDERS, state="absent", check_mode=check_mode)
    assert run({"type": "OneDriveFolders", "folders": ["music", "desktop", "downloads"]}, state="absent").changed
    assert run(FOLDERS, state="absent").changed is False


def test_exclusion_of_the_entire_organization(run: Run) -> None:
    everything = {"organization": "Fabrikam", "job": "Fabrikam Everything"}
    adele = {"type": "User", "name": "adele@fabrikam.com"}
    assert run(adele, **everything).changed
    assert run(adele, **everything).changed is False
    assert run({"type": "Team", "name": "Workshop"}, **everything).changed


def test_job_that_is_not_there_yet_may_protect_chats(run: Run) -> None:
    done = run(BOARD, job="Case", check_mode=True)
    assert [row["path"] for row in done.result["changes"]] == ["excluded_items[Team Board]"]
    assert done.warnings[0].startswith("The job 'Case' does not exist yet")
    with pytest.raises(Vb365Error, match="no backup job with this name"):
        run(BOARD, job="Case")


def test_team_beside_chats(run: Run) -> None:
    run.simulator.edit("Contoso Teams", add_selected=[{"type": "PartialOrganization", "teamsChats": True}])
    done = run(BOARD, job="Contoso Teams")
    assert done.result["changes"][0]["after"] == {"teams_chats": False}
    assert run({**BOARD, "teams_chats": True}, job="Contoso Teams").changed


def test_if_match(run: Run) -> None:
    reviewed = run(FRANK, check_mode=True).result["revision"]
    run.simulator.edit("Contoso Mailboxes", add_selected=[DAVE])
    assert run(FRANK, check_mode=True, if_match=reviewed).changed
    run.simulator.edit("Contoso Mailboxes", remove_excluded=run_ids(run))
    with pytest.raises(Conflict, match="excluded_items moved"):
        run(FRANK, if_match=reviewed)


def run_ids(run: Run) -> list[str]:
    return [item["id"] for item in run.simulator.job("Contoso Mailboxes")["excludedItems"]]
