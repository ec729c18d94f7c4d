# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backed-up data: of a repository, which has no filters, protected objects, and restore points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from .api import Caller, Flag, Moment, Paged, no_set_id, page
from .backups import Data, RestorePoint
from .errors import not_found
from .models import Guid
from .protection_views import (
    backed_up_id,
    data_id,
    data_view,
    is_within,
    organization_data_view,
    protected_view,
    restore_point_view,
)
from .web import Answer, Depends, Named, Router
from .world import World

data = Router("/v8/BackupRepositories", Depends(no_set_id))
router = Router("/v8", Depends(no_set_id))
KINDS = ("User", "Group", "Site", "Team")


def _of_repository(world: World, repository_id: str, kind: str | None = None) -> list[Data]:
    if repository_id not in world.repositories:
        raise not_found("Backup repository", repository_id)
    return [one for one in world.data.values() if one.repository_id == repository_id and kind in (None, one.type)]


@data.get("/{repositoryId}/OrganizationData")
async def organization_data(api: Caller, repositoryId: Guid, asked: Paged) -> Answer:
    """The organizations that have data in a repository."""
    found = list(dict.fromkeys(one.organization_id for one in _of_repository(api.world, repositoryId)))
    names = {key: api.world.organizations[key].name for key in found}
    return page(api, asked, found, lambda key: organization_data_view(repositoryId, key, names[key]))


def _data_of(kind: str) -> tuple[Callable[..., Any], Callable[..., Any]]:
    async def listed(api: Caller, repositoryId: Guid, asked: Paged) -> Answer:
        found = _of_repository(api.world, repositoryId, kind)
        return page(api, asked, found, lambda one: data_view(api.world, one))

    async def read(api: Caller, repositoryId: Guid, dataId: str) -> Answer:
        for one in _of_repository(api.world, repositoryId, kind):
            if data_id(api.world, one) == dataId.lower():
                return api.reply(data_view(api.world, one))
        raise not_found(f"{kind} data", dataId)

    return listed, read


def _protected(kind: str) -> tuple[Callable[..., Any], Callable[..., Any]]:
    def by_object(world: World, fits: Callable[[Data], bool]) -> list[list[Data]]:
        found: dict[tuple[str, str], list[Data]] = {}
        for one in world.data.values():
            if one.type == kind and fits(one):
                found.setdefault((one.organization_id, one.object_id), []).append(one)
        return list(found.values())

    async def listed(
        api: Caller,
        asked: Paged,
        organizationId: Guid | None = None,
        backedUpOrganizationId: str | None = None,
        repositoryId: Guid | None = None,
        restorePointId: str | None = None,
    ) -> Answer:
        point = _point(api.world, restorePointId) if restorePointId else None
        found = by_object(
            api.world,
            lambda one: (
                organizationId in (None, one.organization_id)
                and backedUpOrganizationId in (None, backed_up_id(one.organization_id))
                and repositoryId in (None, one.repository_id)
                and (point is None or (kind, one.object_id) in point.objects)
                and (point is None or point.repository_id == one.repository_id)
            ),
        )
        return page(api, asked, found, lambda those: protected_view(api.world, those))

    async def read(api: Caller, protectedId: str) -> Answer:
        for those in by_object(api.world, lambda one: data_id(api.world, one) == protectedId.lower()):
            return api.reply(protected_view(api.world, those))
        raise not_found(f"Protected {kind.lower()}", protectedId)

    return listed, read


for _kind in KINDS:
    _listed, _read = _data_of(_kind)
    data.add("GET", f"/{{repositoryId}}/{_kind}Data", _listed)
    data.add("GET", f"/{{repositoryId}}/{_kind}Data/{{dataId}}", _read)
    _listed, _read = _protected(_kind)
    router.add("GET", f"/Protected{_kind}s", _listed)
    router.add("GET", f"/Protected{_kind}s/{{protectedId}}", _read)


@router.get("/RestorePoints")
async def restore_points(
    api: Caller,
    asked: Paged,
    organizationId: Guid | None = None,
    jobId: Guid | None = None,
    repositoryId: Guid | None = None,
    lower: Annotated[Moment | None, Named("from")] = None,
    upper: Annotated[Moment | None, Named("to")] = None,
    orderAsc: Flag = False,
    isLongTermCopy: Flag | None = None,
    isCopy: Flag | None = None,
    isRetrieved: Flag | None = None,
    userId: str | None = None,
    groupId: str | None = None,
    siteId: str | None = None,
    teamId: Guid | None = None,
) -> Answer:
    """Restore points; userId and so on: those with data of the object."""
    wanted = {"User": userId, "Group": groupId, "Site": siteId, "Team": teamId}
    objects = {(kind, ident.lower()) for kind, ident in wanted.items() if ident}
    found = [
        point
        for point in api.world.restore_points.values()
        if organizationId in (None, point.organization_id)
        and jobId in (None, point.job_id)
        and repositoryId in (None, point.repository_id)
        and is_within(point.time, lower, upper)
        and isLongTermCopy in (None, point.is_long_term)
        and isCopy in (None, point.is_copy)
        and not isRetrieved
        and objects <= point.objects
    ]
    found.sort(key=lambda point: point.time, reverse=not orderAsc)
    return page(api, asked, found, _shown)


@router.get("/RestorePoints/{restorePointId}")
async def restore_point(api: Caller, restorePointId: str) -> Answer:
    """One restore point."""
    return api.reply(_shown(_point(api.world, restorePointId)))


def _shown(point: RestorePoint) -> dict[str, Any]:
    return restore_point_view(point, {kind for kind, _object_id in point.objects})


def _point(world: World, ident: str) -> RestorePoint:
    if ident.lower() not in world.restore_points:
        raise not_found("Restore point", ident)
    return world.restore_points[ident.lower()]
