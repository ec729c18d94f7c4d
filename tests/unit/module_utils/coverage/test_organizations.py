# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The states of all objects of an organization agree with a model that is written apart."""

from __future__ import annotations

from hypothesis import event, given, settings

from tests.unit.module_utils.coverage.brute_force import World
from tests.unit.module_utils.coverage.organizations import states, worlds


@settings(max_examples=400)
@given(worlds())
def test_states_agree_with_the_model(world: World) -> None:
    expected = world.states()
    for state in {state for state, _workloads in expected.values()}:
        event(state)
    assert states(world) == expected
