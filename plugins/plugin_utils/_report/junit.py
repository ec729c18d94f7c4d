# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as JUnit XML, for CI servers: a suite for each tenant, a case for each job."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

from ansible_collections.vb365.backup.plugins.module_utils._model.visible import visible
from ansible_collections.vb365.backup.plugins.plugin_utils._report.finding import Finding, unnamed
from ansible_collections.vb365.backup.plugins.plugin_utils._report.headline import headline
from ansible_collections.vb365.backup.plugins.plugin_utils._report.kinds import lane
from ansible_collections.vb365.backup.plugins.plugin_utils._report.report import is_over_no_job
from ansible_collections.vb365.backup.plugins.plugin_utils._report.text import isolated, shown

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML does not allow, escaped or not."""
_OF_TENANT = "tenant"
"""The name of the case for findings that concern no job."""


def junit(report: Mapping[str, Any]) -> str:
    """The document. Critical findings and drift are failures; tenants that were not compared are errors."""
    root = ElementTree.Element("testsuites", {"name": report["collection"]["name"]})
    for tenant in report["tenants"]:
        root.append(_suite(tenant, report["made"]))
    if is_over_no_job(report["counts"]) and not report["counts"]["tenants"]["failed"]:
        root.append(_nothing(report))
    for key in ("tests", "failures", "errors"):
        root.set(key, str(sum(int(suite.get(key, "0")) for suite in root)))
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _suite(tenant: Mapping[str, Any], made: str) -> ElementTree.Element:
    suite = ElementTree.Element("testsuite", {"name": _text(tenant["host"]), "timestamp": made.rstrip("Z")})
    known = {key: tenant[key] for key in ("organization", "server", "file") if tenant[key]}
    if known:
        properties = ElementTree.SubElement(suite, "properties")
        for key, value in known.items():
            ElementTree.SubElement(properties, "property", {"name": key, "value": _text(value)})
    jobs = dict.fromkeys(job["name"] for job in tenant["jobs"])
    of_tenant = [one for one in tenant["findings"] if one["job"] not in jobs]
    cases = [_case(tenant, _OF_TENANT, of_tenant)] if of_tenant or not jobs else []
    cases += [_case(tenant, job, [one for one in tenant["findings"] if one["job"] == job]) for job in jobs]
    return _filled(suite, cases)


def _filled(suite: ElementTree.Element, cases: Sequence[ElementTree.Element]) -> ElementTree.Element:
    suite.extend(cases)
    suite.set("tests", str(len(cases)))
    suite.set("failures", str(sum(case.find("failure") is not None for case in cases)))
    suite.set("errors", str(sum(case.find("error") is not None for case in cases)))
    return suite


def _case(tenant: Mapping[str, Any], name: str, found: Sequence[Finding]) -> ElementTree.Element:
    case = ElementTree.Element("testcase", {"name": _text(name), "classname": _text(tenant["host"])})
    bad = [one for one in found if lane(one) in ("critical", "warning", "unchecked")]
    good = [one for one in found if one not in bad]
    if bad:
        is_failure = any(lane(one) != "unchecked" for one in bad)
        tag, kind = ("failure", bad[0]["severity"]) if is_failure else ("error", bad[0]["kind"])
        outcome = ElementTree.SubElement(case, tag, {"type": kind, "message": _said(bad[0])})
        outcome.text = "\n".join(f"{one['severity']}: {_said(one)}{_objects(one)}" for one in bad)
    if good:
        ElementTree.SubElement(case, "system-out").text = "\n".join(_said(one) + _objects(one) for one in good)
    return case


def _nothing(report: Mapping[str, Any]) -> ElementTree.Element:
    """The suite that makes a run over nothing fail."""
    verdict = headline(report)
    case = ElementTree.Element("testcase", {"name": "run", "classname": report["collection"]["name"]})
    ElementTree.SubElement(case, "error", {"type": "not_compared", "message": verdict.title}).text = verdict.rest
    return _filled(ElementTree.Element("testsuite", {"name": "run"}), [case])


def _objects(one: Finding) -> str:
    names = [_allowed(isolated(row["name"])) for row in unnamed(one)]
    return f" Affected: {', '.join(names)}." if names else ""


def _said(one: Finding) -> str:
    return _allowed(shown(one["parts"]))


def _text(text: str) -> str:
    return _allowed(visible(text))


def _allowed(text: str) -> str:
    return _FORBIDDEN.sub("", text)
