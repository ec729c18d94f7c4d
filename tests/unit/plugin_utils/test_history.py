# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The history of reports: what has changed since a job was as described, and how old its drift is."""

from __future__ import annotations

import fcntl
import json
import os
import re
import threading
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vb365.backup.plugins.plugin_utils import _history
from tests.unit.plugin_utils.report.samples import change, created, job, removed, report_of, tenant

ONE, TWO = ("7.settings-" + digit * 16 for digit in "12")
LATE = change("schedule.daily_time", "05:00:00", "22:00:00")
FIRST, SECOND, THIRD = (f"2026-03-0{day}T02:15:07Z" for day in (1, 2, 3))


def after(history: Any, made: str, *jobs: Any, **options: Any) -> dict[str, Any]:
    """The history after a run, as the next one reads it."""
    found = _history.after([tenant("a", *jobs, **options)], history, made)
    return dict(json.loads(_history.text_of(found))["tenants"])


def told(history: Any, *jobs: Any, **options: Any) -> list[tuple[Any, Any, str]]:
    rows = _history.with_origins([tenant("a", *jobs, **options)], history)
    (row,) = report_of(rows)["tenants"]
    notes = {one["job"]: one["text"] for one in row["findings"] if one["kind"] == "note"}
    return [(one["origin"], one["since"], notes.get(one["name"], "")) for one in row["jobs"]]


def drifted(revision: str | None) -> Any:
    return job("Board", LATE, revision=revision)


@pytest.mark.parametrize("was", [{"check_mode": True}, {"check_mode": False}], ids=["in sync", "applied"])
def test_who_changed_a_job(was: dict[str, Any]) -> None:
    changes = [] if was["check_mode"] else [LATE]
    history = after({}, FIRST, job("Board", *changes, revision=ONE), **was)
    assert told(history, drifted(TWO)) == [
        ("server", None, f"'Board': The job was changed on the server after {FIRST}, the time of its last match.")
    ]
    ((origin, _since, text),) = told(history, drifted(ONE))
    assert origin == "description"
    assert text.endswith(f"since {FIRST}, the time of its last match: the description is newer and was not applied.")


def test_a_job_that_is_gone_and_one_that_is_new() -> None:
    history = after({}, FIRST, job("Board", revision=ONE))
    gone, new = ({**created(name), "revision": None} for name in ("Board", "New"))
    assert [origin for origin, _since, _text in told(history, gone, new)] == ["server", "description"]


def test_a_job_that_should_be_absent_and_was_created_on_the_server() -> None:
    history = after({}, FIRST, job("Board", state="absent", revision=None))
    assert history["a/a.example"]["Board"] == {"at": FIRST, "revision": "absent"}
    back = job("Board", change("state", "present", "absent"), state="absent", revision=TWO)
    ((origin, _since, text),) = told(history, back)
    assert (origin, text) == (
        "server",
        f"'Board': The job was changed on the server after {FIRST}, the time of its last match.",
    )
    ((origin, _since, text),) = told(history, {**created("Board"), "revision": None})
    assert origin == "description"
    assert text.endswith("the description is newer and was not applied.")


def test_a_job_that_was_removed_by_a_run_and_created_again() -> None:
    history = after({}, FIRST, {**removed("Board"), "revision": None}, check_mode=False)
    back = job("Board", change("state", "present", "absent"), state="absent", revision=TWO)
    assert [origin for origin, _since, _text in told(history, back)] == ["server"]


def test_a_job_that_no_run_has_compared_is_not_known_to_be_new() -> None:
    """Its first run had an error."""
    history = after({}, FIRST, job("Mail"), job("Board", error="503", revision=None))
    assert told(history, drifted(TWO)) == [(None, None, "")]
    assert told(history, job("New", LATE)) == [
        ("description", None, "'New': The description is newer and was not applied.")
    ]


def test_a_history_of_an_earlier_version_does_not_know_absent_jobs(tmp_path: Path) -> None:
    path = tmp_path / "history.json"
    old = {"schema": _history.SCHEMA, "tenants": {"a/a.example": {"Mail": {"at": FIRST, "revision": ONE}}}}
    path.write_text(json.dumps(old))
    assert told(_history.read(path), drifted(TWO)) == [(None, None, "")]
    _history.keep(path, [tenant("a", job("Mail", revision=ONE))], SECOND)
    assert [origin for origin, _since, _text in told(_history.read(path), drifted(TWO))] == ["description"]


def test_the_age_of_a_drift() -> None:
    history = after(after({}, FIRST, job("Board", revision=ONE)), SECOND, drifted(TWO))
    assert history["a/a.example"]["Board"] == {"at": FIRST, "revision": ONE, "since": SECOND}
    history = after(history, THIRD, drifted(TWO))
    ((origin, since, text),) = told(history, drifted(TWO))
    assert (origin, since) == ("server", SECOND)
    assert text.endswith(f"This drift was first seen at {SECOND}.")
    assert "since" not in after(history, THIRD, job("Board", revision=TWO))["a/a.example"]["Board"]


def test_without_a_history_nothing_is_said() -> None:
    assert told({}, drifted(TWO)) == [(None, None, "")]
    seen = after({}, FIRST, drifted(TWO))
    assert told(seen, drifted(TWO)) == [(None, FIRST, f"'Board': This drift was first seen at {FIRST}.")]
    assert told(after({}, FIRST, job("Board", revision=ONE)), drifted(TWO), check_mode=False) == [(None, None, "")]


def test_what_was_not_compared_is_kept() -> None:
    history = after({}, FIRST, job("Board", revision=ONE))
    assert after(history, SECOND, job("Board", error="503", revision=None)) == history
    assert after(history, SECOND, failed=True) == history


def test_slices_that_share_a_file_lose_nothing(tmp_path: Path) -> None:
    """A slice waits while another one has read the file and has not written it yet."""
    path = tmp_path / "history.json"
    folder = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    slice_of_a = threading.Thread(target=_history.keep, args=(path, [tenant("a", job("Board"))], SECOND))
    slice_of_a.start()
    slice_of_a.join(0.2)
    assert slice_of_a.is_alive()
    path.write_text(_history.text_of(_history.after([tenant("b", job("Board"))], {}, FIRST)))
    os.close(folder)
    slice_of_a.join(60)
    assert {name: jobs["Board"]["at"] for name, jobs in _history.read(path).items()} == {
        "a/a.example": SECOND,
        "b/b.example": FIRST,
    }


def test_files_that_are_no_history(tmp_path: Path) -> None:
    path = tmp_path / "history.json"
    assert _history.read(path) == {}
    for text in ("{", "{}", "[]", '{"schema": "urn:vb365.backup:report:1.1"}'):
        path.write_text(text)
        with pytest.raises(_history.NoHistory, match="expected a file from an earlier report"):
            _history.read(path)
    path.write_text(_history.text_of({"a": {}}))
    assert _history.read(path) == {"a": {}}


@pytest.mark.parametrize(
    ("tenants", "message"),
    [
        ([], "tenants is [], expected an object"),
        ({"a": 5}, "tenants['a'] is 5, expected an object"),
        ({"a": {"Board": "x"}}, "tenants['a']['Board'] is \"x\", expected an object"),
        ({"a": {"Board": {"since": 5}}}, "tenants['a']['Board'].since is 5, expected a text"),
        ({"a": {"Board": {"revision": "7.x"}}}, "tenants['a']['Board'].revision is \"7.x\", expected a revision"),
        ({"a": {"Board": {"revision": None}}}, "tenants['a']['Board'].revision is null, expected a revision"),
    ],
)
def test_a_history_with_wrong_values(tmp_path: Path, tenants: Any, message: str) -> None:
    path = tmp_path / "history.json"
    text = json.dumps({"schema": _history.SCHEMA, "tenants": tenants})
    path.write_text(text)
    with pytest.raises(_history.NoHistory, match=re.escape(message)):
        _history.keep(path, [tenant("a", job("Board"))], FIRST)
    assert path.read_text() == text
    assert _history.usable(path) == {}


def test_a_history_without_tenants(tmp_path: Path) -> None:
    path = tmp_path / "history.json"
    path.write_text(json.dumps({"schema": _history.SCHEMA}))
    with pytest.raises(_history.NoHistory, match="tenants is missing"):
        _history.read(path)
