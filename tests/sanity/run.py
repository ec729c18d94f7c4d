# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs ``ansible-test sanity`` on the working tree, with each Python found. Arguments go to ansible-test.

ansible-test wants a collection to lie in a folder ``ansible_collections/vb365/backup``, so it gets a copy of what git
tracks or would track: what is not committed yet is checked too.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

from ansible_test._internal.constants import CONTROLLER_PYTHON_VERSIONS
from ansible_test._internal.python_requirements import get_venv_packages

from tests.working_tree import copy_working_tree

# Without `--no-compile`: the SyntaxWarning of a library at its first import fails the sanity test that imports it.
GET_PIP = '''\
"""Used as get-pip.py: the pip that ensurepip brings installs the version asked for from the usual package index."""
import ensurepip, pathlib, runpy, sys, tempfile, zipfile
pathlib.Path(sys.prefix, "pip.conf").write_text("[global]\\nquiet = 2\\n")
folders = pathlib.Path(ensurepip.__file__).with_name("_bundled"), pathlib.Path("/usr/share/python-wheels")  # Debian's
wheel = next(path for folder in folders for path in folder.glob("pip-*.whl"))
with tempfile.TemporaryDirectory() as unpacked:
    zipfile.ZipFile(wheel).extractall(unpacked)
    sys.path.insert(0, unpacked)
    sys.argv = ["pip", "install", *(argument for argument in sys.argv[1:] if "==" in argument)]
    runpy.run_module("pip", run_name="__main__", alter_sys=True)
'''


def path_with_every_python() -> str:
    """ansible-test looks for python3.9, python3.10 … on PATH, and does not see what pyenv keeps behind shims."""
    pyenv = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser()
    return os.pathsep.join([*map(str, sorted(pyenv.glob("versions/*/bin"))), os.environ["PATH"]])


def prepare_get_pip() -> None:
    """ansible-test downloads get-pip.py from a host of its own unless its cache has it: do without that host."""
    for python in CONTROLLER_PYTHON_VERSIONS:
        version = get_venv_packages(SimpleNamespace(version=python))["pip"]
        script = Path(f"~/.ansible/test/cache/get_pip_{version.replace('.', '_')}.py").expanduser()
        if not script.exists():
            script.parent.mkdir(parents=True, exist_ok=True)
            script.write_text(GET_PIP, encoding="utf-8")


def main() -> int:
    prepare_get_pip()
    with tempfile.TemporaryDirectory(prefix="vb365-sanity-") as folder:
        collection = Path(folder, "ansible_collections", "vb365", "backup")
        copy_working_tree(collection)
        return subprocess.call(
            [Path(sys.executable).with_name("ansible-test"), "sanity", "--color", "no", *sys.argv[1:]],
            cwd=collection,
            env={**os.environ, "PATH": path_with_every_python()},
        )


if __name__ == "__main__":
    sys.exit(main())
