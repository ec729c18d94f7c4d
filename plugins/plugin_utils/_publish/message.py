# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as messages for mail, chats and Git. Pure functions."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.vb365.backup.plugins.plugin_utils._report.console import lines
from ansible_collections.vb365.backup.plugins.plugin_utils._report.files import files
from ansible_collections.vb365.backup.plugins.plugin_utils._report.headline import totals

_SCHEMA = re.compile(r"urn:vb365\.backup:(report|drift):1\.\d+")
_WIDTH = 100
_LONGEST_TEXT = 3000
"""The most characters of a text. Slack and Teams refuse much longer texts."""


class NotAReport(ValueError):
    """The document is not a report."""


@dataclass(frozen=True)
class Message:
    """A message. ``files``: the report in its formats, by name; for an artifact, the artifact itself."""

    title: str
    verdict: str
    text: str
    files: Mapping[str, str]


def message(document: Any) -> Message:
    """The message of a report or of an artifact ``vb365_drift``. Raises NotAReport."""
    schema = document.get("schema") if isinstance(document, Mapping) else None
    found = _SCHEMA.fullmatch(schema) if isinstance(schema, str) else None
    if not found:
        raise NotAReport(
            f"expected report.json, or the artifact vb365_drift; the schema of this document is {schema!r}"
        )
    try:
        title = f"VB365: {totals(document)}"
        if found[1] == "drift":
            texts = {"drift.json": json.dumps(document, indent=2, ensure_ascii=False) + "\n"}
            return Message(title, document["verdict"], document["text"], texts)
        text = "\n".join(lines(document, _WIDTH, most=40))
        return Message(title, document["verdict"], text, files(document))
    except KeyError as error:
        raise NotAReport(f"expected a complete report; this one lacks {error}") from error
    except (TypeError, AttributeError) as error:
        raise NotAReport(f"expected a complete report; this one has a value of another type ({error})") from error


def shortened(text: str) -> str:
    """The text for a chat."""
    return text if len(text) <= _LONGEST_TEXT else f"{text[: _LONGEST_TEXT - 1]}…"


def slack(told: Message) -> dict[str, Any]:
    """The body of an incoming webhook of Slack, also understood by Mattermost and Rocket.Chat."""
    plain = shortened(told.text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("```", "'''")
    return {"text": f"*{told.title}*\n```\n{plain}\n```"}


def teams(told: Message) -> dict[str, Any]:
    """The body of a webhook of Teams workflows: an adaptive card."""
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "msteams": {"width": "Full"},
        "body": [
            {"type": "TextBlock", "text": told.title, "weight": "Bolder", "size": "Medium", "wrap": True},
            {"type": "TextBlock", "text": shortened(told.text), "fontType": "Monospace", "wrap": True},
        ],
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}
