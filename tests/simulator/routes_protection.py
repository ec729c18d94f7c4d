# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backed-up data: of a repository, which has no filters, protected objects, and restore points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from .api import Flag, Moment, Paging, Query, authorized, page, query
from .backups import Data, RestorePoint
from .caseless import Route
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
from .world import World


class DataQuery(Paging):
    """A repository."""

    repositoryId: Guid


class OneData(Query):
    """Data of a repository."""

    repositoryId: Guid
    dataId: str


class ProtectedQuery(Paging):
    """Filters of protected objects."""

    organizationId: Guid | None = None
    backedUpOrganizationId: str | None = None
    repositoryId: Guid | None = None
    restorePointId: str | None = None


class OneProtected(Query):
    """A protected object."""

    protectedId: str


class RestorePointsQuery(Paging):
    """Filters of restore points; userId and so on: those with data of the object."""

    organizationId: Guid | None = None
    jobId: Guid | None = None
    repositoryId: Guid | None = None
    lower: Annotated[Moment | None, Field(alias="from")] = None
    upper: Annotated[Moment | None, Field(alias="to")] = None
    orderAsc: Flag = False
    isLongTermCopy: Flag | None = None
    isCopy: Flag | None = None
    isRetrieved: Flag | None = None
    userId: str | None = None
    groupId: str | None = None
    siteId: str | None = None
    teamId: Guid | None = None


class OneRestorePoint(Query):
    """A restore point."""

    restorePointId: str


def _of_repository(world: World, repository_id: str, kind: str | None = None) -> list[Data]:
    if repository_id not in world.repositories:
        raise not_found("Backup repository", repository_id)
    return [one for one in world.data.values() if one.repository_id == repository_id and kind in (None, one.type)]


async def organization_data(request: Request) -> Response:
    """The organizations that have data in a repository."""
    api = authorized(request)
    asked = query(request, DataQuery)
    found = list(dict.fromkeys(one.organization_id for one in _of_repository(api.world, asked.repositoryId)))
    names = {key: api.world.organizations[key].name for key in found}
    return page(api, asked, found, lambda key: organization_data_view(asked.repositoryId, key, names[key]))


def _data_routes(kind: str) -> list[Route]:
    path = f"/v8/BackupRepositories/{{repositoryId}}/{kind}Data"

    async def listed(request: Request) -> Response:
        api = authorized(request)
        asked = query(request, DataQuery)
        found = _of_repository(api.world, asked.repositoryId, kind)
        return page(api, asked, found, lambda one: data_view(api.world, one))

    async def read(request: Request) -> Response:
        api = authorized(request)
        asked = query(request, OneData)
        for one in _of_repository(api.world, asked.repositoryId, kind):
            if data_id(api.world, one) == asked.dataId.lower():
                return api.reply(data_view(api.world, one))
        raise not_found(f"{kind} data", asked.dataId)

    return [Route("GET", path, listed), Route("GET", f"{path}/{{dataId}}", read)]


def _protected_routes(kind: str) -> list[Route]:
    path = f"/v8/Protected{kind}s"

    def by_object(world: World, fits: Callable[[Data], bool]) -> list[list[Data]]:
        found: dict[tuple[str, str], list[Data]] = {}
        for one in world.data.values():
            if one.type == kind and fits(one):
                found.setdefault((one.organization_id, one.object_id), []).append(one)
        return list(found.values())

    async def listed(request: Request) -> Response:
        api = authorized(request)
        asked = query(request, ProtectedQuery)
        point = _point(api.world, asked.restorePointId) if asked.restorePointId else None
        found = by_object(
            api.world,
            lambda one: (
                asked.organizationId in (None, one.organization_id)
                and asked.backedUpOrganizationId in (None, backed_up_id(one.organization_id))
                and asked.repositoryId in (None, one.repository_id)
                and (point is None or (kind, one.object_id) in point.objects)
                and (point is None or point.repository_id == one.repository_id)
            ),
        )
        return page(api, asked, found, lambda those: protected_view(api.world, those))

    async def read(request: Request) -> Response:
        api = authorized(request)
        asked = query(request, OneProtected)
        for those in by_object(api.world, lambda one: data_id(api.world, one) == asked.protectedId.lower()):
            return api.reply(protected_view(api.world, those))
        raise not_found(f"Protected {kind.lower()}", asked.protectedId)

    return [Route("GET", path, listed), Route("GET", f"{path}/{{protectedId}}", read)]


async def restore_points(request: Request) -> Response:
    """Restore points."""
    api = authorized(request)
    asked = query(request, RestorePointsQuery)
    wanted = {"User": asked.userId, "Group": asked.groupId, "Site": asked.siteId, "Team": asked.teamId}
    objects = {(kind, ident.lower()) for kind, ident in wanted.items() if ident}
    found = [
        point
        for point in api.world.restore_points.values()
        if asked.organizationId in (None, point.organization_id)
        and asked.jobId in (None, point.job_id)
        and asked.repositoryId in (None, point.repository_id)
        and is_within(point.time, asked.lower, asked.upper)
        and asked.isLongTermCopy in (None, point.is_long_term)
        and asked.isCopy in (None, point.is_copy)
        and not asked.isRetrieved
        and objects <= point.objects
    ]
    found.sort(key=lambda point: point.time, reverse=not asked.orderAsc)
    return page(api, asked, found, _shown)


async def restore_point(request: Request) -> Response:
    """One restore point."""
    api = authorized(request)
    return api.reply(_shown(_point(api.world, query(request, OneRestorePoint).restorePointId)))


def _shown(point: RestorePoint) -> dict[str, Any]:
    return restore_point_view(point, {kind for kind, _object_id in point.objects})


def _point(world: World, ident: str) -> RestorePoint:
    if ident.lower() not in world.restore_points:
        raise not_found("Restore point", ident)
    return world.restore_points[ident.lower()]


_KINDS = ("User", "Group", "Site", "Team")
ROUTES = [
    Route("GET", "/v8/BackupRepositories/{repositoryId}/OrganizationData", organization_data),
    *(route for kind in _KINDS for route in _data_routes(kind)),
    *(route for kind in _KINDS for route in _protected_routes(kind)),
    Route("GET", "/v8/RestorePoints", restore_points),
    Route("GET", "/v8/RestorePoints/{restorePointId}", restore_point),
]
