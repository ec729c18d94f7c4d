# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server reads paths, query names, JSON names and enumerations without regard to case (observed), and a slash at
the end of a path does no harm. Here requests become as the routes and the models spell them."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from functools import cache
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from starlette import routing
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from . import models

Values = Mapping[str, str]
"""The values of an enumeration by how they are in lower case; none where it is no enumeration."""


class Route(routing.Route):
    """A route that fits a path in any case, and gives the request the path as the route spells it."""

    def __init__(self, method: str, path: str, endpoint: Callable[[Request], Awaitable[Response]]) -> None:
        super().__init__(path, endpoint)
        self.methods = {method}  # Starlette adds HEAD to GET
        self.path_regex = re.compile(self.path_regex.pattern.removesuffix("$") + r"/*\Z", re.IGNORECASE)

    def matches(self, scope: Scope) -> tuple[routing.Match, Scope]:
        """Whether the route fits, and the values that the scope gets if it does."""
        match, found = super().matches(scope)
        if match is not routing.Match.NONE:
            found["path"] = self.path_format.format(**found["path_params"])
        return match, found


@cache
def query_names(model: type[BaseModel]) -> dict[str, tuple[str, Values]]:
    """The names of a model in lower case, each with its own spelling and its values."""
    spellings = {field.alias or name: field for name, field in model.model_fields.items()}
    return {name.lower(): (name, _enumeration(field.annotation)) for name, field in spellings.items()}


def _enumeration(annotation: Any) -> dict[str, str]:
    if get_origin(annotation) is Literal:
        return {str(value).lower(): value for value in get_args(annotation)}
    return {low: value for inner in get_args(annotation) for low, value in _enumeration(inner).items()}


def _fields() -> Iterator[tuple[str, Values]]:
    for model in vars(models).values():
        if isinstance(model, type) and issubclass(model, models.Body):
            for name, field in model.model_fields.items():
                yield name, _enumeration(field.annotation)


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
