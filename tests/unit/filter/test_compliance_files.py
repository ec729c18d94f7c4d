# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the filter does not make a report of."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.vb365.backup.plugins.filter.compliance_files import compliance_files

SUMMARY = {"jobs": {"total": 2}, "organizations_without_jobs": 0}


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ({"jobs": [], "summary": SUMMARY}, "has 0 of 2 jobs; omit the option state"),
        (
            {"jobs": [{}, {}], "objects": [], "summary": {**SUMMARY, "objects": {"total": 1}}},
            "has 0 of 1 objects; omit the option state",
        ),
        ({"jobs": []}, "expected the result of protection_status_info"),
    ],
)
def test_a_result_that_is_not_complete(status: dict[str, Any], said: str) -> None:
    with pytest.raises(AnsibleFilterError, match=said):
        compliance_files(status)
