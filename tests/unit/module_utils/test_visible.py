# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a terminal shows of text from a server."""

from __future__ import annotations

import re
import unicodedata

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import TenantRefused
from ansible_collections.vb365.backup.plugins.module_utils._model.visible import visible
from ansible_collections.vb365.backup.plugins.module_utils._tenant.lines import lines, refused

HOSTILE = "a\r\nok: [x]\x1b[2K\x07\u202e\u2028\x9b"
HARMLESS = [
    "",
    "Contoso nightly",
    "Zürich, Büro №5",
    "東京",
    "\u0645\u06cc\u200c\u062e",
    "\U0001f469\u200d\U0001f4bb",
    "\\x1b",
    "a\xa0b",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_stays(text: str) -> None:
    assert visible(text) == text


def test_control_characters_are_escaped() -> None:
    assert visible(HOSTILE) == r"a\r\nok: [x]\x1b[2K\x07\u202e\u2028\x9b"


@pytest.mark.parametrize("category", ["Cc", "Zl", "Zp", "Cs"])
def test_no_character_of_these_categories_is_left(category: str) -> None:
    characters = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == category]
    assert characters
    assert [one for one in characters if one in visible(one)] == []


def test_no_character_turns_the_direction_of_writing() -> None:
    kinds = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    turning = [chr(code) for code in range(0x110000) if unicodedata.bidirectional(chr(code)) in kinds]
    assert len(turning) == len(kinds)
    assert [one for one in [*turning, "\u200e", "\u200f", "\u061c"] if one in visible(one)] == []


def report(**parts: object) -> dict[str, object]:
    job = {"name": HOSTILE, "state": "failed", "error": HOSTILE, "changes": [], "unwatched": []}
    changed = [{"path": f"selected_items[User {HOSTILE}]", "before": None, "after": {"mailbox": True}}]
    changed += [{"path": "description", "before": HOSTILE, "after": HOSTILE}]
    problem = {"place": HOSTILE, "job": HOSTILE, "msg": HOSTILE}
    return {
        "organization": HOSTILE,
        "check_mode": True,
        "jobs": [job, {**job, "state": "changed", "changes": changed}],
        "unmanaged": [{"name": HOSTILE, "id": "1", "enabled": True, "state": "unmanaged"}],
        "started": [HOSTILE],
        "problems": [problem, problem],
        "unprotected": [{**problem, "reason": "disabled"}, {**problem, "reason": "never_ran"}],
        **parts,
    }


@pytest.mark.parametrize("problems", [1, 2])
def test_lines_of_a_tenant_have_no_control_characters(problems: int) -> None:
    one = {"place": None, "job": None, "msg": HOSTILE}
    told = [*lines(report(), "failed"), *refused(report(problems=[one] * problems))]
    assert len(told) > 8
    assert [line for line in told if re.search("[\x00-\x1f\x7f-\x9f\u2028\u202e]", line)] == []


def test_line_breaks_of_a_refusal_are_its_own() -> None:
    error = TenantRefused("contoso", [{"place": "jobs[0]", "job": HOSTILE, "msg": HOSTILE}])
    assert len(error.lines()) == 2
    assert "\n".join(error.lines()) == error.message
