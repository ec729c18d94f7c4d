# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as HTML: one page that loads nothing, in which names stay names."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given

from ansible_collections.vb365.backup.plugins.module_utils._model.coverage_states import STATES
from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import REASONS
from ansible_collections.vb365.backup.plugins.module_utils._model.visible import visible
from ansible_collections.vb365.backup.plugins.plugin_utils._report.html import page, pages
from ansible_collections.vb365.backup.plugins.plugin_utils._report.kinds import LABELS
from ansible_collections.vb365.backup.plugins.plugin_utils._report.segments import segments
from tests.unit.plugin_utils.report.samples import (
    ARABIC,
    HOSTILE,
    OTHER_SERVER,
    SERVER,
    applied,
    change,
    created,
    fleet,
    job,
    mistake,
    problem,
    removed,
    report_of,
    tenant,
    user,
)
from tests.unit.plugin_utils.report.strategies import CALM, RESULTS

VOID = {"meta", "input", "wbr"}
TAGS = re.findall(
    r"\w+",
    """
    meta input wbr html head title style body a header p time h1 h2 h3 h4 svg symbol use path circle rect ul li span dl
    div dt dd code nav main form label fieldset legend button output section details summary bdi article b small table
    caption thead tr th tbody td footer script
    """,
)


class Page(HTMLParser):
    """What a browser makes of a page, as far as the standard library knows."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.ids: list[str] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.islands: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self.ids += [str(value) for key, value in attrs if key == "id"]
        if tag == "bdi":
            self.islands.append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "script"):
            self.texts.append(data)
            if "bdi" in self.open:
                self.islands[-1] += data

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.texts))


def check(text: str, scripts: int) -> Page:
    """That a page is whole, loads nothing, and has no markup but ours."""
    found = Page(text)
    assert found.open == []
    assert {*found.tags} <= {*TAGS}
    assert found.tags.count("script") == scripts
    assert [
        name for name, _value in found.attributes if name.startswith("on") or name in ("src", "srcset", "style")
    ] == []
    assert [value for name, value in found.attributes if name == "href" and not str(value).startswith("#")] == []
    assert len({*found.ids}) == len(found.ids)
    assert not {*text} & {*"\x00\x1b\r\u202e"}
    return found


@pytest.mark.parametrize("results", [fleet(), applied(), [], [tenant("a", job())]])
def test_a_page_is_self_contained(results: list[dict[str, Any]]) -> None:
    text = page(report_of(results))
    check(text, 1)
    assert re.findall(r"https?://|url\(|@import|//cdn", text.replace("https://evil.example", "")) == []


@CALM
@given(RESULTS)
def test_no_name_is_markup(results: list[dict[str, Any]]) -> None:
    report = report_of(results)
    found = check(page(report), 1)
    for row in report["tenants"]:
        if row["findings"]:
            assert re.sub(r"\s+", " ", visible(row["host"])) in found.text
    for text in pages(report).values():
        check(text, 0)


def test_only_our_script_may_run() -> None:
    text = page(report_of(fleet()))
    script = text[text.index("<script>") + len("<script>") : text.index("</script>")]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in text.replace("&#39;", "'")


def test_names_are_islands() -> None:
    found = Page(page(report_of(fleet())))
    assert {ARABIC, "user002@almithal.example", "サンプル商事", visible(HOSTILE), "dental"} <= {*found.islands}
    assert f"'{ARABIC}' starts at 05:00, should be 22:00." in found.text


def test_a_name_that_is_also_a_word_is_marked_only_where_it_is_the_name() -> None:
    found = Page(page(report_of([tenant("a", job("has", change("schedule.retry_enabled", False, True)))])))
    assert found.islands.count("has") == 3  # summary, sentence, caption of the table
    assert "'has' does not retry, should retry." in found.text


def test_settings_of_a_job_are_one_table() -> None:
    found = Page(page(report_of(fleet())))
    assert "'Board' differs in 4 settings." in found.text
    assert "'Board' writes to 'Vault 02', should be 'Disk 01'." in found.text
    assert "allow Mon-Fri" in found.text


def test_people_whom_the_sentence_does_not_name_are_listed() -> None:
    users = [f"user{number:03d}@a.example" for number in range(14)]
    found = Page(page(report_of([tenant("a", created("Sales", users))])))
    assert [name for name in users if found.islands.count(name) != 1] == []
    assert "Show 2 more" in found.text
    replaced = problem("object_replaced", objects=[user("a@a.example", "Anna")])
    found = Page(page(report_of([tenant("a", job("Board", problems=[replaced]))])))
    assert "a@a.example (Anna) was deleted and created again." in found.text


OFF = job("Board", change("enabled", False, True))
STRANGER = {"id": "1", "name": "Other", "enabled": True}


@pytest.mark.parametrize(
    ("result", "command"),
    [
        (tenant("a-b.example", OFF), "drift -e onboard_only=a-b.example"),
        (tenant("a b", OFF), """drift -e '{"onboard_only": "a b"}'"""),
        (tenant("x'; rm -rf /", OFF), """onboard -e '{"onboard_only": "x'"'"'; rm -rf /"}'"""),
        (tenant("a", OFF, file=None), "onboard --limit a"),
        (
            tenant("a", organization="Söhne & Co", unmanaged=[STRANGER]),
            """-e '{"adopt_organizations": "Söhne & Co"}'""",
        ),
    ],
)
def test_commands_are_quoted_for_a_shell_and_for_ansible(result: dict[str, Any], command: str) -> None:
    assert command in Page(page(report_of([result]))).text


@pytest.mark.parametrize(
    "result",
    [
        tenant("{{ lookup('pipe', 'id') }}", OFF),
        tenant("@file", OFF, file=None),
        tenant("all:!a", OFF, file=None),
    ],
)
def test_no_command_has_a_template_or_a_pattern(result: dict[str, Any]) -> None:
    assert "ansible-playbook" not in page(report_of([result]))


def test_no_command_repairs_a_mistake() -> None:
    found = Page(page(report_of([tenant("a", failed=True, problems=[mistake()])])))
    assert "vb365.backup.drift" in found.text
    assert "vb365.backup.onboard" not in found.text


def test_300_tenants_are_small_enough() -> None:
    users = [f"user{number:03d}@contoso.example" for number in range(10)]
    changes = [change("enabled", False, True), change("schedule.daily_time", "05:00:00", "22:00:00")]
    rows = [tenant(f"tenant{one}", created("Mail", users), job("Board", *changes), job("Sites")) for one in range(300)]
    assert len(page(report_of(rows)).encode()) < 1_500_000


def test_several_servers() -> None:
    rows = [tenant("a", job("B", change("enabled", False, True)), server="vb365.example:4443")]
    found = Page(page(report_of(rows, servers=[SERVER, OTHER_SERVER])))
    assert "on 2 servers" in found.text
    assert found.islands.count("vb365.example:4443") == 2


def test_tenants_of_one_name_have_their_own_anchors() -> None:
    off = job("Board", change("enabled", False, True))
    rows = [tenant("a", off), tenant("a", off), tenant("a_2", off), tenant("A", off)]
    assert len(pages(report_of(rows))) == 4
    assert {name for name in pages(report_of(rows)) if not re.fullmatch(r"tenant-[A-Za-z0-9_.-]+\.html", name)} == set()
    assert len({name.lower() for name in pages(report_of(rows))}) == 4
    check(page(report_of(rows)), 1)


def test_the_page_of_a_customer_says_settings_in_sentences() -> None:
    found = check(pages(report_of(fleet()))["tenant-dental.html"], 0)
    assert "'Board' starts at 05:00, should be 22:00." in found.text
    assert "schedule." not in found.text
    assert "table" not in found.tags


def test_the_page_of_a_customer_shows_no_message_about_files_and_servers() -> None:
    assert "503" not in pages(report_of(fleet()))["tenant-foods.html"]
    assert "Dsik" not in pages(report_of(fleet()))["tenant-mock.html"]


def test_the_page_of_a_customer_has_nothing_that_only_concerns_operators() -> None:
    described = job(
        "Mail",
        change("repository", "Disk 9", "Disk 1"),
        change("schedule.retry_number", 1, 3),
        problems=[problem("held_twice", "Mail", [user("a@b.com")], other="Hand made")],
    )
    stranger = {"name": "Hand made", "id": "1", "enabled": True, "problems": []}
    skips = {**stranger, "name": "Another", "problems": [problem("shadowed", "Another", [user("x@y.z")], other="Mail")]}
    for state in ("disabled", "unmanaged"):
        for is_check in (True, False):
            rows = [{**stranger, "state": state}, {**skips, "state": "unmanaged"}]
            row = tenant("one", described, unmanaged=rows, check_mode=is_check, changed=not is_check)
            text = Page(pages(report_of([row]))["tenant-one.html"]).text
            assert [word for word in ("Hand made", "Another", "in no file", "Disk", "both") if word in text] == []
            assert "retries" in text


SECRET = "hidden thing"
PEOPLE = [user("x@y.z")]


def everything(is_check: bool) -> list[dict[str, Any]]:
    """Tenants that have findings of all kinds, with a secret in each text that a customer must not see."""
    changes = [
        change("enabled", False, True),
        change("schedule.enabled", False, True),
        change("schedule.retry_number", 1, 3),
        change("repository", SECRET, SECRET),
        change("copy.repository", SECRET, SECRET),
        *(change(f"{of}[User {one}]", *values) for of in ("selected_items", "excluded_items")
          for one, values in (("a@y.z", ({}, None)), ("b@y.z", (None, {})))),
    ]  # fmt: skip
    reasons = [
        problem(reason, "Mail", objects, other=SECRET, msg=f"'Mail' {SECRET}.")
        for reason in REASONS
        for objects in ([], PEOPLE)
        if reason not in ("missing", "no_jobs", "empty_split") and (objects or not reason.startswith("object_"))
    ]
    skips = [problem("shadowed", SECRET, objects, other="Mail", msg=SECRET) for objects in ([], PEOPLE)]
    rows = [{"id": "1", "name": SECRET, "enabled": True, "state": state} for state in ("unmanaged", "disabled")]
    real: dict[str, Any] = {"check_mode": is_check, "changed": not is_check}
    edited = {"error": f"if_match {SECRET}", "error_code": "conflict"}
    return [
        tenant(
            "a",
            job("Mail", *changes, problems=reasons, warnings=[SECRET]),
            created("New", ["c@y.z"], repository=SECRET, **{"copy.state": "present", "copy.repository": SECRET}),
            removed("Old"),
            job("Edited", **edited),
            job("Late", error=SECRET),
            started=["Mail"],
            reasons=[problem("no_jobs", msg=SECRET), problem("empty_split", msg=SECRET)],
            warnings=[SECRET],
            coverage={"directory_objects": 1, "by_type": {"User": {**dict.fromkeys(STATES, 0), "in_no_job": 1}}},
            refusals=[{"action": SECRET, "job": SECRET, "msg": SECRET}],
            unmanaged=[{**row, "problems": skips} for row in rows],
            **real,
        ),
        tenant("b", failed=True, problems=[mistake(msg=SECRET), mistake(place=None, option=None, msg=SECRET)], **real),
        tenant("c", failed=True, msg=SECRET, **real),
        tenant("d", job("Mail"), coverage={"msg": SECRET}, **real),
    ]


def test_the_page_of_a_customer_keeps_its_promise_for_all_kinds() -> None:
    reports = [report_of(everything(is_check), servers=[{**SERVER, "host": SECRET}]) for is_check in (True, False)]
    kinds_of = {one["kind"] for report in reports for row in report["tenants"] for one in row["findings"]}
    assert kinds_of == {*LABELS}
    for report in reports:
        for text in pages(report).values():
            shown = Page(text).text
            words = (SECRET, "epository", "the file", "in no file", "nmanaged", "described", "daily_time", "set ")
            assert [word for word in words if word in shown] == []


def test_the_page_of_a_customer_says_why_somebody_is_not_protected() -> None:
    text = Page(pages(report_of(everything(True)))["tenant-a.html"]).text
    for said in (
        "x@y.z is in no job that backs it up.",
        "'Mail' cannot write backups.",
        "'Mail' can never start.",
        "'Mail' has never run.",
        "No backup job is agreed.",
        "An agreed selection of objects for backup jobs is empty.",
    ):
        assert text.count(said) == 1
    only = {"id": "1", "name": SECRET, "enabled": True, "problems": [problem("shadowed", SECRET, PEOPLE, other="Mail")]}
    alone = Page(pages(report_of([tenant("a", job("Mail"), unmanaged=[only])]))["tenant-a.html"]).text
    assert "Somebody is not fully protected." in alone
    assert "x@y.z is in no job that backs it up." in alone


def test_the_page_of_a_customer_shows_nothing_of_others() -> None:
    report = report_of(fleet())
    text = pages(report)["tenant-sued.html"]
    found = check(text, 0)
    assert "Somebody is not fully protected." in found.text
    assert {"sued.example", "Süd Verkauf", "Süd gesamt", "Archiv"} <= {*found.islands}
    for secret in ("vb365.example", "tenants/", "ansible-playbook", "almithal", "Süd Test", "How to fix", "sha256:"):
        assert secret not in text
    assert len(pages(report)) == 300
    assert "All backup jobs are as agreed." in Page(pages(report)["tenant-tenant000.html"]).text


@pytest.mark.parametrize(
    "counts", [{"unprotected": 1, "drifted": 1, "failed": 1, "in_sync": 10_000}, {"in_sync": 3}, {}, {"failed": 1}]
)
def test_the_bar_has_no_gap_at_its_end(counts: dict[str, int]) -> None:
    found = segments({"unprotected": 0, "drifted": 0, "failed": 0, "in_sync": 0, **counts})
    assert [one["key"] for one in found] == [*counts]
    if found:
        assert found[-1]["x"] + found[-1]["width"] == pytest.approx(1000, abs=0.1)
        assert min(one["width"] for one in found) >= 14
