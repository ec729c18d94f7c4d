# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs ansible-playbook in forks of processes that have imported Ansible already, which avoids most of the start time.

With VB365_TEST_PLAIN=1 every run is a new process. What such a process would see is the same: arguments, environment,
working directory, and a private folder of its own. Each environment has warm processes of its own, because Ansible
and Python read some variables at their start only.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

SERVER = Path(__file__).with_name("warm_server.py")
SECONDS = 600.0
MOST_IDLE = 4

_compiled = tempfile.TemporaryDirectory(prefix="vb365-templates-")
_idle: list[Warm] = []
"""Plays of several threads run side by side: each needs a process of its own for as long as it runs."""


class Warm:
    """A process that has imported Ansible, in this environment."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self._process = subprocess.Popen(
            [sys.executable, str(SERVER), _compiled.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        self._answer("ready")

    def run(self, arguments: list[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """Fork it and run ansible-playbook there."""
        assert self._process.stdin
        with tempfile.TemporaryDirectory() as folder:
            out, err = Path(folder, "out"), Path(folder, "err")
            job = {
                "arguments": arguments,
                "environment": dict(environment),
                "folder": str(Path.cwd()),
                "out": str(out),
                "err": str(err),
            }
            self._process.stdin.write(f"{json.dumps(job)}\n")
            self._process.stdin.flush()
            pid = int(self._answer("started"))
            try:
                status = int(self._answer("ended"))
            except TimeoutError:
                os.killpg(pid, signal.SIGKILL)
                raise
            return subprocess.CompletedProcess(arguments, status, out.read_text(), err.read_text())

    def close(self) -> None:
        """End this process only."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(30)

    def _answer(self, word: str) -> str:
        """The rest of its next line, which must begin with this word. Raises RuntimeError for another line."""
        assert self._process.stdout
        if not select.select([self._process.stdout], [], [], SECONDS)[0]:
            raise TimeoutError(f"no {word!r} of a warm Ansible within {SECONDS} seconds")
        line = self._process.stdout.readline()
        said, _space, rest = line.strip().partition(" ")
        if said != word:
            raise RuntimeError(f"expected {word!r} of a warm Ansible, got {line!r}")
        return rest


def ansible_playbook(
    command: str, arguments: list[str], environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run ``command``, the path of ansible-playbook."""
    if os.environ.get("VB365_TEST_PLAIN") == "1":
        return subprocess.run(
            [command, *arguments], env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    base = {name: value for name, value in environment.items() if not name.startswith(("VB365_", "PYTEST_"))}
    warm = next((one for one in _idle if one.environment == base), None)
    if warm:
        _idle.remove(warm)
    else:
        warm = Warm(base)
    ran = warm.run([command, *arguments], environment)
    _idle.append(warm)
    if len(_idle) > MOST_IDLE:
        _idle.pop(0).close()
    return ran


@atexit.register
def _end() -> None:
    for warm in _idle:
        warm.close()
