# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Generated text of the tree: each text has one source, and `make generate` writes the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tools.generate.awx_data import configuration
from tools.generate.returns import module_text
from tools.generate.role_readme import readme
from tools.generate.role_specs import specs_text

ROOT = Path(__file__).parents[2]


def files() -> Iterator[tuple[Path, Callable[[], str]]]:
    """The generated files, each after its sources, and the function that renders it."""
    for module in sorted((ROOT / "plugins" / "modules").glob("[!_]*.py")):
        yield module, partial(module_text, module)
    role = ROOT / "roles" / "tenant_onboarding"
    yield role / "meta" / "argument_specs.yml", partial(specs_text, role)
    yield role / "README.md", partial(readme, role)
    role = ROOT / "roles" / "awx_setup"
    yield role / "README.md", partial(readme, role)
    yield ROOT / "extensions" / "awx" / "objects.yml", configuration
