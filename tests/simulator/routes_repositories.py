# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backup repositories."""

from __future__ import annotations

from .api import Caller, Flag, Paged, no_set_id, page
from .errors import not_found
from .models import Guid
from .resources import repository_view
from .web import Answer, Depends, Router

router = Router("/v8/BackupRepositories", Depends(no_set_id))


@router.get("")
async def repositories(
    api: Caller,
    asked: Paged,
    proxyId: Guid | None = None,
    proxyPoolId: Guid | None = None,
    organizationId: Guid | None = None,
    longTerm: Flag | None = None,
) -> Answer:
    """All repositories, by name. organizationId: repositories of its backup jobs, or dedicated to it."""
    found = sorted(api.world.repositories.values(), key=lambda repository: repository.name)
    if proxyId:
        found = [repository for repository in found if repository.proxy_id == proxyId]
    if proxyPoolId:
        found = [repository for repository in found if repository.proxy_pool_id == proxyPoolId]
    if organizationId:
        used = {job.repository_id for job in api.world.jobs.values() if job.organization_id == organizationId}
        found = [one for one in found if one.id in used or one.organization_id == organizationId]
    if longTerm is not None:
        found = [repository for repository in found if repository.long_term == longTerm]
    return page(api, asked, found, repository_view)


@router.get("/{repositoryId}")
async def repository(api: Caller, repositoryId: Guid) -> Answer:
    """One repository."""
    if repositoryId not in api.world.repositories:
        raise not_found("Backup repository", repositoryId)
    return api.reply(repository_view(api.world.repositories[repositoryId]))
