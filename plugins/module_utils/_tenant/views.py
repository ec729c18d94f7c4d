# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs of an organization as input of the rules of protection: a tenant's jobs after the plan, and the others."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotFound
from ansible_collections.vb365.backup.plugins.module_utils._job.item_lists import ItemLists
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item
from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import JobView
from ansible_collections.vb365.backup.plugins.module_utils._model.session import last_end
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import Directory
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import JobReader
from ansible_collections.vb365.backup.plugins.module_utils._server.rows import Resource, Rows
from ansible_collections.vb365.backup.plugins.module_utils._server.session_history import recent
from ansible_collections.vb365.backup.plugins.module_utils._tenant.job import TenantJob

_HIDING = ("Running", "Queued", "Stopped")


class Views:
    """Reads the data that the views need beside the jobs."""

    def __init__(self, client: Client, directory: Directory, reader: JobReader, lists: ItemLists) -> None:
        self._client, self._directory, self._reader, self._lists = client, directory, reader, lists
        self._selected: dict[str, Sequence[Item]] = {}
        self._sessions: dict[str | None, Sequence[Resource]] = {}

    def of(
        self,
        jobs: Sequence[TenantJob],
        others: Sequence[Resource],
        organization_id: str,
        disabled: Collection[str],
        begun: Collection[str],
    ) -> tuple[list[JobView], list[JobView]]:
        """The views of the tenant's jobs and of the others.

        ``disabled``: the ids of others that the run disables. ``begun``: the names of jobs that it starts for the first
        time. The selected items of others are read only if there is a job of type EntireOrganization, which skips them,
        and only once. Raises Vb365Error.
        """
        views = [self._view(job, organization_id, job.name in begun) for job in jobs]
        readings = [self._reader.job(row) for row in others]
        off = {"enabled": False}
        settings = [{**job.settings, **(off if job.id in disabled else {})} for job in readings]
        strangers = [JobView(one, organization_id=organization_id) for one in settings]
        if any(view.is_entire and view.starts for view in [*views, *strangers]):
            strangers = [self._with_items(view, job.id) for view, job in zip(strangers, readings)]
        return views, strangers

    def objects(self, views: Sequence[JobView], organization_id: str, *, is_asked: bool) -> Mapping[str, Rows]:
        """The objects of the organization by type: of the types that were listed before; if ``is_asked``, of all types
        of the views' items. Raises Vb365Error."""
        types = {item.type for view in views for item in view.items if item.kind.listing} if is_asked else set()
        for kind in sorted(types):
            self._directory.listed(organization_id, kind)
        return self._directory.read_already(organization_id)

    def _view(self, job: TenantJob, organization_id: str, is_begun: bool) -> JobView:
        lists = {**job.have, **job.target}
        session, is_stopped = self._session(job)
        settings = {**job.expected, "name": job.name}
        selected, excluded = (lists.get(name) for name in ("selected_items", "excluded_items"))
        known = None if not session and (is_begun or job.id is None) else session
        lately = known, organization_id, is_stopped
        return JobView(settings, selected, excluded, self._repository(job), *lately, job.excludes_all)

    def _session(self, job: TenantJob) -> tuple[dict[str, Any], bool]:
        """The session that ended last, and whether the last two were stopped.

        If the last session runs or was stopped, the last status hides how earlier sessions ended. The last status also
        does not show that a retry follows. Only in these cases the sessions are read, with one request for the job.
        """
        if not job.resource.get("lastRun"):
            return {}, False
        status = job.resource.get("lastStatus")
        has_retry = (job.expected.get("schedule") or {}).get("retry_enabled")
        if status in _HIDING or (status == "Failed" and has_retry):
            if job.id not in self._sessions:
                self._sessions[job.id] = recent(self._client, job.resource)
            last, is_stopped = last_end(self._sessions[job.id])
            return dict(last or {"status": status}), is_stopped
        return {"status": status}, False

    def _repository(self, job: TenantJob) -> Resource | None:
        if job.options.get("repository") and not job.is_as_found:
            return self._directory.repository(job.options["repository"])
        if job.resource:
            return self._directory.repository_of(str(job.resource.get("repositoryId"))) or None
        return None

    def _with_items(self, view: JobView, job_id: str) -> JobView:
        if view.is_entire:
            return view
        if job_id not in self._selected:
            with suppress(NotFound):  # the job was deleted after the listing
                self._selected.update({job_id: self._lists.read(job_id, ["selected_items"])["selected_items"]})
        return replace(view, selected=self._selected.get(job_id))
