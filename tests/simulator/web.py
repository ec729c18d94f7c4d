# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests, answers, and routes: the signature of a route's handler says what it needs of a request.

A parameter is the Request, the result of a function (``Annotated[X, Depends(function)]``), a part of the path, or else
a part of the query. FastAPI does the same, but needs more CPU time for it than the simulator for all the rest.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError

from .state import State

JSON = (b"content-type", b"application/json")
Values = Mapping[str, str]
"""The values of an enumeration by how they are in lower case; none where it is no enumeration."""


@dataclass
class Answer:
    """A whole answer: status, raw headers with names in lower case, body."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes = b""

    def without(self, name: bytes) -> list[tuple[bytes, bytes]]:
        """The headers but one."""
        return [header for header in self.headers if header[0] != name]


def json_answer(text: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """An answer with a JSON text."""
    body = text.encode("utf-8", "replace")
    more = [(name.encode(), value.encode("latin-1")) for name, value in (headers or {}).items()]
    return Answer(status, [*more, (b"content-length", b"%d" % len(body)), JSON], body)


def failure(status: int, body: Any, headers: Mapping[str, str] | None = None) -> Answer:
    """An error answer."""
    return json_answer(json.dumps(body), status, headers)


@dataclass
class Request:
    """A request as its route spells it; ``headers`` by name in lower case, ``parts`` of the path and ``query`` by name,
    ``query_string`` as it is in a link."""

    state: State
    method: str
    path: str
    query_string: str
    headers: Mapping[str, str]
    body: bytes
    query: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    route: Route | None = None


@dataclass(frozen=True)
class Depends:
    """The parameter is what this function returns, whose parameters are looked up in the same way. Once a request."""

    function: Callable[..., Any]


@dataclass(frozen=True)
class Named:
    """The name of a part of the query, where it is no name for a parameter."""

    name: str


class InvalidRequest(Exception):
    """Parts of the path or of the query are not as they must be: pydantic's errors."""

    def __init__(self, errors: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(errors)
        self.errors = errors


Handler = Callable[..., Awaitable[Answer]]
_adapter = cache(TypeAdapter)


@dataclass
class _Part:
    """A parameter that is a part of the path or of the query."""

    name: str
    alias: str
    in_path: bool
    default: Any
    annotation: Any


class _Call:
    """A function, and where its arguments come from."""

    def __init__(self, function: Callable[..., Any], path_names: Sequence[str], first: Sequence[Depends] = ()) -> None:
        self.function = function
        self.request_name: str | None = None
        self.needs: list[tuple[str | None, _Call]] = [(None, _Call(one.function, path_names)) for one in first]
        self.parts: list[_Part] = []
        hints = get_type_hints(function, include_extras=True)
        for name, parameter in inspect.signature(function).parameters.items():
            annotation = hints[name]
            told = get_args(annotation)[1:] if get_origin(annotation) is not None else ()
            needed = next((one for one in told if isinstance(one, Depends)), None)
            alias = next((one.name for one in told if isinstance(one, Named)), name)
            if annotation is Request:
                self.request_name = name
            elif needed:
                self.needs.append((name, _Call(needed.function, path_names)))
            else:
                self.parts.append(_Part(name, alias, name in path_names, parameter.default, annotation))

    def arguments(self, request: Request, done: dict[Any, Any], errors: list[dict[str, Any]]) -> dict[str, Any] | None:
        """The arguments; None where there are errors, to which those of this function are added."""
        before, values = len(errors), {}
        for name, call in self.needs:
            if call.function not in done:
                given = call.arguments(request, done, errors)
                if given is None:
                    continue
                done[call.function] = call.function(**given)
            if name:
                values[name] = done[call.function]
        if self.request_name:
            values[self.request_name] = request
        for part in self.parts:
            raw = (request.parts if part.in_path else request.query).get(part.alias)
            if raw is not None:
                try:
                    values[part.name] = _adapter(part.annotation).validate_python(raw)
                except ValidationError as error:
                    errors += [{"loc": (part.alias, *one["loc"]), "msg": one["msg"]} for one in error.errors()]
            elif part.default is inspect.Parameter.empty:
                errors.append({"loc": (part.alias,), "msg": "Field required"})
            else:
                values[part.name] = part.default
        return values if len(errors) == before else None

    def query_parts(self) -> Iterator[_Part]:
        """The parts of the query that this function and those that it needs know."""
        yield from (part for part in self.parts if not part.in_path)
        for _name, call in self.needs:
            yield from call.query_parts()


class Route:
    """A method, a path with ``{names}``, and what answers. ``query_names``: the query's names in lower case, each with
    its own spelling and its values."""

    def __init__(self, method: str, path: str, handler: Handler, first: Sequence[Depends]) -> None:
        self.method = method
        self.path = path
        names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
        self._call = _Call(handler, names, first)
        self.query_names: dict[str, tuple[str, Values]] = {
            part.alias.lower(): (part.alias, enumeration(part.annotation)) for part in self._call.query_parts()
        }

    async def answer(self, request: Request) -> Answer:
        """Raises InvalidRequest, and what the handler raises."""
        errors: list[dict[str, Any]] = []
        arguments = self._call.arguments(request, {}, errors)
        if arguments is None:
            raise InvalidRequest(errors)
        answer: Answer = await self._call.function(**arguments)
        return answer


class Router:
    """Routes under a common path; ``first`` is called before their handlers."""

    def __init__(self, prefix: str, *first: Depends) -> None:
        self.routes: list[Route] = []
        self._prefix = prefix
        self._first = first

    def add(self, method: str, path: str, handler: Handler, *first: Depends) -> Handler:
        """Add a route."""
        self.routes.append(Route(method, self._prefix + path, handler, [*self._first, *first]))
        return handler

    def get(self, path: str, *first: Depends) -> Callable[[Handler], Handler]:
        """Decorator of the handler of GET requests."""
        return lambda handler: self.add("GET", path, handler, *first)

    def post(self, path: str) -> Callable[[Handler], Handler]:
        """The same of POST requests."""
        return lambda handler: self.add("POST", path, handler)

    def put(self, path: str) -> Callable[[Handler], Handler]:
        """The same of PUT requests."""
        return lambda handler: self.add("PUT", path, handler)

    def delete(self, path: str) -> Callable[[Handler], Handler]:
        """The same of DELETE requests."""
        return lambda handler: self.add("DELETE", path, handler)


def enumeration(annotation: Any) -> dict[str, str]:
    """The values of an enumeration."""
    if get_origin(annotation) is Literal:
        return {str(value).lower(): value for value in get_args(annotation)}
    return {low: value for inner in get_args(annotation) for low, value in enumeration(inner).items()}
