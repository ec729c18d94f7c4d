# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Delivers a message. Each function raises Undelivered, whose text has no secret."""

from __future__ import annotations

import json
import os
import re
import smtplib
import ssl
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import SplitResult, urlsplit

from ansible.module_utils.urls import open_url

from ansible_collections.vb365.backup.plugins.plugin_utils._files import check_no_link, write
from ansible_collections.vb365.backup.plugins.plugin_utils._publish.message import Message, slack, teams

Options = Mapping[str, Any]
_OF_A_WORK_TREE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY")
"""Variables that Git sets for its hooks: they would lead to another repository."""
_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_BODIES: Mapping[str, Callable[[Message], Mapping[str, Any]]] = {"slack": slack, "teams": teams}


class Undelivered(Exception):
    """A delivery that failed."""


def without(secrets: Sequence[str | None], text: str) -> str:
    """The text without these secrets, and without user and password in addresses."""
    for secret in sorted((one for one in secrets if one), key=len, reverse=True):
        text = text.replace(secret, "***")
    return re.sub(r"(?<=://)[^/@\s]+@", "***@", text)


def _parts(url: str) -> SplitResult:
    """The parts of an address; all are empty if it is invalid."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


# ---- mail -----------------------------------------------------------------------------------------------------------


def mail_target(options: Options) -> str:
    """The target, as messages name it."""
    return f"mail server {options['host']}:{options['port'] or _PORTS[options['security']]}"


def by_mail(told: Message, options: Options, timeout: int) -> None:
    """Send the report, with its page as an attachment."""
    try:
        letter = _letter(told, options)
        with _connected(options, timeout) as server:
            if options["username"]:
                server.login(options["username"], options["password"] or "")
            refused = server.send_message(letter)
    except (OSError, ValueError, smtplib.SMTPException) as error:
        raise Undelivered(without([options["password"]], f"{mail_target(options)}: {_reason(error)}")) from None
    if refused:
        raise Undelivered(f"{mail_target(options)}: the server refused the recipients {', '.join(sorted(refused))}")


def _letter(told: Message, options: Options) -> EmailMessage:
    """The mail. Raises ValueError."""
    letter = EmailMessage()
    letter["Subject"], letter["From"] = told.title, options["sender"]
    letter["To"] = ", ".join(options["recipients"])
    letter.set_content(told.text)
    if "report.html" in told.files:
        letter.add_attachment(told.files["report.html"], subtype="html", filename="report.html")
    return letter


def _connected(options: Options, timeout: int) -> smtplib.SMTP:
    host, port = options["host"], options["port"] or _PORTS[options["security"]]
    context = ssl.create_default_context(cafile=options["ca_path"])
    if options["security"] == "tls":
        return smtplib.SMTP_SSL(host, port, timeout=timeout, context=context)
    server = smtplib.SMTP(host, port, timeout=timeout)
    try:
        if options["security"] == "starttls":
            server.starttls(context=context)
    except BaseException:
        server.close()
        raise
    return server


def _reason(error: Exception) -> str:
    """The reason as a text: the answer of a mail server consists of bytes."""
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error.decode(errors="replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
        return f"the server answered {error.smtp_code} {text}"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return f"the server refused the recipients {', '.join(sorted(error.recipients))}"
    return str(error) or type(error).__name__


# ---- webhook --------------------------------------------------------------------------------------------------------


def webhook_target(options: Options) -> str:
    """The target, as messages name it: without the path, which is a secret."""
    return f"webhook of {_parts(options['url']).hostname or 'an address without a host'}"


def by_webhook(told: Message, options: Options, timeout: int) -> None:
    """Send the report to a chat."""
    target = webhook_target(options)
    try:
        open_url(
            options["url"],
            method="POST",
            data=json.dumps(_BODIES[options["form"]](told)),
            headers={"Content-Type": "application/json"},
            timeout=timeout,
            ca_path=options["ca_path"],
            follow_redirects="none",
        )
    except HTTPError as error:
        raise Undelivered(f"{target}: the server answered {error.code} {error.reason}") from None
    except Exception as error:  # noqa: BLE001 - of many libraries, and each may have the address in its text
        path = options["url"].partition("://")[2].partition("/")[2]
        raise Undelivered(without([options["url"], path], f"{target}: {error}")) from None


# ---- git ------------------------------------------------------------------------------------------------------------


def git_target(options: Options) -> str:
    """The target, as messages name it. Raises Undelivered for a folder that is not in the repository."""
    folder = Path(options["folder"])
    if folder.is_absolute() or not {"..", ".git"}.isdisjoint(folder.parts):
        expected = "expected a folder in the repository, such as report"
        raise Undelivered(f"{_branch(options)}: git.folder: {options['folder']!r}: {expected}")
    return _branch(options)


def _branch(options: Options) -> str:
    return f"branch {options['branch']} of {without([], options['url'])}"


def by_git(told: Message, options: Options, timeout: int) -> None:
    """Commit the files of the report on a branch, and push it. The branch is created if it is missing."""
    target = git_target(options)
    try:
        with tempfile.TemporaryDirectory() as clone:
            _push(told, options, Path(clone), _Git(Path(clone), options, timeout))
    except (OSError, ValueError) as error:
        raise Undelivered(f"{target}: {getattr(error, 'strerror', None) or error}") from None


def _push(told: Message, options: Options, clone: Path, git: _Git) -> None:
    """Raises Undelivered, OSError, ValueError. Git itself refuses to add a file that the commit would not have."""
    git("init", "--quiet")
    branch = options["branch"]
    if git("ls-remote", "--heads", "publish", f"refs/heads/{branch}").strip():
        git("fetch", "--quiet", "--depth=1", "publish", branch)
        git("checkout", "--quiet", "-b", branch, "FETCH_HEAD")
    else:
        git("checkout", "--quiet", "--orphan", branch)
    folder = Path(options["folder"])
    for one in (folder, *folder.parents):
        check_no_link(clone / one)
    for name, text in told.files.items():
        write(clone / folder / name, text)
    git("add", "--force", "--", *(str(folder / name) for name in told.files))
    if git("status", "--porcelain").strip():
        git("commit", "--quiet", "--message", told.title)
        git("push", "--quiet", "publish", f"HEAD:refs/heads/{branch}")


class _Git:
    """Git in a folder. The address is in its environment, because every user can see a command line."""

    def __init__(self, folder: Path, options: Options, timeout: int) -> None:
        author, _separator, address = options["author"].rstrip(">").partition(" <")
        self._folder = folder
        self._options = options
        self._timeout = timeout
        self._environment = {
            **{name: value for name, value in os.environ.items() if name not in _OF_A_WORK_TREE},
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_LITERAL_PATHSPECS": "1",
            "GIT_CONFIG_COUNT": "3",
            **_setting(0, "remote.publish.url", options["url"]),
            **_setting(1, "user.name", author),
            **_setting(2, "user.email", address),
        }

    def __call__(self, *arguments: str) -> str:
        """The output of a command. Raises Undelivered."""
        command = ["git", *arguments]
        try:
            run = subprocess.run(
                command,
                cwd=self._folder,
                env=self._environment,
                capture_output=True,
                text=True,
                timeout=self._timeout,
                check=False,
            )
        except FileNotFoundError:
            raise Undelivered(f"{_branch(self._options)}: the program git is not installed") from None
        except subprocess.TimeoutExpired:
            raise Undelivered(f"{_branch(self._options)}: no answer within {self._timeout} seconds") from None
        if run.returncode:
            url = _parts(self._options["url"])
            last = (run.stderr.strip() or run.stdout.strip()).splitlines()[-1:]
            said = without([url.password, url.username], " ".join(last))
            raise Undelivered(f"{_branch(self._options)}: git {arguments[0]}: {said}")
        return run.stdout


def _setting(number: int, name: str, value: str) -> dict[str, str]:
    return {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
