# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backup repositories."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from .api import Flag, Paging, Query, authorized, page, query
from .caseless import Route
from .errors import not_found
from .models import Guid
from .resources import repository_view


class RepositoriesQuery(Paging):
    """Filters."""

    proxyId: Guid | None = None
    proxyPoolId: Guid | None = None
    organizationId: Guid | None = None
    longTerm: Flag | None = None


class OneRepository(Query):
    """A repository."""

    repositoryId: Guid


async def repositories(request: Request) -> Response:
    """All repositories, by name. organizationId: repositories of its backup jobs, or dedicated to it."""
    api = authorized(request)
    asked = query(request, RepositoriesQuery)
    found = sorted(api.world.repositories.values(), key=lambda repository: repository.name)
    if asked.proxyId:
        found = [repository for repository in found if repository.proxy_id == asked.proxyId]
    if asked.proxyPoolId:
        found = [repository for repository in found if repository.proxy_pool_id == asked.proxyPoolId]
    if asked.organizationId:
        used = {job.repository_id for job in api.world.jobs.values() if job.organization_id == asked.organizationId}
        found = [one for one in found if one.id in used or one.organization_id == asked.organizationId]
    if asked.longTerm is not None:
        found = [repository for repository in found if repository.long_term == asked.longTerm]
    return page(api, asked, found, repository_view)


async def repository(request: Request) -> Response:
    """One repository."""
    api = authorized(request)
    asked = query(request, OneRepository)
    if asked.repositoryId not in api.world.repositories:
        raise not_found("Backup repository", asked.repositoryId)
    return api.reply(repository_view(api.world.repositories[asked.repositoryId]))


ROUTES = [
    Route("GET", "/v8/BackupRepositories", repositories),
    Route("GET", "/v8/BackupRepositories/{repositoryId}", repository),
]
