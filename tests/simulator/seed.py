# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Seed data: a YAML file (seed_format.py), checked and turned into a world."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import yaml
from pydantic import ValidationError

from . import copies, generate, jobs, objects, runs
from .api import field_name
from .errors import ApiError
from .ids import make_id
from .models import CreateJobBody
from .seed_format import JobPart, OrganizationPart, RepositoryPart, Seed
from .shorthand import item_body
from .world import Organization, Repository, World

SAMPLE = Path(__file__).parent / "data" / "sample.yml"


class SeedError(Exception):
    """The seed data cannot be used; the message says where it is wrong."""


def filler(path: str | None, sizes: dict[str, int] | None) -> Callable[[World], None]:
    """What fills a world: a seed file, generated data, both, or the sample. SeedError where the file is wrong."""
    data = load(Path(path) if path else SAMPLE) if path or not sizes else None

    def fill(world: World) -> None:
        if data is not None:
            _fill(world, data)
        if sizes:
            generate.fill(world, sizes)

    return fill


def load(path: Path) -> Seed:
    """Read and check a seed file."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SeedError(f"{path}: {error}") from None
    if not isinstance(content, dict):
        raise SeedError(f"{path}: the file must be a mapping with organizations, repositories and jobs")
    try:
        return Seed.model_validate(content)
    except ValidationError as error:
        told = "; ".join(f"{field_name(one['loc'])}: {one['msg']}" for one in error.errors()[:5])
        raise SeedError(f"{path}: {told}") from None


def _fill(world: World, seed: Seed) -> None:
    for name in ("username", "password", "version"):
        setattr(world, name, getattr(seed.server, name) or getattr(world, name))
    # Real servers may have two of one name; a seed may too, if they have ids.
    _unique("organizations", [organization.id or organization.name for organization in seed.organizations])
    _unique("repositories", [repository.id or repository.name for repository in seed.repositories])
    for organization in seed.organizations:
        _add_organization(world, organization)
    for repository in seed.repositories:
        _add_repository(world, repository)
    for job in seed.jobs:
        _add_job(world, job)


def _unique(what: str, names: list[str]) -> None:
    counts = Counter(name.lower() for name in names)
    twice = [name for name, count in counts.items() if count > 1]
    if twice:
        raise SeedError(f"{what}: {', '.join(twice)} is there more than once")


def _add_organization(world: World, part: OrganizationPart) -> None:
    _unique(f"organization {part.name!r}, users", [user.name for user in part.users])
    _unique(f"organization {part.name!r}, groups", [group.name for group in part.groups])
    _unique(f"organization {part.name!r}, sites", [site.url for site in part.sites])
    _unique(f"organization {part.name!r}, teams", [team.mail for team in part.teams])
    office = part.office_name or part.name.split(".")[0].capitalize()
    organization = objects.add_organization(world, part.name, office, part.id, part.teams_chats)
    organization.description = part.description
    ids = {}
    for user in part.users:
        display = user.display_name or user.name
        ids[user.name] = objects.add_user(
            world, organization, user.name, display, user.type, user.office, user.licensed
        )["id"]
    ids.update({group.name: objects.group_id(organization, group.name) for group in part.groups})
    for group in part.groups:
        unknown = [member for member in group.members if member not in ids]
        if unknown:
            raise SeedError(f"group {group.name!r} of {part.name}: unknown members {', '.join(unknown)}")
        members = [ids[member] for member in group.members]
        objects.add_group(
            world, organization, group.name, group.display_name or group.name, group.type, members, group.site
        )
    for site in part.sites:
        objects.add_site(world, organization, site.url, site.title, site.personal, site.parent)
    for team in part.teams:
        objects.add_team(world, organization, team.display_name, team.mail, team.description)


def _add_repository(world: World, part: RepositoryPart) -> None:
    owner = _organization(world, part.organization).id if part.organization else None
    ident = part.id or make_id("repository", part.name.lower())
    world.repositories[ident] = Repository(
        id=ident,
        name=part.name,
        description=part.description,
        path=part.path,
        proxy_id=make_id("proxy", part.proxy.lower()),
        proxy_pool_id=make_id("pool", part.proxy_pool.lower()) if part.proxy_pool else None,
        object_storage=part.object_storage,
        retention_type=part.retention_type,
        immutable_days=part.immutable_days,
        organization_id=owner,
        long_term=part.long_term,
        out_of_order=part.out_of_order,
        capacity_bytes=part.capacity_gb * 2**30,
        free_bytes=part.free_gb * 2**30,
    )


def _add_job(world: World, part: JobPart) -> None:
    organization = _organization(world, part.organization)
    body = CreateJobBody(
        name=part.name,
        organizationId=organization.id,
        repositoryId=_repository(world, part.repository).id,
        backupType=part.backup_type,
        description=part.description,
        isEnabled=part.enabled,
    )
    if part.schedule is not None:
        body.schedulePolicy = part.schedule
    ident = part.id or make_id("job", organization.id, part.name.lower())
    now = world.clock.now()
    try:
        if part.selected_items:
            body.selectedItems = [item_body(organization, raw) for raw in part.selected_items]
        if part.excluded_items:
            body.excludedItems = [item_body(organization, raw) for raw in part.excluded_items]
        job = jobs.create(world, body, world.username, now, ident, minimum="id")
    except ApiError as error:
        raise SeedError(f"job {part.name!r}: {error.message}") from None
    if part.last_run is not None:
        began = now - timedelta(hours=part.last_run.hours_ago)
        runs.record_past_run(world, job, part.last_run.status, began, part.last_run.minutes * 60)
    if part.copy_job is not None:
        try:
            copies.add(world, job, _repository(world, part.copy_job.repository).id, make_id("copy", job.id))
        except ApiError as error:
            raise SeedError(f"job {part.name!r}, copy_job: {error.message}") from None


def _organization(world: World, name: str) -> Organization:
    for organization in world.organizations.values():
        if name.lower() in (organization.name.lower(), organization.office_name.lower(), organization.id):
            return organization
    raise SeedError(f"there is no organization {name!r}")


def _repository(world: World, name: str) -> Repository:
    for repository in world.repositories.values():
        if name.lower() in (repository.name.lower(), repository.id):
            return repository
    raise SeedError(f"there is no repository {name!r}")
