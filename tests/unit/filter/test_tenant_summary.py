# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter in a playbook, where values are Ansible's own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

SUMMARY = """{{ preflight | vb365.backup.tenant_summary(
  jobs=jobs, disabled=disabled, unmanaged='disable', check_mode=ansible_check_mode) }}"""
TASKS: list[dict[str, Any]] = [
    {
        "ansible.builtin.set_fact": {
            "preflight": {
                "organization": "{{ tenant }}",
                "jobs": [{"name": "{{ tenant }} nightly"}, {"name": "Sites"}],
                "unmanaged": [{"id": "1b744175", "name": "Old", "enabled": "{{ true }}"}],
            }
        }
    },
    {
        "ansible.builtin.debug": {"msg": "no"},
        "changed_when": True,
        "failed_when": "job.name == 'Sites'",
        "ignore_errors": True,
        "loop": "{{ preflight.jobs }}",
        "loop_control": {"loop_var": "job"},
        "register": "jobs",
    },
    {
        "ansible.builtin.debug": {"msg": "not reached"},
        "loop": "{{ preflight.unmanaged }}",
        "when": "tenant is undefined",
        "register": "disabled",
    },
    {"ansible.builtin.set_fact": {"summary": SUMMARY}},
    {"ansible.builtin.set_stats": {"data": "{{ summary.stats }}"}},
    {"ansible.builtin.set_stats": {"data": {"summaries": "{{ {tenant: summary} }}"}}},
]


@pytest.fixture(scope="module")
def stats(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What a run of two tenants in check mode hands to AWX, the whole summaries among it."""
    folder = tmp_path_factory.mktemp("summary")
    playbook, inventory = folder / "playbook.yml", folder / "inventory.yml"
    playbook.write_text(yaml.safe_dump([{"hosts": "all", "gather_facts": False, "tasks": TASKS}]))
    hosts = {name: {"tenant": f"{name}.onmicrosoft.com"} for name in ("contoso", "fabrikam")}
    inventory.write_text(yaml.safe_dump({"all": {"hosts": hosts}}))
    done = subprocess.run(
        [str(Path(sys.executable).parent / "ansible-playbook"), "-i", str(inventory), "--check", str(playbook)],
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")},
            "ANSIBLE_SHOW_CUSTOM_STATS": "true",
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.JSONDecoder().raw_decode(done.stdout.partition("RUN:")[2].strip())[0]


@pytest.mark.parametrize("name", ["contoso", "fabrikam"])
def test_it_sums_up_what_tasks_registered(stats: Any, name: str) -> None:
    tenant = f"{name}.onmicrosoft.com"
    told = stats["summaries"][tenant]
    assert told["lines"] == [
        f"{tenant}: failed: 1 of 2 jobs failed, 1 other problem, 1 of 2 jobs would change",
        "Old: unmanaged jobs: not reached",
        "Sites: failed: no",
        f"{tenant} nightly: changed",
    ]
    assert told["report"]["unmanaged"] == [{"id": "1b744175", "name": "Old", "enabled": True, "state": "failed"}]
    assert [row["changes"] for row in told["report"]["jobs"]] == [[], []]


def test_the_statistics_of_tenants_add_up(stats: Any) -> None:
    assert stats["vb365_tenants"] == {
        f"{name}.onmicrosoft.com": {
            "state": "failed",
            "changed": [f"{name}.onmicrosoft.com nightly"],
            "failed": ["Sites", "Old"],
        }
        for name in ("contoso", "fabrikam")
    }
