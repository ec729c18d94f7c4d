# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nested options checked to the last one: where an argument spec stops at the first mistake, this tells them all."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError


def check(spec: Mapping[str, Any], given: Mapping[str, Any], prefix: str) -> tuple[dict[str, Any], list[OptionError]]:
    """The options of ``given`` that are right, with their types, and an error for each thing that is wrong.

    ``prefix`` stands before each name in the errors. Defaults are not filled in. Of lists of dicts, an element that
    cannot be used is None, so that the others keep their numbers.
    """
    good: dict[str, Any] = {}
    errors = [
        OptionError(f"{prefix}{name}", given[name], f"there is no such option{_meant(name, spec)}")
        for name in given
        if name not in spec
    ]
    for name, rule in spec.items():
        place, value = f"{prefix}{name}", given.get(name)
        if value is None:
            if rule.get("required"):
                errors.append(OptionError(place, value, "needed"))
        elif "options" not in rule:
            result = ArgumentSpecValidator({name: rule}).validate({name: value})
            errors += [OptionError(place, value, message.split(". Valid")[0]) for message in result.error_messages]
            if not result.error_messages:
                good[name] = result.validated_parameters[name]
        elif rule["type"] == "dict":
            nested, more = _element(rule["options"], value, place)
            errors += more
            if nested is not None:
                good[name] = nested
        elif isinstance(value, list):
            checked = [_element(rule["options"], element, f"{place}[{i}]") for i, element in enumerate(value)]
            errors += [error for element, more in checked for error in more]
            good[name] = [element for element, more in checked]
        else:
            errors.append(OptionError(place, value, "expected a list"))
    return good, errors


def _element(options: Mapping[str, Any], value: Any, place: str) -> tuple[dict[str, Any] | None, list[OptionError]]:
    if not isinstance(value, Mapping):
        return None, [OptionError(place, value, "expected options with their values")]
    good, errors = check(options, value, f"{place}.")
    lacks = any(rule.get("required") and name not in good for name, rule in options.items())
    return None if lacks else good, errors


def _meant(name: str, spec: Iterable[str]) -> str:
    close = difflib.get_close_matches(str(name), [*spec], n=1)
    return f", perhaps {close[0]} is meant" if close else f", expected one of {', '.join(spec)}"
