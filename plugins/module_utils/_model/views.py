# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fields of organizations, backup repositories and copy jobs in results, with their names in the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ORGANIZATION = {
    "id": "id",
    "name": "name",
    "office_name": "officeName",
    "description": "description",
    "type": "type",
    "region": "region",
    "is_exchange_online": "isExchangeOnline",
    "is_sharepoint_online": "isSharePointOnline",
    "is_teams_online": "isTeamsOnline",
    "is_teams_chats_online": "isTeamsChatsOnline",
    "is_backed_up": "isBackedup",
    "first_backup_time": "firstBackuptime",
    "last_backup_time": "lastBackuptime",
    "msid": "msid",
    "backed_up_organization_id": "backedUpOrganizationId",
}
REPOSITORY = {
    "id": "id",
    "name": "name",
    "description": "description",
    "path": "path",
    "capacity_bytes": "capacityBytes",
    "free_space_bytes": "freeSpaceBytes",
    "retention_type": "retentionType",
    "retention_period_type": "retentionPeriodType",
    "daily_retention_period": "dailyRetentionPeriod",
    "monthly_retention_period": "monthlyRetentionPeriod",
    "yearly_retention_period": "yearlyRetentionPeriod",
    "retention_frequency_type": "retentionFrequencyType",
    "daily_time": "dailyTime",
    "daily_type": "dailyType",
    "monthly_time": "monthlyTime",
    "monthly_day_number": "monthlyDaynumber",
    "monthly_day_of_week": "monthlyDayofweek",
    "organization_id": "organizationId",
    "proxy_id": "proxyId",
    "proxy_pool_id": "proxyPoolId",
    "object_storage_encryption_enabled": "objectStorageEncryptionEnabled",
    "encryption_key_id": "encryptionKeyId",
    "is_long_term": "isLongTerm",
    "is_indexed": "isIndexed",
    "is_migration_locked": "isMigrationLocked",
    "is_out_of_sync": "isOutOfSync",
    "is_outdated": "isOutdated",
    "is_out_of_order": "isOutOfOrder",
    "out_of_order_reason": "outOfOrderReason",
}
RUNS = {
    "etag": "eTag",
    "last_run": "lastRun",
    "next_run": "nextRun",
    "last_backup": "lastBackup",
    "last_status": "lastStatus",
}
"""Read-only values of any kind of job. Times are the server's text, with up to 7 fractional digits."""
COPY_JOB = {"id": "id", "name": "name", "enabled": "isEnabled", **RUNS}


def pick(fields: Mapping[str, str], resource: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a resource, as results show them: None if the server gives none."""
    return {key: resource.get(name) for key, name in fields.items()}
