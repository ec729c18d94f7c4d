# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names in a tenant's file: options with or without the prefix of the role, and variables of other names."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from ansible_collections.vb365.backup.plugins.module_utils._shell.tenant_arguments import TENANT
from ansible_collections.vb365.backup.plugins.plugin_utils._tenant_file.composed import Fault, line_of, scalars

PREFIX = "tenant_onboarding_"

_LIKE = 0.81
"""The similarity to an option, from 0 to 1, from which a name counts as its misspelling."""
_TYPES = ("bool", "int", "float", "null", "timestamp")
"""Types of YAML other than text."""
_OF_JOBS = {*TENANT["jobs"]["options"]} - {*TENANT, "name", "new_name", "description", "if_match"}
"""Options of a job that have no effect at the top level of a file."""
_PREFIXED = [f"{PREFIX}{option}" for option in (*TENANT, *_OF_JOBS)]
_LIKE_PREFIXED = 0.9
"""The same similarity, to an option with its prefix, which is most of the name."""


def role_variables(loaded: Mapping[Any, Any], root: yaml.MappingNode) -> tuple[dict[str, Any], list[Fault]]:
    """The variables of the role, and the other variables of the file, with the errors in their names.

    A misspelt option gets the prefix too, because the check of the options suggests the right name. An option with a
    misspelt prefix is an error of its own. A name that a template of the file uses is a variable of its own.
    """
    used = _used(root)
    found: dict[str, Any] = {}
    names: dict[str, str] = {}
    faults: list[Fault] = []
    for name, value in loaded.items():
        fault = _fault(name, used, root)
        target = _target(str(name), used)
        if target in found:
            lines = " and ".join(f"'{one}' on line {line_of(root, one)}" for one in (names[target], name))
            fault = Fault(line_of(root, name), name, f"the option is given twice: {lines}; expected it once")
        faults += [fault] if fault else []
        found[target] = value
        names[target] = name
    return found, faults


def as_in_file(place: str, root: yaml.MappingNode, given: Mapping[str, Any]) -> tuple[str, bool]:
    """The place of an option as the file writes it, and whether it is in the file. ``given``: the options of the tenant
    without prefix, including options from the inventory."""
    option = re.match(r"[^.\[]*", place.removeprefix(PREFIX))
    bare = option[0] if option else ""
    names = {str(key.value) for key, _value in root.value if isinstance(key, yaml.ScalarNode)}
    is_missing = bare not in given and not any(name.startswith(PREFIX) for name in names)
    is_bare = line_of(root, bare) is not None
    if is_bare or is_missing:
        return place.removeprefix(PREFIX), True
    return place, line_of(root, f"{PREFIX}{bare}") is not None or bare not in given


def _target(name: str, used: set[str]) -> str:
    if name in TENANT:
        return f"{PREFIX}{name}"
    if name in used or name.startswith(PREFIX):
        return name
    return f"{PREFIX}{name}" if _nearest(name, [*TENANT], _LIKE) else _nearest(name, _PREFIXED, _LIKE_PREFIXED) or name


def _fault(name: Any, used: set[str], root: yaml.MappingNode) -> Fault | None:
    if not isinstance(name, str):
        written = _written(name, root)
        return Fault(line_of(root, written), written, "expected a text as the name of an option")
    if name in used or name.startswith(PREFIX):
        return None
    meant = _nearest(name, _PREFIXED, _LIKE_PREFIXED) or ""
    if _folded(name) in _OF_JOBS or meant.removeprefix(PREFIX) in _OF_JOBS:
        told = "is an option of jobs and would be ignored here; expected it in defaults, or in one of the jobs"
        return Fault(line_of(root, name), name, told)
    return Fault(line_of(root, name), name, f"there is no such option; did you mean {meant}?") if meant else None


def _written(name: Any, root: yaml.MappingNode) -> str:
    """A name that is no text, as the file has it: YAML reads ``yes`` as True."""
    typed = (key for key, _value in root.value if key.tag.rpartition(":")[2] in _TYPES)
    return next((str(key.value) for key in typed if yaml.SafeLoader("").construct_object(key) == name), str(name))


def _nearest(name: str, options: Sequence[str], like: float) -> str | None:
    return next(iter(difflib.get_close_matches(_folded(name), options, n=1, cutoff=like)), None)


def _folded(name: str) -> str:
    return re.sub(r"\W", "_", name).lower()


def _used(root: yaml.MappingNode) -> set[str]:
    """All words in templates of the file."""
    return {word for node in scalars(root, set()) if re.search(r"\{[{%]", node.value) for word in _words(node.value)}


def _words(text: str) -> Iterator[str]:
    return (found[0] for found in re.finditer(r"\w+", text))
