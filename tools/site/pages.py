# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of the repository, laid out for Sphinx."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

PAGES = ("README.md", "*.md", "docs/*.md", "docs/guides/*.md", "roles/*/README.md", "tests/simulator/README.md")
_LINK = re.compile(r"(?<=\]\()(?!\w+:|#)(?P<path>[^)#]+)(?P<anchor>#[^)]*)?(?=\))")


def lay_out(root: Path, site: Path, source: Path) -> None:
    """Copy each page to its place below ``source``, with the files to which it has links. README is the first page, and
    has the contents of the site. Raises FileNotFoundError for a link to a file that does not exist."""
    for page in pages(root):
        text = page.read_text(encoding="utf-8")
        for path in _linked(root, page, text):
            _copy(path, source / path.relative_to(root))
        _write(source / page.relative_to(root), _LINK.sub(partial(_relinked, root, page), text))
    contents = (site / "contents.md").read_text(encoding="utf-8")
    readme = source / "README.md"
    _write(source / "index.md", f"{readme.read_text(encoding='utf-8')}\n{contents}")
    readme.unlink()
    for page in site.glob("*.md"):
        if page.name != "contents.md":
            _copy(page, source / page.name)


def pages(root: Path) -> list[Path]:
    """The Markdown files that are pages of the site."""
    found = {path for pattern in PAGES for path in root.glob(pattern)}
    return sorted(found)


def _linked(root: Path, page: Path, text: str) -> Iterator[Path]:
    """The files that are no pages, to which a page has links."""
    for link in _LINK.finditer(text):
        path = Path(os.path.normpath(page.parent / link["path"]))
        if not path.exists():
            raise FileNotFoundError(f"{page.relative_to(root)}: the link to {link['path']} leads to no file")
        if path not in pages(root) and path.is_file():
            yield path


def _relinked(root: Path, page: Path, link: re.Match[str]) -> str:
    """The link, where README is index."""
    path = Path(os.path.normpath(page.parent / link["path"]))
    target = re.sub(r"README\.md$", "index.md", link["path"]) if path == root / "README.md" else link["path"]
    return target + (link["anchor"] or "")


def _copy(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)


def _write(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
