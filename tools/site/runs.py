# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a reader sees of a real run: the console and the report of the demo, and pictures of the report."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_PICTURES = {"report": ("1280,900", "The report in a window"), "report_narrow": ("390,844", "The report on a phone")}


def record(root: Path, folder: Path) -> None:
    """Run the demo, and keep its console, its report, and pictures of the report where there is a Chromium."""
    folder.mkdir(parents=True)
    demo = [sys.executable, "examples/demo.py"]
    ran = subprocess.run(demo, cwd=root, check=True, stdout=subprocess.PIPE, text=True)
    (folder / "console.txt").write_text(ran.stdout.replace(f"{root}/", ""), encoding="utf-8")
    report = folder / "report.html"
    shutil.copyfile(root / "tests" / "output" / "demo" / "report.html", report)
    shown = []
    for name, (size, text) in _PICTURES.items() if CHROMIUM else ():
        _picture(report, folder / f"{name}.png", size)
        shown.append(f"![{text}]({name}.png)\n")
    (folder / "pictures.md").write_text("\n".join(shown), encoding="utf-8")


def _picture(page: Path, picture: Path, size: str) -> None:
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={size}"]
    subprocess.run(
        [str(CHROMIUM), *options, f"--screenshot={picture}", page.as_uri()],
        check=True,
        capture_output=True,
        timeout=120,
    )
