# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SelectedItems and ExcludedItems of jobs: the same operations on both sides of a job."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from . import jobs
from .api import Flag, Paging, Query, authorized, done, json_body, page, parsed, query
from .caseless import Route
from .errors import invalid
from .models import Guid, ItemBody
from .resources import item_view


class ItemsQuery(Paging):
    """The items of a job."""

    jobId: Guid


class NewItemsQuery(Query):
    """The job that gets items."""

    jobId: Guid
    skipItemUpdate: Flag = False


class RemovedItemsQuery(Query):
    """The job, and items of it as `ids=a,b`."""

    jobId: Guid
    ids: str = ""


class OneItem(Query):
    """An item of a job."""

    jobId: Guid
    itemId: str


class EditedItemQuery(OneItem):
    """An item to change."""

    skipItemUpdate: Flag = False


def _side_routes(side: str) -> list[Route]:
    path = f"/v8/Jobs/{{jobId}}/{side.capitalize()}Items"

    async def list_items(request: Request) -> Response:
        api = authorized(request)
        asked = query(request, ItemsQuery)
        job = api.world.job(asked.jobId)
        items = list(jobs.shown_items(api.world, job, side).values())
        return page(api, asked, items, lambda item: item_view(api.world, job, item, side))

    async def add_items(request: Request) -> Response:
        api = authorized(request)
        asked = query(request, NewItemsQuery)
        body = await json_body(request, list[ItemBody])
        job = api.world.job(asked.jobId)
        jobs.refuse_while_running(api.world, job)
        jobs.add_items(api.world, job, side, body, api.world.profile.post_item_minimum)
        return done()

    async def remove_items(request: Request) -> Response:
        """Items of the query; selected items can also be a JSON array in the body."""
        api = authorized(request)
        asked = query(request, RemovedItemsQuery)
        ids = [ident for ident in asked.ids.split(",") if ident.strip()]
        raw = await request.body() if side == "selected" else b""
        if raw.strip():
            ids += parsed(list[str], raw)
        if not ids:
            raise invalid("ids", "is required.", traced=False)
        job = api.world.job(asked.jobId)
        jobs.refuse_while_running(api.world, job)
        jobs.remove_items(api.world, job, side, ids)
        return done()

    async def read_item(request: Request) -> Response:
        api = authorized(request)
        asked = query(request, OneItem)
        job = api.world.job(asked.jobId)
        return api.reply(item_view(api.world, job, jobs.item_of(api.world, job, side, asked.itemId), side))

    async def edit_item(request: Request) -> Response:
        api = authorized(request)
        asked = query(request, EditedItemQuery)
        body = await json_body(request, ItemBody)
        job = api.world.job(asked.jobId)
        jobs.refuse_while_running(api.world, job)
        jobs.edit_item(api.world, job, side, asked.itemId, body)
        return done()

    return [
        Route("GET", path, list_items),
        Route("POST", path, add_items),
        Route("DELETE", path, remove_items),
        Route("GET", f"{path}/{{itemId}}", read_item),
        Route("PUT", f"{path}/{{itemId}}", edit_item),
    ]


ROUTES = [*_side_routes("selected"), *_side_routes("excluded")]
