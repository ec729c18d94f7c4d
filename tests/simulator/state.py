# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The complete state of one running simulator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .auth import Tokens
from .clock import Clock
from .faults import Plans
from .journal import Journal
from .profiles import Profile
from .world import World


class State:
    """World, profile, logins, journal, plans. `fill` puts the data it starts with into an empty world."""

    def __init__(
        self,
        fill: Callable[[World], None],
        profile: dict[str, Any] | None = None,
        time_scale: float = 1.0,
        token_lifetime: int = 3600,
    ) -> None:
        self._fill = fill
        self._profile = dict(profile or {})
        self.profile = Profile()
        self.journal = Journal()
        self.tokens = Tokens(token_lifetime)
        self.plans = Plans([], [])
        self.clock = Clock(time_scale)
        self.world = self._new_world()

    def _new_world(self) -> World:
        self.profile = Profile()
        self.profile.update(self._profile)
        world = World(self.clock, self.profile)
        self._fill(world)
        return world

    def reset(self) -> None:
        """Back to the start: data, time, profile; no plans, an empty journal. Logins stay."""
        self.clock.restart()
        self.plans = Plans([], [])
        self.journal.clear()
        self.world = self._new_world()
