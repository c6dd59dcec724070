"""What a study holds where: every file, whose eyes it is for, and what a person should mend."""

from __future__ import annotations

import csv
import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import thememiner as tm
from thememiner.cli import main
from thememiner.store import Tombstone
from thememiner.store import _envelope as envelope
from thememiner.study import Study
from thememiner.study._holdings import Holding
from thememiner.study._synced import find_service

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="file modes are of POSIX systems")
TALK = "INT: Did you have time?\n\nP1: We had no time at all, the rota was full.\n"


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Study]:
    """One transcript, a table of speakers elsewhere, a file that nobody knows."""
    monkeypatch.setattr(envelope, "COST", 2**14)
    monkeypatch.delenv("THEMEMINER_PASSPHRASE", raising=False)
    (tmp_path / "talk.txt").write_text(TALK, encoding="utf-8")
    made = tm.Study(tmp_path / "study", progress=False)
    made.add(tmp_path / "talk.txt")
    yield made
    made.close()


def held(study: Study, name: str) -> Holding:
    """The entry of one file."""
    return next(one for one in study.inventory() if Path(one.path).name == name)


def warnings(study: Study) -> str:
    """Everything that a person should do something about."""
    return "\n".join(text for one in study.inventory() for text in one.warnings)


def test_every_file_is_listed_with_what_it_can_hold(study: Study, tmp_path: Path) -> None:
    """Each once: those of the study, those nobody knows, known ones elsewhere, and the network."""
    (study.folder / "exports").mkdir()
    (study.folder / "exports" / "mine.docx").write_bytes(b"x" * 7)
    (tmp_path / "copy.csv").write_text("a,b\n", encoding="utf-8")
    study.remember_file(tmp_path / "copy.csv")
    found = study.inventory()
    files = {p for p in study.folder.rglob("*") if p.is_file()} | {tmp_path / "copy.csv"}
    assert sorted(one.path for one in found) == sorted(
        [*(str(p) for p in files), str(study.folder), "(network)"]
    )
    assert "talk of everybody" in held(study, "study.sqlite").personal_data
    assert "names of files" in held(study, "key.json").personal_data
    assert held(study, "mine.docx").what == "not known to the study"
    assert (held(study, "mine.docx").n_bytes, held(study, "copy.csv").n_bytes) == (7, 4)
    assert all(one.personal_data for one in found)
    assert set(found.to_frame().columns) == set(Holding.model_fields)


def test_the_network_is_said_to_be_unused_and_how_that_is_known(study: Study) -> None:
    """For the encoder that comes along and for a folder; another name is told."""
    (network,) = (one for one in study.inventory() if one.path == "(network)")
    assert "every socket blocked (tests/test_offline.py)" in network.personal_data
    assert (Path(__file__).parent / "test_offline.py").is_file()
    study.configure(encoder="somebody/some-model")
    assert "fetches it once" in warnings(study)


def test_a_key_in_the_open_is_told_until_it_is_locked(study: Study, tmp_path: Path) -> None:
    """Inside the folder it is worse than outside."""
    assert "The names lie in the open beside the talk" in warnings(study)
    assert held(study, "key.json").encrypted == "no"
    study.move_key(tmp_path / "k.json")
    assert "The names lie in the open. Lock it" in warnings(study)
    study.lock_key("three blind mice")
    assert held(study, "k.json").encrypted == "yes"
    assert warnings(study) == ""
    shutil.move(tmp_path / "k.json", tmp_path / "gone.json")
    assert "It is not where the study expects it" in warnings(study)


def test_a_damaged_key_does_not_stop_the_list(study: Study) -> None:
    """It is told like anything else."""
    study.lock_key("three blind mice")
    path = study.folder / "key.json"
    path.write_bytes(path.read_bytes()[:200])
    assert "It cannot be read as a key" in warnings(study)


@POSIX
@pytest.mark.parametrize(
    ("mode", "who"), [(0o644, "everybody on this machine"), (0o640, "other users"), (0o600, "")]
)
def test_a_file_that_others_may_read_is_told(mode: int, who: str, study: Study) -> None:
    """With the command that closes it."""
    study.lock_key("three blind mice")
    path = study.folder / "study.sqlite"
    path.chmod(mode)
    told = held(study, "study.sqlite").warnings
    assert [f"chmod 600 {path}" in text and who in text for text in told] == ([True] if who else [])
    shown = {0o644: "everybody on this machine (0644)", 0o640: "owner and group (0640)"}
    assert held(study, "study.sqlite").permissions == shown.get(mode, "owner only (0600)")


@POSIX
def test_a_folder_that_others_may_look_into_is_told(study: Study) -> None:
    """One that thememiner made is closed."""
    assert "chmod 700" not in warnings(study)
    study.folder.chmod(0o755)
    assert f"chmod 700 {study.folder}" in warnings(study)


@POSIX
def test_links_are_named_and_not_followed(study: Study, tmp_path: Path) -> None:
    """A link out of the folder may lead anywhere."""
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "secret.txt").write_text("x", encoding="utf-8")
    (study.folder / "link").symlink_to(tmp_path / "far")
    (study.folder / "talk.txt").symlink_to(tmp_path / "talk.txt")
    names = [Path(one.path).name for one in study.inventory()]
    assert "secret.txt" not in names
    assert "which is not in this list" in str(held(study, "talk.txt").warnings)


def test_an_export_that_is_gone_or_older_than_a_withdrawal_is_told(
    study: Study, tmp_path: Path
) -> None:
    """What the study wrote and somebody moved; what a withdrawal has not reached."""
    (tmp_path / "copy.csv").write_text("a,b\n", encoding="utf-8")
    study.remember_file(tmp_path / "copy.csv")
    later = Tombstone(
        transcript_id="t1", person="P", sha256="0", at="2999-01-01T00:00:00+00:00", whole=True
    )
    study._database.put_tombstones([later])
    (study.folder / "old.docx").write_bytes(b"x")
    assert "older than a withdrawal" in str(held(study, "copy.csv").warnings)
    assert "older than a withdrawal and unknown" in str(held(study, "old.docx").warnings)
    with pytest.raises(tm.SettingsError, match="is still there"):
        study.forget_file(tmp_path / "copy.csv")
    (tmp_path / "copy.csv").unlink()
    assert "no longer where it was written" in str(held(study, "copy.csv").warnings)
    study.forget_file(tmp_path / "copy.csv")
    assert "copy.csv" not in str([one.path for one in study.inventory()])
    with pytest.raises(tm.SettingsError, match="does not know of"):
        study.forget_file(tmp_path / "copy.csv")


# --- synced folders --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("OneDrive/study", "OneDrive"),
        ("OneDrive - NHS Somewhere/Documents/study", "OneDrive"),
        ("Library/CloudStorage/OneDrive-Uni/study", "OneDrive"),
        ("Dropbox/study", "Dropbox"),
        ("Dropbox (Team)/a/b/study", "Dropbox"),
        ("Library/Mobile Documents/com~apple~CloudDocs/study", "iCloud"),
        ("iCloudDrive/study", "iCloud"),
        ("Google Drive/study", "Google Drive"),
        ("Library/CloudStorage/GoogleDrive-a@b.org/My Drive/study", "Google Drive"),
        ("Library/CloudStorage/SomethingNew/study", "a cloud service"),
        ("Nextcloud/study", "Nextcloud"),
        ("Box Sync/study", "Box"),
        ("Documents/study", None),
        ("dropbox-paper-exports.txt", "Dropbox"),
        ("Boxes/study", None),
        ("my onedrive notes/study", None),
    ],
)
def test_folders_of_services_are_known_by_their_names(
    folder: str, service: str | None, tmp_path: Path
) -> None:
    """As they are called on Windows, macOS and Linux."""
    assert find_service(tmp_path / folder, {}) == service


@pytest.mark.parametrize(
    ("mark", "service"),
    [
        (".dropbox", "Dropbox"),
        (".dropbox.cache", "Dropbox"),
        (".tmp.drivedownload", "Google Drive"),
        (".sync_a1b2c3.db", "Nextcloud"),
        (".nextcloudsync.log", "Nextcloud"),
        (".owncloudsync.log", "ownCloud"),
        (".stfolder", "Syncthing"),
        (".849C9593-D756-4E56-8D6E-42412F2A707B", "OneDrive"),
        ("sync.db", None),
    ],
)
def test_folders_of_services_are_known_by_what_they_leave(
    mark: str, service: str | None, tmp_path: Path
) -> None:
    """Whatever the folder is called, and however deep the study lies in it."""
    (tmp_path / "work" / "a" / "study").mkdir(parents=True)
    (tmp_path / "work" / mark).write_bytes(b"")
    assert find_service(tmp_path / "work" / "a" / "study", {}) == service


def test_what_the_system_says_counts(tmp_path: Path) -> None:
    """Variables of Windows, the list that Dropbox keeps; its settings in the home are no such folder."""
    for name in ("one", "two", "home/.dropbox"):
        (tmp_path / name).mkdir(parents=True)
    environment = {"OneDriveCommercial": str(tmp_path / "one"), "HOME": str(tmp_path / "home")}
    accounts = {"personal": {"path": str(tmp_path / "two"), "host": 1}}
    (tmp_path / "home" / ".dropbox" / "info.json").write_text(json.dumps(accounts))
    assert find_service(tmp_path / "one" / "study", environment) == "OneDrive"
    assert find_service(tmp_path / "two" / "study", environment) == "Dropbox"
    assert find_service(tmp_path / "home" / "study", environment) is None
    for text in ("[1, 2]", "{", '{"a": 1}', "[" * 100_000):
        (tmp_path / "home" / ".dropbox" / "info.json").write_text(text)
        assert find_service(tmp_path / "two" / "study", environment) is None


@POSIX
def test_a_link_into_such_a_folder_is_seen_through(tmp_path: Path) -> None:
    """What counts is where the file lies."""
    (tmp_path / "Dropbox" / "study").mkdir(parents=True)
    (tmp_path / "study").symlink_to(tmp_path / "Dropbox" / "study")
    assert find_service(tmp_path / "study", {}) == "Dropbox"


def test_a_study_in_such_a_folder_is_told(tmp_path: Path) -> None:
    """So is a key, and an export, that lies in one while the study does not."""
    one = tm.Study(tmp_path / "OneDrive" / "study", progress=False)
    assert "a folder that OneDrive copies to other machines. Move the study" in warnings(one)
    one.close()
    two = tm.Study(tmp_path / "study", key=tmp_path / "Dropbox" / "k.json", progress=False)
    (tmp_path / "Nextcloud").mkdir()
    (tmp_path / "Nextcloud" / "copy.csv").write_text("a\n", encoding="utf-8")
    two.remember_file(tmp_path / "Nextcloud" / "copy.csv")
    assert "Dropbox copies" in str(held(two, "k.json").warnings)
    assert "Nextcloud copies" in str(held(two, "copy.csv").warnings)
    two.close()


# --- as a file, on the command line ----------------------------------------------------------


def test_the_list_can_be_written_for_an_assessment(study: Study, tmp_path: Path) -> None:
    """As CSV and as Markdown: every row, nothing of it a formula or markup."""
    (study.folder / "=cmd|' x'!A1.txt").write_bytes(b"x")
    found = study.inventory(tmp_path / "list.csv")
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["path"] for row in rows] == [one.path for one in found]
    study.inventory(tmp_path / "list.md")
    text = (tmp_path / "list.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("|")]
    assert len(lines) == len(found) + 2
    assert all(len(line.replace("\\|", "").split("|")) == 10 for line in lines)
    with pytest.raises(tm.SettingsError, match=r"neither in \.csv nor in \.md"):
        study.inventory(tmp_path / "list.pdf")
    if sys.platform != "win32":
        assert os.stat(tmp_path / "list.csv").st_mode & 0o077 == 0


def test_doctor_lists_what_a_study_holds(
    study: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """3 where a person should mend something, 0 where not."""
    folder = str(study.folder)
    with pytest.raises(SystemExit) as ended:
        main(["doctor", "--privacy", "--study", folder, "--to", str(tmp_path / "dpia.md")])
    said = capsys.readouterr().out
    assert ended.value.code == 3
    assert "LOOK" in said
    assert "The names lie in the open beside the talk" in said
    assert (tmp_path / "dpia.md").is_file()
    study.lock_key("three blind mice")
    with pytest.raises(SystemExit) as ended:
        main(["doctor", "--privacy", "--study", folder, "--json"])
    facts = json.loads(capsys.readouterr().out)
    assert ended.value.code == 0
    assert {Path(one["path"]).name for one in facts["holdings"]} >= {"key.json", "study.sqlite"}
    with pytest.raises(SystemExit) as ended:
        main(["doctor", "--privacy"])
    assert ended.value.code == 2
    with pytest.raises(SystemExit) as ended:
        main(["doctor", "--privacy", "--study", str(tmp_path / "none")])
    assert ended.value.code == 1
    assert not (tmp_path / "none").exists()
