# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The reasons of a single backup job: why it protects nothing, or not all of its objects. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from ansible_collections.vb365.backup.plugins.module_utils._model import coverage as _coverage
from ansible_collections.vb365.backup.plugins.module_utils._model import next_start as _next_start
from ansible_collections.vb365.backup.plugins.module_utils._model import repository as _repository
from ansible_collections.vb365.backup.plugins.module_utils._model import starting as _starting
from ansible_collections.vb365.backup.plugins.module_utils._model.items import Item, Resource
from ansible_collections.vb365.backup.plugins.module_utils._model.job_view import JobView, Reason, names, reason
from ansible_collections.vb365.backup.plugins.module_utils._model.lost import Known


def alone(job: JobView, now: datetime | None, objects: Mapping[str, Sequence[Resource]]) -> Iterator[Reason]:
    """The reasons of a job. ``objects``: all objects of the organization, by the item types that were read."""
    yield from _of_starts(job)
    yield from _of_repository(job)
    yield from _of_items(job)
    yield from _of_objects(job, objects)
    yield from _of_session(job, now)


def _of_starts(job: JobView) -> Iterator[Reason]:
    schedule = job.schedule
    if job.settings.get("enabled") is False:
        yield reason("disabled", f"{job.title} is disabled and backs up nothing: set enabled to true.")
    if _next_start.is_off(schedule):  # some servers show the type ManualOnly for a daily schedule that is off
        advice = "set schedule.type to Daily or Periodically, and schedule.enabled to true."
        yield reason("unscheduled", f"{job.title} never starts by itself, because its schedule is off: {advice}")
    never = _starting.never(job.title, schedule)
    if never:
        yield reason("never_starts", never)


def _of_repository(job: JobView) -> Iterator[Reason]:
    if job.repository is None:
        return
    why = _repository.unusable(job.repository)
    if job.organization_id and _repository.is_of_another(job.repository, job.organization_id):
        why.append("is dedicated to another organization")
    if why:
        text = f"{job.title} cannot write backups, because its repository '{job.repository.get('name')}' "
        yield reason("repository_unusable", f"{text}{' and '.join(why)}: choose another repository.")


def _of_items(job: JobView) -> Iterator[Reason]:
    items: Sequence[Item] = [_coverage.WHOLE] if job.is_entire else job.items
    if not items and job.selected is not None and job.settings.get("backup_type") == "SelectedItems":
        yield reason("empty", f"{job.title} has no selected items and backs up nothing: add selected_items.")
    without = [item for item in items if not _coverage.parts(item)]
    if without:
        text = f"{job.title} backs up nothing of these items, because none of their enabled options has an effect: "
        yield reason("empty", f"{text}{names(without)}.", without)
    others = [item for item in items if _coverage.parts(item)]
    if others and (job.excludes_all or not any(_coverage.left(item, job.exclusions) for item in others)):
        text = f"{job.title} backs up nothing, because it excludes everything that it selects: remove exclusions."
        yield reason("excludes_all", text)


def _of_objects(job: JobView, objects: Mapping[str, Sequence[Resource]]) -> Iterator[Reason]:
    gone, replaced = Known(objects).lost(job.items)
    if gone:
        text = f"{job.title} selects objects that no longer exist in the organization: {names(gone)}. Remove them."
        yield reason("object_gone", text, gone)
    if replaced:
        text = f"{job.title} selects objects that were deleted and created again under their names: {names(replaced)}. "
        yield reason("object_replaced", f"{text}Remove these items and add them again.", replaced)


def _of_session(job: JobView, now: datetime | None) -> Iterator[Reason]:
    if job.session is None or not job.starts:
        return
    if not job.session:
        start = _next_start.next_start(job.schedule, now) if now else None
        when = f"{start:%A} at {start:%H:%M}, by the server's clock." if start else ""
        following = when and f" Its schedule starts it next on {when}"
        yield reason("never_ran", f"{job.title} has never run.{following}")
    elif job.is_stopped:
        yield reason("failing", f"The last sessions of {job.title} were stopped: read their logs.")
    elif job.session.get("status") == "Failed" and not job.session.get("jobWillBeRetried"):
        yield reason("failing", f"The last session of {job.title} failed: read its log.")
