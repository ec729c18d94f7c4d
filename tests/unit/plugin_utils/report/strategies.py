# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the property tests of the report draw from: results of tenants with hostile names."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import REASONS
from ansible_collections.vb365.backup.plugins.plugin_utils._report.settings import SWITCHES
from ansible_collections.vb365.backup.plugins.plugin_utils._report.values import VALUES, WHOLE
from tests.unit.plugin_utils.report.samples import ARABIC, HOSTILE, JAPANESE, change, problem, tenant

CALM = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
"""For tests of whole reports, which are large."""

NAMES = st.one_of(
    st.sampled_from(
        ["Board", HOSTILE, ARABIC, JAPANESE, "a@b.example", "in", "x" * 300, "'", "<b>", "&amp;", "`", "|"]
    ),
    st.text(min_size=1, max_size=12),
)
OBJECTS = st.fixed_dictionaries(
    {"type": st.sampled_from(["User", "Group", "Site"]), "name": NAMES, "display_name": NAMES}
)
_VALUES = st.one_of(st.none(), st.booleans(), st.integers(0, 99), NAMES, st.lists(NAMES, max_size=2))
_SETTINGS = st.sampled_from([*VALUES, *WHOLE, *SWITCHES, "name", "copy.enabled", "copy.repository"])
_ITEMS = st.tuples(
    st.sampled_from(["selected_items", "excluded_items"]), st.sampled_from(["User", "Team", "Novelty"]), NAMES
).map(lambda row: f"{row[0]}[{row[1]} {row[2]}]")


@st.composite
def _changes(draw: st.DrawFn) -> list[dict[str, Any]]:
    rows = [change(path, draw(_VALUES), draw(_VALUES)) for path in draw(st.sets(_SETTINGS, max_size=3))]
    for path in draw(st.sets(_ITEMS, max_size=4)):
        before, after = draw(st.sampled_from([(None, {"mailbox": True}), ({"mailbox": True}, None)]))
        rows.append(change(path, before, after))
    state = draw(st.sampled_from([None, None, ("absent", "present"), ("present", "absent")]))
    return [change("state", *state), *rows] if state else rows


@st.composite
def _jobs(draw: st.DrawFn) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "id": draw(st.sampled_from([None, "8ef36252-3da5-4e89-aa09-5e998d270993"])),
            "state": "present",
            "changes": draw(_changes()),
            "problems": [
                problem(reason, name, draw(st.lists(OBJECTS, min_size=1, max_size=5)), msg=draw(NAMES))
                for reason in draw(st.sets(st.sampled_from([*REASONS, "novelty"]), max_size=2))
            ],
            "warnings": draw(st.lists(NAMES, max_size=1)),
            "revision": draw(st.sampled_from([None, "7"])),
            "error": draw(st.one_of(st.none(), st.none(), NAMES)),
        }
        for name in draw(st.lists(NAMES, max_size=3, unique=True))
    ]


@st.composite
def _tenants(draw: st.DrawFn) -> dict[str, Any]:
    mistakes = st.fixed_dictionaries(
        {
            "place": st.one_of(st.none(), NAMES),
            "option": st.none(),
            "value": _VALUES,
            "msg": NAMES,
            "line": st.none(),
        }
    )
    return tenant(
        draw(NAMES),
        *draw(_jobs()),
        organization=draw(st.one_of(st.none(), NAMES)),
        check_mode=draw(st.booleans()),
        failed=draw(st.booleans()),
        msg=draw(NAMES),
        problems=draw(st.one_of(st.just([]), st.lists(mistakes, max_size=2))),
        unmanaged=[
            {"id": None, "name": name, "enabled": draw(st.booleans())} for name in draw(st.lists(NAMES, max_size=1))
        ],
        started=draw(st.lists(NAMES, max_size=1)),
    )


RESULTS = st.lists(_tenants(), max_size=4)
