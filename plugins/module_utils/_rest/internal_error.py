# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns an unexpected exception, which is a mistake in this collection, into a Vb365Error that shows no secret."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ansible_collections.vb365.backup.plugins.module_utils._errors import Vb365Error
from ansible_collections.vb365.backup.plugins.module_utils._rest.client import Client
from ansible_collections.vb365.backup.plugins.module_utils._rest.secrets import Secrets


def internal_error(error: Exception, secrets: Secrets, client: Client | None) -> Vb365Error:
    """The error for a mistake in this collection, or for an answer in an unknown form."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    method, path = client.last_request if client else (None, None)
    after = f" after {method} {path}" if method else ""
    return Vb365Error(
        f"Internal error{after}: {type(error).__name__}: {secrets.masked(str(error))} "
        f"({Path(frame.filename).name}, line {frame.lineno})",
        error_code="internal_error",
        method=method,
        path=path,
        changed=client is not None and client.may_have_written,
    )


@contextmanager
def internal_errors(client: Client) -> Iterator[None]:
    """A part of a task, such as one of many jobs, that raises Vb365Error alone: the other parts go on, and the result
    of the task is complete. ``changed`` of an internal error is about this part."""
    before, client.may_have_written = client.may_have_written, False
    try:
        yield
    except Vb365Error:
        raise
    except Exception as error:
        raise internal_error(error, client.secrets, client) from error
    finally:
        client.may_have_written = client.may_have_written or before
