# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The project that describes the tenants of a run, and its commit."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

_COMMIT = re.compile("[0-9a-f]{40,64}")


def revision_of(variables: Mapping[str, Any], hosts: Collection[str]) -> str | None:
    """The commit of the project: from AWX, or of the git work tree with the files or inventories of the hosts.

    None if there is no such work tree, or if there are several at different commits.
    """
    if variables.get("awx_project_revision"):
        return str(variables["awx_project_revision"])
    known = [variables["hostvars"][host] for host in hosts]
    places = {
        str(Path(one["onboard_file"]).parent) if one.get("onboard_file") else one.get("inventory_dir") for one in known
    }
    commits = {_commit(Path(place)) for place in places if place}
    return commits.pop() if len(commits) == 1 else None


def _commit(folder: Path) -> str | None:
    """The commit of the git work tree with this folder; None if the folder is in none."""
    for parent in (folder, *folder.parents):
        git = parent / ".git"
        if git.exists():
            try:
                return _head(git)
            except (OSError, UnicodeDecodeError):
                return None
    return None


def _head(git: Path) -> str | None:
    if git.is_file():  # a linked work tree or a submodule
        git = git.parent / git.read_text(encoding="utf-8").partition("gitdir:")[2].strip()
    common = git / "commondir"
    shared = git / common.read_text(encoding="utf-8").strip() if common.exists() else git
    head = (git / "HEAD").read_text(encoding="utf-8").strip()
    name = head.removeprefix("ref: ")
    if name == head:
        return head if _COMMIT.fullmatch(head) else None
    if (shared / name).exists():
        return (shared / name).read_text(encoding="utf-8").strip()
    packed = (shared / "packed-refs").read_text(encoding="utf-8").splitlines()
    return next((line.split()[0] for line in packed if line.endswith(f" {name}")), None)
