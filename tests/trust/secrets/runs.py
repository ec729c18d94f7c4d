# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run of ansible-playbook in a home of its own, and all that can be seen of it, meanwhile and afterwards."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import stat
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.simulator.launch import Simulator
from tests.trust.secrets.planted import PASSWORD, WRONG, found
from tests.trust.totals import record

ANSIBLE = Path(sys.executable).parent / "ansible-playbook"
HARNESS = Path(__file__).parents[2] / "integration" / "harness"
SYSLOG = """
import os, syslog

def note(*words):
    with open(os.environ["VB365_TEST_SYSLOG"], "a", encoding="utf-8") as file:
        file.write(f"{words}\\n")

syslog.syslog = note
"""
"""In the place of sitecustomize: what modules tell the system's log goes into a file of the run."""

_modules = tempfile.TemporaryDirectory(prefix="vb365-modules-")
"""The modules as Ansible sends them, for all runs."""


@dataclass
class Seen:
    """What a run showed: ``places`` by name, and the tokens' files that were there, with their modes."""

    status: int
    places: dict[str, bytes] = field(default_factory=dict)
    token_files: set[tuple[int, int]] = field(default_factory=set)

    def text(self, name: str) -> str:
        """One place as text."""
        return self.places[name].decode("utf-8", "replace")


def environ(folder: Path, simulator: Simulator, shell: str, more: Mapping[str, str]) -> dict[str, str]:
    """The environment of a run whose traces all stay in the folder; its only secrets are those of ``more``."""
    home = folder / "home"
    for made in (home, folder / "tmp", folder / "junit", folder / "tree", folder / "facts", folder / "site"):
        made.mkdir(parents=True, exist_ok=True)
    (folder / "site" / "sitecustomize.py").write_text(SYSLOG)
    return {
        "PATH": f"{ANSIBLE.parent}:{os.environ['PATH']}",
        "LANG": "C.UTF-8",
        "HOME": str(home),
        "TMPDIR": str(folder / "tmp"),
        "PYTHONPATH": f"{folder / 'site'}{os.pathsep}{HARNESS}",
        "ANSIBLE_REMOTE_TMP": str(home / ".ansible" / "tmp"),  # otherwise the system determines the home folder
        "ANSIBLE_ASYNC_DIR": str(home / ".ansible_async"),
        "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_LOG_PATH": str(folder / "log"),
        "ANSIBLE_RETRY_FILES_ENABLED": "true",
        "ANSIBLE_RETRY_FILES_SAVE_PATH": str(folder),
        "ANSIBLE_CACHE_PLUGIN": "jsonfile",
        "ANSIBLE_CACHE_PLUGIN_CONNECTION": str(folder / "facts"),
        "ANSIBLE_SHOW_CUSTOM_STATS": "true",
        "ANSIBLE_CALLBACK_PLUGINS": str(Path(__file__).parent / "callback"),
        "ANSIBLE_CALLBACKS_ENABLED": "everything,junit,tree",
        "ANSIBLE_CALLBACK_TREE_DIR": str(folder / "tree"),
        "JUNIT_OUTPUT_DIR": str(folder / "junit"),
        "VB365_TEST_EVERYTHING": str(folder / "everything"),
        "VB365_TEST_MODULES": _modules.name,
        "VB365_TEST_SYSLOG": str(folder / "syslog"),
        "VB365_TEST_RUN": uuid.uuid4().hex,
        "VB365_HOST": simulator.host,
        "VB365_PORT": str(simulator.port),
        "VB365_CA_PATH": str(simulator.ca_path),
        "VB365_IN_PROCESS": str(shell == "in-process").lower(),
        **more,
    }


def run(folder: Path, environment: dict[str, str], *arguments: str, end: Callable[[], int] = lambda: 0) -> Seen:
    """Run ansible-playbook, and look at its processes all the time; it gets the signal that it shall end by."""
    processes = Processes(f"VB365_TEST_RUN={environment['VB365_TEST_RUN']}".encode())
    signal.signal(signal.SIGINT, signal.default_int_handler)  # else runs in the background ignore it, as we do
    with (folder / "stdout").open("wb") as out, (folder / "stderr").open("wb") as err:
        process = subprocess.Popen(
            [str(ANSIBLE), "-vvvv", *arguments], env=environment, cwd=folder, stdout=out, stderr=err,
            stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        seen = Seen(0)
        number = 0
        try:
            while process.poll() is None:
                number = end()
                processes.look()
                seen.token_files |= {*_token_files(folder)}
                if number:
                    process.send_signal(number)
                    process.wait(60)
                time.sleep(0.02)
            while processes.look() and not number:
                time.sleep(0.1)  # what watches over an async task looks every five seconds, then tidies up
        finally:
            processes.kill()
            process.wait(60)
    seen.status = process.returncode
    seen.places = {
        "process arguments": b"\n".join(processes.arguments),
        "process environment": b"\n".join(processes.environments),
        **{str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()},
        "names of files": "\n".join(str(path.relative_to(folder)) for path in folder.rglob("*")).encode(),
    }
    return seen


class Processes:
    """The processes that have a variable in their environment: those of one run, whoever their parent is. It is made
    before the run begins: what is there then is not of the run."""

    def __init__(self, marker: bytes) -> None:
        self.arguments: set[bytes] = set()
        self.environments: set[bytes] = set()
        self._marker = marker
        self._ours: set[str] = set()
        self._foreign = self._there()

    def look(self) -> bool:
        """Note what the processes of this moment show. Whether there are any."""
        there = self._there()
        self._ours.clear()
        self._foreign &= there
        for pid in there - self._foreign:
            with contextlib.suppress(OSError):  # it has ended
                environment = Path("/proc", pid, "environ").read_bytes()
                if environment and self._marker not in environment:
                    self._foreign.add(pid)
                elif environment:
                    self._ours.add(pid)
                    self.environments.add(environment.replace(b"\0", b"\n"))
                    self.arguments.add(Path("/proc", pid, "cmdline").read_bytes().replace(b"\0", b" "))
        return bool(self._ours)

    @staticmethod
    def _there() -> set[str]:
        with os.scandir("/proc") as entries:
            return {entry.name for entry in entries if entry.name.isdigit()}

    def kill(self) -> None:
        """End the remaining processes: they do not end with the run."""
        self.look()
        for pid in self._ours:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)


def _token_files(folder: Path) -> Iterator[tuple[int, int]]:
    """The modes of the tokens' files and of their folders."""
    with contextlib.suppress(OSError):  # a folder went while it was read
        for path in (folder / "home" / ".ansible" / "tmp").glob("*/vb365-token-*"):
            yield stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)


def without(seen: Seen, place: str, line: str) -> list[bytes]:
    """Leave out the lines of the places, both by regular expression, that Ansible itself writes; what was left out."""
    gone: list[bytes] = []
    for name in [name for name in seen.places if re.fullmatch(place, name)]:
        kept = []
        for one in seen.places[name].splitlines(keepends=True):
            (gone if re.search(line.encode(), one, re.DOTALL) else kept).append(one)
        seen.places[name] = b"".join(kept)
    return gone


def check(seen: Seen, simulator: Simulator) -> None:
    """Search all places for the passwords, and for every token that the server gave out."""
    issued = [token for login in simulator.logins() for token in (login["access"], login["refresh"])]
    secrets = [PASSWORD, WRONG, *issued]
    leaks = {name: found(secrets, data) for name, data in seen.places.items()}
    record("secrets", planted=len(secrets), places=len(leaks), leaks=sum(map(len, leaks.values())))
    assert {name: told for name, told in leaks.items() if told} == {}
