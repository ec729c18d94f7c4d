# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Organizations for the property test of coverage, and their translation into what the rule reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.module_utils._coverage.states import coverage
from ansible_collections.vb365.backup.plugins.module_utils._coverage.things import Things, missing
from ansible_collections.vb365.backup.plugins.module_utils._model import items as _items
from ansible_collections.vb365.backup.plugins.module_utils._model.item_types import TYPES
from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import JobView
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.members import memberships
from tests.unit.module_utils.coverage.brute_force import Directory, Group, Item, Job, Object, World

Rows = list[dict[str, Any]]
USERS = {"u1": False, "u2": False, "public": True}
TYPE_OF = {"team": "Office365", "security": "Security", "inner": "Distribution", "dynamic": "DynamicDistribution"}
HOMES = ["h1", "h2"]
IDLE: list[dict[str, Any]] = [
    {"enabled": False},
    {"schedule": {"type": "ManualOnly"}},
    {"schedule": {"type": "Daily", "enabled": False}},
    {
        "schedule": {
            "type": "Daily",
            "daily_time": "22:00:00",
            "daily_type": "Everyday",
            "backup_window": {"allow": ["Mon-Sun 08:00-18:00"], "minute_offset": 0},
        }
    },
]
NIGHTLY = {"type": "Daily", "daily_time": "22:00:00", "daily_type": "Everyday", "enabled": True}


@st.composite
def directories(draw: st.DrawFn) -> Directory:
    """Three people, four groups that may be in each other, four sites and a team."""
    groups = {}
    for name, kind in TYPE_OF.items():
        users = draw(st.frozensets(st.sampled_from([*USERS])))
        inner = draw(st.one_of(st.just(frozenset()), st.frozensets(st.sampled_from([*TYPE_OF]), max_size=2)))
        site = draw(st.sampled_from([None, "s1"])) if name == "team" else None
        groups[name] = Group(kind, users, inner, site)
    owners = draw(st.permutations(["u1", "u2", None]))
    return Directory(
        USERS, groups, frozenset({"s1", "s2"}), dict(zip(HOMES, owners, strict=False)), frozenset({"t"}),
        draw(st.booleans()),
    )  # fmt: skip


OBJECTS: list[Object] = [
    *(("User", user) for user in USERS),
    *(("Group", group) for group in TYPE_OF),
    *(("Site", site) for site in ("s1", "s2", *HOMES)),
    ("Team", "t"),
    ("PartialOrganization", ""),
    ("PersonalSites", ""),
]


def options_of(thing: Object) -> list[str]:
    """The options that an item of this object has."""
    kind, identity = thing
    if identity == "public":
        return ["mailbox"]
    applicable = TYPES[kind].applicable({"type": TYPE_OF.get(identity)}, TYPES[kind].options)
    return [*(applicable if kind == "Group" else TYPES[kind].options)]


@st.composite
def items(draw: st.DrawFn, objects: Sequence[Object]) -> tuple[Item, ...]:
    """Items of some objects: with all their options, with any of them, with none."""
    found = []
    for thing in draw(st.lists(st.sampled_from(objects), unique=True, max_size=4)) if objects else ():
        options = options_of(thing)
        some = st.frozensets(st.sampled_from(options)) if options else st.just(frozenset[str]())
        found.append(Item(thing, draw(st.one_of(st.just(frozenset(options)), some))))
    return tuple(found)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """An organization with a job of everything or without, and other jobs that share objects."""
    directory = draw(directories())
    jobs = []
    for number in range(draw(st.integers(1, 4))):
        is_entire = number == 0 and draw(st.booleans())
        selected = None if is_entire else draw(items(OBJECTS))
        taken = {item.object for item in selected or ()}
        excluded = draw(st.one_of(st.just(()), items([one for one in OBJECTS if one not in taken])))
        jobs.append(Job(draw(st.sampled_from([True, True, False])), selected, excluded))
    return World(directory, tuple(draw(st.permutations(jobs))))


def rows(directory: Directory) -> dict[str, Rows]:
    """The directory as the API lists it; ids are in capitals."""
    homes = {home: f"https://my/personal/{owner or 'nobody'}_contoso_com" for home, owner in directory.homes.items()}
    return {
        "User": [
            {"id": user.upper(), "name": f"{user}@contoso.com", "type": "Public" if limited else "User"}
            for user, limited in directory.users.items()
        ],
        "Group": [
            {
                "id": name.upper(),
                "name": name,
                "displayName": f"The {name}",
                "type": group.kind,
                "site": f"https://web/{group.site}/" if group.site else None,
            }
            for name, group in directory.groups.items()
        ],
        "Site": [
            *({"id": site.upper(), "url": f"https://web/{site}", "isPersonal": False} for site in directory.sites),
            *({"id": home.upper(), "url": url, "isPersonal": True} for home, url in homes.items()),
        ],
        "Team": [{"id": team.upper(), "displayName": "T", "mail": "t@contoso.com"} for team in directory.teams],
    }


class _Server:
    def __init__(self, directory: Directory) -> None:
        self._groups = directory.groups

    def get_all_of(self, paths: Sequence[str]) -> dict[str, Rows]:
        return {}

    def get_all(self, path: str) -> Rows:
        group = self._groups[path.split("/")[4]]
        return [
            *({"type": "User", "login": f"{user}@CONTOSO.com"} for user in group.users),
            *({"type": "Group", "name": f"The {name}"} for name in group.groups),
        ]


def item(one: Item, listing: dict[str, Rows]) -> dict[str, Any]:
    """The item as the API shows it."""
    kind, identity = one.object
    of_type = TYPES[kind]
    thing = next((row for row in listing.get(kind, ()) if row["id"].lower() == identity), None)
    wire = {of_type.options[option]: option in one.on for option in of_type.options}
    embedded = {of_type.embedded: thing} if of_type.embedded else {}
    return {"type": kind, "id": f"{of_type.guid}{identity}", **embedded, **wire}


def view(job: Job, number: int, listing: dict[str, Rows]) -> JobView:
    """The job as the rule sees it."""
    lists = [_items.read(item(one, listing) for one in those) for those in (job.selected or (), job.excluded)]
    kind = "EntireOrganization" if job.selected is None else "SelectedItems"
    why = {} if job.runs else IDLE[number % len(IDLE)]
    settings = {"name": f"Job {number}", "backup_type": kind, "enabled": True, "schedule": NIGHTLY, **why}
    return JobView(settings, *lists)


def states(world: World) -> dict[Object, tuple[str, dict[str, str]]]:
    """The answer of the rule, in the form of the model."""
    listing = rows(world.directory)
    jobs = [view(job, number, listing) for number, job in enumerate(world.jobs)]
    server = cast(Client, _Server(world.directory))
    members = memberships(server, "o", TYPE_OF, listing["User"], listing["Group"])
    without = missing({"isTeamsChatsOnline": world.directory.has_chats})[1]
    return {
        one.thing.key: (one.state, {workload.name: workload.state for workload in one.workloads})
        for one in coverage(Things(listing, without), jobs, members)
    }
