# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Combinations of unknown behaviour of real servers, so few that every two values meet in one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product

from tests.simulator.profiles import CHOICES

Value = str | int
Combination = Mapping[str, Value]
"""A value for each switch of the simulator."""
Pair = frozenset[tuple[str, Value]]
"""Values of two switches."""

SWITCHES: Mapping[str, Sequence[Value]] = {**CHOICES, "page_cap": (0, 1, 2, 30)}


def pairs() -> set[Pair]:
    """Every two answers that a server may give."""
    return {
        frozenset({(one, value), (other, another)})
        for one, other in combinations(SWITCHES, 2)
        for value, another in product(SWITCHES[one], SWITCHES[other])
    }


def pairs_in(combination: Combination) -> set[Pair]:
    """Those that meet in a combination."""
    return {frozenset(two) for two in combinations(combination.items(), 2)}


def _made() -> Iterator[Combination]:
    """Each begins with two answers that have not met, and goes on with those that bring most of such pairs."""
    missing = pairs()
    while missing:
        made = dict(sorted(min(missing, key=sorted)))
        for switch in sorted(SWITCHES, key=lambda name: -len(SWITCHES[name])):
            if switch not in made:
                made[switch] = max(SWITCHES[switch], key=lambda value: len(missing & pairs_in({**made, switch: value})))
        missing -= pairs_in(made)
        yield made


COMBINATIONS = list(_made())
