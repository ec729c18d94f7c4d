# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What docs/certification.md says is met, where no other test or session shows it."""

from __future__ import annotations

import re

import yaml

from tests.unit.docs import sources

PAGE = (sources.ROOT / "docs" / "certification.md").read_text(encoding="utf-8")
LICENSE = "SPDX-License-Identifier: GPL-3.0-or-later"
WITHOUT_COMMENTS = {".json", ".pyc"}


def test_every_file_of_plugins_has_its_license() -> None:
    files = [path for path in sources.PLUGINS.rglob("*.*") if path.suffix not in WITHOUT_COMMENTS]
    assert len(files) > 100
    assert not [
        path for path in files if "SPDX-License-Identifier: GPL-3.0-or-later" not in path.read_text(encoding="utf-8")
    ]


def test_folders_of_plugins_are_allowed_and_private_ones_begin_with_an_underscore() -> None:
    folders = {path.name for path in sources.PLUGINS.iterdir() if path.name != "__pycache__"}
    assert folders == set(re.search(r"only allowed folders.*?\| met \| (.*) \|", PAGE)[1].replace("`", "").split(", "))  # type: ignore[index]
    for private in ("module_utils", "plugin_utils"):
        assert all(path.name.startswith("_") for path in (sources.PLUGINS / private).iterdir())


def test_requirements_have_no_upper_bounds_and_no_ansible() -> None:
    lines = (sources.ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    needed = [line for line in lines if not line.startswith("#")]
    assert needed
    assert all(re.fullmatch(r"(?!ansible)[\w-]+(>=[\d.]+)?", line) for line in needed)
    assert yaml.safe_load((sources.ROOT / "galaxy.yml").read_text(encoding="utf-8"))["dependencies"] == {}
    assert not list(sources.ROOT.glob("tests/sanity/ignore*"))


def test_paths_that_are_named_exist() -> None:
    named = re.findall(r"`((?:tests|meta|\.github|plugins)/[\w./-]+)`", PAGE)
    assert len(named) > 10
    assert not [name for name in named if not (sources.ROOT / name).exists()]
