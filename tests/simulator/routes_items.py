# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SelectedItems and ExcludedItems of jobs: the same operations on both sides of a job."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import TypeAdapter

from . import jobs
from .api import Caller, Flag, Paged, done, json_body, no_set_id, page, parsed
from .errors import invalid
from .models import Guid, ItemBody
from .resources import item_view
from .web import Answer, Depends, Request, Router

SentItem = Annotated[ItemBody, json_body(ItemBody)]
SentItems = Annotated[list[ItemBody], json_body(list[ItemBody])]
ID_LIST: TypeAdapter[Any] = TypeAdapter(list[str])


def ids_to_delete(request: Request, ids: str | None = None) -> list[str]:
    """`?ids=a,b`; on SelectedItems also a JSON array in the body."""
    found = [part for part in (ids or "").split(",") if part.strip()]
    if request.path.endswith("/SelectedItems"):
        raw = request.body
        found += parsed(ID_LIST, raw) if raw.strip() else []
    if not found:
        raise invalid("ids", "is required.", traced=False)
    return found


def _side_router(side: str) -> Router:
    router = Router(f"/v8/Jobs/{{jobId}}/{side.capitalize()}Items", Depends(no_set_id))

    @router.get("")
    async def list_items(api: Caller, jobId: Guid, asked: Paged) -> Answer:
        job = api.world.job(jobId)
        items = list(jobs.shown_items(api.world, job, side).values())
        return page(api, asked, items, lambda item: item_view(api.world, job, item, side))

    @router.post("")
    async def add_items(api: Caller, jobId: Guid, body: SentItems, skipItemUpdate: Flag = False) -> Answer:
        job = api.world.job(jobId)
        jobs.refuse_while_running(api.world, job)
        jobs.add_items(api.world, job, side, body, api.world.profile.post_item_minimum)
        return done()

    @router.delete("")
    async def remove_items(api: Caller, jobId: Guid, ids: Annotated[list[str], Depends(ids_to_delete)]) -> Answer:
        job = api.world.job(jobId)
        jobs.refuse_while_running(api.world, job)
        jobs.remove_items(api.world, job, side, ids)
        return done()

    @router.get("/{itemId}")
    async def read_item(api: Caller, jobId: Guid, itemId: str) -> Answer:
        job = api.world.job(jobId)
        return api.reply(item_view(api.world, job, jobs.item_of(api.world, job, side, itemId), side))

    @router.put("/{itemId}")
    async def edit_item(api: Caller, jobId: Guid, itemId: str, body: SentItem, skipItemUpdate: Flag = False) -> Answer:
        job = api.world.job(jobId)
        jobs.refuse_while_running(api.world, job)
        jobs.edit_item(api.world, job, side, itemId, body)
        return done()

    return router


selected_items = _side_router("selected")
excluded_items = _side_router("excluded")
