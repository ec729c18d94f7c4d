# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes files of the controller atomically."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path


def write(path: Path, text: str) -> None:
    """Write a file atomically, and create its folder if it is missing. Raises OSError.

    Owner and group can read the file, or only the owner if the umask says so. A link at its path is replaced, not
    followed.
    """
    path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.")
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        draft.chmod(0o640 & ~_umask())
        draft.replace(path)
    except BaseException:
        draft.unlink()
        raise


def check_no_link(folder: Path) -> None:
    """Raise OSError for a folder that is a link: its creator would choose where files are written."""
    if folder.is_symlink():
        raise OSError(errno.ENOTDIR, f"{folder.name} is a link; expected a folder", str(folder))


def _umask() -> int:
    """The umask of this process. It can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
