# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks that ``make test`` runs, one session each, most in the ``.venv`` that ``make setup`` prepares.

``.venv/bin/nox --list`` names them; ``.venv/bin/nox -s unit -- -k schedule`` hands what follows ``--`` to the tool.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nox

nox.options.default_venv_backend = "none"

COLLECTION = "ansible_collections.vb365.backup"

# The minor versions of ansible-core that are supported, and the Pythons that each runs on: the first that is here.
SUPPORTED = {
    "2.16": ("3.10", "3.11", "3.12"),
    "2.18": ("3.11", "3.12", "3.13"),
    "2.19": ("3.13", "3.12", "3.11"),
    "2.20": ("3.12", "3.13", "3.14"),
    "2.21": ("3.14", "3.13", "3.12"),
    "2.22": ("3.14", "3.13", "3.15"),
}
PRE_RELEASE = "2.22"
IN_MAKE_TEST = OLDEST, NEWEST = ("2.16", "2.21")
# The oldest Python of managed hosts.
MODULE_PYTHON = "3.9"
# The integration tests that run with each of them: what Ansible has a hand in.
CORE = [
    f"tests/integration/{test}"
    for test in (
        "playbooks/test_adopt.py::test_templates_on_the_server_are_texts",
        "playbooks/test_apply.py::test_exactly_the_changes_of_the_report",
        "inventory/test_tenants_inventory.py::test_ansible_inventory_lists_them",
        "inventory/test_tenants_inventory.py::test_files_and_organizations",
        "inventory/test_tenants_inventory.py::test_playbooks_with_a_limit",
        "playbooks/test_tenants.py::test_drift_never_writes_whatever_the_command_line_says",
        "playbooks/test_tenants.py::test_encrypted_files_and_values_show_no_secret",
        "playbooks/test_tenants.py::test_blank_folder_is_an_error",
        "playbooks/test_tenants.py::test_files_of_a_folder",
        "playbooks/test_tenants.py::test_files_with_endings_in_capital_letters_and_links_in_a_folder_with_odd_letters",
        "playbooks/test_tenants.py::test_folder_that_does_not_exist_is_an_error",
        "playbooks/test_tenants.py::test_no_tenant_at_all_is_an_error",
        "roles/tenant_onboarding/test_prediction.py::test_check_mode_predicts_the_real_run",
        "targets/backup_job/test_yaml.py",
        "targets/backup_job/test_failures.py::test_missing_requests",
        "targets/backup_job/test_failures.py::test_wrong_password",
        "targets/backup_job/test_loop.py::TestIfMatch",
        "test_every_module.py",
        "targets/backup_job/test_loop.py::test_edit_of_others_in_the_window_is_kept_and_told",
        "targets/backup_job/test_loop.py::test_exact_requests",
        "targets/backup_job/test_options.py::test_id_in_place_of_name",
        "targets/backup_job/test_options.py::test_result_fed_back_changes_nothing",
        "targets/backup_job/test_shells.py",
        "targets/job_exclusion/test_options.py",
    )
]
# The unit tests of what documents, tests and develops the plugins: one Python will do.
NO_PLUGINS = [f"tests/unit/{folder}" for folder in ("benchmark", "docs", "simulator", "tools")]
# What they need beside the simulator.
FOR_UNITS = [
    "hypothesis",
    "jsonschema",
    "junitparser",
    "markdown-it-py",
    "prometheus-client",
    "pytest",
    "pytest-xdist",
]
# The tests that search for secrets: with the oldest and the newest all of them, in between those where results differ.
# In `make test` the session trust runs all of them, with the ansible-core of .venv; the others search one shell.
SECRETS = ["tests/trust/secrets"]
FEW_SECRETS = [
    f"tests/trust/secrets/{test}"
    for test in (
        "test_limits.py::test_file_that_a_playbook_writes_from_a_result",
        "test_runs.py::test_environment_of_the_tasks",
        "test_runs.py::test_module_defaults",
    )
]

# Set by tests/sessions.py: the sessions of `make test` leave out what another of them does with its own ansible-core.
FEWER = os.environ.get("VB365_TEST_FEWER") == "1"
# The sanity tests whose result depends on the ansible-core and the Python that run them, and on plugins alone. Those of
# pylint do too, but take longer than all others: `make matrix` has them.
SANITY_OF_PLUGINS = [
    "action-plugin-docs",
    "ansible-doc",
    "compile",
    "import",
    "runtime-metadata",
    "validate-modules",
]

# antsibull-docs writes the name of its temporary folder into pages, where an underscore at its end is a reference.
LINT_DOCS = """
import sys, tempfile
tempfile._RandomNameSequence.characters = "abcdefghijklmnopqrstuvwxyz"
from antsibull_docs.cli.antsibull_docs import main
sys.exit(main())
"""

# The tools call each other by name (ansible-lint calls ansible, for one).
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else each process compiles the plugins and the tests again
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
    session.run(
        "python", "-c", LINT_DOCS, "lint-collection-docs", "--plugin-docs", "--validate-collection-refs=self", "."
    )


@nox.session(default=False, tags=["matrix"])
def sanity(session: nox.Session) -> None:
    """ansible-test sanity with the ansible-core of .venv and each Python that is here, with nothing ignored."""
    session.run("python", "-m", "tests.sanity.run", *session.posargs)


@nox.session(default=False)
def unit(session: nox.Session) -> None:
    """Unit and property tests; in `make test` the sessions core-* and tools run them."""
    session.run("pytest", "--numprocesses=auto", "tests/unit", *session.posargs)


@nox.session
def tools(session: nox.Session) -> None:
    """The unit tests that the sessions core-* do not run, because they test no plugin."""
    session.run("pytest", "--numprocesses=auto", *NO_PLUGINS, *session.posargs)


@nox.session
def integration(session: nox.Session) -> None:
    """Playbooks against the simulator; each worker has its own.

    In `make test` the oldest and the newest ansible-core run those of CORE, and this session the others.
    """
    both = FEWER and all(PYTHONS[core] for core in IN_MAKE_TEST)
    others = [f"--deselect={test}" for test in CORE] if both else []
    session.run("pytest", "--numprocesses=auto", "tests/integration", *others, *session.posargs)


def interpreter(versions: Iterable[str]) -> str | None:
    """The path of the first of these Pythons that is here and makes environments; pyenv's shims may lead nowhere."""
    pyenv = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser()
    path = os.pathsep.join([*map(str, sorted(pyenv.glob("versions/*/bin"))), os.environ["PATH"]])
    for version in versions:
        python = shutil.which(f"python{version}", path=path)
        if python and subprocess.call([python, "-c", "import ensurepip"], stderr=subprocess.DEVNULL) == 0:
            return python
    return None


PYTHONS = {core: interpreter(versions) for core, versions in SUPPORTED.items()}
OLD_PYTHON = interpreter([MODULE_PYTHON])


def on(python: str | None) -> dict[str, Any]:
    """Options of a session with an environment of its own, of this Python."""
    return {"python": python, "venv_backend": "virtualenv" if python else "none", "reuse_venv": True}


def install_core(session: nox.Session, core: str, *packages: str) -> None:
    """Install this ansible-core and packages. Skips the session where no Python runs it."""
    if not any(PYTHONS[one] for one in IN_MAKE_TEST):
        session.error(f"No Python here runs ansible-core {' or '.join(IN_MAKE_TEST)}")
    if not PYTHONS[core]:
        session.skip(f"ansible-core {core} needs Python {' or '.join(SUPPORTED[core])}, which is not here")
    first = "0"
    if core == PRE_RELEASE:
        first = "0b1"
        if f" {core}." not in str(session.run("pip", "index", "versions", "--pre", "ansible-core", silent=True)):
            session.skip(f"ansible-core {core} is not published")
    session.install(f"ansible-core~={core}.{first}", *packages)


@nox.session(name="module-python", default=False, **on(OLD_PYTHON))
def module_python(session: nox.Session) -> None:
    """No tests: a managed host's Python, with just what modules need, for the sessions core-*."""
    if not OLD_PYTHON:
        session.skip(f"Python {MODULE_PYTHON} is not here")
    session.install("-r", "requirements.txt")


def show_collection(session: nox.Session) -> None:
    """Have the environment of the session find this collection."""
    packages = session.run("python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", silent=True)
    Path(str(packages).strip(), "vb365_collections.pth").write_text(f"{Path('.venv/collections').resolve()}\n")


def units_with_ansible() -> list[str]:
    """The unit tests in which there is something of Ansible: the others differ by Python alone."""
    ansible = re.compile(r"^(from|import) ansible\b|\bplugins\.(action|filter|modules|plugin_utils)\b", re.MULTILINE)
    paths = sorted(Path("tests/unit").rglob("test_*.py"))
    return [str(path) for path in paths if ansible.search(path.read_text(encoding="utf-8"))]


def matrix(core: str) -> None:
    """The sessions of one minor version of ansible-core."""
    options: dict[str, Any] = {**on(PYTHONS[core]), "default": core in IN_MAKE_TEST, "tags": ["matrix"]}
    secrets = SECRETS if core in (*IN_MAKE_TEST, PRE_RELEASE) else FEW_SECRETS
    if FEWER:
        secrets = [f"{test}[in-process]" for test in FEW_SECRETS]
    leaves = FEWER and core == OLDEST and PYTHONS[NEWEST]  # to the newest what is the same for each version
    hosts = [] if leaves else ["tests/matrix"]
    units = units_with_ansible()
    if core in IN_MAKE_TEST:
        units = ["tests/unit", *(f"--ignore={folder}" for folder in NO_PLUGINS)]

    @nox.session(name=f"core-{core}", requires=["module-python"], **options)
    def core_tests(session: nox.Session) -> None:
        """What Ansible has a hand in; with the oldest and the newest Python, the other unit tests of plugins too."""
        install_core(session, core, "-r", "requirements-simulator.txt", *FOR_UNITS)
        show_collection(session)
        old = Path(session.virtualenv.location).with_name("module-python") / "bin" / "python"
        session.run(
            "pytest",
            "--numprocesses=auto",
            *(session.posargs or [*units, *hosts, *CORE, *secrets]),
            env={
                "MODULE_PYTHON": str(old.absolute()) if old.exists() else "",
                "VB365_TEST_TOTALS": f"tests/output/{session.name}",  # what trust sums up is its own
            },
        )

    @nox.session(name=f"sanity-{core}", **options)
    def core_sanity(session: nox.Session) -> None:
        """The sanity tests of this ansible-core, with the Python that runs it and nothing ignored.

        In `make test` the newest runs them all, pylint without the tests, which ruff checks there; and the oldest those
        of plugins whose result may differ.
        """
        install_core(session, core)
        version = Path(str(PYTHONS[core])).name.removeprefix("python")
        runs = [session.posargs]
        if leaves and not session.posargs:
            runs = [[*(f"--test={test}" for test in SANITY_OF_PLUGINS), "plugins/", "meta/runtime.yml"]]
        elif FEWER and not session.posargs:
            runs = [["--skip-test=pylint"], ["--test=pylint", "--exclude=tests/"]]
        for run in runs:
            session.run("python", "-m", "tests.sanity.run", "--python", version, *run)
        if core == OLDEST and OLD_PYTHON and not session.posargs:
            for_hosts = ["--python", MODULE_PYTHON, "--test=compile", "--test=import", "plugins/"]
            session.run("python", "-m", "tests.sanity.run", *for_hosts)

    @nox.session(name=f"awx-{core}", **{**options, "default": False})
    def core_awx(session: nox.Session) -> None:
        """The playbook awx_setup with this ansible-core; `make test` runs it with one."""
        install_core(session, core, "-r", "requirements-simulator.txt", "pytest")
        show_collection(session)
        session.run("python", "-m", "tests.awx.collection")
        session.run("pytest", "tests/awx/test_setup.py", *session.posargs)


for supported in SUPPORTED:
    matrix(supported)


@nox.session(venv_backend="virtualenv", reuse_venv=True)
def arrival(session: nox.Session) -> None:
    """The artefact, as it is built, imported and installed.

    In an environment of its own, which does not know this checkout. And galaxy-importer wants older libraries than nox.
    """
    session.install(
        "-c", ".venv/simulator.stamp", "-r", "requirements-simulator.txt", "galaxy-importer>=0.4.30", "pytest"
    )
    session.run("pytest", "tests/arrival", *session.posargs)


@nox.session
def awx(session: nox.Session) -> None:
    """The playbook awx_setup with the real modules of awx.awx, downloaded once, and a simulated controller."""
    session.run("python", "-m", "tests.awx.collection")
    session.run("pytest", "tests/awx", *session.posargs)


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
def browser(session: nox.Session) -> None:
    """The pages of a report in a real Chromium, where one is here; screenshots are in tests/output/browser."""
    session.run("pytest", "tests/browser", *session.posargs)


@nox.session(default=False)
def demo(session: nox.Session) -> None:
    """What a newcomer sees first; in `make test` the session site runs it."""
    session.run("python", "examples/demo.py")


@nox.session
def site(session: nox.Session) -> None:
    """The documentation site from all pages, with what the demo shows; no warning, and no broken link."""
    session.run("python", "-m", "tools.site")
    session.run("pytest", "tests/site", *session.posargs)


@nox.session
def trust(session: nox.Session) -> None:
    """Faults, unknown servers, races, interleavings, secrets; the last thing printed is what was tried."""
    shutil.rmtree("tests/output/trust", ignore_errors=True)
    session.run("pytest", "--numprocesses=4", "tests/trust", *session.posargs)  # most of the time they wait
    if not session.posargs:
        session.run("python", "-m", "tests.trust.totals")
