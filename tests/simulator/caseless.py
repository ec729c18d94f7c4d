# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server reads paths, query names, JSON names and enumerations without regard to case (observed), and a slash at
the end of a path does no harm. Here requests become as the routes and the models spell them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, get_args, get_origin
from urllib.parse import parse_qsl, urlencode

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from . import models

Values = Mapping[str, str]
"""The values of an enumeration by how they are in lower case; none where it is no enumeration."""


class Caseless:
    """ASGI application around another one, whose routes say how a request is spelled."""

    def __init__(self, app: ASGIApp, routes: Iterable[Any]) -> None:
        self.app = app
        self._routes = [(_pattern(route.path), route) for route in routes if isinstance(route, APIRoute)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http":
            scope = self._spelled(scope)
        await self.app(scope, receive, send)

    def _spelled(self, scope: Scope) -> Scope:
        bare = scope["path"].rstrip("/")
        found = [(match, route) for pattern, route in self._routes if (match := pattern.fullmatch(bare))]
        if not found:
            return scope
        match, route = next((one for one in found if scope["method"] in one[1].methods), found[0])
        parts = iter(match.groups())
        path = "/".join(next(parts) if part.startswith("{") else part for part in route.path.split("/"))
        names = query_names(route)
        query = []
        for name, value in parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True):
            known, values = names.get(name.lower(), (name, {}))
            query.append((known, values.get(value.lower(), value)))
        return {**scope, "path": path, "raw_path": path.encode(), "query_string": urlencode(query).encode()}


def _pattern(path: str) -> re.Pattern[str]:
    parts = ["([^/]+)" if part.startswith("{") else re.escape(part) for part in path.split("/")]
    return re.compile("/".join(parts), re.IGNORECASE)


def query_names(route: APIRoute) -> dict[str, tuple[str, Values]]:
    """The query of a route: each name in lower case, with its own spelling and its values."""
    return {
        param.alias.lower(): (param.alias, _values(param.field_info.annotation)) for param in _query(route.dependant)
    }


def _query(dependant: Dependant) -> Iterator[Any]:
    yield from dependant.query_params
    for inner in dependant.dependencies:
        yield from _query(inner)


def _values(annotation: Any) -> dict[str, str]:
    if get_origin(annotation) is Literal:
        return {str(value).lower(): value for value in get_args(annotation)}
    return {low: value for inner in get_args(annotation) for low, value in _values(inner).items()}


def _fields() -> Iterator[tuple[str, Values]]:
    for model in vars(models).values():
        if isinstance(model, type) and issubclass(model, models.Body):
            for name, field in model.model_fields.items():
                yield name, _values(field.annotation)


_NAMES = {name.lower(): name for name, _values_of in _fields()}
_ENUMERATIONS: dict[str, dict[str, str]] = {}
for _name, _found in _fields():
    _ENUMERATIONS.setdefault(_name, {}).update(_found)


def spelled(body: Any) -> Any:
    """A parsed JSON body as the models spell it; unknown names and values stay."""
    if isinstance(body, list):
        return [spelled(one) for one in body]
    if not isinstance(body, dict):
        return body
    named = {_NAMES.get(name.lower(), name): value for name, value in body.items()}
    return {
        name: _ENUMERATIONS.get(name, {}).get(value.lower(), value) if isinstance(value, str) else spelled(value)
        for name, value in named.items()
    }
