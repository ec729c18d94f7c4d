# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection options of a task, an HTTP answer, and the limits of both."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ansible_collections.vb365.backup.plugins.module_utils._errors import NotUsable, OptionError
from ansible_collections.vb365.backup.plugins.module_utils._rest.parallel import MOST
from ansible_collections.vb365.backup.plugins.module_utils._rest.secrets import MASK
from ansible_collections.vb365.backup.plugins.module_utils._rest.token import is_token

LONGEST_WAIT = 60.0
"""The longest Retry-After that is obeyed, in seconds."""
API_VERSION = "v8"
LONGEST_TIMEOUT = 86_400
"""One day, in seconds. The operating system refuses a time-out of millions of years."""


def address(params: Mapping[str, Any]) -> dict[str, Any]:
    """The server of a task, as the results name it."""
    return {name: params[name] for name in ("host", "port", "api_version")}


@dataclass(frozen=True)
class Connection:
    """The connection options of a task. ``timeout`` is in seconds."""

    host: str
    port: int
    username: str | None
    password: str | None
    access_token: str | None
    validate_certs: bool
    ca_path: str | None
    timeout: int
    api_version: str
    parallel_reads: int = 4

    @property
    def server(self) -> str:
        """Host and port, as in a URL."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True)
class Answer:
    """An HTTP answer: status, headers and the whole body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def check_connection(connection: Connection) -> None:
    """Check the options before the first request. Raises OptionError or NotUsable."""
    if not (re.fullmatch(r"[A-Za-z0-9._-]+", connection.host) or _is_ipv6(connection.host)):
        raise OptionError("host", connection.host, "expected a name or an address alone, without https:// and port")
    if not _has_labels(connection.host):
        raise OptionError("host", connection.host, "expected 1 to 63 characters between the dots of a name")
    if not 1 <= connection.port <= 65535:
        raise OptionError("port", connection.port, "expected 1 to 65535")
    if not 1 <= connection.timeout <= LONGEST_TIMEOUT:
        raise OptionError("timeout", connection.timeout, f"expected seconds, 1 to {LONGEST_TIMEOUT}")
    if not 1 <= connection.parallel_reads <= MOST:
        raise OptionError("parallel_reads", connection.parallel_reads, f"expected 1 to {MOST}")
    if connection.api_version != API_VERSION:
        expected = f"expected {API_VERSION}: earlier versions of the REST API lack fields that this collection needs"
        raise OptionError("api_version", connection.api_version, expected)
    if connection.ca_path and connection.validate_certs and not Path(connection.ca_path).exists():
        raise OptionError("ca_path", connection.ca_path, "no such file on the machine that runs the task")
    for option in ("username", "password"):
        if re.search(r"[\x00-\x1f\x7f\ud800-\udfff]", getattr(connection, option) or ""):
            raise OptionError(option, MASK, "contains a line break or another character that no login can contain")
    if connection.access_token and not is_token(connection.access_token):
        raise OptionError("access_token", MASK, "contains a line break or another character that no token can contain")
    if not connection.access_token and not (connection.username and connection.password):
        raise NotUsable("username and password, or access_token: needed to log in (also from VB365_USERNAME and so on)")


def _is_ipv6(host: str) -> bool:
    """Whether the text is an IPv6 address. A link-local address can have a zone."""
    address, _mark, zone = host.partition("%")
    try:
        return ipaddress.ip_address(address).version == 6 and bool(re.fullmatch(r"[A-Za-z0-9._-]*", zone))
    except ValueError:
        return False


def _has_labels(name: str) -> bool:
    """Whether the name service accepts each label of the name. Other names raise UnicodeError in the socket library."""
    return all(1 <= len(label) <= 63 for label in name.rstrip(".").split("."))


def check_proxy(url: str) -> None:
    """Check a proxy of the environment. Raises OptionError without its value, which may contain a password."""
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        is_url = bool(re.fullmatch(r"[A-Za-z0-9._:%-]+", parts.hostname or "")) and parts.port != 0
    except ValueError:
        is_url = False
    if not is_url or not _has_labels(str(parts.hostname)):
        raise OptionError("HTTPS_PROXY, ALL_PROXY", MASK, "expected a URL such as http://proxy.example.com:3128")


def check_ca(path: str) -> None:
    """Check that the file of REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE exists. Raises OptionError."""
    if not Path(path).exists():
        raise OptionError("REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE", path, "no such file on the machine that runs the task")
