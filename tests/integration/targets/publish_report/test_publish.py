# Copyright: (c) 2026, vb365.backup contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""vb365.backup.publish: mail, chat and Git, with servers of their kind. The simulator plays no part."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.vb365.backup.plugins.plugin_utils._publish import delivery
from ansible_collections.vb365.backup.plugins.plugin_utils._publish.message import Message, NotAReport, message
from ansible_collections.vb365.backup.plugins.plugin_utils._report.artifact import artifact
from ansible_collections.vb365.backup.plugins.plugin_utils._report.report import to_json
from tests.integration.harness.playbook import play_file
from tests.integration.targets.publish_report.targets import Certificate, MailServer, chat
from tests.simulator.launch import Simulator
from tests.unit.plugin_utils.report.samples import fleet, job, report_of, tenant

PLAYBOOK = Path(__file__).parents[4] / "playbooks" / "publish.yml"
PASSWORD = "secret-of-the-mail"
TITLE = "VB365: 300 tenants: 292 in sync, 2 drifted, 3 unprotected, 3 could not be checked"
ARTIFACT: dict[str, Any] = {
    "schema": "urn:vb365.backup:drift:1.0",
    "verdict": "drift",
    "counts": {"tenants": {"total": 3, "in_sync": 2, "drifted": 1, "unprotected": 0, "failed": 0}},
    "text": "contoso  ~ 'Board' starts at <05:00> & not at 22:00.",
}
MAIL = {"host": "localhost", "port": None, "security": "starttls", "username": None, "password": None}


@pytest.fixture(scope="module")
def told() -> Message:
    return message(report_of(fleet()))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return Certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("git") / "reports.git"
    git(path.parent, "init", "--quiet", "--bare", str(path))
    return path


def git(folder: Path, *arguments: str) -> str:
    run = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return run.stdout.strip()


def mail(certificate: Certificate, port: int, **others: Any) -> dict[str, Any]:
    login = {"username": "reports", "password": PASSWORD, "ca_path": str(certificate.ca_path), "port": port}
    people = {"sender": "vb365@example.com", "recipients": ["backup@example.com", "boss@example.com"]}
    return {**MAIL, **login, **people, **others}


def test_a_report_is_a_message(told: Message) -> None:
    assert told.title == TITLE
    assert set(told.files) == {"report.json", "report.md", "report.html", "report.xml"}
    assert len(told.text.splitlines()) <= 40


@pytest.mark.parametrize(
    "document", [None, [], {}, {"schema": "urn:other:1.0"}, {"schema": "urn:vb365.backup:report:1.0"}]
)
def test_another_document_is_refused(document: Any) -> None:
    with pytest.raises(NotAReport):
        message(document)


@pytest.mark.parametrize(
    ("more", "text"), [({"counts": None}, "has a value of another type"), ({"counts": {}}, "lacks 'tenants'")]
)
def test_an_incomplete_report_is_refused(more: dict[str, Any], text: str) -> None:
    with pytest.raises(NotAReport, match=f"expected a complete report; this one {text}"):
        message({**ARTIFACT, **more})


def test_playbook_sends_everywhere_and_shows_no_secret(
    certificate: Certificate, repository: Path, simulator: Simulator, tmp_path: Path
) -> None:
    (tmp_path / "report.json").write_text(to_json(report_of(fleet())), encoding="utf-8")
    server = MailServer(certificate, PASSWORD)
    with server.serving() as port, chat(certificate) as (url, bodies):
        variables = {
            "publish_file": str(tmp_path / "report.json"),
            "publish_mail_host": "localhost",
            "publish_mail_port": port,
            "publish_mail_ca_path": str(certificate.ca_path),
            "publish_mail_from": "vb365@example.com",
            "publish_mail_to": ["backup@example.com"],
            "publish_webhook": "teams",
            "publish_webhook_ca_path": str(certificate.ca_path),
            "publish_git_branch": "reports",
        }
        (tmp_path / "publish.yml").write_text(yaml.safe_dump(variables), encoding="utf-8")
        secrets = {"VB365_MAIL_USERNAME": "reports", "VB365_MAIL_PASSWORD": PASSWORD, "VB365_WEBHOOK_URL": url}
        environment = {**secrets, "VB365_GIT_URL": str(repository)}

        def publish(*options: str) -> Any:
            arguments = ("-e", f"@{tmp_path / 'publish.yml'}", "-vvv", *options)
            return play_file(tmp_path, simulator, PLAYBOOK, arguments=arguments, environ=environment)

        preview = publish("--check")
        assert preview.returncode == 0, preview.output
        assert (server.letters, bodies, git(repository, "branch", "--list")) == ([], [], "")
        played = publish()
    assert played.returncode == 0, played.output
    assert "secret-of" not in played.output
    assert preview.tasks[-1].result["sent"] == played.tasks[-1].result["sent"]
    assert played.tasks[-1].result["sent"] == [
        f"mail server localhost:{port}",
        "webhook of localhost",
        f"branch reports of {repository}",
    ]
    (letter,) = server.letters
    assert " ".join(letter["Subject"].split()) == TITLE
    assert [part.get_filename() for part in letter.walk() if part.get_filename()] == ["report.html"]
    (body,) = bodies
    assert body["attachments"][0]["content"]["body"][0]["text"] == TITLE
    assert git(repository, "log", "--format=%s", "reports") == TITLE
    assert "report/report.html" in git(repository, "ls-tree", "-r", "--name-only", "reports").splitlines()
    assert simulator.journal() == []


def test_slices_of_a_job_of_which_one_was_killed(repository: Path, simulator: Simulator, tmp_path: Path) -> None:
    slices = {f"vb365_drift_{host}": artifact(report_of([tenant(host, job("Board"))])) for host in ("17", "18")}
    given = {**slices, "drift_sliced": "y", "publish_git_branch": "slices"}
    arguments = ("-i", "17,18,19,", "-e", json.dumps(given))
    played = play_file(tmp_path, simulator, PLAYBOOK, arguments=arguments, environ={"VB365_GIT_URL": str(repository)})
    assert played.returncode == 0, played.output
    sent = json.loads(git(repository, "show", "slices:report/drift.json"))
    assert sent["verdict"] == "failed"
    assert sent["text"].startswith("3 tenants: 2 in sync, 1 could not be checked\n\n19: There is no result")


def test_a_chat_reads_an_artifact(certificate: Certificate) -> None:
    with chat(certificate) as (url, bodies):
        options = {"url": url, "form": "slack", "ca_path": str(certificate.ca_path)}
        delivery.by_webhook(message(ARTIFACT), options, 10)
    assert bodies == [
        {
            "text": "*VB365: 3 tenants: 2 in sync, 1 drifted*\n```\n"
            "contoso  ~ 'Board' starts at &lt;05:00&gt; &amp; not at 22:00.\n```"
        }
    ]


def test_commits_follow_each_other_and_nothing_new_is_no_commit(repository: Path, told: Message) -> None:
    options = {"url": str(repository), "branch": "history", "folder": "here", "author": "Robot <robot@example.com>"}
    for one in (message(ARTIFACT), message(ARTIFACT), told):
        delivery.by_git(one, options, 10)
    log = git(repository, "log", "--format=%an %ae %s", "history").splitlines()
    assert log == [f"Robot robot@example.com {told.title}", f"Robot robot@example.com {message(ARTIFACT).title}"]
    assert json.loads(git(repository, "show", "history:here/drift.json")) == ARTIFACT


def to_branch(repository: Path, branch: str, folder: str) -> dict[str, Any]:
    return {"url": str(repository), "branch": branch, "folder": folder, "author": "Robot <robot@example.com>"}


@pytest.mark.parametrize("folder", ["{0}/outside", "../outside", "a/../../outside", ".git", "a/.git/hooks", ".."])
def test_a_folder_outside_the_repository_is_refused(
    repository: Path, told: Message, tmp_path: Path, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "outside").mkdir()
    options = to_branch(repository, "outside", folder.format(tmp_path))
    text = failure("git", told, options)
    expected = f"git.folder: {options['folder']!r}: expected a folder in the repository, such as report"
    assert text == f"branch outside of {repository}: {expected}"
    assert [*(tmp_path / "outside").iterdir()] == []
    assert git(repository, "branch", "--list", "outside") == ""


def test_check_mode_refuses_a_folder_outside_the_repository(
    repository: Path, simulator: Simulator, tmp_path: Path
) -> None:
    given = {"vb365_drift": ARTIFACT, "publish_git_branch": "reports", "publish_git_folder": "../outside"}
    arguments = ("--check", "-e", json.dumps(given))
    played = play_file(tmp_path, simulator, PLAYBOOK, arguments=arguments, environ={"VB365_GIT_URL": str(repository)})
    assert played.returncode == 2, played.output
    assert "git.folder: '../outside': expected a folder in the repository" in " ".join(played.output.split())


@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ("link", "link is a link; expected a folder"),
        ("real/link/here", "link is a link; expected a folder"),
        ("file", "File exists"),
        ("file/here", "Not a directory"),
        ("module", "git add: "),
    ],
)
def test_a_branch_that_leads_elsewhere(repository: Path, told: Message, tmp_path: Path, folder: str, said: str) -> None:
    """A link, a file and a submodule in the branch that was fetched."""
    (tmp_path / "outside").mkdir()
    clone = tmp_path / "clone"
    git(tmp_path, "init", "--quiet", "-b", "elsewhere", str(clone))
    (clone / "real").mkdir()
    (clone / "link").symlink_to(tmp_path / "outside")
    (clone / "real" / "link").symlink_to("..")
    (clone / "file").write_text("", encoding="utf-8")
    git(clone, "add", "--all")
    git(clone, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},module")
    git(clone, "-c", "user.name=Robot", "-c", "user.email=robot@example.com", "commit", "--quiet", "-m", "Start")
    git(clone, "push", "--quiet", "--force", str(repository), "elsewhere")
    text = failure("git", told, to_branch(repository, "elsewhere", folder))
    assert text.startswith(f"branch elsewhere of {repository}: {said}")
    assert [*(tmp_path / "outside").iterdir()] == []
    assert git(repository, "log", "--format=%s", "elsewhere") == "Start"


def test_ignored_files_are_sent(repository: Path, told: Message, tmp_path: Path) -> None:
    """The settings of Git, or a .gitignore of the branch, may ignore reports. No name is a pattern."""
    clone = tmp_path / "clone"
    git(tmp_path, "init", "--quiet", "-b", "ignoring", str(clone))
    (clone / ".gitignore").write_text("*\n", encoding="utf-8")
    git(clone, "add", "--force", ".gitignore")
    git(clone, "-c", "user.name=Robot", "-c", "user.email=robot@example.com", "commit", "--quiet", "-m", "Start")
    git(clone, "push", "--quiet", str(repository), "ignoring")
    delivery.by_git(told, to_branch(repository, "ignoring", ":(re[p]*ts)"), 10)
    names = git(repository, "ls-tree", "-r", "--name-only", "ignoring").splitlines()
    assert names == [".gitignore", *(f":(re[p]*ts)/{name}" for name in sorted(told.files))]


def failure(way: str, told: Message, options: dict[str, Any]) -> str:
    with pytest.raises(delivery.Undelivered) as raised:
        getattr(delivery, f"by_{way}")(told, options, 3)
    text = str(raised.value)
    assert "secret-of" not in text
    return text


def test_failures_of_mail_name_the_server(certificate: Certificate, told: Message) -> None:
    server = MailServer(certificate, PASSWORD)
    with server.serving() as port:
        place = f"mail server localhost:{port}: "
        wrong = failure("mail", told, mail(certificate, port, password="secret-of-others"))
        assert wrong.startswith(f"{place}the server answered 535 ")
        assert "certificate" in failure("mail", told, mail(certificate, port, ca_path=None))
        everybody = failure("mail", told, mail(certificate, port, recipients=["refused@example.com"]))
        assert everybody == f"{place}the server refused the recipients refused@example.com"
        some = failure("mail", told, mail(certificate, port, recipients=["refused@example.com", "boss@example.com"]))
        assert some == everybody
        assert server.recipients == [["boss@example.com"]]
    assert "refused" in failure("mail", told, mail(certificate, port))
    for wrong_value in ({"host": "mail..example"}, {"sender": "a@example.com\nBcc: b@example.com"}):
        assert failure("mail", told, mail(certificate, port, **wrong_value)).startswith("mail server ")


@pytest.mark.parametrize("status", [302, 404, 500])
def test_failures_of_a_webhook_hide_its_address(certificate: Certificate, told: Message, status: int) -> None:
    """The path of a webhook is its secret; a redirection would show the report to others."""
    with chat(certificate, status) as (url, _bodies):
        options = {"url": url, "form": "teams", "ca_path": str(certificate.ca_path)}
        assert failure("webhook", told, options).startswith(f"webhook of localhost: the server answered {status} ")
        assert failure("webhook", told, {**options, "ca_path": None}).startswith("webhook of localhost: ")
        invalid = {**options, "url": "https://[::1/secret-of-the-chat"}
        assert failure("webhook", told, invalid).startswith("webhook of an address without a host: ")
    assert failure("webhook", told, options).startswith("webhook of localhost: ")


@pytest.mark.parametrize(
    "url",
    [
        "https://joe:secret-of-joe@localhost:9/reports.git",
        "/no/such/repository.git",
        "https://joe:secret-of-joe@[::1/x.git",
    ],
)
def test_failures_of_git_hide_the_token(told: Message, url: str) -> None:
    options = {"url": url, "branch": "reports", "folder": "report", "author": "Robot <robot@example.com>"}
    text = failure("git", told, options)
    assert text.startswith("branch reports of ")
    assert "git ls-remote: " in text


def test_each_way_is_tried_and_the_failure_names_what_was_sent(
    certificate: Certificate, repository: Path, simulator: Simulator, tmp_path: Path
) -> None:
    variables = {
        "vb365_drift": ARTIFACT,
        "publish_webhook": "slack",
        "publish_git_branch": "partly",
    }
    (tmp_path / "publish.yml").write_text(yaml.safe_dump(variables), encoding="utf-8")
    with chat(certificate, 500) as (url, _bodies):
        environment = {"VB365_WEBHOOK_URL": url, "VB365_GIT_URL": str(repository)}
        arguments = ("-e", f"@{tmp_path / 'publish.yml'}")
        played = play_file(tmp_path, simulator, PLAYBOOK, arguments=arguments, environ=environment)
    assert played.returncode == 2
    assert "The report was not delivered. webhook of localhost: " in played.output
    assert f"Sent: branch partly of {repository}." in played.output
    assert git(repository, "log", "--format=%s", "partly")
