# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a folder that describe tenants, and their names in messages."""

from __future__ import annotations

import re
from pathlib import Path

_NAME = re.compile(r"[^.].*\.ya?ml", re.IGNORECASE | re.DOTALL)


def tenant_paths(folder: Path) -> list[Path]:
    """The files and links of a folder that describe tenants, sorted by name. Raises OSError."""
    return sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name) and not path.is_dir())


def shown(path: Path) -> str:
    """The name of a file for readers. A file outside the current folder is shown with its own folder only, because
    readers of a report must not learn where it is."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else Path(path.parent.name, path.name))
