# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine for a resource that exists with the desired settings, or does not exist. A subclass declares the rest.

Settings are options as users write them, with names in place of ids; a group of settings (``schedule``) is a dict. A
missing option is unknown, or not managed by the task.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, TypeVar

from ansible_collections.vb365.backup.plugins.module_utils._errors import Conflict, OptionError, together
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.converge import Past, converge
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.diff import change, flatten, nest
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.outcome import Outcome, changing
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.plan import Plan, Step
from ansible_collections.vb365.backup.plugins.module_utils._reconcile.revision import ABSENT, revision
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client

Settings = Mapping[str, Any]
Raw = Mapping[str, Any]
"""A resource as the API gives it."""


@dataclass(frozen=True)
class Observed:
    """A reading. ``resource`` and ``settings``: None and empty if the resource does not exist. ``parts``: the other
    parts of the revision, by name, as JSON values. ``is_written``: whether this task has written the resource, or may
    have."""

    title: str
    lock: str
    resource: Raw | None
    settings: Settings
    parts: Mapping[str, Any] = field(default_factory=dict)
    is_written: bool = False

    @property
    def revision(self) -> str:
        """The revision of all that was read; ABSENT if the resource does not exist."""
        if self.resource is None:
            return ABSENT
        return revision(self.resource.get("eTag"), {"settings": self.settings, **self.parts})


State = TypeVar("State", bound=Observed)


class Managed(ABC, Generic[State]):
    """One resource in the loop. ``mistakes``: errors in options, which do not depend on the server."""

    noun: ClassVar[str]
    path: ClassVar[str]
    key: ClassVar[str]
    """The key of the resource in a result."""
    needed: ClassVar[tuple[str, ...]] = ()
    """Options that are required to create the resource."""
    status: ClassVar[Mapping[str, str]]
    """Read-only values: the name in a result, and the name in the API."""

    def __init__(self, client: Client, params: Mapping[str, Any]) -> None:
        self.client, self.params = client, params
        self.mistakes: list[OptionError] = []

    # ---- the declaration ---------------------------------------------------------------------------------------------

    @abstractmethod
    def resolve(self) -> None:
        """As Resource.resolve()."""

    @abstractmethod
    def read(self, past: Past[State]) -> State:
        """As Resource.read()."""

    @abstractmethod
    def desired(self, state: State) -> tuple[Settings, list[OptionError]]:
        """The desired settings, and errors for settings that the resource cannot have. A pure function."""

    @abstractmethod
    def body(self, settings: Settings, state: State) -> dict[str, Any]:
        """The request body that sets these settings: of a creation if the resource does not exist."""

    def refusals(self, state: State, plan: Plan) -> Iterable[OptionError]:
        """All further errors for which the plan is refused. A pure function."""
        return ()

    def same(self, path: str, want: Any, have: Any, before: Settings, after: Settings) -> bool:
        """Whether an observed value matches the desired value; ``before`` and ``after`` are the whole settings."""
        return bool(want == have)

    def consistent(self, settings: Settings) -> Settings:
        """The settings without those that do not apply together with the others."""
        return settings

    def query(self) -> Mapping[str, Any]:
        """The query parameters of a POST or a PUT."""
        return {}

    # ---- plan --------------------------------------------------------------------------------------------------------

    def plan(self, state: State) -> Plan:
        """Raises OptionError, or OptionErrors for several mistakes."""
        plan, errors = self.check(state)
        together(errors)
        return plan

    def check(self, state: State) -> tuple[Plan, list[OptionError]]:
        """The plan, and all errors for which it is refused. A pure function."""
        plan, errors = self.draft(state)
        return plan, [*errors, *self.refusals(state, plan)]

    def draft(self, state: State) -> tuple[Plan, list[OptionError]]:
        """The plan for the settings alone. A pure function."""
        if self.params["state"] == "absent":
            return self._removal(state), []
        desired, errors = self.desired(state)
        if state.resource is None:
            missing = [option for option in self.needed if not self.params.get(option)]
            expected = f"required, because the {self.noun} does not exist and will be created"
            errors += [OptionError(option, None, expected) for option in missing]
            return self._creation(state, desired), errors
        return self._edit(state, desired), errors

    def _removal(self, state: State) -> Plan:
        if state.resource is None:
            return Plan([], [], None)
        gone = [change(path, value, None) for path, value in flatten(state.settings).items()]
        return Plan([Step("remove")], [change("state", "present", "absent"), *gone], None)

    def _creation(self, state: State, desired: Settings) -> Plan:
        new = [change(path, None, value) for path, value in flatten(desired).items()]
        changes = [change("state", "absent", "present"), *new]
        return Plan([Step("create", desired, self.body(desired, state))], changes, desired)

    def _edit(self, state: State, desired: Settings) -> Plan:
        have = state.settings
        before, after = flatten(have), overlaid(have, desired)
        changes = [
            change(path, before.get(path), value)
            for path, value in flatten(desired).items()
            if not self.same(path, value, before.get(path), have, after)
        ]
        if not changes:
            return Plan([], [], have)
        changed = nest(changes, "after")
        expected = self.consistent(overlaid(have, changed))
        return Plan([Step("edit", changed, self.body(changed, state))], changes, expected)

    # ---- write and verify --------------------------------------------------------------------------------------------

    def write(self, state: State, step: Step) -> Any:
        """As Resource.write()."""
        if step.action == "create":
            return self.client.post(self.path, step.body, **self.query())
        path = f"{self.path}/{(state.resource or {})['id']}"
        if step.action == "edit":
            return self.client.put(path, step.body, **self.query())
        return self.client.delete(path)

    def damage(self, before: State, plan: Plan, now: State) -> list[str]:
        """Warnings of settings that somebody else changed meanwhile.

        Raises Conflict if a setting that the write omitted is empty now: a server that clears it must not look like
        success.
        """
        if now.resource is None:
            return []
        was, expected, is_now = flatten(before.settings), flatten(plan.expected or {}), flatten(now.settings)
        others = [
            path
            for path, value in was.items()
            if expected.get(path) == value
            and not self.same(path, value, is_now.get(path), before.settings, plan.expected or {})
        ]
        cleared = [path for path in others if is_now.get(path) in (None, "", {}) and was[path] != {}]
        if cleared:
            raise Conflict(
                "Settings that the write did not change are empty after the write",
                [{"path": path, "wanted": was[path], "read": was[path], "now": is_now.get(path)} for path in cleared],
            )
        return [
            f"Somebody else changed {path} meanwhile, from {was[path]!r} to {is_now.get(path)!r}." for path in others
        ]

    # ---- result ------------------------------------------------------------------------------------------------------

    def run(self, check_mode: bool) -> Outcome:
        """Run the loop; returns the result of the task. Raises Vb365Error."""
        together(self.mistakes)
        sleep = self.client.deadline.sleep
        converged = converge(self, self.params["if_match"], check_mode, self.client.lock, sleep)
        state, expected = converged.state, converged.plan.expected
        shown = None if expected is None else self.shown(state, expected)
        title = (converged.past.before or state).title
        named = {self.key: shown, **self.more(state, converged.plan)}
        return changing(converged, named, (state.resource or {}).get("eTag"), title)

    def more(self, state: State, plan: Plan) -> Mapping[str, Any]:
        """Further keys of the result."""
        return {}

    def shown(self, state: State, settings: Settings) -> dict[str, Any]:
        """The resource with these settings, as a result shows it."""
        return presented(state.resource, settings, self.status, state.revision)


def presented(resource: Raw | None, settings: Settings, status: Mapping[str, str], revision: str) -> dict[str, Any]:
    """A resource, as results show it: ``config`` can be set, ``status`` is read-only."""
    if resource is None:
        return {"id": None, "config": settings, "status": {}}
    values = {key: resource.get(name) for key, name in status.items()}
    return {"id": resource["id"], "config": settings, "status": {**values, "revision": revision}}


def overlaid(settings: Settings, others: Settings) -> dict[str, Any]:
    """Settings updated with others. Groups such as ``schedule`` are updated key by key."""
    both = dict(settings)
    for key, value in others.items():
        have = both.get(key)
        both[key] = {**have, **value} if isinstance(have, Mapping) and isinstance(value, Mapping) else value
    return both
