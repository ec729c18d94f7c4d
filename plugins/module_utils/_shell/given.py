# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options as users write them, before an argument spec converts them: it splits texts and turns any value into a
text."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from ansible.module_utils.common.validation import check_type_dict

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._model.known import known
from ansible_collections.vb365.backup.plugins.module_utils._model.name import IDENTITY
from ansible_collections.vb365.backup.plugins.module_utils._tenant.short_items import SHORT

_TEXTS = (*IDENTITY, "description", "folders", "report")
"""Options whose value must be a text: YAML reads ``name: NO`` as a boolean and ``name: 1.10`` as a number."""
_NUMBERS = {"int": "an integer", "float": "a finite number"}


def given(spec: Mapping[str, Any], options: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """The options without null, which means omitted: an argument spec counts a null as given. A single text in place of
    a list becomes a list of one entry. Raises OptionError with ``prefix`` before the option."""
    options = known(options)
    for name, value in options.items():
        rule, place = spec.get(name, {}), f"{prefix}{name}"
        if "options" not in rule:
            options[name] = as_written(name, rule, value, place)
        elif rule["type"] == "dict":
            options[name] = _group(rule["options"], value, place)
        else:
            rows = _entries(value)
            if isinstance(rows, list):
                rows = [_group(rule["options"], row, f"{place}[{number}]") for number, row in enumerate(rows)]
            options[name] = rows
    return options


def _group(spec: Mapping[str, Any], value: Any, place: str) -> dict[str, Any]:
    try:
        options = check_type_dict(value)
    except TypeError:
        raise OptionError(place, value, mapping_of(spec, value)) from None
    return given(spec, options, f"{place}.")


def mapping_of(spec: Mapping[str, Any], value: Any) -> str:
    """What is expected in place of a value that is no mapping, with an example for an item."""
    is_name = isinstance(value, str) and "folders" in spec
    return "expected a mapping of options" + (f", such as {{type: User, name: {value!r}}}" if is_name else "")


def as_written(name: str, rule: Mapping[str, Any], value: Any, place: str) -> Any:
    """The value of an option without suboptions. Raises OptionError if it cannot be a name or a text, and for a number
    that is not finite, or a boolean: Ansible takes True as 1, and fails at an infinite text with a traceback."""
    kind = rule.get("type", "str")
    if kind in _NUMBERS and (isinstance(value, bool) or not _is_finite(value)):
        raise OptionError(place, value, f"expected {_NUMBERS[kind]}")
    if isinstance(value, float) and not _is_finite(value):
        raise OptionError(place, value, "expected a finite number")
    if kind in ("str", "list") and not rule.get("no_log"):  # a path may have bytes that are no UTF-8
        _check_characters(value, place)
    if kind != "list":
        return _text(value, place) if name in _TEXTS else value
    entries = _entries(value)
    if not isinstance(entries, list):
        return entries
    if None in entries and rule["elements"] != "raw":
        raise OptionError(f"{place}[{entries.index(None)}]", None, "expected a value in place of null")
    if name not in (*_TEXTS, *SHORT):
        return entries
    return [_text(entry, f"{place}[{number}]") for number, entry in enumerate(entries)]


def _check_characters(value: Any, place: str) -> None:
    """Raise OptionError for half of a surrogate pair, which the server refuses, in a text or in a list of texts."""
    for number, entry in enumerate(value if isinstance(value, list) else []):
        _check_characters(entry, f"{place}[{number}]")
    half = re.search("[\ud800-\udfff]", value) if isinstance(value, str) else None
    if half:
        raise OptionError(place, value, f"expected Unicode text: {half[0]!r} is half of a character")


def _entries(value: Any) -> Any:
    """One text as a list of one entry: an argument spec would split it at its commas."""
    return [value] if isinstance(value, str) else value


def _is_finite(value: Any) -> bool:
    """Whether a value is no number, or a finite one, also as a text."""
    try:
        return math.isfinite(float(value))
    except OverflowError:  # an integer of hundreds of digits
        return False
    except (TypeError, ValueError):
        return True


def _text(value: Any, place: str) -> Any:
    if isinstance(value, (bool, int, float)):
        kind = "a boolean" if isinstance(value, bool) else "a number"
        raise OptionError(place, value, f"expected a text in quotes, because YAML reads {kind} without them")
    if isinstance(value, (Mapping, list, tuple, set, bytes)):
        kind = "a mapping" if isinstance(value, Mapping) else "bytes" if isinstance(value, bytes) else "a list"
        raise OptionError(place, kind, "expected a text")
    return value
