# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the playbook ``backup_jobs.yml`` four times against the simulator, and checks that it does what it should.

With ``--serve`` it only starts the simulator, says how to reach it, and waits for Ctrl-C.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PLAYBOOK = Path("examples", "backup_jobs.yml")
START_SECONDS = 60
STOP_SECONDS = 10

JOBS = {"Contoso nightly", "Contoso board", "Fabrikam nightly", "Fabrikam migration"}
EDITED = "Contoso nightly"
EDIT = {"schedulePolicy": {"type": "Daily", "dailyTime": "03:30:00"}}
EDIT_IN_DIFF = {"daily_time": ("03:30:00", "22:00:00")}


class DemoError(Exception):
    """The demo did not go as it should."""


def main() -> int:
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)  # end like Ctrl-C, so that no process stays behind
    serve_only = "--serve" in sys.argv[1:]
    try:
        with simulator() as server:
            (serve if serve_only else demo)(server)
    except DemoError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print()
        return 0 if serve_only else 130
    return 0


def serve(server: dict[str, Any]) -> None:
    print("A VB365 server with two sample tenants, until Ctrl-C. In another terminal:\n")
    for name, value in environment(server).items():
        print(f"export {name}={shlex.quote(value)}")
    print(f"\n.venv/bin/ansible-playbook {PLAYBOOK} --check --diff", flush=True)
    while True:
        signal.pause()


def demo(server: dict[str, Any]) -> None:
    headline("1. Check mode: what would happen?")
    expect("would create", play(server, "--check", "--diff"), JOBS)

    headline("2. For real: the jobs are created")
    expect("created", play(server), JOBS)

    headline("3. Once more: everything is as described, nothing is sent")
    expect("changed", play(server), set())

    headline(f"4. Somebody else has moved '{EDITED}' to 03:30. Check mode shows just that")
    edit_behind_our_back(server)
    output = play(server, "--check", "--diff")
    expect("would put back", output, {EDITED})
    if diff_in(output) != EDIT_IN_DIFF:
        raise DemoError(f"The diff should have shown {EDIT_IN_DIFF} and nothing else, but shows {diff_in(output)}.")

    print(
        f"""
Shown: jobs described as data in {PLAYBOOK}; a check mode that tells what a run does, no more and no less;
a second run that sends nothing; and drift, found without touching anything.
Next: README.md (a first playbook against your own server), `make simulator` (this server, to try things on).""",
        flush=True,
    )


def headline(text: str) -> None:
    print(f"\n=== {text} ===", flush=True)


def expect(what: str, output: str, jobs: set[str]) -> None:
    """Compare with the jobs that Ansible reports as changed."""
    changed = set(re.findall(r"^changed: \[localhost\] => \(item=(.*)\)", output, re.MULTILINE))
    if changed != jobs:
        raise DemoError(f"This run should have changed {sorted(jobs)}, but Ansible reports {sorted(changed)}.")
    print(f"--> {what}: {len(changed)} of {len(JOBS)} jobs, as expected", flush=True)


def diff_in(output: str) -> dict[str, tuple[str, str]]:
    """The values before and after of each line of a job that the diffs show."""
    before, after = (dict(re.findall(rf"^\{sign}\s+(\w+): (.*)", output, re.MULTILINE)) for sign in "-+")
    return {key: (before.get(key, ""), after.get(key, "")) for key in before.keys() | after.keys()}


def play(server: dict[str, Any], *options: str) -> str:
    """Run the playbook, show what it prints, and give it back."""
    command = ["ansible-playbook", str(PLAYBOOK), *options]
    print(f"$ {' '.join(command)}", flush=True)
    ansible = {
        "ANSIBLE_CONFIG": os.devnull,  # whatever is set up on this machine
        "ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml",
        "ANSIBLE_FORCE_COLOR": str(sys.stdout.isatty()),
        "ANSIBLE_LOCALHOST_WARNING": "False",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "False",
        "PYTHONUNBUFFERED": "1",
    }
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "VB365_"))}
    lines = []
    with process(
        Path(sys.executable).with_name(command[0]),
        *command[1:],
        env={**clean, **ansible, **environment(server)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as running:
        for line in running.stdout or ():
            print(line, end="", flush=True)
            lines.append(re.sub(r"\x1b\[[0-9;]*m", "", line))
        if running.wait():
            raise DemoError(f"ansible-playbook ended with {running.returncode}.")
    return "".join(lines)


def environment(server: dict[str, Any]) -> dict[str, str]:
    """The variables from which the collection takes its connection."""
    return {f"VB365_{key.upper()}": str(server[key]) for key in ("host", "port", "username", "password", "ca_path")}


def edit_behind_our_back(server: dict[str, Any]) -> None:
    request = urllib.request.Request(
        f"{server['url']}/_sim/edit",
        data=json.dumps({"job": EDITED, "settings": EDIT}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, context=ssl.create_default_context(cafile=server["ca_path"])):
        pass


@contextlib.contextmanager
def simulator() -> Iterator[dict[str, Any]]:
    """A simulator with the sample tenants, as it describes itself: url, host, port, ca_path, username, password."""
    with tempfile.TemporaryDirectory(prefix="vb365-demo-") as folder:
        ready, log = Path(folder, "ready.json"), Path(folder, "log")
        with (
            log.open("w", encoding="utf-8") as output,
            process(
                sys.executable, "-m", "tests.simulator", "--ready-file", ready, stdout=output, stderr=output
            ) as running,
        ):
            deadline = time.monotonic() + START_SECONDS
            while not (ready.exists() and ready.read_text(encoding="utf-8").endswith("\n")):
                if running.poll() is not None or time.monotonic() > deadline:
                    raise DemoError(f"The simulator did not start:\n{log.read_text(encoding='utf-8')}")
                time.sleep(0.05)
            yield json.loads(ready.read_text(encoding="utf-8"))


@contextlib.contextmanager
def process(*command: str | Path, **options: Any) -> Iterator[subprocess.Popen[str]]:
    """A process group of its own, in the repository's root; gone at the end of the block, whatever happens."""
    running = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, start_new_session=True, **options)
    try:
        yield running
    finally:
        with contextlib.suppress(ProcessLookupError, subprocess.TimeoutExpired):
            os.killpg(running.pid, signal.SIGINT)
            running.wait(STOP_SECONDS)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()


if __name__ == "__main__":
    sys.exit(main())
