# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server reads paths, query names, JSON names and enumerations without regard to case (observed), and a slash at
the end of a path does no harm. Here requests become as the routes and the models spell them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

from . import models
from .web import Request, Route, Values, enumeration


class Table:
    """All routes, found by path."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._shapes: dict[tuple[str, ...], list[tuple[re.Pattern[str], Route]]] = {}
        for route in routes:
            self._shapes.setdefault(_shape(route.path), []).append((_pattern(route.path), route))
        self._found = lru_cache(maxsize=10_000)(self._matches)

    def spelled(self, request: Request) -> Request:
        """The request as its route spells it; without a route where there is none for this path, and with one of
        another method where there is none for this method."""
        found = self._found(request.path)
        if not found:
            return request
        route, parts = next((one for one in found if one[0].method == request.method), found[0])
        query_string, query = _query(route, request.query_string)
        path = route.path.format(**parts)
        return Request(
            request.state, request.method, path, query_string, request.headers, request.body, query, parts, route
        )

    def methods(self, path: str) -> list[str]:
        """The methods that there are for a path."""
        return sorted(route.method for route, _parts in self._found(path))

    def _matches(self, path: str) -> list[tuple[Route, dict[str, str]]]:
        bare = path.rstrip("/")
        routes = self._shapes.get(_shape(bare), ())
        return [(route, match.groupdict()) for pattern, route in routes if (match := pattern.fullmatch(bare))]


@lru_cache(maxsize=1000)
def _query(route: Route, sent: str) -> tuple[str, Mapping[str, str]]:
    """A query as the route spells it, as a text and by name."""
    query = []
    for name, value in parse_qsl(sent, keep_blank_values=True):
        known, values = route.query_names.get(name.lower(), (name, {}))
        query.append((known, values.get(value.lower(), value)))
    return urlencode(query), dict(query)


def _shape(path: str) -> tuple[str, ...]:
    """What all routes that fit a path have in common with it: the number of its parts, and the first two of them."""
    parts = path.lower().split("/")
    return (str(len(parts)), *parts[1:3])


def _pattern(path: str) -> re.Pattern[str]:
    parts = [f"(?P<{part[1:-1]}>[^/]+)" if part.startswith("{") else re.escape(part) for part in path.split("/")]
    return re.compile("/".join(parts), re.IGNORECASE)


def _fields() -> Iterator[tuple[str, Values]]:
    for model in vars(models).values():
        if isinstance(model, type) and issubclass(model, models.Body):
            for name, field in model.model_fields.items():
                yield name, enumeration(field.annotation)


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
