# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our tasks and somebody else's edits: what each sets, worked out here without the collection's own planning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.trust.properties.facts import LISTS, SCHEDULE, USER, Facts, title

ORGANIZATION = "contoso.onmicrosoft.com"
_LIST_OF = {"backup_job_item": "selected_items", "job_exclusion": "excluded_items"}


@dataclass(frozen=True)
class Task:
    """One of our tasks; ``given`` are its options but those that name the job."""

    module: str
    job: str
    given: Mapping[str, Any]

    @property
    def options(self) -> dict[str, Any]:
        """All options but those of the connection."""
        names_job = self.module in ("backup_job", "tenant")
        return {"organization": ORGANIZATION, "name" if names_job else "job": self.job, **self.given}

    @property
    def parts(self) -> set[str]:
        """What the task reads: the settings, and the lists that it manages."""
        lists = LISTS if self.module in ("backup_job", "tenant") else ()
        return {"settings", *(name for name in lists if name in self.given), *([self._list] if self._list else [])}

    @property
    def _list(self) -> str | None:
        return _LIST_OF.get(self.module)

    def with_match(self, revision: str) -> Task:
        """The same task, to be done only at this revision."""
        return replace(self, given={**self.given, "if_match": revision})

    def sets(self, facts: Facts) -> dict[str, Any]:
        """The facts after the task, from the facts before it; None for an absent fact."""
        if self.module == "job_action":
            return {"enabled": self.given["action"] == "enable"}
        if self._list:
            return self._sets_items(self._list, self.given["items"], self._mode, facts)
        wanted = {name: self.given[name] for name in ("description", "enabled", "repository") if name in self.given}
        schedule = self.given.get("schedule", {})
        wanted.update({f"schedule.{key}": value for key, value in schedule.items()})
        if schedule.get("type") == "ManualOnly":
            wanted["schedule.enabled"] = False
        elif any(key == "type" or key.startswith(("daily", "periodically")) for key in schedule):
            wanted.setdefault("schedule.enabled", True)
        for name in LISTS:
            if name in self.given:
                wanted.update(self._sets_items(name, self.given[name], "exactly", facts))
        return wanted

    @property
    def _mode(self) -> str:
        if self.given.get("state") == "absent":
            return "remove"
        return "exactly" if self.given.get("exclusive") else "add"

    @staticmethod
    def _sets_items(part: str, given: Iterable[Mapping[str, Any]], mode: str, facts: Facts) -> dict[str, Any]:
        wanted: dict[str, Any] = {}
        if mode == "exactly":
            wanted = {name: None for name in facts if name.startswith(part) and name.endswith("]")}
        for item in given:
            fact = f"{part}[{title(item)}]"
            wanted[fact] = None if mode == "remove" else True
            if mode != "remove" and item["type"] == "User":
                defaults = {} if fact in facts else dict.fromkeys(USER, True)
                wanted.update({f"{fact}.{name}": value for name, value in {**defaults, **_switches(item)}.items()})
        return wanted


@dataclass(frozen=True)
class Edit:
    """Somebody else's edit of a job: settings by option, or an item of a list that comes, gets new options or goes."""

    job: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    item: Mapping[str, Any] | None = None
    part: str = "selected_items"
    goes: bool = False

    def fitting(self, facts: Facts) -> Edit:
        """The edit in the form that the server accepts with these facts: an item stays in its list."""
        if self.item is None:
            return self
        held = [name for name in LISTS if f"{name}[{title(self.item)}]" in facts]
        whole = facts["backup_type"] == "EntireOrganization"
        part = held[0] if held else "excluded_items" if whole else self.part
        return replace(self, part=part, goes=self.goes and bool(held))

    def sets(self) -> dict[str, Any]:
        """The facts right after it."""
        facts = {name: value for name, value in self.settings.items() if name != "schedule"}
        facts.update({f"schedule.{key}": value for key, value in self.settings.get("schedule", {}).items()})
        if self.item:
            fact = f"{self.part}[{title(self.item)}]"
            facts[fact] = None if self.goes else True
            facts.update({f"{fact}.{name}": on for name, on in _switches(self.item).items() if not self.goes})
        return facts

    def body(self, ids: Mapping[str, str]) -> dict[str, Any]:
        """The edit in the simulator's form; ``ids`` are those of items by their titles."""
        names = {"description": "description", "enabled": "isEnabled"}
        settings: dict[str, Any] = {names[name]: self.settings[name] for name in names if name in self.settings}
        if "schedule" in self.settings:
            settings["schedulePolicy"] = {SCHEDULE[key]: value for key, value in self.settings["schedule"].items()}
        body: dict[str, Any] = {"job": self.job, "settings": settings or None}
        if self.item:
            side = self.part.split("_", maxsplit=1)[0]
            switches = {USER[name]: on for name, on in _switches(self.item).items()}
            item = {"type": self.item["type"], "name": self.item["name"], **switches}
            body.update({f"remove_{side}": [ids[title(self.item)]]} if self.goes else {f"add_{side}": [item]})
        return body


def _switches(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name in USER}
