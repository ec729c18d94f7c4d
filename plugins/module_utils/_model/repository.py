# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a backup job cannot write to a backup repository."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_UNUSABLE = {
    "isOutOfOrder": "is out of order",
    "isOutOfSync": "is out of sync",
    "isOutdated": "is outdated",
    "isLongTerm": "takes backup copies only",
}


def unusable(repository: Mapping[str, Any]) -> list[str]:
    """What is wrong with a row of /BackupRepositories, whoever owns it."""
    return [why for key, why in _UNUSABLE.items() if repository.get(key)]


def is_of_another(repository: Mapping[str, Any], organization_id: str) -> bool:
    """Whether the repository is dedicated to another organization."""
    owner = repository.get("organizationId")
    return bool(owner) and str(owner).lower() != organization_id.lower()
