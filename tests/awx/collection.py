# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection awx.awx, of the package ``ansible`` on PyPI. ``python -m tests.awx.collection`` downloads it once."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PACKAGE = "ansible==12.3.0"
COLLECTIONS = Path(__file__).parents[2] / ".cache" / PACKAGE.replace("==", "-")
"""A folder for ANSIBLE_COLLECTIONS_PATH."""
_PART = "ansible_collections/awx/"


def fetch() -> None:
    """Unpack the collection, where it is not there yet."""
    if (COLLECTIONS / _PART).is_dir():
        return
    with tempfile.TemporaryDirectory() as folder:
        command = [
            "download",
            "--quiet",
            "--disable-pip-version-check",
            "--no-cache-dir",
            "--no-deps",
            "--dest",
            folder,
        ]
        subprocess.run([sys.executable, "-m", "pip", *command, PACKAGE], check=True)
        (wheel,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            names = [name for name in archive.namelist() if name.startswith(_PART)]
            archive.extractall(COLLECTIONS, names)


if __name__ == "__main__":
    fetch()
