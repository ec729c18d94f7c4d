# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The form of a document that an earlier run wrote, and that may have been cut or edited since. Pure functions.

A form is a function of a place, such as ``tenants[0].state``, and of the value there. It raises Unfit.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Callable

Form = Callable[[str, Any], None]

_LONGEST = 60
_A_REVISION = re.compile(r"absent|-?\d+(\.[a-z_]+-[0-9a-f]{16})*")


class Unfit(ValueError):
    """A value of a document is not as expected. The message has the place, the value and what was expected."""


def value(expected: str, fits: Callable[[Any], bool]) -> Form:
    """A single value. ``expected``: words for it, such as ``a text``."""

    def check(place: str, found: Any) -> None:
        if not fits(found):
            text = json.dumps(found, ensure_ascii=False, default=str)
            shown = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
            raise Unfit(f"{place or 'the document'} is {shown}, expected {expected}")

    return check


_LIST = value("a list", lambda found: isinstance(found, list))
_OBJECT = value("an object", lambda found: isinstance(found, Mapping))
TEXT = value("a text", lambda found: isinstance(found, str))
REVISION = value("a revision", lambda found: isinstance(found, str) and bool(_A_REVISION.fullmatch(found)))
TEXT_OR_NULL = value("a text or null", lambda found: found is None or isinstance(found, str))


def each(form: Form) -> Form:
    """A list of values of a form."""

    def check(place: str, found: Any) -> None:
        _LIST(place, found)
        for number, one in enumerate(found):
            form(f"{place}[{number}]", one)

    return check


def by_name(form: Form) -> Form:
    """An object with names of any kind, and values of a form."""

    def check(place: str, found: Any) -> None:
        _OBJECT(place, found)
        for name, one in found.items():
            form(f"{place}[{name!r}]", one)

    return check


def keys(needed: Mapping[str, Form], omittable: Mapping[str, Form]) -> Form:
    """An object with these keys. Other keys are ignored."""

    def check(place: str, found: Any) -> None:
        _OBJECT(place, found)
        for key, form in {**needed, **omittable}.items():
            where = f"{place}.{key}" if place else key
            if key in found:
                form(where, found[key])
            elif key in needed:
                raise Unfit(f"{where} is missing")

    return check
