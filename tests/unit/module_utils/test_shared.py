# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files by which the tasks of a run tell each other what they know."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

from ansible_collections.vb365.backup.plugins.module_utils._rest import shared as _shared

ROWS = [{"id": "1", "name": "Contoso é"}]


def test_what_is_written_is_read_by_its_key_alone(tmp_path: Path) -> None:
    path = _shared.path_of(str(tmp_path), "organizations", "server:4443", "admin")
    _shared.write(path, ROWS)
    assert _shared.read(path, 300) == ROWS
    others = [
        _shared.path_of(str(tmp_path), *key) for key in (("token", "server:4443", "admin"), ("organizations", "x"))
    ]
    assert [_shared.read(other, 300) for other in others] == [None, None]
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_is_old_or_damaged_counts_for_nothing(tmp_path: Path) -> None:
    path = tmp_path / "file"
    _shared.write(path, ROWS)
    os.utime(path, (time.time() - 301, time.time() - 301))
    assert _shared.read(path, 300) is None
    path.write_text('[{"id": ', encoding="utf-8")
    assert _shared.read(path, 300) is None


def test_where_nothing_can_be_written_nobody_is_told(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "file"
    _shared.write(path, ROWS)
    assert _shared.read(path, 300) is None
