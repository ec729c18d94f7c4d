# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What nobody knows of the real server: backup_job is right under each answer."""

from __future__ import annotations

import pytest

from tests.integration.harness import shells
from tests.integration.targets.backup_job.test_options import DAILY, HOURLY, NIGHTS, assert_twelve_steps, steps
from tests.simulator.launch import Simulator

PROFILES = [
    ("etag_moves_on", "items"),
    ("etag_moves_on", "status"),
    ("etag_moves_on", "all"),
    ("put_omitted_items", "clear"),
    ("edit_while_running", "conflict"),
    ("null_fields", "absent"),
    ("id_case", "upper"),
    ("rejected_token_body", "json"),
    ("page_cap", 2),
]


@pytest.mark.parametrize(("key", "value"), PROFILES)
def test_profile(simulator: Simulator, key: str, value: str | int) -> None:
    simulator.profile(**{key: value})
    first = {"description": "First", "enabled": True, "schedule": {**HOURLY, "periodically_window": NIGHTS}}
    second = {"description": "", "repository": "Contoso Vault", "schedule": {**DAILY, "enabled": False}}
    assert_twelve_steps(shells.run(simulator, steps(first, second)).tasks)
