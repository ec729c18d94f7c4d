# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Data for scale tests: many organizations of one size, all with repeatable names and ids, with jobs that are alike or
of every kind."""

from __future__ import annotations

from typing import Any

from . import jobs, kinds, objects
from .ids import make_id
from .models import CreateJobBody
from .shorthand import item_body
from .world import Organization, Repository, World

# How many; all but the first two are per organization, `items` and `exclusions` per job. With `first_jobs` other than 0
# the first organization has so many jobs. With `kinds` other than 0 the jobs and the objects are of every kind. With
# `apart` other than 0 no two jobs of an organization select the same users, as far as there are users.
SIZES = {
    "organizations": 1, "repositories": 4, "jobs": 1, "users": 10, "groups": 2, "sites": 2, "teams": 2, "items": 3,
    "exclusions": 0, "first_jobs": 0, "kinds": 0, "apart": 0,
}  # fmt: skip
USERS = ("User", "User", "User", "Shared", "Public")
GROUPS = ("Office365", "Security", "Distribution", "DynamicDistribution")


def parse_sizes(text: str) -> dict[str, int]:
    """`organizations=300,jobs=10`: the sizes, with defaults for what is left out; ValueError says what is wrong."""
    sizes = dict(SIZES)
    for part in text.split(","):
        name, equals, number = part.strip().partition("=")
        if name not in SIZES or not equals or not number.isdigit():
            raise ValueError(f"--generate: {part!r} is not NAME=NUMBER with a name of {', '.join(SIZES)}")
        sizes[name] = int(number)
    if sizes["jobs"] and not sizes["repositories"]:
        raise ValueError("--generate: jobs need repositories")
    return sizes


def fill(world: World, sizes: dict[str, int]) -> None:
    """Add tenant-001.onmicrosoft.com and so on, with users user001@…, jobs "tenant-001 Job 001" and so on."""
    repositories = [_add_repository(world, number) for number in range(1, sizes["repositories"] + 1)]
    for number in range(1, sizes["organizations"] + 1):
        organization = _add_organization(world, f"tenant-{number:03d}", sizes)
        jobs_here = (number == 1 and sizes["first_jobs"]) or sizes["jobs"]
        for count in range(1, jobs_here + 1):
            repository = repositories[(number + count) % len(repositories)]
            if sizes["kinds"]:
                body = kinds.job(organization, (number - 1) * sizes["jobs"] + count, count == 1, sizes["items"] or 1)
            else:
                body = _plain_job(organization, count, sizes["items"] or 1, sizes["exclusions"], sizes["apart"])
            _add_job(world, organization, repository, count, body)


def _add_repository(world: World, number: int) -> Repository:
    name = f"Repository {number:02d}"
    ident = make_id("repository", name.lower())
    world.repositories[ident] = Repository(
        id=ident,
        name=name,
        description="",
        path=f"R:\\{number:02d}",
        proxy_id=make_id("proxy", "proxy1"),
        capacity_bytes=2**42,
        free_bytes=2**41,
    )
    return world.repositories[ident]


def _add_organization(world: World, name: str, sizes: dict[str, int]) -> Organization:
    organization = objects.add_organization(world, f"{name}.onmicrosoft.com", name.capitalize())
    web = f"https://{name}.sharepoint.com/sites"
    user_types, group_types = (USERS, GROUPS) if sizes["kinds"] else (USERS[:1], GROUPS[:1])
    users = []
    for count in range(1, sizes["users"] + 1):
        mail, kind = f"user{count:03d}@{name}.example.com", user_types[(count - 1) % len(user_types)]
        users.append(objects.add_user(world, organization, mail, f"User {count:03d}", kind)["id"])
    for count in range(1, sizes["groups"] + 1):
        mail, kind = f"group{count:03d}@{name}.example.com", group_types[(count - 1) % len(group_types)]
        objects.add_group(world, organization, mail, f"Group {count:03d}", kind, members=users[:10])
    for count in range(1, sizes["sites"] + 1):
        is_personal = bool(sizes["kinds"]) and count % 2 == 0
        objects.add_site(world, organization, f"{web}/site{count:03d}", f"Site {count:03d}", is_personal)
    for count in range(1, sizes["teams"] + 1):
        objects.add_team(world, organization, f"Team {count:03d}", f"team{count:03d}@{name}.example.com")
    return organization


def _plain_job(organization: Organization, count: int, items: int, exclusions: int, apart: int) -> dict[str, Any]:
    first = (count - 1) * (items + exclusions) if apart else 0
    users = list(organization.users.values())[first : first + items + exclusions]
    bodies = [item_body(organization, {"type": "User", "user": user}) for user in users]
    return {
        "backupType": "SelectedItems",
        "description": f"Generated job {count}",
        "schedulePolicy": {"type": "Daily", "dailyTime": f"{count % 24:02d}:30:00"},
        "selectedItems": bodies[:items],
        "excludedItems": bodies[items:],
    }


def _add_job(
    world: World, organization: Organization, repository: Repository, count: int, body: dict[str, Any]
) -> None:
    name = f"{organization.name.split('.')[0]} Job {count:03d}"
    checked = CreateJobBody.model_validate(
        {"name": name, "organizationId": organization.id, "repositoryId": repository.id, **body}
    )
    jobs.create(world, checked, world.username, world.clock.now(), make_id("job", organization.id, name), "object")
