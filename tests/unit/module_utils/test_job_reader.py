# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a task finds its job, at first and again."""

from __future__ import annotations

import pytest

from ansible_collections.vb365.backup.plugins.module_utils._errors import OptionError
from ansible_collections.vb365.backup.plugins.module_utils._server import listing as _listing
from ansible_collections.vb365.backup.plugins.module_utils._server.directory import Directory
from ansible_collections.vb365.backup.plugins.module_utils._server.jobs import Address, JobReader
from tests.unit.module_utils.server import JOB_ID, Server, job_row
from tests.unit.module_utils.strategies import ORGANIZATION_ID

BY_ID = Address(JOB_ID, {}, None, None)
BY_NAME = Address(None, {"name": "NIGHTLY", "new_name": "Weekly"}, ORGANIZATION_ID, "contoso")


def reader(server: Server) -> JobReader:
    """The reader of a task; the tasks of a loop share the server's memory."""
    return JobReader(server.client, Directory(server.client))


def listings(server: Server) -> int:
    return server.asked.count("/Jobs")


@pytest.mark.parametrize("address", [BY_ID, BY_NAME])
def test_a_job_is_located_by_its_id_or_its_name(address: Address) -> None:
    job = reader(Server(job_row())).locate(address)
    assert job is not None
    assert (job.id, job.organization_id, job.title) == (JOB_ID, ORGANIZATION_ID, "backup job 'Nightly' of contoso")
    assert reader(Server()).locate(address) is None


def test_a_job_is_located_by_its_first_name_that_there_is() -> None:
    weekly = job_row(id="w", name="weekly")
    found = [reader(Server(*jobs)).locate(BY_NAME) for jobs in ((weekly,), (weekly, job_row()))]
    assert [job.id if job else None for job in found] == ["w", JOB_ID]


def test_several_jobs_of_a_name_are_an_error() -> None:
    with pytest.raises(OptionError, match=r"^name: 'NIGHTLY': expected an id, because there are Nightly \("):
        reader(Server(job_row(), job_row(id="x", name="nightly"))).locate(BY_NAME)


def test_a_job_of_another_organization_is_an_error() -> None:
    address = Address(JOB_ID, {}, "7d1b9d0e-58a4-4d4e-9d7e-0d8d3c1f7aff", "fabrikam")
    server = Server(job_row())
    for locate in (reader(server).locate, lambda one: reader(server).locate_again(one, JOB_ID, False)):
        with pytest.raises(OptionError, match=r"^organization: 'fabrikam': the job .* belongs to contoso$"):
            locate(address)


def test_a_job_that_somebody_renamed_is_looked_for_by_its_name_unless_the_task_has_tried_to_write_it() -> None:
    server = Server(job_row(name="Renamed"), job_row(id="new", name="Nightly"))
    again = [reader(server).locate_again(BY_NAME, JOB_ID, is_tried) for is_tried in (False, True)]
    assert [job.id if job else None for job in again] == ["new", JOB_ID]


def test_a_job_that_is_gone_is_looked_for_by_its_name() -> None:
    server = Server(job_row(id="new"))
    job = reader(server).locate_again(BY_NAME, JOB_ID, True)
    assert job is not None
    assert job.id == "new"
    assert reader(server).locate_again(BY_ID, JOB_ID, False) is None


def test_a_job_that_is_known_by_its_id_is_never_looked_for_by_a_name() -> None:
    server = Server(job_row(name="Renamed"))
    for is_tried in (False, True):
        job = reader(server).locate_again(BY_ID, JOB_ID, is_tried)
        assert job is not None
        assert job.id == JOB_ID
    assert listings(server) == 0


def test_the_tasks_of_a_loop_share_a_listing_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server(job_row())
    for _task in range(3):
        assert reader(server).locate(BY_NAME)
    assert listings(server) == 1
    monkeypatch.setattr(_listing, "JOBS_LIFE", 0)
    assert reader(server).locate(BY_NAME)
    assert listings(server) == 2


def test_a_job_that_a_remembered_listing_does_not_have_is_listed_anew_once() -> None:
    server = Server()
    assert reader(server).locate(BY_NAME) is None
    assert listings(server) == 1
    server.jobs[JOB_ID] = job_row()
    assert reader(server).locate(BY_NAME)
    assert listings(server) == 2


def test_a_listing_follows_what_is_read_after_a_write() -> None:
    server = Server(job_row())
    first = reader(server)
    assert first.locate(BY_NAME)
    first.unsettle()
    assert reader(server).locate(BY_NAME)
    assert listings(server) == 2
    first.unsettle()
    server.jobs[JOB_ID] = job_row(name="Weekly")
    assert first.read(JOB_ID)
    job = reader(server).locate(BY_NAME)
    assert job is not None
    assert job.settings["name"] == "Weekly"


def test_a_listing_that_is_forgotten_is_made_anew() -> None:
    server = Server(job_row())
    first = reader(server)
    for number in (1, 1, 2):
        if number == 2:
            first.forget()
        assert [row["id"] for row in first.all(ORGANIZATION_ID)] == [JOB_ID]
        assert listings(server) == number
    assert reader(server).others(ORGANIZATION_ID, JOB_ID.upper()) == []
