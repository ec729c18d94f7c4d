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
from typing import Any, NoReturn

ROOT = Path(__file__).parents[1]
PLAYBOOK = Path("examples", "backup_jobs.yml")
START_SECONDS = 60
STOP_SECONDS = 10
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

NEW_JOBS = {"Contoso nightly", "Fabrikam board", "Fabrikam migration"}
EDITED_JOB = "Contoso nightly"
EDIT = {"schedulePolicy": {"type": "Daily", "dailyTime": "03:30:00"}}
EDIT_IN_DIFF = {"-": {"daily_time": "03:30:00"}, "+": {"daily_time": "22:00:00"}}


class DemoError(Exception):
    """The demo did not go as it should."""


def main() -> int:
    for number in ENDING:
        signal.signal(number, interrupt)
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


def interrupt(*_: object) -> NoReturn:
    """Once is enough: what follows is cleaning up, so that no process stays behind."""
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def serve(server: dict[str, Any]) -> None:
    print("A VB365 server with two sample tenants, until Ctrl-C. In another terminal:\n")
    for name, value in environment(server).items():
        print(f"export {name}={shlex.quote(value)}")
    print(f"\n.venv/bin/ansible-playbook {PLAYBOOK} --check --diff", flush=True)
    os.wait()
    raise DemoError("The simulator has ended.")


def demo(server: dict[str, Any]) -> None:
    headline("1. Check mode: what would happen?")
    output = play(server, "--check", "--diff")
    expect(server, output, changed=NEW_JOBS, writes=0)

    headline("2. For real: the jobs that were missing are created")
    output = play(server)
    expect(server, output, changed=NEW_JOBS, writes=len(NEW_JOBS))

    headline("3. Once more: everything is as described, nothing is sent")
    output = play(server)
    expect(server, output, changed=set(), writes=0)

    headline(f"4. Somebody else has moved '{EDITED_JOB}' to 03:30: check mode shows just that")
    ask(server, "/_sim/edit", {"job": EDITED_JOB, "settings": EDIT})
    output = play(server, "--check", "--diff")
    expect(server, output, changed={EDITED_JOB}, writes=0)
    if diff_in(output) != EDIT_IN_DIFF:
        raise DemoError(f"The diff should show {EDIT_IN_DIFF} and nothing else, but shows {diff_in(output)}.")

    print(
        f"""
Shown: jobs described as data in {PLAYBOOK}; a check mode that tells what a run does, no more and no less;
a second run that writes nothing; and drift, found without touching anything.
Next: README.md has a first playbook for your own server; `make simulator` serves this one, to try things on.""",
        flush=True,
    )


def headline(text: str) -> None:
    print(f"\n=== {text} ===", flush=True)


def expect(server: dict[str, Any], output: str, changed: set[str], writes: int) -> None:
    """Compare with the jobs that Ansible reports as changed and with the writes that the server has seen."""
    reported = set(re.findall(r"^changed: \[localhost\] => \(item=(.*)\)", output, re.MULTILINE))
    if reported != changed:
        raise DemoError(f"This run should report {sorted(changed)} as changed, but reports {sorted(reported)}.")
    requests = ask(server, "/_sim/journal")["entries"]
    ask(server, "/_sim/journal", method="DELETE")
    seen = [entry for entry in requests if entry["method"] != "GET" and "/token" not in entry["path"]]
    if len(seen) != writes:
        raise DemoError(f"The server should have seen {writes} writes, but has seen {seen}.")
    names = ", ".join(sorted(changed)) or "nothing"
    print(f"--> as expected: changed {names}; writes on the server: {writes}", flush=True)


def diff_in(output: str) -> dict[str, dict[str, str]]:
    """What the diffs take away ("-") and add ("+"): option and value."""
    lines = re.findall(r"^([-+])\s+(\w+): *'?([^'\n]*)'?$", output, re.MULTILINE)
    return {sign: {option: value for side, option, value in lines if side == sign} for sign in "-+"}


def play(server: dict[str, Any], *options: str) -> str:
    """Run the playbook, show what it prints, and give it back."""
    command = ["ansible-playbook", str(PLAYBOOK), *options]
    print(f"$ {' '.join(command)}", flush=True)
    ansible = {
        "ANSIBLE_CONFIG": str(ROOT / "examples" / "ansible.cfg"),
        "ANSIBLE_FORCE_COLOR": str(sys.stdout.isatty()),
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


def ask(server: dict[str, Any], path: str, body: object = None, method: str | None = None) -> Any:
    """A request to the simulator's control plane, which needs no token; see tests/simulator."""
    request = urllib.request.Request(
        server["url"] + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, context=ssl.create_default_context(cafile=server["ca_path"])) as response:
        return json.loads(response.read() or "null")


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
