# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start a simulator from a test: `with Simulator("--profile", "page_cap=5") as simulator: …`."""

from __future__ import annotations

import contextlib
import json
import os
import select
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from http.client import HTTPSConnection
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 30.0


class Simulator:
    """A simulator in a process of its own, and its control plane (design of the calls: control.py).

    `arguments` are those of the command line, with paths absolute or relative to the repository; `python` the
    interpreter to run it with.
    `url`, `host`, `port`, `ca_path`, `username`, `password` are there once it has started.
    """

    url: str
    host: str
    port: int
    ca_path: str
    username: str
    password: str

    def __init__(self, *arguments: str, python: str = sys.executable) -> None:
        self.arguments = arguments
        self.python = python
        self.process: subprocess.Popen[bytes] | None = None
        self._control: HTTPSConnection | None = None
        self._turn = threading.Lock()
        self._together: list[dict[str, Any]] | None = None
        self._errors = tempfile.TemporaryFile("a+b")  # noqa: SIM115 - lives as long as this object

    def __enter__(self) -> Simulator:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> Simulator:
        """Start the process and wait until it serves; RuntimeError with its words if it does not."""
        with tempfile.TemporaryDirectory() as directory:
            ready = Path(directory, "ready.json")
            command = [self.python, "-m", "tests.simulator", *self.arguments, "--ready-file", str(ready)]
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=self._errors)
            deadline = time.monotonic() + START_SECONDS
            while not ready.exists():
                if self.process.poll() is not None or time.monotonic() > deadline:
                    self.stop()
                    raise RuntimeError(f"the simulator did not start: {self.errors()}")
                time.sleep(0.02)
            vars(self).update(json.loads(ready.read_text(encoding="utf-8")))
        context = ssl.create_default_context(cafile=self.ca_path)
        self._control = HTTPSConnection(self.host, self.port, timeout=30, context=context)
        return self

    def stop(self, seconds: float = 5.0) -> int | None:
        """End the process; its exit code."""
        if self._control:
            self._control.close()
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.terminate()
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def errors(self) -> str:
        """What it has written to standard error: nothing, unless it has a bug."""
        self._errors.seek(0)
        return self._errors.read().decode("utf-8", "replace").strip()

    def environment(self) -> dict[str, str]:
        """The environment with the collection's connection variables set to this server."""
        return {
            **os.environ,
            "VB365_HOST": self.host,
            "VB365_PORT": str(self.port),
            "VB365_USERNAME": self.username,
            "VB365_PASSWORD": self.password,
            "VB365_CA_PATH": self.ca_path,
        }

    def journal(self, since: int = 0) -> list[dict[str, Any]]:
        """The API requests so far: {n, time, method, path, query, status, body}."""
        entries: list[dict[str, Any]] = self.control("GET", f"journal?since={since}")["entries"]
        return entries

    def clear_journal(self) -> None:
        """Forget the requests so far."""
        self.control("DELETE", "journal")

    def logins(self) -> list[dict[str, str]]:
        """The tokens that it has given out, as {user, access, refresh}."""
        given: list[dict[str, str]] = self.control("GET", "logins")["logins"]
        return given

    def fault(self, effect: str, path: str = "", method: str | None = None, **more: Any) -> None:
        """Schedule a failure; `more`: times, skip, status, headers, body, seconds."""
        self.control("POST", "faults", {"effect": effect, "path": path, "method": method, **more})

    def clear_faults(self) -> None:
        """Remove the scheduled failures and races."""
        self.control("DELETE", "faults")

    def edit(self, job: str, **change: Any) -> dict[str, Any]:
        """Change a job as somebody else: settings, add_selected, remove_selected, …; the job as it is then."""
        changed: dict[str, Any] = self.control("POST", "edit", {"job": job, **change}).get("job", {})
        return changed

    def race(self, path: str, edit: dict[str, Any], method: str | None = None, **more: Any) -> None:
        """Schedule an edit for the moment before the next matching request; `more`: times, skip."""
        self.control("POST", "race", {"path": path, "edit": edit, "method": method, **more})

    def outcome(self, job: str, *outcomes: str, **more: Any) -> None:
        """How the next sessions of a job end; `more`: retry, log, seconds."""
        self.control("POST", "outcome", {"job": job, "outcomes": list(outcomes), **more})

    def directory(self, organization: str, *removed: dict[str, str], anew: bool = False) -> None:
        """Remove objects, as {type, name}, from the directory of an organization; `anew`: other objects get their
        names."""
        self.control("POST", "directory", {"organization": organization, "remove": list(removed), "anew": anew})

    def advance(self, seconds: float) -> None:
        """Move simulated time on."""
        self.control("POST", "advance", {"seconds": seconds})

    def profile(self, **switches: Any) -> dict[str, Any]:
        """Change switches; all of them as they are then."""
        values: dict[str, Any] = self.control("POST", "profile", switches)
        return values

    def state(self) -> dict[str, Any]:
        """Everything the server knows."""
        known: dict[str, Any] = self.control("GET", "state")
        return known

    def requests_and_state(self) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """The API requests so far, which it forgets, and everything the server knows: one call."""
        calls = [("GET", "journal"), ("DELETE", "journal"), ("GET", "state")]
        journal, _nothing, known = self.control(
            "POST", "batch", [{"method": method, "call": call} for method, call in calls]
        )
        return journal["entries"], known

    def job(self, name: str) -> dict[str, Any]:
        """One job of the state, by name, with its items."""
        return next(job for job in self.state()["jobs"] if job["name"] == name)

    def reset(self) -> None:
        """Back to the data it started with."""
        self.control("POST", "reset")

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """Send the calls of a block in one request at its end. What they return is empty."""
        if self._together is not None:
            yield  # in a larger block
            return
        calls: list[dict[str, Any]] = []
        self._together = calls
        try:
            yield
        finally:
            self._together = None
        if calls:
            self.control("POST", "batch", calls)

    def control(self, method: str, call: str, body: Any = None) -> Any:
        """One call of the control plane; RuntimeError with the server's words if it is refused."""
        if self._together is not None:
            self._together.append({"method": method, "call": call, "body": body})
            return {}
        text = b"" if body is None else json.dumps(body).encode()
        with self._turn:
            status, answer = self._sent(method, f"/_sim/{call}", text)
        if status != 200:
            raise RuntimeError(f"{method} /_sim/{call}: {status} {answer.decode()}")
        return json.loads(answer)

    def _sent(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        assert self._control
        if self._control.sock and select.select([self._control.sock], [], [], 0)[0]:
            self._control.close()  # the server has closed it, as it does with idle connections; it is opened again
        try:
            self._control.request(method, path, body or None, {"Content-Type": "application/json"})
            answer = self._control.getresponse()
            return answer.status, answer.read()
        except BaseException:
            self._control.close()  # half a request or half an answer
            raise
