# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The common part of declared resources with a schedule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._model import starting as _starting
from ansible_collections.vb365.backup.plugins.module_utils._model.schedule import Policy
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.managed import Managed, Observed, Settings, State
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.plan import Plan


class Scheduled(Managed[State]):
    """A resource with a group ``schedule`` in its settings. ``schedules``: the rules for it."""

    schedules: ClassVar[Policy]

    def by_starts(self, settings: Settings) -> tuple[str, Settings]:
        """The job, as sentences name it, and its schedule in the options of a backup job."""
        return f"'{settings.get('name')}'", settings.get("schedule", {})

    def draft(self, state: State) -> tuple[Plan, list[OptionError]]:
        """As Managed.draft(), with a warning if the server chooses a time that a window may exclude."""
        plan, errors = super().draft(state)
        is_new = plan.expected is not None and any(row["path"].startswith("schedule.") for row in plan.changes)
        warning = _starting.unsure(*self.by_starts(plan.expected or {})) if is_new else None
        return replace(plan, warnings=[*plan.warnings, warning]) if warning else plan, errors

    def with_schedule(self, given: Settings, state: State) -> tuple[dict[str, Any], list[OptionError]]:
        """The given settings with a complete schedule: omitted options come from the server. With the errors of the
        merge."""
        settings = dict(given)
        schedule = settings.pop("schedule", {})
        errors = [*self.schedules.check_merged(schedule, state.settings.get("schedule", {}))]
        desired = self.schedules.desired(schedule, policy_of(state))
        if state.is_written:
            desired = self.schedules.with_offsets_of(state.settings.get("schedule", {}), desired)
        return {**settings, **({"schedule": desired} if desired else {})}, errors

    def same(self, path: str, want: Any, have: Any, before: Settings, after: Settings) -> bool:
        """As Managed.same()."""
        group, dot, key = path.partition(".")
        if not dot:
            return bool(want == have)
        return self.schedules.same(key, want, have, before.get(group, {}), after.get(group, {}))

    def consistent(self, settings: Settings) -> Settings:
        """As Managed.consistent()."""
        if "schedule" not in settings:
            return settings
        return {**settings, "schedule": self.schedules.applicable(settings["schedule"])}

    def damage(self, before: State, plan: Plan, now: State) -> list[str]:
        """As Managed.damage(), with a warning for each window whose minute_offset the server changed: its meaning is
        not confirmed."""
        wanted, shown = (one.get("schedule", {}) for one in (plan.expected or {}, now.settings))
        return super().damage(before, plan, now) + [
            f"The server shows minute_offset {shown[key]['minute_offset']} in schedule.{key}, expected "
            f"{wanted[key]['minute_offset']}. The meaning of minute_offset on the server is not confirmed."
            for key in self.schedules.windows
            if wanted.get(key) and shown.get(key) and wanted[key]["minute_offset"] != shown[key]["minute_offset"]
        ]


def policy_of(state: Observed) -> Mapping[str, Any] | None:
    """The ``schedulePolicy`` on the server."""
    return state.resource.get("schedulePolicy") if state.resource else None
