# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules about backup repositories: why a job or a copy job cannot write to a row of /BackupRepositories."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_UNUSABLE = {
    "isOutOfOrder": "is out of order",
    "isOutOfSync": "is out of sync",
    "isOutdated": "is outdated",
    "isLongTerm": "accepts only backup copies",
}


def unusable(repository: Mapping[str, Any]) -> list[str]:
    """The reasons why no job can write to the repository, regardless of its owner."""
    return [why for key, why in _UNUSABLE.items() if repository.get(key)]


def is_of_another(repository: Mapping[str, Any], organization_id: str) -> bool:
    """Whether the repository is dedicated to another organization."""
    owner = repository.get("organizationId")
    return bool(owner) and str(owner).lower() != organization_id.lower()


def misplaced(source: Mapping[str, Any], target: Mapping[str, Any]) -> Iterator[str]:
    """Why backups in one repository cannot be copied to another (documented rules), as far as the rows show it."""
    names = f"the backup job is in {source.get('name')!r}"
    if source.get("id") == target["id"]:
        yield f"expected another repository, because {names} itself"
        return
    kinds = {str(row.get("name")): _storage(row) for row in (source, target)}
    if "a disk" in kinds.values():
        shown = " and ".join(f"{name!r} is {kind}" for name, kind in kinds.items())
        yield f"expected two repositories in object storage, but {names}: {shown}"
    for key, words in (("proxyPoolId", "proxy pool"), ("proxyId", "proxy"), ("retentionType", "retention type")):
        here, there = source.get(key), target.get(key)
        in_pools = key == "proxyId" and (source.get("proxyPoolId") or target.get("proxyPoolId"))
        if here and there and not in_pools and str(here).lower() != str(there).lower():
            yield f"expected the {words} {here}, because {names}; found {there}"
    storage = target.get("objectStorage") or {}
    if storage.get("enableImmutability") and storage.get("immutabilityPeriodDays"):
        days = f"found {storage['immutabilityPeriodDays']} days"
        yield f"expected an immutability as long as the retention, because {names}; {days}"


def _storage(row: Mapping[str, Any]) -> str:
    """The kind of a repository in words; unknown if the server does not show it."""
    storage = row.get("objectStorage", {})
    return "a disk" if storage is None else str(storage.get("type") or "unknown")
