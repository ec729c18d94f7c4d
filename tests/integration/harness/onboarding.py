# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the collection's playbooks on descriptions of tenants, by their names, as users do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.integration.harness.playbook import Played, play_file
from tests.simulator.launch import Simulator

ROLE = "tenant_onboarding_"


@dataclass(frozen=True)
class Onboarded:
    """A run of vb365.backup.onboard or drift. ``reports``: the full reports, by file, of tenants that have a report."""

    played: Played
    reports: Mapping[str, dict[str, Any]]

    @property
    def writes(self) -> list[dict[str, Any]]:
        """The write requests of all tasks."""
        return [entry for task in self.played.tasks for entry in task.writes]

    @property
    def stats(self) -> dict[str, Any]:
        """The statistics that the run set for AWX, by tenant."""
        told: dict[str, Any] = {}
        for task in self.played.tasks:
            told.update(task.result.get("ansible_stats", {}).get("data", {}).get("vb365_tenants", {}))
        return told


def onboard(
    folder: Path,
    simulator: Simulator,
    tenants: Mapping[str, Mapping[str, Any]],
    *arguments: str,
    playbook: str = "onboard",
    **options: Any,
) -> Onboarded:
    """Run a playbook on tenants: by file name without suffix, the options in the file."""
    files = folder / "tenants"
    files.mkdir(parents=True, exist_ok=True)
    for file in files.iterdir():
        file.unlink()
    for name, tenant in tenants.items():
        described = {"report": str(folder / f"{name}.json"), **tenant}
        (files / f"{name}.yml").write_text(yaml.safe_dump(described, sort_keys=False), encoding="utf-8")
        (folder / f"{name}.json").unlink(missing_ok=True)
    arguments = ("-e", f"onboard_folder={files}", *arguments)
    played = play_file(folder, simulator, Path(f"vb365.backup.{playbook}"), arguments=arguments, **options)
    reports = {name: folder / f"{name}.json" for name in tenants}
    return Onboarded(played, {name: json.loads(path.read_text()) for name, path in reports.items() if path.exists()})
