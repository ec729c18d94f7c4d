# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The three promises under whatever we and somebody else do, in any order, on any server.

The same examples in every run. ``VB365_TRUST_EXAMPLES`` is their number for each seed (12), ``VB365_TRUST_SEED`` the
first of the seeds (0): other seeds, other examples.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.registry import CHANGING
from tests.simulator.launch import Simulator
from tests.trust.properties.machine import Machine
from tests.trust.properties.strategies import MODULES
from tests.trust.totals import record

EXAMPLES = int(os.environ.get("VB365_TRUST_EXAMPLES") or 12)
FIRST_SEED = int(os.environ.get("VB365_TRUST_SEED") or 0)


def test_every_changing_module_is_known() -> None:
    assert {*CHANGING} == MODULES


@pytest.mark.parametrize("number", range(FIRST_SEED, FIRST_SEED + 8))
def test_three_promises(simulator: Simulator, number: int) -> None:
    counts: Counter[str] = Counter()
    try:
        run_state_machine_as_test(
            seed(number)(lambda: Machine(simulator, counts)),
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=12,
                database=None,
                deadline=None,
                phases=(Phase.generate, Phase.shrink),
                report_multiple_bugs=False,
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        record("properties", tests=1, examples=counts["examples"], lost=counts["lost"], untruths=counts["untruths"])
