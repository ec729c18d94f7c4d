# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a reader sees of a real run: the console and the report of the demo, and pictures of both."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import sys
from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_PICTURES = {
    "report.html": {
        "report": ("1280,900", "The report in a window"),
        "report_narrow": ("390,844", "The report on a phone"),
    },
    "console.html": {"console": ("960,400", "The console of a drift check")},
}
_CONSOLE = """<!doctype html><meta charset="utf-8">
<style>
body {{margin: 0; background: #1c1f24}}
pre {{margin: 24px; color: #e6e6e6; font: 15px/1.45 monospace; white-space: pre-wrap}}
</style>
<pre>{}</pre>
"""
_STEP = re.compile(r"^(\$ ansible-playbook vb365\.backup\.drift .*?)(?=\n\n\(|\n=== )", re.MULTILINE | re.DOTALL)
"""The first drift check of the demo, up to what the demo says of it."""


def record(root: Path, folder: Path) -> None:
    """Run the demo, and keep its console, its report, and pictures of both where there is a Chromium. The picture of
    the report is also the one of README."""
    folder.mkdir(parents=True)
    demo = [sys.executable, "examples/demo.py"]
    ran = subprocess.run(demo, cwd=root, check=True, stdout=subprocess.PIPE, text=True)
    console = ran.stdout.replace(f"{root}/", "")
    (folder / "console.txt").write_text(console, encoding="utf-8")
    shutil.copyfile(root / "tests" / "output" / "demo" / "report.html", folder / "report.html")
    (step,) = _STEP.findall(console)[:1]
    (folder / "console.html").write_text(_CONSOLE.format(html.escape(step.strip())), encoding="utf-8")
    for page, pictures in _PICTURES.items():
        shown = []
        for name, (size, text) in pictures.items() if CHROMIUM else ():
            _picture(folder / page, folder / f"{name}.png", size)
            shown.append(f"![{text}]({name}.png)\n")
        (folder / page).with_suffix(".md").write_text("\n".join(shown), encoding="utf-8")
    if CHROMIUM:
        shutil.copyfile(folder / "report.png", folder.parent / "docs" / "images" / "report.png")


def _picture(page: Path, picture: Path, size: str) -> None:
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={size}"]
    subprocess.run(
        [str(CHROMIUM), *options, f"--screenshot={picture}", page.as_uri()],
        check=True,
        capture_output=True,
        timeout=120,
    )
