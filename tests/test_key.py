"""The key: locked, moved, away, damaged; its names are on no disk, in no log and in no traceback."""

from __future__ import annotations

import base64
import json
import logging
import os
import pickle
import shutil
import stat
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import thememiner as tm
from thememiner import cli
from thememiner.records import ReadProblem
from thememiner.store import Key, KeyFile, Secret, read_settings
from thememiner.store import _envelope as envelope
from thememiner.store._key import make_key_text, parse_key
from thememiner.study import Study

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="an open file is replaced on POSIX only")
WORDS = "three blind mice"
OTHER = "correct horse battery"
TALK = "Denise: We had no time at all.\n\nBo: Nor had we, the rota was full.\n"
NAMES = ("Denise Marlow", "marlow-visit.txt")


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """The least cost that is allowed, and no passphrase from outside."""
    monkeypatch.setattr(envelope, "COST", 2**14)
    monkeypatch.delenv("THEMEMINER_PASSPHRASE", raising=False)
    monkeypatch.delenv("THEMEMINER_NEW_PASSPHRASE", raising=False)


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    """Two people, one of them with a full name, in a file with a telling name."""
    (tmp_path / NAMES[1]).write_text(TALK, encoding="utf-8")
    made = tm.Study(tmp_path / "study", progress=False)
    made.add(tmp_path / NAMES[1])
    made.set_person("Denise", NAMES[0])
    yield made
    made.close()


def again(study: Study, **options: str) -> Study:
    """The same folder opened by another process, as far as a test can."""
    study.close()
    return tm.Study(study.folder, progress=False, **options)  # type: ignore[arg-type]


# --- locked and opened -----------------------------------------------------------------------


def test_a_locked_key_opens_with_its_passphrase_only(study: Study) -> None:
    """It comes back as it was; another passphrase is told, and nothing is changed."""
    before = study.key
    study.lock_key(WORDS)
    locked = (study.folder / "key.json").read_bytes()
    assert not any(name.encode() in locked for name in (*NAMES, "Denise", "files"))
    assert study.key == before
    opened = again(study, passphrase=WORDS)
    assert opened.key == before
    with pytest.raises(tm.StudyError, match=r"does not open key\.json\. Nothing was changed"):
        again(opened, passphrase=OTHER)
    assert (study.folder / "key.json").read_bytes() == locked


def test_without_the_key_the_study_works(study: Study, tmp_path: Path) -> None:
    """Roles, tables and checks go on; ids stand where names were."""
    study.lock_key(WORDS)
    one = again(study)
    assert one.key == Key()
    assert {row.file for row in one.speakers()} == {one.transcripts[0].id}
    assert "Denise" not in str(one.speakers().to_frame().to_dict())
    label = one.speakers()[0].label
    assert one.set_role(label, "observer") == 1
    assert one.verify()
    assert len(one.problems) == 0
    assert one.key_report().state == "locked"
    one.close()


@pytest.mark.parametrize(
    "act",
    [
        lambda one, file: one.add(file),
        lambda one, _: one.rename_speaker(one.speakers()[0].label, "Dee"),
        lambda one, _: one.set_person(one.speakers()[0].label, "Denise Marlow"),
        lambda one, _: one.remove(one.transcripts[0].id),
    ],
)
def test_what_would_lose_names_is_refused_while_the_key_is_locked(
    act: Callable[[Study, Path], object], study: Study, tmp_path: Path
) -> None:
    """With what to do; nothing is changed."""
    study.lock_key(WORDS)
    before = (study.folder / "key.json").read_bytes()
    one = again(study)
    talks = one.transcripts
    with pytest.raises(tm.StudyError, match=r"is locked, and names would be lost.*unlock_key\(\)"):
        act(one, tmp_path / NAMES[1])
    assert one.transcripts == talks
    assert (study.folder / "key.json").read_bytes() == before
    one.unlock_key(WORDS)
    act(one, tmp_path / NAMES[1])
    one.close()


def test_a_pseudonymous_id_may_be_set_while_the_key_is_locked(study: Study) -> None:
    """No name is in it."""
    study.lock_key(WORDS)
    one = again(study)
    assert one.set_person(one.speakers()[0].label, "AB-1") == 1
    one.close()


def test_the_passphrase_may_come_from_the_environment(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The right one opens the key when it is needed, a wrong one leaves it locked and is told."""
    study.lock_key(WORDS)
    monkeypatch.setenv("THEMEMINER_PASSPHRASE", WORDS)
    one = again(study)
    assert NAMES[1] in one.key.files.values()
    monkeypatch.setenv("THEMEMINER_PASSPHRASE", OTHER)
    one = again(one)
    assert one.key == Key()
    with pytest.raises(
        tm.StudyError, match="The passphrase in THEMEMINER_PASSPHRASE does not open"
    ):
        one.add("nothing.txt")
    one.close()


def test_a_new_study_may_be_locked_from_the_start(tmp_path: Path) -> None:
    """Its names were never on disk in the open."""
    (tmp_path / NAMES[1]).write_text(TALK, encoding="utf-8")
    with pytest.raises(tm.SettingsError, match="5 characters; at least 8"):
        tm.Study(tmp_path / "study", passphrase="short", progress=False)
    one = tm.Study(tmp_path / "study", passphrase=WORDS, progress=False)
    one.add(tmp_path / NAMES[1])
    assert one.key_report().state == "unlocked"
    assert NAMES[1].encode() not in (tmp_path / "study" / "key.json").read_bytes()
    one.close()


def test_a_passphrase_for_a_key_without_one_is_told(study: Study) -> None:
    """It is not locked by the way with what may be a slip of the fingers."""
    with pytest.raises(tm.StudyError, match=r"has no passphrase yet.*lock_key\(passphrase\)"):
        again(study, passphrase=WORDS)
    assert NAMES[0] in (study.folder / "key.json").read_text(encoding="utf-8")


def test_a_passphrase_can_be_changed_by_whoever_has_it(study: Study) -> None:
    """The old one opens nothing afterwards; without it nothing is changed."""
    study.lock_key(WORDS)
    one = again(study)
    with pytest.raises(tm.StudyError, match=r"locked already. Unlock it with its passphrase first"):
        one.lock_key(OTHER)
    one.unlock_key(WORDS)
    one.lock_key(OTHER)
    with pytest.raises(tm.StudyError, match="does not open"):
        again(one, passphrase=WORDS)
    two = again(one, passphrase=OTHER)
    assert NAMES[0] in two.key.people.values()
    two.close()


def test_a_passphrase_is_the_same_from_any_keyboard(study: Study) -> None:
    """One letter with an accent, or a letter and an accent: Unicode has both."""
    study.lock_key("cafe\u0301 am see")
    one = again(study, passphrase="caf\u00e9 am see")
    assert one.key_report().state == "unlocked"
    one.close()


def test_deriving_is_done_once_for_a_study(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a second for each write would be felt."""
    derived = []
    true = envelope._derive
    monkeypatch.setattr(envelope, "_derive", lambda *a: derived.append(1) or true(*a))
    study.lock_key(WORDS)
    for name in ("Dee", "Denise", "D."):
        study.rename_speaker(study.speakers()[0].label or "", name)
    assert len(derived) == 1


def test_the_cost_is_the_recommended_one() -> None:
    """128 MiB and about half a second, whatever the tests use."""
    source = Path(envelope.__file__).read_text(encoding="utf-8")
    assert "\nCOST = 2**17\n" in source
    assert (envelope._BLOCK, envelope._LANES) == (8, 1)


@hypothesis_settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    key=st.builds(
        Key,
        files=st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=4),
        people=st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=4),
        problems=st.lists(
            st.builds(ReadProblem, path=st.text(max_size=9), found=st.text(max_size=9)), max_size=2
        ).map(tuple),
    )
)
def test_what_is_sealed_comes_back_as_it_was(key: Key) -> None:
    """Names in any script; the same key is never sealed to the same bytes twice."""
    lock = _LOCK.setdefault("lock", envelope.Lock(Secret.typed(WORDS)))
    data = lock.seal(make_key_text(key))
    assert parse_key(lock.open(data, name="key.json"), name="key.json") == key
    assert data != lock.seal(make_key_text(key))


_LOCK: dict[str, envelope.Lock] = {}


# --- damaged and hostile ---------------------------------------------------------------------


def changed(data: bytes, change: Callable[[dict[str, object]], object]) -> bytes:
    """An envelope with something else in it."""
    parts = json.loads(data)
    change(parts)
    return json.dumps(parts).encode()


def flipped(text: str) -> str:
    """Base64 with one bit of its bytes turned round."""
    data = bytearray(base64.b64decode(text))
    data[0] ^= 1
    return base64.b64encode(bytes(data)).decode()


@pytest.mark.parametrize(
    "change",
    [
        lambda e: e.update(text=flipped(e["text"])),
        lambda e: e.update(text=e["text"][:40]),
        lambda e: e.update(text="no base64!"),
        lambda e: e.update(nonce=flipped(e["nonce"])),
        lambda e: e.update(nonce="AAAA"),
        lambda e: e.update(check=flipped(e["check"])),
        lambda e: e.update(note="another note"),
        lambda e: e.update(cipher="none"),
        lambda e: e.update(more=1),
        lambda e: e.pop("text"),
        lambda e: e["key_from"].update(salt=flipped(e["key_from"]["salt"])),
        lambda e: e["key_from"].update(salt="AAAA"),
        lambda e: e["key_from"].update(n=2**15),
        lambda e: e["key_from"].update(p=2),
        lambda e: e["key_from"].update(name="md5"),
        lambda e: e["key_from"].update(n="16384"),
    ],
)
def test_a_key_that_was_changed_is_told_and_stays_what_it_is(
    change: Callable[[dict[str, object]], object], study: Study
) -> None:
    """In the header or in the text: nothing is opened, nothing is written over."""
    study.lock_key(WORDS)
    path = study.folder / "key.json"
    broken = changed(path.read_bytes(), change)
    path.write_bytes(broken)
    with pytest.raises(tm.StudyError, match=r"key\.json is damaged|does not open key\.json"):
        again(study, passphrase=WORDS)
    one = again(study)
    with pytest.raises(tm.StudyError):
        one.add(study.folder / "study.toml")
    assert path.read_bytes() == broken
    one.close()


def test_a_key_that_was_cut_short_is_told(study: Study) -> None:
    """At any place, in the open and locked; the copy that is put there again opens."""
    for locked in (False, True):
        if locked:
            study.lock_key(WORDS)
        path = study.folder / "key.json"
        whole = path.read_bytes()
        for length in range(0, len(whole) - 2, 97):
            path.write_bytes(whole[:length])
            with pytest.raises(tm.StudyError, match=r"damaged|not a readable key"):
                KeyFile(path).unlock(Secret.typed(WORDS)) if locked else KeyFile(path).read()
            with pytest.raises(tm.StudyError):
                KeyFile(path).write(Key(files={"t1": "other.txt"}))
            assert path.read_bytes() == whole[:length]
        path.write_bytes(whole)
        assert NAMES[1] in study.key.files.values()


@pytest.mark.parametrize(
    "asked",
    [
        {"n": 2**30},
        {"n": 2**22, "r": 2},
        {"n": 2**17, "r": 64},
        {"n": 2**14, "r": 64, "p": 16},
        {"n": 2**17 + 1},
        {"n": 1024},
        {"n": -(2**17)},
        {"r": 10**9},
        {"p": 2**40},
    ],
)
def test_a_key_that_asks_for_too_much_is_not_even_tried(
    asked: dict[str, int], study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Gigabytes and hours are refused before anything is derived."""
    study.lock_key(WORDS)
    path = study.folder / "key.json"
    path.write_bytes(changed(path.read_bytes(), lambda e: e["key_from"].update(asked)))  # type: ignore[attr-defined]
    monkeypatch.setattr(envelope, "_derive", lambda *_: pytest.fail("it was derived"))
    with pytest.raises(tm.StudyError, match=r"asks for more memory or time|is damaged"):
        KeyFile(path).unlock(Secret.typed(WORDS))


def test_a_key_of_many_megabytes_is_not_read(tmp_path: Path) -> None:
    """A sparse file of the wrong kind."""
    with (tmp_path / "key.json").open("wb") as stream:
        stream.truncate(65_000_000)
    with pytest.raises(tm.StudyError, match="65 MB, too much for a key"):
        KeyFile(tmp_path / "key.json").read()


def test_another_file_in_its_place_is_not_written_over(study: Study, tmp_path: Path) -> None:
    """A study from a stranger may name any path as its key."""
    precious = tmp_path / "thesis.json"
    precious.write_text('{"years": "of work"}', encoding="utf-8")
    toml = study.folder / "study.toml"
    toml.write_text(f'key = "{precious.as_posix()}"\n', encoding="utf-8")
    one = again(study)
    with pytest.raises(tm.StudyError, match=r"thesis\.json is not a readable key"):
        one.add(tmp_path / NAMES[1])
    assert precious.read_text(encoding="utf-8") == '{"years": "of work"}'
    toml.write_text(f'key = "{(tmp_path / "new.json").as_posix()}"\n', encoding="utf-8")
    one = again(one)
    with pytest.raises(tm.StudyError, match=r"and it is not there. Nothing was added"):
        one.add(tmp_path / NAMES[1])
    assert not (tmp_path / "new.json").exists()
    one.close()


# --- where names never are -------------------------------------------------------------------


def test_no_file_holds_a_name_once_the_key_is_locked(
    study: Study, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Not for a moment either: what is written beside the key is sealed already."""
    seen: list[bytes] = []
    true = os.replace

    def look(source: str, target: str) -> None:
        seen.append(Path(source).read_bytes())
        true(source, target)

    study.lock_key(WORDS)
    monkeypatch.setattr(os, "replace", look)
    study.rename_speaker(study.speakers()[0].label or "", "Denise-Ann Marlow")
    study.add(tmp_path / NAMES[1])
    study.move_key(tmp_path / "elsewhere.json")
    study.lock_key(OTHER)
    assert len(seen) >= 4
    everything = b"".join(seen) + b"".join(
        p.read_bytes() for p in study.folder.rglob("*") if p.is_file()
    )
    everything += (tmp_path / "elsewhere.json").read_bytes()
    assert not any(name.encode() in everything for name in (*NAMES, "Denise"))
    assert not [p for p in study.folder.iterdir() if p.name.startswith(".writing")]
    assert NAMES[0].encode() not in b"".join(
        p.read_bytes() for p in Path(tempfile.gettempdir()).glob("*writing*")
    )


@POSIX
def test_the_plain_bytes_are_overwritten_when_the_key_is_locked(study: Study) -> None:
    """As far as the file system lets us: whoever holds the old file open reads zeros."""
    with (study.folder / "key.json").open("rb") as old:
        assert NAMES[0].encode() in old.read()
        study.lock_key(WORDS)
        old.seek(0)
        assert set(old.read()) == {0}
    assert stat.S_IMODE((study.folder / "key.json").stat().st_mode) == 0o600


def test_a_lock_that_fails_leaves_the_key_as_it_was(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk between the one and the other loses nothing."""
    before = (study.folder / "key.json").read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(tm.DiskError, match="The disk is full"):
        study.lock_key(WORDS)
    monkeypatch.undo()
    assert (study.folder / "key.json").read_bytes() == before
    assert study.key_report().state == "in the open"


def test_secrets_and_keys_show_nothing_of_themselves(
    study: Study, caplog: pytest.LogCaptureFixture
) -> None:
    """In repr, str, format, a log, a table of them, a pickle."""
    key, secret = study.key, Secret.typed(WORDS)
    shown = [repr(key), str(key), f"{key}", f"{key!r}", repr([key]), repr({"a": key})]
    shown += [
        repr(secret),
        str(secret),
        f"{secret}",
        repr(vars(KeyFile(Path("k"), passphrase=secret))),
    ]
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("x").warning("%s %r %s", key, key, secret)
    shown.append(caplog.text)
    for text in shown:
        assert not any(word in text for word in (*NAMES, "Denise", "blind"))
    assert "people=1" in repr(key)
    with pytest.raises(TypeError, match="never pickled"):
        pickle.dumps(secret)


def locals_of_ours(error: BaseException) -> str:
    """What a crash report would print of the frames of thememiner, and the errors themselves."""
    told = []
    seen: BaseException | None = error
    while seen is not None:
        told.append("".join(traceback.format_exception_only(seen)))
        for frame, _ in traceback.walk_tb(seen.__traceback__):
            if "/thememiner/" in frame.f_code.co_filename.replace("\\", "/"):
                told += [f"{name}={value!r}" for name, value in frame.f_locals.items()]
        seen = seen.__cause__ or seen.__context__
    assert len(told) > 2
    return "\n".join(told)


def refuse(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("locked", [False, True])
@pytest.mark.parametrize(
    "act",
    [
        lambda one, _: one.unlock_key(OTHER),
        lambda one, _: one.lock_key("short"),
        lambda one, _: one.lock_key(WORDS),
        lambda one, file: one.add(file),
        lambda one, _: one.set_role("Bo", "observer"),
        lambda one, _: one.remove(one.transcripts[0].id),
        lambda one, _: one.move_key(one.folder / "sub" / "k.json"),
        lambda one, _: one.set_person("Bo", "Denise Marlow"),
        lambda one, _: one.rename_speaker("Bo", "Denise Marlow"),
    ],
)
def test_no_traceback_shows_a_name_or_a_passphrase(
    act: Callable[[Study, Path], object],
    locked: bool,
    study: Study,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also where every local variable is printed: on a full disk, on a wrong passphrase."""
    if locked:
        study.lock_key(WORDS)
    (tmp_path / "empty.txt").write_text("INT: Hello there?\n\nZoe: Hello.\n", encoding="utf-8")
    monkeypatch.setattr(os, "fsync", refuse)
    try:
        act(study, tmp_path / "empty.txt")
    except tm.ThememinerError as error:
        shown = locals_of_ours(error)
    else:
        shown = ""
    monkeypatch.undo()
    assert not any(word in shown for word in (*NAMES, "Marlow", WORDS, OTHER))


def test_a_damaged_key_in_the_open_is_not_quoted(study: Study) -> None:
    """Neither in the message nor in what led to it."""
    path = study.folder / "key.json"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"files"', '"filez"'), encoding="utf-8"
    )
    with pytest.raises(tm.StudyError, match="not a readable key") as told:
        _ = study.key
    assert "Marlow" not in locals_of_ours(told.value)


def test_pytest_with_all_locals_shows_no_name(study: Study) -> None:
    """The longest report that people paste into an issue."""
    path = study.folder / "key.json"
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(tm.StudyError) as told:
        _ = study.key
    shown = str(told.getrepr(showlocals=True, style="long"))
    assert "Key" in shown
    assert NAMES[0] not in shown


# --- elsewhere -------------------------------------------------------------------------------


def test_a_key_can_be_moved_and_is_remembered_by_a_relative_path(
    study: Study, tmp_path: Path
) -> None:
    """Study and key can be moved together afterwards; the old place is empty."""
    before = study.key
    (tmp_path / "keys").mkdir()
    where = study.move_key(tmp_path / "keys")
    assert where == tmp_path / "keys" / "study-key.json"
    assert not (study.folder / "key.json").exists()
    assert read_settings(study.folder / "study.toml").key == "../keys/study-key.json"
    assert study.key == before
    study.close()
    (tmp_path / "new").mkdir()
    shutil.move(study.folder, tmp_path / "new" / "study")
    shutil.move(tmp_path / "keys", tmp_path / "new" / "keys")
    one = tm.Study(tmp_path / "new" / "study", progress=False)
    assert one.key == before
    with pytest.raises(tm.SettingsError, match="is there already"):
        one.move_key(tmp_path / "new" / "study" / "study.toml")
    one.close()


def test_a_new_study_may_have_its_key_elsewhere_from_the_start(tmp_path: Path) -> None:
    """Named once, remembered from then on."""
    (tmp_path / NAMES[1]).write_text(TALK, encoding="utf-8")
    one = tm.Study(tmp_path / "study", key=tmp_path / "safe" / "k.json", progress=False)
    one.add(tmp_path / NAMES[1])
    assert sorted(p.name for p in one.folder.iterdir()) == ["study.sqlite", "study.toml"]
    two = again(one)
    assert NAMES[1] in two.key.files.values()
    assert not two.key_report().inside
    with pytest.raises(tm.SettingsError, match=r"There is no key in .*; the key of this study is"):
        again(two, key=str(tmp_path / "other.json"))
    shutil.copy(tmp_path / "safe" / "k.json", tmp_path / "other.json")
    three = again(two, key=str(tmp_path / "other.json"))
    assert read_settings(three.folder / "study.toml").key == "../other.json"
    three.close()


def test_a_key_that_is_away_is_waited_for(study: Study, tmp_path: Path) -> None:
    """The drive is not connected: the study works, and nothing begins a second key."""
    where = study.move_key(tmp_path / "stick.json")
    shutil.move(where, tmp_path / "unplugged.json")
    one = again(study)
    assert one.key == Key()
    assert one.verify()
    with pytest.raises(tm.StudyError, match=r"should be .*stick\.json, and it is not there"):
        one.add(tmp_path / NAMES[1])
    shutil.move(tmp_path / "unplugged.json", where)
    assert NAMES[1] in one.key.files.values()
    one.close()


def test_a_key_that_is_lost_begins_anew_and_says_so(study: Study, tmp_path: Path) -> None:
    """In the folder of the study: the next files are named again."""
    (study.folder / "key.json").unlink()
    (tmp_path / "second.txt").write_text("INT: So?\n\nP1: We had no time.\n", encoding="utf-8")
    one = again(study)
    assert one.key == Key()
    (told, *_) = one.add(tmp_path / "second.txt")
    assert told.path == "key.json"
    assert "A new one begins" in told.found
    assert set(one.key.files.values()) == {"second.txt"}
    assert not [p for p in one.add(tmp_path / "second.txt") if p.path == "key.json"]
    one.close()


def test_the_report_on_a_key_holds_no_name(study: Study) -> None:
    """Where, in what state, how many entries; with what to do next."""
    told = study.key_report()
    assert (told.state, told.inside, told.counts["people"]) == ("in the open", True, 1)
    assert "--lock" in told.advice
    assert "Marlow" not in told.model_dump_json()
    study.lock_key(WORDS)
    one = again(study)
    assert one.key_report().counts == {}
    one.close()


# --- the command line ------------------------------------------------------------------------


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Exit code, output and errors of one command line."""
    with pytest.raises(SystemExit) as ended:
        cli.main([str(argument) for argument in arguments])
    out = capsys.readouterr()
    return int(ended.value.code or 0), out.out, out.err


class Terminal:
    """Somebody at a keyboard who types what is asked for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[str] = []
        self.types: list[str] = []
        monkeypatch.setattr(cli._voice, "getpass", self._typed)
        monkeypatch.setattr(cli._keeping, "getpass", self._typed)
        monkeypatch.setattr(cli.sys.stdin, "isatty", lambda: True, raising=False)

    def _typed(self, prompt: str) -> str:
        self.asked.append(prompt)
        return self.types.pop(0)


def test_the_command_locks_tries_changes_and_moves(
    study: Study,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each passphrase is asked for without echo, a new one twice."""
    terminal, folder = Terminal(monkeypatch), study.folder
    code, out, _ = run(capsys, "key", "--study", folder)
    assert (code, "in the open" in out, "Marlow" in out) == (0, True, False)
    terminal.types = [WORDS, OTHER]
    code, _, err = run(capsys, "key", "--study", folder, "--lock")
    assert (code, "The two passphrases differ" in err) == (1, True)
    terminal.types = [WORDS, WORDS]
    assert run(capsys, "key", "--study", folder, "--lock")[0] == 0
    terminal.types = [OTHER]
    code, _, err = run(capsys, "key", "--study", folder, "--unlock")
    assert (code, "does not open" in err, OTHER in err) == (1, True, False)
    terminal.types = [WORDS, OTHER, OTHER]
    assert run(capsys, "key", "--study", folder, "--passphrase-change")[0] == 0
    terminal.types = [OTHER]
    code, out, _ = run(capsys, "key", "--study", folder, "--unlock", "--to", tmp_path / "k.json")
    assert (code, "unlocked" in out, "1 people" in out) == (0, True, True)
    assert (tmp_path / "k.json").is_file()
    shutil.move(tmp_path / "k.json", tmp_path / "m.json")
    code, out, _ = run(capsys, "key", "--study", folder, "--at", tmp_path / "m.json", "--json")
    assert json.loads(out)["key"]["state"] == "locked"
    assert run(capsys, "key", "--study", folder, "--lock", "--unlock")[0] == 2


def test_commands_that_show_names_ask_in_a_terminal(
    study: Study, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing typed: the ids. In a script nobody is asked."""
    study.lock_key(WORDS)
    code, out, _ = run(capsys, "speakers", "--study", study.folder)
    assert "Denise" not in out
    terminal = Terminal(monkeypatch)
    terminal.types = [WORDS]
    code, out, _ = run(capsys, "speakers", "--study", study.folder)
    assert (code in {0, 3}, "Denise" in out) == (True, True)
    terminal.types = [""]
    code, out, _ = run(capsys, "speakers", "--study", study.folder)
    assert (code in {0, 3}, "Denise" in out) == (True, False)
    assert len(terminal.asked) == 2


def test_without_a_terminal_the_command_says_what_to_set(
    study: Study, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And takes it from there."""
    code, _, err = run(capsys, "key", "--study", study.folder, "--lock")
    assert (code, "Set THEMEMINER_PASSPHRASE" in err) == (1, True)
    monkeypatch.setenv("THEMEMINER_PASSPHRASE", WORDS)
    assert run(capsys, "key", "--study", study.folder, "--lock")[0] == 0
    monkeypatch.setenv("THEMEMINER_NEW_PASSPHRASE", OTHER)
    assert run(capsys, "key", "--study", study.folder, "--passphrase-change")[0] == 0
    one = again(study, passphrase=OTHER)
    assert one.key_report().state == "unlocked"
    one.close()
