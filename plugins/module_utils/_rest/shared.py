# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tasks of one run tell each other of a server: files in the run's private folder, which go with the run."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any


def path_of(folder: str, name: str, *key: object) -> Path:
    """The file for one thing of one server and user."""
    return Path(folder) / f"vb365-{name}-{hashlib.sha256(repr(key).encode()).hexdigest()[:32]}"


def read(path: Path, seconds: float) -> Any:
    """What another task wrote, as JSON, not longer ago than ``seconds``; None where there is no such thing."""
    with contextlib.suppress(OSError, ValueError):
        if time.time() - path.stat().st_mtime < seconds:
            return json.loads(path.read_text(encoding="utf-8"))
    return None


def write(path: Path, value: Any) -> None:
    """Have others read this, whole or not at all. Where the folder takes no file, they do without."""
    with contextlib.suppress(OSError):
        descriptor, name = tempfile.mkstemp(dir=path.parent)  # mode 0600
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(value, file)
        Path(name).replace(path)
