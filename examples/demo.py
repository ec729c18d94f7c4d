# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Onboards the tenants of the folder ``tenants`` on the simulator, and checks each step: what is told, what is written.

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

import yaml

ROOT = Path(__file__).parents[1]
TENANTS = "onboard_folder=examples/tenants"
START_SECONDS = 60
STOP_SECONDS = 10
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Told = dict[str, list[str]]
"""What the role says of each tenant."""

CONTOSO, FABRIKAM = "contoso.onmicrosoft.com", "fabrikam.onmicrosoft.com"
NEW_AND_CHANGED = {
    CONTOSO: [
        "Contoso nightly: created",
        "Contoso Vienna: created",
        "Contoso Sites: schedule.retry_enabled false → true; schedule.retry_number none → 2; "
        "schedule.retry_wait_interval none → 30",
    ],
    FABRIKAM: ["Fabrikam management: created", "Fabrikam migration: created"],
}
IN_SYNC: Told = {CONTOSO: [], FABRIKAM: []}
UNMANAGED = {CONTOSO: ["unmanaged: Contoso Mailboxes, Contoso Teams"], FABRIKAM: []}

EDITED_JOB = "Contoso Vienna"
EDITED = {CONTOSO: [f"{EDITED_JOB}: schedule.daily_time '03:30:00' → '23:00:00'; selected_items +1"], FABRIKAM: []}
EDIT_IN_DIFF = [
    "-daily_time: 03:30:00",
    "+daily_time: 23:00:00",
    "+selected_items[User erin@contoso.com]:",
    "+archive_mailbox: true",
    "+mailbox: true",
    "+onedrive: false",
    "+personal_site: true",
]


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
    print("A VB365 server with two sample tenants, until Ctrl-C. In another terminal, in any folder:\n")
    for name, value in environment(server).items():
        print(f"export {name}={shlex.quote(value)}")
    print(f"export PATH={shlex.quote(str(Path(sys.executable).parent))}:$PATH")
    print("\nansible localhost -m vb365.backup.organization_info", flush=True)
    os.wait()
    raise DemoError("The simulator has ended.")


def demo(server: dict[str, Any]) -> None:
    headline("1. Check mode: what would happen?")
    output = play("onboard", server, "--check")
    expect(server, output, NEW_AND_CHANGED, writes=0)

    headline("2. For real: jobs that are missing are created, one that differs is changed")
    output = play("onboard", server)
    expect(server, output, NEW_AND_CHANGED, writes=5)

    headline("3. Once more: everything is as described, nothing is written")
    output = play("onboard", server)
    expect(server, output, IN_SYNC, writes=0)

    headline(f"4. Somebody moves '{EDITED_JOB}' to 03:30 and takes Erin out of it: drift shows just that")
    edit(server)
    output = play("drift", server)
    expect(server, output, EDITED, writes=0)
    if diff_in(output) != EDIT_IN_DIFF:
        raise DemoError(f"The diff should show {EDIT_IN_DIFF} and nothing else, but shows {diff_in(output)}.")

    headline("5. Onboarding puts it right: one write for the settings, one for Erin")
    output = play("onboard", server)
    expect(server, output, EDITED, writes=2)

    headline("6. No drift any more")
    output = play("drift", server)
    expect(server, output, IN_SYNC, writes=0)

    print(
        """
Shown: two tenants described as data in examples/tenants; a check mode that tells what a run does, no more and no
less; a second run that writes nothing; and drift, found without touching anything, and put right.
Left out above: tasks that have nothing to tell.
Next: docs/guides/first_tenant.md; `make simulator` serves this server, to try things on.""",
        flush=True,
    )


def edit(server: dict[str, Any]) -> None:
    """What somebody else does in the console meanwhile."""
    jobs = {job["name"]: job for job in ask(server, "/_sim/state")["jobs"]}
    items = {item.get("user", {}).get("name"): item["id"] for item in jobs[EDITED_JOB]["selectedItems"]}
    change = {
        "settings": {"schedulePolicy": {"type": "Daily", "dailyTime": "03:30:00"}},
        "remove_selected": [items["erin@contoso.com"]],
    }
    ask(server, "/_sim/edit", {"job": EDITED_JOB, **change})


def headline(text: str) -> None:
    print(f"\n=== {text} ===", flush=True)


def expect(server: dict[str, Any], output: str, changes: Told, writes: int) -> None:
    """Compare with what the role says, line by line, and with the writes that the server has seen."""
    told = told_in(output)
    expected = {tenant: lines + UNMANAGED[tenant] for tenant, lines in changes.items()}
    if told != expected:
        raise DemoError(f"This run should tell {expected}, but tells {told}.")
    requests = ask(server, "/_sim/journal")["entries"]
    ask(server, "/_sim/journal", method="DELETE")
    seen = [entry for entry in requests if entry["method"] != "GET" and "/token" not in entry["path"]]
    if len(seen) != writes:
        raise DemoError(f"The server should have seen {writes} writes, but has seen {seen}.")
    names = ", ".join(line.partition(":")[0] for lines in changes.values() for line in lines) or "nothing"
    print(f"--> as expected: {names}; writes on the server: {writes}", flush=True)


def told_in(output: str) -> Told:
    """The lines that the role says of each tenant, without the headlines, which must fit them, and without problems and
    settings that are not compared."""
    told: Told = {}
    for block in re.findall(r"^ok: \[\w+\] => *\n((?: .*\n)+)", output, re.MULTILINE):
        first, *lines = yaml.safe_load(block)["msg"]
        tenant, _colon, headline = first.partition(": ")
        lines = [line for line in lines if not line.startswith(("tenant_onboarding_", "not compared"))]
        if ("change" not in headline) != all(line.startswith("unmanaged") for line in lines):
            raise DemoError(f"{first!r} does not fit {lines}.")
        told[tenant] = lines
    return told


def diff_in(output: str) -> list[str]:
    """The lines that the diffs take away or add, without indentation and quotes."""
    lines = re.findall(r"^([-+]) +(.*)$", output, re.MULTILINE)
    return [sign + text.replace("'", "") for sign, text in lines]


def play(name: str, server: dict[str, Any], *options: str) -> str:
    """Run a playbook of the collection, show what it prints save tasks that tell nothing, and give all of it back."""
    command = ["ansible-playbook", f"vb365.backup.{name}", "-e", TENANTS, *options]
    print(f"$ {' '.join(command)}", flush=True)
    ansible = {
        "ANSIBLE_CONFIG": str(ROOT / "examples" / "ansible.cfg"),
        "ANSIBLE_FORCE_COLOR": str(sys.stdout.isatty()),
        "PYTHONUNBUFFERED": "1",
    }
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "VB365_"))}
    sections = [""]
    with process(
        Path(sys.executable).with_name(command[0]),
        *command[1:],
        env={**clean, **ansible, **environment(server)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as running:
        for line in running.stdout or ():
            if line.startswith(("PLAY ", "TASK ")):
                show(sections[-1])
                sections.append("")
            sections[-1] += line
        show(sections[-1])
        if running.wait():
            raise DemoError(f"ansible-playbook ended with {running.returncode}.")
    return plain("".join(sections))


def show(section: str) -> None:
    """Print a task with its results, unless they are nothing but "ok"."""
    if re.search(r"^(?!PLAY |TASK |(ok|included): .*[^ ]$).", plain(section), re.MULTILINE):
        print(section, end="", flush=True)


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


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
