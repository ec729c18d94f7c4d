# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody renames a job right after the task has created it."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import Conflict
from ansible_collections.vb365.backup.plugins.modules import backup_job
from tests.integration.harness.direct import Direct
from tests.simulator.launch import Simulator

NEW = {
    "organization": "contoso.onmicrosoft.com",
    "name": "Renamed",
    "repository": "Disk 01",
    "backup_type": "SelectedItems",
    "selected_items": [{"type": "PersonalSites"}],
}


@pytest.mark.parametrize("more", [{}, {"new_name": "Later"}])
def test_job_that_is_renamed_after_its_creation_is_a_conflict(simulator: Simulator, more: dict[str, Any]) -> None:
    direct = Direct(simulator)
    post = direct.client.post

    def renamed(path: str, body: Any = None, **query: Any) -> Any:
        answer = post(path, body, **query)
        simulator.edit(answer["id"], settings={"name": "Theirs"})
        return answer

    direct.client.post = renamed  # type: ignore[method-assign]
    with pytest.raises(Conflict, match="The job was created and then renamed by somebody else") as caught:
        direct(backup_job, **NEW, **more)
    assert caught.value.changed
    assert [(row["path"], row["now"]) for row in caught.value.columns] == [("name", "Theirs")]
    assert simulator.job("Theirs")["id"] in caught.value.message
