# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The result keys of every module are none of those that Ansible itself reads in a result."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
import yaml

FOLDER = Path(__file__).parents[3] / "plugins" / "modules"
RESERVED = {
    "_ansible_parsed",
    "add_group",
    "add_host",
    "ansible_facts",
    "ansible_included_var_files",
    "ansible_job_id",
    "ansible_stats",
    "async_result",
    "attempts",
    "censored",
    "changed_when_result",
    "deprecations",
    "erased",
    "exception",
    "failed",
    "failed_when_result",
    "false_condition",
    "finished",
    "include",
    "include_args",
    "invocation",
    "item",
    "module_stderr",
    "module_stdout",
    "rc",
    "results",
    "results_file",
    "retries",
    "skip_reason",
    "skipped",
    "skipped_reason",
    "started",
    "stderr",
    "stderr_lines",
    "stdout",
    "stdout_lines",
    "unreachable",
}
"""What Ansible's executor, its strategies, callbacks and async_status read in a result, or add to it."""
USED = {"tenant": {"started", "finished"}}
"""A tenant has ``started``, so it must have ``finished``: otherwise async_status reports that the task still runs."""


@pytest.mark.parametrize("name", [path.stem for path in sorted(FOLDER.glob("*.py"))])
def test_no_key_of_a_result_has_a_meaning_for_ansible(name: str) -> None:
    module = import_module(f"ansible_collections.vb365.backup.plugins.modules.{name}")
    assert {*yaml.safe_load(module.RETURN)} & RESERVED == USED.get(name, set())
