"""Everything that was answered can be taken out and proved by itself (F3, C3)."""

import json
from itertools import groupby
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from exams import export
from exams.answers import log
from exams.answers.models import LogRow
from formats import chain
from formats.refused import Refused
from tests.answers.machine import MachineLog
from tests.answers.test_log import keep
from tests.day import Day

pytestmark = [pytest.mark.db, pytest.mark.django_db(databases="__all__")]


@pytest.fixture
def machine(day: Day) -> MachineLog:
    """Li has answered, gone on at another machine, and the old one has brought a stray answer."""
    machine = MachineLog(day.in_exam("Li").pk)
    machine.answer("single/1", "A")
    machine.file("a.html", "ab" * 32, size=7)
    keep(machine)
    log.close_epoch(machine.sitting, 1, 5_000)
    machine.answer("single/1", "C")
    keep(machine, 3, standing="quarantine")
    return machine


def lines(day: Day) -> list[dict]:
    return [json.loads(line) for line in export.export_answers(day.proctor, day.session)]


def test_the_whole_log_and_the_answers_that_hold_are_exported(day: Day, machine: MachineLog):
    found = [line for line in lines(day) if line.get("sitting") == str(machine.sitting)]

    assert [line["kind"] for line in found] == ["sitting", "change", "change", "closed", "change", "fold"]
    assert {line["ticket"] for line in found} == {day.ticket("Li")}
    assert [line["standing"] for line in found if line["kind"] == "change"] == ["counts", "counts", "quarantine"]
    assert (found[-1]["answers"], found[-1]["answered"]) == ({"single/1": "A"}, 2)
    assert found[-1]["files"] == {"a.html": {"sha256": "ab" * 32, "size": 7, "question": "task/1"}}


def test_every_sitting_of_the_session_is_there(day: Day, machine: MachineLog):
    found = lines(day)

    tickets = {line["ticket"] for line in found[1:]}
    assert (found[0]["kind"], found[0]["session"]) == ("session", str(day.session.uuid))
    assert tickets == {day.ticket(name) for name in ("Li", "Wang", "Zhang", "Zhao", "Chen")}


def test_the_running_hash_can_be_computed_from_the_file(day: Day, machine: MachineLog):
    changes = [line for line in lines(day) if line["kind"] == "change"]

    for _, epoch in groupby(changes, key=lambda line: (line["sitting"], line["epoch"])):
        head = b""
        for line in epoch:
            head = chain.link_body(head or bytes.fromhex(line["start"]), line["body"].encode())
            assert head.hex() == line["chain"]


def test_an_export_is_in_the_journal(day: Day, machine: MachineLog):
    export.export_answers(day.proctor, day.session)

    assert day.journal()[-1] == "answers_exported"


def test_without_the_right_nothing_is_exported_and_nothing_recorded(day: Day, machine: MachineLog):
    invigilator = day.person("invigilator")
    before = day.journal()

    with pytest.raises(Refused) as refused:
        export.export_answers(invigilator, day.session)

    assert (refused.value.code, day.journal()) == ("right.missing", before)


def test_the_command_writes_the_file(day: Day, machine: MachineLog, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    by_number, by_uuid = tmp_path / "number.jsonl", tmp_path / "uuid.jsonl"

    call_command("answers", "export", f"{day.room.code}/1", str(by_number))
    call_command("answers", "export", str(day.session.uuid), str(by_uuid))

    assert by_number.read_bytes() == by_uuid.read_bytes()
    assert len(by_uuid.read_bytes().splitlines()) == 1 + 5 * 2 + 4
    assert sorted(path.name for path in tmp_path.iterdir()) == ["number.jsonl", "uuid.jsonl"]


def test_a_changed_answer_is_named_and_the_command_fails(
    day: Day, machine: MachineLog, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    row = LogRow.objects.get(sitting=machine.sitting, n=1)
    LogRow.objects.filter(pk=row.pk).update(body=row.body.replace('"value":"A"', '"value":"D"'))

    with pytest.raises(SystemExit) as ended:
        call_command("answers", "export", str(day.session.uuid), str(tmp_path / "answers.jsonl"))

    assert ended.value.code == 1
    assert day.ticket("Li") in capsys.readouterr().err
    assert list(export.broken_chains(day.session)) == [(day.ticket("Li"), 1, 1)]


def test_a_session_that_is_not_there_is_told_with_those_that_are(day: Day, tmp_path: Path):
    with pytest.raises(CommandError, match=str(day.session.uuid)):
        call_command("answers", "export", str(uuid4()), str(tmp_path / "x"))


def test_a_file_that_cannot_be_finished_is_not_there(tmp_path: Path):
    def broken():
        yield b"{}\n"
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        export.write(broken(), tmp_path / "x")

    assert list(tmp_path.iterdir()) == []
