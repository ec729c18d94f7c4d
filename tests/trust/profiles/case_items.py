# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases: jobs that come, stay and go, and their items."""

from __future__ import annotations

from functools import partial
from typing import Any

from tests.trust.profiles.bench import PARTS, Bench, Case, Do, task
from tests.trust.profiles.data import CONTOSO, FABRIKAM, HR, LAUNCH, SALES, STAFF, user

ALL = "mailbox archiveMailbox oneDrive personalSite"
IN_MAIL = {"organization": CONTOSO, "job": "Mail"}
MAIL = {"organization": CONTOSO, "name": "Mail"}
CHATS = {**LAUNCH, "teams_chats": True}
KEPT = [user("alice"), SALES]


def selected(name: str) -> str:
    return f"Mail.selected[User {name}@contoso.com]"


def excluded(name: str) -> str:
    return f"Mail.excluded[User {name}@contoso.com]"


def new_job(name: str, organization: str, **more: Any) -> dict[str, Any]:
    """The facts of a job that was created with nothing but its repository, Vault, its type and its description."""
    plain = {
        "name": name,
        "organization": organization,
        "repository": "Vault",
        "description": "Ours",
        "backupType": "SelectedItems",
        "isEnabled": True,
        "lastStatus": "Stopped",
        "sessions": "",
    }
    schedule = {
        "scheduleEnabled": True,
        "type": "Daily",
        "dailyType": "Everyday",
        "dailyTime": "15:00:00",
        "backupWindowEnabled": False,
        "retryEnabled": False,
    }
    return {
        **{f"{name}.{key}": value for key, value in {**plain, **more}.items()},
        **{f"{name}.schedulePolicy.{key}": value for key, value in schedule.items()},
    }


NEW = {
    "organization": CONTOSO,
    "name": "New",
    "repository": "Vault",
    "backup_type": "SelectedItems",
    "description": "Ours",
}


def create(bench: Bench) -> None:
    """With items of every kind, and exclusions."""
    chats = {"type": "PartialOrganization", "teams_chats": True}
    wants = {
        **new_job("New", CONTOSO, isEnabled=False),
        "New.selected[User dave@contoso.com]": "mailbox",
        "New.selected[Group sales@contoso.com]": (
            "members memberMailbox memberArchiveMailbox memberOnedrive memberSite mailbox groupSite"
        ),
        f"New.selected[Site {HR['name']}]": "",
        "New.selected[PersonalSites]": "",
        "New.selected[PartialOrganization]": "mailbox archiveMailbox oneDrive sites teams teamsChats",
        "New.selected[OneDriveFolders]": "Documents",
        "New.excluded[User erin@contoso.com]": ALL,
        "New.excluded[OneDriveFolders]": "Music Videos",
        f"New.excluded[Team {LAUNCH['name']}]": "teamsChats",
        "New.schedulePolicy.dailyTime": "04:00:00",
    }
    mailbox = user("dave", archive_mailbox=False, onedrive=False, personal_site=False)
    folders = {"type": "OneDriveFolders"}
    options = {
        **NEW,
        "enabled": False,
        "schedule": {"type": "Daily", "daily_time": "04:00"},
        "selected_items": [mailbox, SALES, HR, {"type": "PersonalSites"}, chats, {**folders, "folders": ["Documents"]}],
        "excluded_items": [user("erin"), {**folders, "folders": ["Music", "Videos"]}, CHATS],
    }
    bench.promises(task("backup_job", **options), wants)


def create_entire(bench: Bench) -> None:
    options = {**NEW, "backup_type": "EntireOrganization", "excluded_items": [user("erin")]}
    wants = {
        **new_job("New", CONTOSO, backupType="EntireOrganization"),
        "New.excluded[User erin@contoso.com]": ALL,
    }
    bench.promises(task("backup_job", **options), wants)


def create_and_run(bench: Bench) -> None:
    options = {**NEW, "selected_items": [user("dave")], "run_now": True}
    wants = {
        **new_job("New", CONTOSO, lastStatus="Running", sessions="Running"),
        "New.selected[User dave@contoso.com]": ALL,
    }
    bench.promises(task("backup_job", **options), wants)


def remove(bench: Bench) -> None:
    gone = {name: None for name in bench.facts() if name.startswith("Sites.")}
    bench.promises(task("backup_job", organization=CONTOSO, name="Sites", state="absent"), gone)


def unchanged(bench: Bench) -> None:
    bench.promises(
        task("backup_job", **MAIL, description="Theirs", selected_items=KEPT, excluded_items=[user("bob")]), {}
    )
    bench.promises(task("backup_job_item", **IN_MAIL, items=[SALES]), {})
    bench.promises(task("backup_job", organization=CONTOSO, name="Nobody", state="absent"), {})


def fed_back(bench: Bench) -> None:
    """What backup_job_info shows of all jobs is what they are."""

    def play(do: Do) -> None:
        for job in do("backup_job_info", include=[*PARTS, "copy_job", "last_session"]).result["jobs"]:
            do("backup_job", **job["config"])

    bench.promises(play, {})


def pages(bench: Bench) -> None:
    """A job with more items than a page, of more objects than a page."""
    group, team = ({"type": kind, "name": f"{kind} 2".lower()} for kind in ("Group", "Team"))
    group = {"type": "Group", "name": "group2@fabrikam.com"}
    team = {"type": "Team", "name": "team 2"}
    users = [{"type": "User", "name": name} for name in STAFF]
    options = {**NEW, "organization": FABRIKAM, "selected_items": [*users, group, team]}
    wants = {
        **new_job("New", FABRIKAM),
        **{f"New.selected[User {name}]": ALL for name in STAFF},
        "New.selected[Group group2@fabrikam.com]": (
            "members memberMailbox memberArchiveMailbox memberOnedrive memberSite mailbox groupSite"
        ),
        "New.selected[Team team2@fabrikam.com]": "",
    }
    bench.promises(task("backup_job", **options), wants)
    last = {"organization": FABRIKAM, "job": "New", "items": [users[-1]], "state": "absent"}
    bench.promises(task("backup_job_item", **last), {f"New.selected[User {STAFF[-1]}]": None})


def exclude_team(bench: Bench) -> None:
    """Of the entire organization: the server decides, and what it has is left alone and can go."""
    job = {"organization": FABRIKAM, "job": "Everything"}
    name = "team1@fabrikam.com"
    play = task("job_exclusion", **job, items=[{"type": "Team", "name": name}, {"type": "PersonalSites"}])
    wants = {f"Everything.excluded[Team {name}]": "", "Everything.excluded[PersonalSites]": ""}
    if bench.profile["team_exclusion"] != "any":
        bench.gives_up(play, "check mode cannot predict this answer")
        bench.simulator.profile(team_exclusion="any")
    bench.promises(play, wants)
    bench.simulator.profile(team_exclusion=bench.profile["team_exclusion"])
    fed_back(bench)
    bench.promises(
        task("job_exclusion", **job, items=[{"type": "User", "name": STAFF[5]}]),
        {f"Everything.excluded[User {STAFF[5]}]": ALL},
    )
    bench.promises(
        task("job_exclusion", **job, items=[{"type": "PersonalSites"}, {"type": "Team", "name": name}], state="absent"),
        dict.fromkeys(wants),
    )


def entire_with_a_row(bench: Bench) -> None:
    """The row that a server may show in a job of type EntireOrganization is no obstacle, and stays."""
    job, row = {"organization": FABRIKAM, "job": "Everything"}, {"type": "PartialOrganization"}
    bench.promises(
        task("job_exclusion", **job, items=[{"type": "User", "name": STAFF[5]}]),
        {f"Everything.excluded[User {STAFF[5]}]": ALL},
    )
    fed_back(bench)
    whole = task("backup_job", organization=FABRIKAM, name="Everything", selected_items=[row])
    if bench.profile["entire_items"] == "partial_organization":
        bench.rests(whole)
    else:
        bench.refuses(whole, "can only be used with backup_type SelectedItems")
    bench.refuses(
        task("backup_job_item", **job, items=[{"type": "User", "name": STAFF[6]}]),
        "can only be used with backup_type SelectedItems",
    )
    bench.rests(task("backup_job", organization=FABRIKAM, name="Everything", selected_items=[]))
    bench.rests(task("backup_job_item", **job, items=[], exclusive=True))
    shows_row = bench.profile["entire_items"] == "partial_organization"
    only = "cannot be edited or removed" if shows_row else "can only be used with backup_type SelectedItems"
    bench.refuses(task("backup_job_item", **job, items=[{**row, "mailbox": False}]), only)
    gone = task("backup_job_item", **job, items=[row], state="absent")
    if shows_row:
        bench.refuses(gone, only)
    else:
        bench.rests(gone)
    part = {**NEW, "organization": FABRIKAM, "selected_items": [row]}
    wants = {
        **new_job("New", FABRIKAM),
        "New.selected[PartialOrganization]": "mailbox archiveMailbox oneDrive sites teams",
    }
    ran = bench.promises(task("backup_job", **part), wants)
    assert not any("Everything" in warning for warning in ran.outcomes[0].warnings)


def item_case(module: str, wants: dict[str, Any], items: list[dict[str, Any]], **options: Any) -> Case:
    return lambda bench: bench.promises(task(module, **IN_MAIL, items=items, **options), wants)


selected_case = partial(item_case, "backup_job_item")
excluded_case = partial(item_case, "job_exclusion")


def lists_case(wants: dict[str, Any], **options: Any) -> Case:
    """Items in backup_job, without a change of settings."""
    return lambda bench: bench.promises(task("backup_job", **MAIL, **options), wants)


SOME = "archiveMailbox personalSite"
CASES: dict[str, Case] = {
    "create": create,
    "create entire": create_entire,
    "create and run": create_and_run,
    "remove": remove,
    "unchanged": unchanged,
    "fed back": fed_back,
    "pages": pages,
    "exclude a team": exclude_team,
    "entire with a row": entire_with_a_row,
    "add items": selected_case(
        {selected("dave"): ALL, "Mail.selected[PersonalSites]": ""}, [user("dave"), {"type": "PersonalSites"}]
    ),
    "edit items": selected_case(
        {selected("alice"): "oneDrive", "Mail.selected[Group sales@contoso.com]": "members memberMailbox mailbox"},
        [
            user("alice", mailbox=False),
            {
                **SALES,
                "member_archive_mailbox": False,
                "member_onedrive": False,
                "member_site": False,
                "group_site": False,
            },
        ],
    ),
    "remove items": selected_case({selected("alice"): None}, [user("alice"), user("dave")], state="absent"),
    "only these items": selected_case(
        {selected("alice"): None, selected("dave"): ALL}, [SALES, user("dave")], exclusive=True
    ),
    "add exclusions": excluded_case(
        {excluded("erin"): SOME, "Mail.excluded[OneDriveFolders]": "Music"},
        [user("erin", mailbox=False, onedrive=False), {"type": "OneDriveFolders", "folders": ["Music"]}],
    ),
    "edit exclusions": excluded_case({excluded("bob"): "mailbox oneDrive"}, [user("bob", onedrive=True)]),
    "remove exclusions": excluded_case({excluded("bob"): None}, [user("bob")], state="absent"),
    "only these exclusions": excluded_case(
        {excluded("bob"): None, excluded("erin"): ALL}, [user("erin")], exclusive=True
    ),
    "no exclusions": excluded_case({excluded("bob"): None}, [], exclusive=True),
    "both lists": lists_case(
        {selected("alice"): None, selected("bob"): ALL, excluded("bob"): None, excluded("alice"): ALL},
        selected_items=[SALES, user("bob")],
        excluded_items=[user("alice")],
    ),
    "one list": lists_case({selected("dave"): ALL}, selected_items=[*KEPT, user("dave")]),
}
