# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects that need no backup, with a reason and an expiry date. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ansible_collections.vb365.backup.plugins.module_utils._coverage.states import Covered
from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError, together
from ansible_collections.vb365.backup.plugins.module_utils._model.coverage_states import GAPS, IGNORED
from ansible_collections.vb365.backup.plugins.module_utils._model.name import folded, glob


@dataclass
class Rule:
    """An entry of the option ``ignore``. ``objects``: the number of matching gaps, whether it has expired or not."""

    options: Mapping[str, Any]
    pattern: re.Pattern[str]
    has_expired: bool
    objects: int = field(default=0)

    def fits(self, covered: Covered) -> bool:
        """Whether the entry matches an object."""
        if self.options["type"] not in (None, covered.thing.type):
            return False
        return any(self.pattern.match(folded(name, "url")) for name in covered.thing.names)

    def shown(self) -> dict[str, Any]:
        """The entry, as results show it."""
        return {**self.options, "has_expired": self.has_expired, "objects": self.objects}


def rules(entries: Iterable[Mapping[str, Any]], today: date) -> list[Rule]:
    """The entries of the option. Raises all errors together."""
    errors: list[OptionError] = []
    found = []
    for number, given in enumerate(entries):
        entry = {"type": None, "until": None, **given}
        errors += [
            OptionError(f"ignore[{number}].{key}", entry[key], f"expected {what}")
            for key, what in (("name", "a name or a pattern such as test-*"), ("reason", "why it needs no backup"))
            if not str(entry[key]).strip()
        ]
        pattern = glob(str(entry["name"]), "url")
        try:
            has_expired = entry["until"] is not None and _day(str(entry["until"])) < today
        except ValueError:
            errors.append(OptionError(f"ignore[{number}].until", entry["until"], "expected a date such as 2027-01-31"))
            continue
        found.append(Rule(entry, pattern, has_expired))
    together(errors)
    return found


def _day(text: str) -> date:
    """The day. Raises ValueError for other formats, which fromisoformat() accepts from Python 3.11 on."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        raise ValueError
    return date.fromisoformat(text)


def with_ignored(covered: Covered, those: Sequence[Rule]) -> tuple[str, Rule | None]:
    """The state of an object, and the rule that ignores it. Only a gap is ignored; each rule counts the gaps that it
    matches."""
    fitting = [rule for rule in those if rule.fits(covered)] if those and covered.state in GAPS else []
    for rule in fitting:
        rule.objects += 1
    current = next((rule for rule in fitting if not rule.has_expired), None)
    return (IGNORED if current else covered.state), current
