# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tools.site.pages import lay_out
from tools.site.runs import record

ROOT = Path(__file__).parents[2]
SITE = ROOT / "docs" / "docsite"
OUTPUT = ROOT / "tests" / "output" / "site"
_CONTENTS = re.compile(r"^\.\. contents::\n(   .*\n)*", re.MULTILINE)
"""A page's own contents: the theme shows them beside each page, and refuses them within."""
SOURCE, HTML = OUTPUT / "source", OUTPUT / "html"


def main() -> None:
    shutil.rmtree(OUTPUT, ignore_errors=True)
    lay_out(ROOT, SITE, SOURCE)
    record(ROOT, SOURCE / "runs")
    (SOURCE / "collection").mkdir(mode=0o755)
    _run("antsibull-docs", "collection", "--use-current", "--squash-hierarchy", "--fail-on-error",
         "--no-add-antsibull-docs-version", "--dest-dir", str(SOURCE / "collection"), "vb365.backup")  # fmt: skip
    for page in (SOURCE / "collection").glob("*.rst"):
        page.write_text(_CONTENTS.sub("", page.read_text(encoding="utf-8")), encoding="utf-8")
    _run("sphinx-build", "-q", "-W", "--keep-going", "-c", str(SITE), "-b", "html", str(SOURCE), str(HTML))
    sys.stdout.write(f"The documentation: {HTML.relative_to(ROOT) / 'index.html'}\n")


def _run(tool: str, *arguments: str) -> None:
    environment = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".venv" / "collections")}
    subprocess.run([Path(sys.executable).with_name(tool), *arguments], cwd=ROOT, env=environment, check=True)


if __name__ == "__main__":
    main()
