# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The core cases, each under combinations of the unknown behaviour of real servers."""

from __future__ import annotations

import inspect
import re
import time

import pytest

from tests.integration.harness.direct import Direct
from tests.registry import CHANGING
from tests.simulator.launch import Simulator
from tests.trust.profiles import case_actions, case_copies, case_items, case_meanwhile, case_settings, case_shown
from tests.trust.profiles.bench import Bench, Case
from tests.trust.profiles.combinations import COMBINATIONS, pairs, pairs_in
from tests.trust.totals import record

CASES: dict[str, Case] = {
    **case_settings.CASES,
    **case_items.CASES,
    **case_actions.CASES,
    **case_copies.CASES,
    **case_meanwhile.CASES,
    **case_shown.CASES,
}


def test_every_changing_module_has_cases() -> None:
    modules = {inspect.getmodule(case) for case in CASES.values()} - {None}
    played = {name for module in modules for name in re.findall(r'\b(?:task|do)\("(\w+)"', inspect.getsource(module))}
    assert {*CHANGING} <= played


def test_every_two_answers_of_a_server_meet(simulator: Simulator) -> None:
    met = set()
    for combination in COMBINATIONS:
        met |= pairs_in(simulator.profile(**combination))
    record("profiles", combinations=len(COMBINATIONS), pairs=len(met))
    assert met == pairs()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_case(server: Simulator, subtests: pytest.Subtests, monkeypatch: pytest.MonkeyPatch, case: Case) -> None:
    met = set()
    direct = Direct(server)
    for combination in COMBINATIONS:
        with server.together():
            server.reset()
            server.profile(**combination)
        bench = Bench(server, direct, combination)
        monkeypatch.setattr(time, "sleep", bench.pause)
        with subtests.test(" ".join(f"{switch}={value}" for switch, value in combination.items())):
            case(bench)
            record("profiles", cases=1)
        met |= pairs_in(server.profile())
    direct.client.close()
    assert met == pairs()
