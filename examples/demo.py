# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Onboards the tenants of the folder ``tenants`` on the simulator, and checks the report and the writes of each step.

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
TENANTS = "examples/tenants"
REPORT = ROOT / "tests" / "output" / "demo"
MISTAKEN = ROOT / "tests" / "output" / "tenants_with_a_mistake"
DAY = 24 * 3600
START_SECONDS = 60
STOP_SECONDS = 10
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

CONTOSO, FABRIKAM = "contoso.onmicrosoft.com", "fabrikam.onmicrosoft.com"
EDITED_JOB = "Contoso Vienna"
DRIFT = [
    f"erin@contoso.com is no longer protected by '{EDITED_JOB}'.",
    f"'{EDITED_JOB}' starts at 03:30, should be 23:00.",
]
NOT_IN_THE_FILES = {
    CONTOSO: ["'Product Launch' is only in 'Contoso Teams', which does not back it up. 'Contoso nightly' skips it."],
    FABRIKAM: [
        "archive@fabrikam.com is only in 'Fabrikam migration', which does not back it up. "
        "'Fabrikam Everything' skips it.",
        "The last session of 'Fabrikam Everything' failed.",
        "'Fabrikam migration' never starts by itself.",
    ],
}
"""Problems that stay, because the files do not change them."""


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
    print(
        """\
You will see, in about half a minute and against a simulated VB365 server: a tenant's file, a mistake that is caught
before anything is written, a dry run, the real run, an edit behind our back that drift finds with names, and users
that nobody backs up although every job is as described. At the end there is a report to open in a browser."""
    )
    headline("1. A tenant is a file")
    print(body_of(ROOT / TENANTS / "contoso.yml"))

    headline("2. A mistake in a file: the run fails before it writes anything, and names the file and the line")
    MISTAKEN.mkdir(parents=True, exist_ok=True)
    for path in (ROOT / TENANTS).iterdir():
        text = path.read_text(encoding="utf-8")
        (MISTAKEN / path.name).write_text(text.replace("erin@contoso.com", "ernie@contoso.com"), encoding="utf-8")
    play("onboard", server, "--check", tenants=str(MISTAKEN.relative_to(ROOT)), ends_with=2)
    expect_finding(CONTOSO, "'ernie@contoso.com'")
    expect_writes(server, 0)

    headline("3. Dry run: what would be changed?")
    play("onboard", server, "--check")
    expect_finding(CONTOSO, "Job 'Contoso nightly' is missing on the server.")
    expect_writes(server, 0)

    headline("4. For real, and the new jobs start their first backup")
    play("onboard", server, "-e", "tenant_onboarding_start_first_backup=true")
    expect_finding(CONTOSO, "Job 'Contoso nightly' was created.")
    expect_writes(server, 9)

    headline(f"5. A day later somebody moves '{EDITED_JOB}' to 03:30 and removes Erin from it: drift finds both")
    ask(server, "/_sim/advance", {"seconds": DAY})
    edit(server)
    play("drift", server)
    expect({CONTOSO: [*DRIFT, *NOT_IN_THE_FILES[CONTOSO]], FABRIKAM: NOT_IN_THE_FILES[FABRIKAM]})
    expect_writes(server, 0)

    headline("6. Onboarding again: one write for the settings, one for Erin")
    play("onboard", server)
    expect_writes(server, 2)

    headline("7. Every job is as described now. The report still names who is not backed up, and why")
    play("drift", server)
    expect(NOT_IN_THE_FILES)
    expect_writes(server, 0)
    print(
        f"""
The files of both tenants are in {TENANTS}. The first guide is docs/guides/first_tenant.md; `make simulator` runs this
server for you to try things on.
Open the report: {REPORT / "report.html"}""",
        flush=True,
    )


def body_of(file: Path) -> str:
    """A YAML file from its first document on."""
    return file.read_text(encoding="utf-8").partition("---\n")[2].strip()


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


def expect(expected: dict[str, list[str]]) -> None:
    """Compare all findings of the report with the expected ones, by tenant."""
    found = {tenant: sorted(texts) for tenant, texts in findings().items()}
    if found != {tenant: sorted(texts) for tenant, texts in expected.items()}:
        raise DemoError(f"The report should have the findings {expected}, but has {found}.")


def expect_finding(tenant: str, start: str) -> None:
    """One of the tenant's findings has this text."""
    if not any(start in text for text in findings()[tenant]):
        raise DemoError(f"The report should have a finding with {start!r}, but has {findings()[tenant]}.")


def expect_writes(server: dict[str, Any], count: int) -> None:
    """Compare with the writes that the server has seen since the last time."""
    requests = ask(server, "/_sim/journal")["entries"]
    ask(server, "/_sim/journal", method="DELETE")
    seen = [entry for entry in requests if entry["method"] != "GET" and "/token" not in entry["path"]]
    if len(seen) != count:
        raise DemoError(f"The server should have seen {count} writes, but has seen {seen}.")
    print(f"\n(The server received {count or 'no'} write{'s' * (count != 1)}.)", flush=True)


def findings() -> dict[str, list[str]]:
    """The findings of each tenant in the report, without notes."""
    tenants = json.loads((REPORT / "report.json").read_text(encoding="utf-8"))["tenants"]
    return {
        row["organization"]: [one["text"] for one in row["findings"] if one["kind"] not in ("note", "unmanaged")]
        for row in tenants
    }


def play(name: str, server: dict[str, Any], *options: str, tenants: str = TENANTS, ends_with: int = 0) -> None:
    """Run a playbook of the collection, and show the report with which it ends."""
    files = [f"onboard_folder={tenants}", f"report_folder={REPORT.relative_to(ROOT)}"]
    command = ["ansible-playbook", f"vb365.backup.{name}", *(part for file in files for part in ("-e", file)), *options]
    print(f"$ {' '.join(command)}\n", flush=True)
    ansible = {"ANSIBLE_CONFIG": str(ROOT / "examples" / "ansible.cfg"), "ANSIBLE_NOCOLOR": "true"}
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "VB365_"))}
    with process(
        Path(sys.executable).with_name(command[0]),
        *command[1:],
        env={**clean, **ansible, **environment(server)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as running:
        output = running.stdout.read() if running.stdout else ""
        report = re.search(r"^\d+ tenants?: .*?(?=^(PLAY|TASK|fatal|ok|changed)\b)", output, re.MULTILINE | re.DOTALL)
        if running.wait() != ends_with or not report:
            raise DemoError(f"{output}\nansible-playbook ended with {running.returncode}.")
        print(report.group().strip(), flush=True)


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
