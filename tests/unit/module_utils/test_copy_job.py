# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Backup copy jobs as settings and on the wire, and the rules for their repositories."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._model.copy_job import from_api, from_options, to_api
from ansible_collections.vb365.backup.plugins.module_utils._model.repository import misplaced

NAMES = {"job": "Mail", "organization": "contoso", "repository": "Target"}
ROW = {"id": "1", "name": "Source", "proxyId": "p1", "proxyPoolId": None, "retentionType": "ItemLevel"}
SOURCE = {**ROW, "objectStorage": {"type": "AmazonS3"}}
TARGET = {**SOURCE, "id": "2", "name": "Target"}


def test_what_is_omitted_is_not_managed() -> None:
    assert from_options({"enabled": None, "schedule": None}) == ({}, [])
    assert to_api({}, None) == {}
    assert from_api({"isEnabled": None}, NAMES) == NAMES


def test_options_and_back() -> None:
    options = {"enabled": False, "schedule": {"type": "DailyAtTime", "daily_time": "03:00"}}
    settings, errors = from_options(options)
    assert errors == []
    body = to_api(settings, {"type": "Immediate", "unknown": 1})
    policy = {"type": "DailyAtTime", "dailyTime": "03:00:00", "unknown": 1}
    assert body == {"isEnabled": False, "schedulePolicy": policy}
    assert from_api(body, NAMES) == {**NAMES, **settings}


def test_mistakes_of_a_schedule() -> None:
    _settings, errors = from_options({"enabled": None, "schedule": {"type": "Immediate", "daily_time": "03:00"}})
    assert [error.option for error in errors] == ["schedule.daily_time"]


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        ({}, {}, None),
        ({}, {"id": "1"}, "another repository"),
        ({"objectStorage": None}, {}, "'Source' is a disk and 'Target' is AmazonS3"),
        ({}, {"objectStorage": None}, "'Source' is AmazonS3 and 'Target' is a disk"),
        ({}, {"proxyId": "p2"}, "the proxy p1, because the backup job is in 'Source'; found p2"),
        ({}, {"proxyId": "P1"}, None),
        ({"proxyPoolId": "a"}, {"proxyPoolId": "b"}, "the proxy pool a, because"),
        ({"proxyPoolId": "a"}, {"proxyPoolId": "a", "proxyId": "p2"}, None),
        ({}, {"proxyPoolId": "a", "proxyId": "p2"}, None),
        ({}, {"proxyId": None}, None),
        (
            {},
            {"retentionType": "SnapshotBased"},
            "ItemLevel, because the backup job is in 'Source'; found Snapshot",
        ),
        ({}, {"retentionType": None}, None),
        ({}, {"objectStorage": {"enableImmutability": True, "immutabilityPeriodDays": 30}}, "found 30 days"),
        ({}, {"objectStorage": {"enableImmutability": True, "immutabilityPeriodDays": 0}}, None),
        ({}, {"objectStorage": {"enableImmutability": False, "immutabilityPeriodDays": 30}}, None),
    ],
)
def test_rules_of_repositories(source: dict[str, Any], target: dict[str, Any], words: str | None) -> None:
    reasons = [*misplaced({**SOURCE, **source}, {**TARGET, **target})]
    assert len(reasons) == (words is not None)
    assert all(str(words) in reason for reason in reasons)


def test_what_the_server_does_not_show_is_no_reason() -> None:
    assert [*misplaced({}, {"id": "2"})] == []
    assert [*misplaced({"id": "1", "name": "Source"}, {"id": "2", "name": "Target"})] == []
