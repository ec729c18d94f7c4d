# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks that ``make test`` runs, one session each, all but one in the ``.venv`` that ``make setup`` prepares.

``.venv/bin/nox --list`` names them; ``.venv/bin/nox -s unit -- -k schedule`` hands what follows ``--`` to the tool.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import nox

nox.options.default_venv_backend = "none"

COLLECTION = "ansible_collections.vb365.backup"

# The tools call each other by name (ansible-lint calls ansible, for one).
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
if not sys.stdout.isatty():
    os.environ["NO_COLOR"] = "1"  # else ansible-lint colours what goes to a file too


@nox.session
def ruff(session: nox.Session) -> None:
    """Style and likely mistakes in Python."""
    session.run("ruff", "check", *session.posargs)
    session.run("ruff", "format", "--check")


@nox.session
def mypy(session: nox.Session) -> None:
    """Types of what modules and action plugins are made of."""
    session.run("mypy", "-p", f"{COLLECTION}.plugins.module_utils", "-p", f"{COLLECTION}.plugins.plugin_utils")


@nox.session(name="ansible-lint")
def ansible_lint(session: nox.Session) -> None:
    """Playbooks, roles, metadata, and the YAML in the documentation of modules."""
    session.run("ansible-lint", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Changelog fragments and module documentation."""
    session.run("antsibull-changelog", "lint")
    session.run("antsibull-docs", "lint-collection-docs", "--plugin-docs", "--validate-collection-refs=self", ".")


@nox.session
def sanity(session: nox.Session) -> None:
    """ansible-test sanity, with nothing ignored."""
    session.run("python", "-m", "tests.sanity.run", *session.posargs)


@nox.session
def unit(session: nox.Session) -> None:
    """Unit and property tests."""
    session.run("pytest", "--numprocesses=auto", "tests/unit", *session.posargs)


@nox.session
def integration(session: nox.Session) -> None:
    """Playbooks against the simulator; each worker has its own."""
    session.run("pytest", "--numprocesses=auto", "tests/integration", *session.posargs)


@nox.session(venv_backend="venv", reuse_venv=True)
def arrival(session: nox.Session) -> None:
    """The artefact, as it is built, imported and installed.

    In an environment of its own, which does not know this checkout. And galaxy-importer wants older libraries than nox.
    """
    session.install("-c", ".venv/simulator.stamp", "-r", "requirements-simulator.txt", "galaxy-importer", "pytest")
    session.run("pytest", "tests/arrival", *session.posargs)


@nox.session
def molecule(session: nox.Session) -> None:
    """The role in the hands of molecule, each scenario with a simulator of its own."""
    env = {"ANSIBLE_HOME": str(Path(".ansible").resolve())}  # where it keeps its files, and the simulator's address
    try:
        session.run("molecule", "test", *(session.posargs or ["--all"]), env=env)
    except KeyboardInterrupt:
        session.run("molecule", "destroy", "--all", env=env)
        raise


@nox.session
def demo(session: nox.Session) -> None:
    """What a newcomer sees first."""
    session.run("python", "examples/demo.py")


@nox.session
def trust(session: nox.Session) -> None:
    """Faults, unknown servers, races, interleavings, secrets; the last thing printed is what was tried."""
    shutil.rmtree("tests/output/trust", ignore_errors=True)
    session.run("pytest", "--numprocesses=4", "tests/trust", *session.posargs)  # most of the time they wait
    if not session.posargs:
        session.run("python", "-m", "tests.trust.totals")
