# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment that AWX makes of a credential, by AWX's own code."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests import ansible_yaml

pytest.importorskip("awx_plugins.interfaces", reason="the code of AWX needs Python 3.11")

from awx_plugins.interfaces._temporary_private_api import ManagedCredentialType
from awx_plugins.interfaces._temporary_private_credential_api import Credential
from awx_plugins.interfaces._temporary_private_inject_api import inject_credential

OBJECTS = Path(__file__).parents[3] / "extensions" / "awx" / "objects.yml"
IN_CONTAINER = "/runner"
"""Where a job finds its folder."""


def objects() -> dict[str, list[dict[str, Any]]]:
    """The objects of AWX, as the role awx_setup makes them for an example server."""
    found: dict[str, list[dict[str, Any]]] = ansible_yaml.load(OBJECTS.read_text(encoding="utf-8"))
    return found


def credential_type(name: str) -> dict[str, Any]:
    """A credential type of these."""
    (found,) = [one for one in objects()["controller_credential_types"] if one["name"] == name]
    return found


def inject(
    kind: Mapping[str, Any], values: Mapping[str, str | bool], folder: Path
) -> tuple[dict[str, str], dict[str, str]]:
    """The environment of a job in this folder whose credential has these values, and what AWX shows of it."""
    (folder / "env").mkdir(exist_ok=True)
    type_of_awx = ManagedCredentialType(
        namespace="vb365", name=kind["name"], kind=kind["kind"], inputs=kind["inputs"], injectors=kind["injectors"]
    )
    environment: dict[str, str] = {}
    shown: dict[str, str] = {}
    inject_credential(type_of_awx, Credential(dict(values)), environment, shown, [], str(folder))
    return {name: text.replace(IN_CONTAINER, str(folder)) for name, text in environment.items()}, shown
