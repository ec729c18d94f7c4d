# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks nested options completely: an argument spec stops at the first mistake, this check reports all of them."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._model.known import known
from ansible_collections.vb365.backup.plugins.module_utils._model.masks import MASKED, masks_in
from ansible_collections.vb365.backup.plugins.module_utils._model.name import BLANK, is_blank
from ansible_collections.vb365.backup.plugins.module_utils._shell.given import as_written, mapping_of
from ansible_collections.vb365.backup.plugins.module_utils._shell.job_arguments import ITEMS


def check(
    spec: Mapping[str, Any], given: Mapping[str, Any], prefix: str
) -> tuple[dict[str, Any], list[OptionError], set[str]]:
    """Returns three results: the valid options, with their types; an error for each mistake; and the unclear places.

    Unclear places are those of unusable values, so that later checks do not report them again. A misspelt name counts
    as the option that it resembles, so that this option is not also reported as missing. ``prefix`` is prepended to
    each name in places. Defaults are not filled in. In lists of dicts, None replaces each entry that is not a dict, so
    that the other entries keep their numbers.
    """
    found = _Check()
    return found.options(spec, given, prefix), found.errors, found.unclear


_TYPES = {"str": str, "bool": bool, "int": int}


def _is_valid(rule: Mapping[str, Any], value: Any) -> bool:
    """Whether a value has its type already: a validator for each option of a thousand jobs takes half a second."""
    return isinstance(value, _TYPES.get(rule.get("type", "str"), ())) and value in rule.get("choices", [value])


class _Check:
    def __init__(self) -> None:
        self.errors: list[OptionError] = []
        self.unclear: set[str] = set()

    def options(self, spec: Mapping[str, Any], given: Mapping[str, Any], prefix: str) -> dict[str, Any]:
        """The valid options."""
        for name in [name for name in given if name not in spec]:
            free = [option for option in spec if given.get(option) is None]
            meant = difflib.get_close_matches(str(name), free, n=1)
            told = f"did you mean {meant[0]}?" if meant else f"expected one of {', '.join(spec)}"
            shown = None if isinstance(given[name], str) else given[name]  # the text may be a secret
            self.errors.append(OptionError(f"{prefix}{name}", shown, f"there is no such option; {told}"))
            self.unclear.update(f"{prefix}{option}" for option in meant)
        good = {name: self._option(name, rule, given.get(name), f"{prefix}{name}") for name, rule in spec.items()}
        return known(good)

    def _option(self, name: str, rule: Mapping[str, Any], value: Any, place: str) -> Any:
        """The value with its type; None for an unusable value."""
        if rule.get("required") and (value is None or not str(value).strip()):
            if place not in self.unclear:
                self._refuse(place, value, "needed")
            return None
        if value is None:
            return None
        if is_blank(name, value) and name not in ITEMS["options"]:  # the check on the server validates an item
            self._refuse(place, value, BLANK)
            return None
        if "form" in rule:
            word = rule["words"].get(value) if isinstance(value, str) else None
            return self._option(name, rule["form"], word or value, place)
        if "options" not in rule:
            masks = [*masks_in(value, place)]
            for masked, text in masks:
                self._refuse(masked, text, MASKED)
            if masks:
                return None
            try:
                value = as_written(name, rule, value, place)
            except OptionError as error:
                self._refuse(error.option, error.value, error.expected)
                return None
            if _is_valid(rule, value):
                return value
            result = ArgumentSpecValidator({name: rule}).validate({name: value})
            for message in result.error_messages:
                self._refuse(place, value, message.split(". Valid")[0])
            return None if result.error_messages else result.validated_parameters[name]
        if rule["type"] == "dict":
            return self._dict(rule["options"], value, place)
        if isinstance(value, list):
            return [self._dict(rule["options"], row, f"{place}[{number}]") for number, row in enumerate(value)]
        self._refuse(place, value, "expected a list")
        return None

    def _dict(self, spec: Mapping[str, Any], value: Any, place: str) -> dict[str, Any] | None:
        if isinstance(value, Mapping):
            return self.options(spec, value, f"{place}.")
        self._refuse(place, value, mapping_of(spec, value))
        return None

    def _refuse(self, place: str, value: Any, expected: str) -> None:
        self.errors.append(OptionError(place, value, expected))
        self.unclear.add(place)
