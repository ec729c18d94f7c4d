# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The places where Ansible itself shows a password on request, and that nothing else shows it then."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ansible_collections.vb365.backup.plugins.plugin_utils._in_process import REDACTS
from tests.simulator.launch import Simulator
from tests.trust.secrets import playbooks
from tests.trust.secrets.planted import PASSWORD, WRONG, found
from tests.trust.secrets.playbooks import CREDENTIALS, ENVIRONMENT, GROUP
from tests.trust.secrets.runs import check, environ, run, without

READ: dict[str, Any] = {"vb365.backup.organization_info": {}}
TASK = {"vb365.backup.organization_info": {"username": "Administrator", "password": PASSWORD}}


def test_kept_remote_files(watched: Path, simulator: Simulator, shell: str) -> None:
    playbook = playbooks.write(watched.parent / "user", {"tasks": [TASK]})
    environment = environ(watched, simulator, shell, {"ANSIBLE_KEEP_REMOTE_FILES": "true"})
    seen = run(watched, environment, str(playbook))
    kept = without(seen, r"home/\.ansible/tmp/ansible-tmp-[^/]*/AnsiballZ_organization_info\.py", "")
    assert bool(found([PASSWORD], b"".join(kept))) == (shell == "module")
    assert "vb365-token" not in seen.text("names of files")
    without(seen, r"junit/.*\.xml", " name=")
    check(seen, simulator)


def test_password_that_stands_in_a_task(watched: Path, simulator: Simulator, shell: str) -> None:
    playbook = playbooks.write(watched.parent / "user", {"tasks": [TASK]})
    environment = environ(watched, simulator, shell, {"ANSIBLE_DISPLAY_ARGS_TO_STDOUT": "true"})
    seen = run(watched, environment, str(playbook))
    assert without(seen, r"junit/.*\.xml", " name=")
    assert without(seen, "stdout|log", r"TASK \[")
    check(seen, simulator)


def test_facts_hold_the_environment_of_the_run(watched: Path, simulator: Simulator, shell: str) -> None:
    playbook = playbooks.write(watched.parent / "user", {"tasks": [READ], "gather_facts": True})
    seen = run(watched, environ(watched, simulator, shell, ENVIRONMENT), str(playbook))
    assert without(seen, "facts/.*", "VB365_PASSWORD")
    without(seen, r"process environment|everything|junit/.*\.xml", "VB365_PASSWORD")
    check(seen, simulator)


def test_debug_shows_options_of_modules(watched: Path, simulator: Simulator, shell: str) -> None:
    playbook = playbooks.write(watched.parent / "user", {"tasks": [READ], "module_defaults": {GROUP: CREDENTIALS}})
    seen = run(watched, environ(watched, simulator, shell, {"ANSIBLE_DEBUG": "true"}), str(playbook))
    shown = without(seen, "stdout", "_execute_module|_ansible_new_secrets")
    assert bool(found([PASSWORD], b"".join(shown))) == (shell == "module")
    check(seen, simulator)


def test_file_that_a_playbook_writes_from_a_result(watched: Path, simulator: Simulator, shell: str) -> None:
    write = {"ansible.builtin.copy": {"content": "{{ done | to_json }}", "dest": str(watched / "written")}}
    tasks = {"tasks": [{**READ, "register": "done"}, write], "module_defaults": {GROUP: CREDENTIALS}}
    playbook = playbooks.write(watched.parent / "user", tasks)
    seen = run(watched, environ(watched, simulator, shell, {"ANSIBLE_INJECT_INVOCATION": "true"}), str(playbook))
    assert bool(found([PASSWORD], b"".join(without(seen, "written", "")))) == REDACTS
    check(seen, simulator)


def test_second_password_of_a_user_goes_by_the_first_login(watched: Path, simulator: Simulator, shell: str) -> None:
    wrong = {"vb365.backup.organization_info": {"password": "{{ wrong }}"}, "vars": {"wrong": WRONG}}
    tasks = {"tasks": [READ, wrong], "module_defaults": {GROUP: CREDENTIALS}, "ignore_errors": False}
    playbook = playbooks.write(watched.parent / "user", tasks)
    seen = run(watched, environ(watched, simulator, shell, {}), str(playbook))
    assert seen.status == 0
    grants = [entry["body"]["grant_type"] for entry in simulator.journal() if entry["path"] == "/v8/token"]
    assert grants == ["password"]
    check(seen, simulator)


def test_the_search_finds_what_there_is(watched: Path, simulator: Simulator) -> None:
    """Without Ansible's masking and ours, the same run shows everything: the search is not blind."""
    say = {"ansible.builtin.debug": {"msg": "{{ said }}"}, "vars": {"said": PASSWORD}}
    playbook = playbooks.write(watched.parent / "user", {"tasks": [say]})
    seen = run(watched, environ(watched, simulator, "in-process", {}), str(playbook))
    shown = {name for name, data in seen.places.items() if found([PASSWORD], data)}
    assert {"stdout", "log", "everything", "tree/localhost"} <= shown
