# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which files of a folder are tenants, and how they are named."""

from __future__ import annotations

import re
from pathlib import Path

_NAME = re.compile(r"[^.].*\.ya?ml", re.IGNORECASE | re.DOTALL)


def tenant_paths(folder: Path) -> list[Path]:
    """The files and links of a folder that are tenants, in the order of their names. Raises OSError."""
    return sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name) and not path.is_dir())


def shown(path: Path) -> str:
    """The name of a file for readers. One that is not below the current folder is named by its own folder: where that
    is, is not for readers of a report."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else Path(path.parent.name, path.name))
