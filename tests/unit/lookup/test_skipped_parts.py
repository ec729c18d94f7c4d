# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.play import Play
from ansible.vars.manager import VariableManager

from ansible_collections.vb365.backup.plugins.lookup import skipped_parts

HAS_CACHE = "trusted_as_template" in inspect.signature(DataLoader.load_from_file).parameters
VARIABLES = Path(skipped_parts.__file__).parents[2] / "playbooks" / "vars" / "tenants.yml"


@pytest.mark.skipif(not HAS_CACHE, reason="before ansible-core 2.19, the loader parses vars_files each time")
def test_variables_of_the_playbooks_are_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    loader = DataLoader()
    skipped_parts.LookupModule(loader=loader).run([])
    parsed: list[Any] = []
    monkeypatch.setattr(DataLoader, "load", lambda *given, **named: parsed.append(given))
    manager = VariableManager(loader=loader, inventory=InventoryManager(loader=loader, sources=["localhost,"]))
    play = Play.load({"hosts": "localhost", "vars_files": [str(VARIABLES)]}, variable_manager=manager, loader=loader)
    assert "__onboard_hosts" in manager.get_vars(play=play)
    assert parsed == []
