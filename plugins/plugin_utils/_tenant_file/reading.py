# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a tenant's file as Ansible reads variables: with vaulted values, and templates that are evaluated later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from inspect import signature
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader
from ansible.utils.unsafe_proxy import wrap_var

from ansible_collections.vb365.backup.plugins.module_utils._tenant.approval import PLACE
from ansible_collections.vb365.backup.plugins.plugin_utils._tenant_file.composed import (
    Fault,
    Unusable,
    composed,
    decoded,
    line_of,
    scalars,
)
from ansible_collections.vb365.backup.plugins.plugin_utils._tenant_file.names import as_in_file, role_variables

_IS_TAGGING = "trusted_as_template" in signature(DataLoader.load_from_file).parameters
"""Whether ansible-core evaluates only templates from trusted sources: since 2.19."""
_VAULT = b"$ANSIBLE_VAULT"
_OTHERS = ("unmanaged jobs", "first backup", PLACE)
"""Places that are not options."""


class TenantFile(NamedTuple):
    """The ``variables`` of a tenant's host, and the ``faults`` of the file. ``is_secret``: whether a part of the file
    is encrypted."""

    variables: dict[str, Any]
    faults: Sequence[Fault]
    is_secret: bool


def read(path: Path, loader: DataLoader) -> TenantFile:
    """The content of a file. Its mistakes are in ``faults``."""
    is_secret = False
    try:
        data = path.read_bytes()
        is_secret = _VAULT in data
        root = composed(decoded(_decrypted(data, path, loader)))
        variables, faults = role_variables(_loaded(path, root, loader), root)
    except OSError as error:
        where = " (a broken link)" if path.is_symlink() and not path.exists() else ""
        return TenantFile({}, [Fault(None, None, f"the file cannot be read: {error.strerror}{where}")], is_secret)
    except Unusable as error:
        return TenantFile({}, error.faults, is_secret)
    return TenantFile(variables, faults, is_secret)


def host_variables(path: Path, found: TenantFile) -> dict[str, Any]:
    """The variables of the tenant's host."""
    problems = [{"place": fault.place, "line": fault.line, "msg": fault.msg} for fault in found.faults]
    own = wrap_var({"onboard_file": str(path), **({"onboard_problems": problems} if problems else {})})
    return {**found.variables, **own}


def located(
    problems: Sequence[Mapping[str, Any]], path: Path, shown: str, given: Mapping[str, Any], loader: DataLoader
) -> list[dict[str, Any]]:
    """Problems of a tenant with ``file``, as ``shown``, and ``line``; both are None if the file does not contain the
    option. ``given``: the options of the tenant, without prefix."""
    try:
        root = composed(decoded(_decrypted(path.read_bytes(), path, loader)))
    except (OSError, Unusable):
        root = None
    return [_located(row, root, shown, given) for row in problems]


def _located(
    row: Mapping[str, Any], root: yaml.MappingNode | None, shown: str, given: Mapping[str, Any]
) -> dict[str, Any]:
    if "line" in row:
        return {**row, "file": shown}
    place = row["place"]
    if root is None or place is None or place in _OTHERS:
        return {**row, "file": None, "line": None}
    place, is_here = as_in_file(place, root, given)
    return {**row, "place": place, "file": shown if is_here else None, "line": line_of(root, place)}


def _decrypted(data: bytes, path: Path, loader: DataLoader) -> bytes:
    if not data.startswith(_VAULT):
        return data
    try:
        plain: bytes = loader._get_file_contents(str(path))[0]
    except AnsibleError as error:
        message = f"the file is encrypted and cannot be decrypted: {str(error).splitlines()[0]}"
        raise Unusable(Fault(None, None, message)) from error
    return plain


def _loaded(path: Path, root: yaml.MappingNode, loader: DataLoader) -> dict[Any, Any]:
    options = {"cache": "none", "trusted_as_template": True} if _IS_TAGGING else {"cache": False}
    try:
        loaded: dict[Any, Any] = loader.load_from_file(str(path), **options)
    except Exception as error:  # for example ValueError for 2026-13-45
        line = next((node.start_mark.line + 1 for node in scalars(root, set()) if _is_wrong(node)), None)
        told = "found an invalid value of its type, such as a date or a number; a text needs quotes"
        raise Unusable(Fault(line, None, told)) from error
    return loaded


def _is_wrong(node: yaml.ScalarNode) -> bool:
    if not node.tag.startswith("tag:yaml.org,2002:"):
        return False
    try:
        yaml.SafeLoader("").construct_object(node)
    except Exception:  # noqa: BLE001 - as above
        return True
    return False
