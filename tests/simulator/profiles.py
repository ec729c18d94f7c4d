# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Profiles: one key for each unknown behaviour of real servers."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

CHOICES: dict[str, tuple[str, ...]] = {
    "etag_moves_on": ("settings", "items", "status", "all"),
    "put_omitted_items": ("keep", "clear", "refuse"),
    "start_when_running": ("conflict", "same_session"),
    "session_order": ("latest_first", "earliest_first", "by_id"),
    "enable_when_enabled": ("ok", "conflict"),
    "stop_when_idle": ("ok", "conflict"),
    "edit_while_running": ("ok", "conflict"),
    "null_fields": ("null", "absent"),
    "id_case": ("lower", "upper"),
    "rejected_token_body": ("empty", "json"),
    "post_item_minimum": ("object", "id"),
    "copy_job_missing": ("not_found", "empty"),
    "manual_only": ("as_given", "schedule_off"),
    "main_session": ("absent", "null", "nil", "own_id"),
    "team_exclusion": ("any", "item_chats", "job_chats"),
    "daily_window": ("shown", "absent"),
    "retry_numbers": ("when_on", "always"),
    "token_without_flag": ("refused", "accepted"),
    "next_link": ("relative", "other_version", "absolute"),
    "entire_items": ("none", "partial_organization"),
    "date_header": ("sent", "absent"),
    "last_backup_moves_on": ("good_end", "any_end"),
    "backed_up_time": ("every_run", "changes"),
    "data_id": ("object", "own"),
}

# What moves a job's eTag, by kind of change, under each value of etag_moves_on.
ETAG_MOVES: dict[str, frozenset[str]] = {
    "settings": frozenset({"settings"}),
    "items": frozenset({"settings", "items"}),
    "status": frozenset({"settings", "status"}),
    "all": frozenset({"settings", "items", "status"}),
}


@dataclass
class Profile:
    """The current value of every switch; the default is the first of its choices. `page_cap` 0: no cap."""

    etag_moves_on: str = "settings"
    put_omitted_items: str = "keep"
    start_when_running: str = "conflict"
    session_order: str = "latest_first"
    enable_when_enabled: str = "ok"
    stop_when_idle: str = "ok"
    edit_while_running: str = "ok"
    null_fields: str = "null"
    id_case: str = "lower"
    rejected_token_body: str = "empty"
    post_item_minimum: str = "object"
    copy_job_missing: str = "not_found"
    manual_only: str = "as_given"
    main_session: str = "absent"
    team_exclusion: str = "any"
    daily_window: str = "shown"
    retry_numbers: str = "when_on"
    token_without_flag: str = "refused"
    next_link: str = "relative"
    entire_items: str = "none"
    date_header: str = "sent"
    last_backup_moves_on: str = "good_end"
    backed_up_time: str = "every_run"
    data_id: str = "object"
    page_cap: int = 0

    def set(self, key: str, value: Any) -> None:
        """Change one switch; ValueError says what is allowed."""
        if key == "page_cap":
            self.page_cap = _page_cap(value)
            return
        if key not in CHOICES:
            names = ", ".join(field.name for field in fields(self))
            raise ValueError(f"unknown profile {key!r}; there are: {names}")
        if value not in CHOICES[key]:
            raise ValueError(f"profile {key} cannot be {value!r}; allowed: {', '.join(CHOICES[key])}")
        setattr(self, key, value)

    def update(self, values: dict[str, Any]) -> None:
        """Change several switches, or none of them when one is refused."""
        trial = Profile(**self.as_dict())
        for key, value in values.items():
            trial.set(key, value)
        for key, value in trial.as_dict().items():
            setattr(self, key, value)

    def as_dict(self) -> dict[str, Any]:
        """{name: value} of all switches."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def _page_cap(value: Any) -> int:
    if value in (None, "", "none", 0, "0") and not isinstance(value, bool):
        return 0
    try:
        number = int(value)
    except (TypeError, ValueError):
        number = -1
    if isinstance(value, (bool, float)) or number < 1:
        raise ValueError(f"profile page_cap cannot be {value!r}; allowed: a number from 1 on, or none")
    return number
