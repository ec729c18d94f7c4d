# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all routes share: who calls, when, strict parameters and bodies, pages, answers."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError

from .caseless import spelled
from .errors import HTTP_ERROR, ApiError, invalid
from .ids import make_id, upper_ids
from .web import Answer, Depends, Request, json_answer
from .world import World

MAXIMUM_PAGE = 10_000
JSON_TEXT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
JSON_TYPE = re.compile(r"^(application/json|text/json|application/[\w.-]+\+json)\s*(;|$)", re.IGNORECASE)
Thing = TypeVar("Thing")


@dataclass
class Api:
    """One authorized request: the world as it is `now`, and the user who asks."""

    world: World
    now: datetime
    user: str
    request: Request

    def reply(self, content: Any, status: int = 200) -> Answer:
        """A JSON answer in the form that the profile wants."""
        return reply(self.world, content, status)


def authorized(request: Request) -> Api:
    """Dependency of every route that wants a token."""
    state = request.state
    now = state.world.settle()
    known = request.route.query_names if request.route else {}
    for name in request.query:
        if name.lower() not in known and name != "setId":
            raise invalid(name, "is no parameter of this resource.")
    login = state.tokens.check(request.headers.get("authorization"), state.clock)
    return Api(state.world, now, login.user, request)


def no_set_id(request: Request) -> None:
    """Dependency of all lists but those of an organization's objects: they know no setId."""
    if "setId" in request.query:
        raise invalid("setId", "is not accepted by this resource.")


Caller = Annotated[Api, Depends(authorized)]


def reply(world: World, content: Any, status: int = 200) -> Answer:
    """A JSON answer; profile null_fields=absent leaves nulls out, id_case=upper shows UUIDs in capitals."""
    if world.profile.null_fields == "absent":
        content = _without_nulls(content)
    text = JSON_TEXT.encode(content)
    if world.profile.id_case == "upper":
        text = upper_ids(text)
    return json_answer(text, status)


def done() -> Answer:
    """204."""
    return Answer(204, [])


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(content) for name, content in value.items() if content is not None}
    if isinstance(value, list):
        return [_without_nulls(content) for content in value]
    return value


def _flag(value: Any) -> Any:
    return {"true": True, "false": False}.get(str(value).lower(), value if isinstance(value, bool) else "neither")


def _moment(value: Any) -> datetime:
    try:
        text = re.sub(r"(\.\d{6})\d+", r"\1", str(value))
        moment = TypeAdapter(datetime).validate_python(text) if "T" in text else None
    except ValidationError:
        moment = None
    if moment is None:
        raise ValueError("should be a date and time, like 2026-01-31T22:00:00Z")
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


Flag = Annotated[bool, BeforeValidator(_flag)]
Moment = Annotated[datetime, BeforeValidator(_moment)]


@dataclass
class Paging:
    """`limit` and `offset` as asked for."""

    limit: int
    offset: int


def paging(
    limit: Annotated[int, Field(ge=1, le=MAXIMUM_PAGE)] = 30,
    offset: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0,
) -> Paging:
    """Dependency of every list."""
    return Paging(limit, offset)


Paged = Annotated[Paging, Depends(paging)]


def page(
    api: Api, asked: Paging, things: Sequence[Thing], view: Callable[[Thing], Any], set_id: str | None = None
) -> Answer:
    """One page of a list. Profile page_cap shortens it silently: only `_links.next` shows it.

    `set_id`: None for a list without setId, "" for a list with setId if none was sent.
    """
    cap = api.world.profile.page_cap
    count = min(asked.limit, cap) if cap else asked.limit
    shown = things[asked.offset : asked.offset + count]
    path = api.request.path
    links = {"self": {"href": _href(path, api.request.query_string)}}
    following = asked.offset + len(shown)
    query = dict(api.request.query)
    used = set_id or make_id("set", path, sorted((k, v) for k, v in query.items() if k not in ("limit", "offset")))
    if shown and following < len(things):
        query.update(limit=str(asked.limit), offset=str(following))
        if set_id is not None:
            query["setId"] = used
        links["next"] = {"href": _next_href(api, _href(path, urlencode(query)))}
    content = {
        "offset": asked.offset,
        "limit": asked.limit,
        "setId": used,
        "results": [view(thing) for thing in shown],
        "_links": links,
    }
    return api.reply(content)


def _next_href(api: Api, href: str) -> str:
    """The link to the next page, in the form of the profile: real servers of v8 have been seen to answer /v7."""
    if api.world.profile.next_link == "other_version":
        return f"/v7{href.removeprefix('/v8')}"
    if api.world.profile.next_link == "absolute":
        return f"https://{api.request.headers['host']}{href}"
    return href


def _href(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


def field_name(location: Sequence[Any]) -> str:
    """A pydantic location as a field name: selectedItems[0].user.id."""
    name = ""
    for part in location:
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else str(part)
    return name or "body"


def json_body(shape: Any) -> Any:
    """Dependency: the request's JSON body, checked against a model; 400 names the first wrong field."""
    adapter = TypeAdapter(shape)

    def parse(request: Request) -> Any:
        raw = request.body
        if not raw.strip():
            raise invalid("body", "is required.", traced=False)
        if not JSON_TYPE.match(request.headers.get("content-type", "")):
            raise ApiError(415, HTTP_ERROR, "The body must be application/json.")
        return parsed(adapter, raw)

    return Depends(parse)


def parsed(adapter: TypeAdapter[Any], raw: bytes) -> Any:
    """A JSON text checked against a model."""
    with contextlib.suppress(ValueError, RecursionError):
        raw = json.dumps(spelled(json.loads(raw))).encode()
    try:
        return adapter.validate_json(raw)
    except ValidationError as error:
        raise validation_failure(error.errors(include_url=False, include_input=False)) from None


def validation_failure(errors: Sequence[Any]) -> ApiError:
    """Pydantic's errors as the server's 400."""
    told = [f"{field_name(e['loc'])}: {e['msg']}" for e in errors[:5]]
    return invalid("The request is not valid", "; ".join(told), traced=False)
