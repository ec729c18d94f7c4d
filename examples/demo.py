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

ROOT = Path(__file__).parents[1]
TENANTS = "onboard_folder=examples/tenants"
REPORT = ROOT / "tests" / "output" / "demo"
START_SECONDS = 60
STOP_SECONDS = 10
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Told = dict[str, list[str]]
"""What the report says of each tenant."""

CONTOSO, FABRIKAM = "contoso.onmicrosoft.com", "fabrikam.onmicrosoft.com"
EDITED_JOB = "Contoso Vienna"

ALWAYS = {
    CONTOSO: ["'Product Launch' is only in 'Contoso Teams', which does not back it up. 'Contoso nightly' skips it."],
    FABRIKAM: [
        "archive@fabrikam.com is only in 'Fabrikam migration', which does not back it up. "
        "'Fabrikam Everything' skips it.",
        "The last session of 'Fabrikam Everything' failed.",
        "'Fabrikam migration' never starts by itself.",
    ],
}
"""What the files do not mend."""
MISSING = {
    CONTOSO: [
        "Job 'Contoso nightly' is missing on the server. It should protect the entire organization.",
        "Job 'Contoso Vienna' is missing on the server. It should protect dave@contoso.com, erin@contoso.com and "
        "board@contoso.com.",
        "'Contoso Sites' does not retry, should retry.",
        "'Contoso Sites' has no number of retries, should be 2 times.",
        "'Contoso Sites' has no wait before a retry, should be 30 minutes.",
    ],
    FABRIKAM: [
        "Job 'Fabrikam management' is missing on the server. It should protect adele@fabrikam.com and 'Purchasing'.",
        "Job 'Fabrikam migration' is missing on the server.",
    ],
}
CREATED = {
    CONTOSO: [
        "Job 'Contoso nightly' was created. It protects the entire organization.",
        "Job 'Contoso Vienna' was created. It protects dave@contoso.com, erin@contoso.com and board@contoso.com.",
        "'Contoso Sites' now retries.",
        "'Contoso Sites' now has the number of retries 2 times, had none.",
        "'Contoso Sites' now has the wait before a retry 30 minutes, had none.",
    ],
    FABRIKAM: [
        "Job 'Fabrikam management' was created. It protects adele@fabrikam.com and 'Purchasing'.",
        "Job 'Fabrikam migration' was created.",
    ],
}
IN_SYNC: Told = {CONTOSO: [], FABRIKAM: []}
DRIFTED = {
    CONTOSO: [
        f"erin@contoso.com is no longer protected by '{EDITED_JOB}'.",
        f"'{EDITED_JOB}' starts at 03:30, should be 23:00.",
    ],
    FABRIKAM: [],
}
REPAIRED = {
    CONTOSO: [
        f"'{EDITED_JOB}' now starts at 23:00, was 03:30.",
        f"erin@contoso.com is now protected by '{EDITED_JOB}'.",
    ],
    FABRIKAM: [],
}


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
    play("onboard", server, "--check")
    expect(server, MISSING, writes=0)

    headline("2. For real: jobs that are missing are created, one that differs is changed")
    play("onboard", server)
    expect(server, CREATED, writes=5)

    headline("3. Once more: everything is as described, nothing is written")
    play("onboard", server)
    expect(server, IN_SYNC, writes=0)

    headline(f"4. Somebody moves '{EDITED_JOB}' to 03:30 and takes Erin out of it: drift says just that")
    edit(server)
    play("drift", server)
    expect(server, DRIFTED, writes=0)

    headline("5. Onboarding puts it right: one write for the settings, one for Erin")
    play("onboard", server)
    expect(server, REPAIRED, writes=2)

    headline("6. No drift any more")
    play("drift", server)
    expect(server, IN_SYNC, writes=0)

    edit(server)
    play("drift", server)
    print(
        f"""
Shown: two tenants described as data in examples/tenants; a check mode that tells what a run does, no more and no
less; a second run that writes nothing; and drift, found without touching anything, and put right.
Left out above: tasks that have nothing to tell.
Next: docs/guides/first_tenant.md; `make simulator` serves this server, to try things on.
The last report, after somebody edited the job once more: {REPORT / "report.html"}""",
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


def expect(server: dict[str, Any], expected: Told, writes: int) -> None:
    """Compare with what the report says beside ALWAYS, and with the writes that the server has seen."""
    told = told_in(REPORT)
    wanted = {tenant: sorted([*lines, *expected[tenant]]) for tenant, lines in ALWAYS.items()}
    if told != wanted:
        raise DemoError(f"This run should tell {wanted}, but tells {told}.")
    requests = ask(server, "/_sim/journal")["entries"]
    ask(server, "/_sim/journal", method="DELETE")
    seen = [entry for entry in requests if entry["method"] != "GET" and "/token" not in entry["path"]]
    if len(seen) != writes:
        raise DemoError(f"The server should have seen {writes} writes, but has seen {seen}.")
    print(f"--> as expected; writes on the server: {writes}", flush=True)


def told_in(report: Path) -> Told:
    """The findings of each tenant in the report, without notes."""
    tenants = json.loads((report / "report.json").read_text(encoding="utf-8"))["tenants"]
    return {
        row["organization"]: sorted(one["text"] for one in row["findings"] if one["kind"] not in ("note", "unmanaged"))
        for row in tenants
    }


def play(name: str, server: dict[str, Any], *options: str) -> None:
    """Run a playbook of the collection, and show what it prints except tasks that tell nothing."""
    files = f"report_folder={REPORT.relative_to(ROOT)}"
    command = ["ansible-playbook", f"vb365.backup.{name}", "-e", TENANTS, "-e", files, *options]
    print(f"$ {' '.join(command)}", flush=True)
    ansible = {
        "ANSIBLE_CONFIG": str(ROOT / "examples" / "ansible.cfg"),
        "ANSIBLE_FORCE_COLOR": str(sys.stdout.isatty()),
        "PYTHONUNBUFFERED": "1",
    }
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "VB365_"))}
    section = ""
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
                show(section)
                section = ""
            section += line
        show(section)
        if running.wait():
            raise DemoError(f"ansible-playbook ended with {running.returncode}.")


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
