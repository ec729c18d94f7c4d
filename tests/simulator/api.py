# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all routes share: who calls, when, strict queries and bodies, pages, answers."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import cache
from typing import Annotated, Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from pydantic import BaseModel, BeforeValidator, Field, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from .caseless import query_names, spelled
from .errors import HTTP_ERROR, ApiError, invalid
from .ids import make_id, upper_ids
from .state import State
from .world import World

MAXIMUM_PAGE = 10_000
JSON = "application/json"
JSON_TEXT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
JSON_TYPE = re.compile(r"^(application/json|text/json|application/[\w.-]+\+json)\s*(;|$)", re.IGNORECASE)
Thing = TypeVar("Thing")
Asked = TypeVar("Asked", bound="Query")
Shape = TypeVar("Shape")
_adapter: Callable[[Any], TypeAdapter[Any]] = cache(TypeAdapter)


@dataclass
class Api:
    """One authorized request: the world as it is `now`, and the user who asks."""

    world: World
    now: datetime
    user: str
    request: Request

    def reply(self, content: Any, status: int = 200) -> Response:
        """A JSON answer in the form that the profile wants."""
        return reply(self.world, content, status)


def state_of(request: Request) -> State:
    """The server's state."""
    state: State = request.app.state.simulator
    return state


def authorized(request: Request) -> Api:
    """The request, if its token is valid; the first call of every handler that wants a token."""
    state = state_of(request)
    now = state.world.settle()
    login = state.tokens.check(request.headers.get("authorization"), state.clock)
    return Api(state.world, now, login.user, request)


def reply(world: World, content: Any, status: int = 200) -> Response:
    """A JSON answer; profile null_fields=absent leaves nulls out, id_case=upper shows UUIDs in capitals."""
    if world.profile.null_fields == "absent":
        content = _without_nulls(content)
    text = JSON_TEXT.encode(content)
    if world.profile.id_case == "upper":
        text = upper_ids(text)
    return Response(text.encode("utf-8", "replace"), status, media_type=JSON)


def json_response(content: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer that no profile changes."""
    return Response(json.dumps(content), status, headers, JSON)


def done() -> Response:
    """204."""
    return Response(status_code=204)


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


class Query(BaseModel):
    """Base of all queries: the parts of a path and of its query, with the names of the wire."""


class Paging(Query):
    """The query of every list."""

    limit: Annotated[int, Field(ge=1, le=MAXIMUM_PAGE)] = 30
    offset: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0


def query(request: Request, model: type[Asked]) -> Asked:
    """The parts of the path and query, checked against a model; the request's query string is then spelled like it."""
    names = query_names(model)
    sent = []
    for name, value in parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True):
        known, values = names.get(name.lower(), ("", {}))
        if not known or known in request.path_params:
            raise invalid(name, f"is {'not accepted by' if name == 'setId' else 'no parameter of'} this resource.")
        sent.append((known, values.get(value.lower(), value)))
    request.scope["query_string"] = urlencode(sent).encode()
    try:
        return model.model_validate({**dict(sent), **request.path_params})
    except ValidationError as error:
        raise _refusal(error) from None


def page(
    api: Api, asked: Paging, things: Sequence[Thing], view: Callable[[Thing], Any], set_id: str | None = None
) -> Response:
    """One page of a list. Profile page_cap shortens it silently: only `_links.next` shows it.

    `set_id`: None for a list without setId, "" for a list with setId if none was sent.
    """
    cap = api.world.profile.page_cap
    count = min(asked.limit, cap) if cap else asked.limit
    shown = things[asked.offset : asked.offset + count]
    path = api.request.scope["path"]
    links = {"self": {"href": _href(path, api.request.scope["query_string"].decode())}}
    following = asked.offset + len(shown)
    parts = dict(api.request.query_params)
    used = set_id or make_id("set", path, sorted((k, v) for k, v in parts.items() if k not in ("limit", "offset")))
    if shown and following < len(things):
        parts.update(limit=str(asked.limit), offset=str(following))
        if set_id is not None:
            parts["setId"] = used
        links["next"] = {"href": _next_href(api, _href(path, urlencode(parts)))}
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


def _href(path: str, parts: str) -> str:
    return f"{path}?{parts}" if parts else path


def field_name(location: Sequence[Any]) -> str:
    """A pydantic location as a field name: selectedItems[0].user.id."""
    name = ""
    for part in location:
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else str(part)
    return name or "body"


async def json_body(request: Request, shape: type[Shape]) -> Shape:
    """The request's JSON body, checked against a model; 400 names the first wrong field."""
    raw = await request.body()
    if not raw.strip():
        raise invalid("body", "is required.", traced=False)
    if not JSON_TYPE.match(request.headers.get("content-type", "")):
        raise ApiError(415, HTTP_ERROR, "The body must be application/json.")
    return parsed(shape, raw)


def parsed(shape: type[Shape], raw: bytes) -> Shape:
    """A JSON text checked against a model."""
    with contextlib.suppress(ValueError, RecursionError):
        raw = json.dumps(spelled(json.loads(raw))).encode()
    try:
        checked: Shape = _adapter(shape).validate_json(raw)
    except ValidationError as error:
        raise _refusal(error) from None
    return checked


def _refusal(error: ValidationError) -> ApiError:
    """Pydantic's errors as the server's 400."""
    told = [f"{field_name(e['loc'])}: {e['msg']}" for e in error.errors(include_url=False, include_input=False)[:5]]
    return invalid("The request is not valid", "; ".join(told), traced=False)
