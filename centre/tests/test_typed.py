"""Plans, candidates and papers are typed in the browser, through the same checks and verbs as spreadsheets (T2)."""

import pytest
from django.test import Client

from centre.keys import keys
from centre.models import Candidate, IssuedAuthorization, Paper, Plan, Room
from centre.tests.day import NINE, ROOM_KEY, CentreDay
from centre.tests.typing import Opened, opened, places
from formats import authorization, paper, sealed_paper
from journal import clock

pytestmark = pytest.mark.db
SUBJECT = "办公应用"


def typed_plan(client: Client) -> Opened:
    page = opened(client, "/plans/new/")
    for label, text in (
        ("考试名称", "校内测试"),
        ("考点名称", "第一中学"),
        ("考点代码", "1999999"),
        ("考场代码", "1999999001"),
        ("科目", SUBJECT),
    ):
        page.rule(label, text)
    return page.add("场次", "1", "上午", SUBJECT, "2026-03-08 09:00", "2026-03-08 10:00", "60", "2")


def typed_candidates(client: Client, plan: Plan) -> Opened:
    page = opened(client, f"/plans/{plan.uuid}/candidates/")
    page.add("考生", "1", "上午", "190119999990011001", "王丽娜", "999999199805092555", "1", SUBJECT)
    return page.add("考生", "1", "上午", "190119999990011002", "刘洋", "", "2", SUBJECT, "延长 15 分钟", "大")


def typed_paper(client: Client, plan: Plan) -> Opened:
    page = opened(client, f"/plans/{plan.uuid}/paper/?subject={SUBJECT}")
    page.rule("试卷编号", "A1").rule("总分", "5")
    page.add("单选题", "1", "下列属于输入设备的是", "键盘", "显示器", "", "", "A", "2")
    return page.add("判断题", "1", "CPU 是中央处理器。", "对", "3")


def test_a_whole_exam_is_made_without_any_spreadsheet(admin: Client):
    """Room, plan, session, candidates, paper, publishing, authorization; the room opens what comes."""
    with clock.running_on(lambda: clock.to_ms(NINE)):
        assert typed_plan(admin).store()["stored"] == "/plans/"
        plan = Plan.objects.get()
        assert typed_candidates(admin, plan).store()["stored"]
        assert typed_paper(admin, plan).store()["stored"]
        admin.post("/identity/", {"code": "1999999", "name": "第一中学", "address": "192.168.2.46"})
        admin.post(f"/plans/{plan.uuid}/publish/")

        day = CentreDay()
        day.room = Room.objects.get()
        day.plan = plan
        package = day.registered().fetched()
        released = day.ask(f"authorizations/{plan.uuid}/1").bytes

    assert [(each.name, each.extra_minutes, each.large_type) for each in package.content.candidates] == [
        ("王丽娜", 0, False),
        ("刘洋", 15, True),
    ]
    opened_keys = authorization.open_keys(
        authorization.read(released, centre_public=keys().public), room_private=ROOM_KEY
    )
    [sealed] = package.sealed_papers.items()
    read = paper.from_json(sealed_paper.open_sealed(sealed[1], opened_keys[sealed[0]]))
    assert [(question.key, question.options) for question in read.questions] == [
        ("single/1", ("键盘", "显示器")),
        ("judge/1", ()),
    ]
    assert Paper.objects.get().answer_key == {"single/1": "A", "judge/1": "对"}


def test_faults_are_told_at_their_cells_all_together_and_nothing_is_stored(admin: Client):
    page = typed_plan(admin).rule("考场代码", "1234").rule("考试模式", "随便")
    page.put("场次", 2, "结束时间", "2026-03-08 08:00").put("场次", 2, "考生数", "很多")

    answer = page.store()

    assert places(answer) == [
        ("考务规则", 5, "值"),
        ("考务规则", 6, "值"),
        ("场次", 2, "考生数"),
        ("场次", 2, "结束时间"),
    ]
    assert "stored" not in answer
    assert (Plan.objects.count(), Room.objects.count()) == (0, 0)


def test_a_check_stores_nothing_and_shows_what_would_change(day: CentreDay):
    page = opened(day.browser(), f"/plans/{day.plan.uuid}/typed/").rule("迟到时间(分钟)", "20")
    before = day.journal()

    answer = page.check()

    assert answer["differences"] == [
        {
            "how": "changed",
            "word": "已更改",
            "sheet": "考务规则",
            "row": "迟到时间(分钟)",
            "column": "值",
            "before": "30",
            "after": "20",
        }
    ]
    assert day.journal() == before
    page.store()
    day.plan.refresh_from_db()
    assert Plan.objects.get().rules.late_limit_min == 20
    assert day.journal() == [*before, "plan_replaced"]


def test_what_was_not_changed_is_not_stored_again(day: CentreDay):
    before = day.journal()

    answers = [opened(day.browser(), f"/plans/{day.plan.uuid}/{part}/").store() for part in ("typed", "candidates")]

    assert [(answer["differences"], "stored" in answer) for answer in answers] == [([], False)] * 2
    assert day.journal() == before


def test_another_order_of_questions_can_be_stored_and_another_order_of_candidates_is_none(day: CentreDay):
    """The order of the paper is the candidate's; that of the list of candidates is by their numbers."""
    subject = day.plan.papers.current().values_list("subject", flat=True).first()
    page = opened(day.browser(), f"/plans/{day.plan.uuid}/paper/?subject={subject}")
    title = next(title for title, rows in page.sheets.items() if len(rows) > 1 and title != "试卷信息")
    page.sheets[title].insert(0, page.sheets[title].pop())

    answer = page.store()

    assert [(each["how"], each["after"]) for each in answer["differences"]] == [("moved", "2")]
    assert answer["stored"]
    listed = opened(day.browser(), f"/plans/{day.plan.uuid}/candidates/")
    listed.sheets["考生"].reverse()
    assert listed.check()["differences"] == []


def test_id_numbers_are_masked_and_stay_whole(day: CentreDay):
    page = opened(day.browser(), f"/plans/{day.plan.uuid}/candidates/")
    shown = page.sheets["考生"][0]
    whole = Candidate.objects.get(ticket=shown[2], session=1).id_number

    page.put("考生", 2, "准考证号", "190119999990011099").put("考生", 2, "序号", "99")
    page.put("考生", 3, "姓名", "刘阳")
    answer = page.store()

    assert shown[4] == f"{whole[:3]}*************{whole[-2:]}"
    assert whole not in str(answer)
    assert Candidate.objects.get(ticket="190119999990011099").id_number == whole
    assert Candidate.objects.get(name="刘阳").id_complete


def test_a_session_whose_rows_were_all_removed_has_no_candidates(day: CentreDay):
    page = opened(day.browser(), f"/plans/{day.plan.uuid}/candidates/")
    page.sheets["考生"] = [row for row in page.sheets["考生"] if row[0] == "1"]

    answer = page.store()

    assert {each["how"] for each in answer["differences"]} == {"removed"}
    assert sorted(set(day.plan.candidates.values_list("session", flat=True))) == [1]


def test_an_authorised_session_stays_while_the_other_may_change(day: CentreDay):
    IssuedAuthorization.objects.create(plan=day.plan, session=1, revision=1, issued_at=clock.now())
    client = day.browser()
    first, second = (opened(client, f"/plans/{day.plan.uuid}/candidates/") for _ in range(2))
    number = next(at for at, row in enumerate(second.sheets["考生"], start=2) if row[0] == "2")

    refused = first.put("考生", 2, "姓名", "某人").store()
    stored = second.put("考生", number, "姓名", "某人").store()

    assert refused["refused"]
    assert stored["stored"]
    assert list(day.plan.candidates.filter(name="某人").values_list("session", flat=True)) == [2]


def test_what_somebody_else_stored_meanwhile_is_not_overwritten(day: CentreDay):
    page = opened(day.browser(), f"/plans/{day.plan.uuid}/typed/").rule("迟到时间(分钟)", "20")
    day.load_plan(late_limit_min=25.0)

    answer = page.store()

    assert "text" in answer
    assert Plan.objects.get().rules.late_limit_min == 25


def test_another_name_makes_another_plan_and_says_so(day: CentreDay):
    page = opened(day.browser(), f"/plans/{day.plan.uuid}/typed/").rule("考试名称", "第二次测试")

    another, *overlaps = page.check()["faults"]
    assert (another["level"], "另存为新的考务" in another["text"]) == ("warning", True)
    assert ["时间重叠" in fault["text"] for fault in overlaps] == [
        True,
        True,
    ]  # both sit in the same room at the same time
    page.store()

    assert sorted(Plan.objects.values_list("name", flat=True)) == ["测试任务", "第二次测试"]


def test_a_new_plan_does_not_replace_one_of_the_same_name(day: CentreDay):
    page = opened(day.browser(), "/plans/new/").rule("考试名称", "测试任务").rule("考场代码", day.room.code)
    page.rule("科目", SUBJECT).add("场次", "1", "上午", SUBJECT, "2026-03-08 09:00", "2026-03-08 10:00", "60", "2")

    answer = page.store()

    assert answer["refused"]
    assert Plan.objects.count() == 1


def test_who_opens_a_stored_paper_is_recorded(day: CentreDay):
    subject = day.plan.file.sessions[0].subject

    page = opened(day.browser(), f"/plans/{day.plan.uuid}/paper/?subject={subject}")

    assert day.journal()[-1] == "paper_opened"
    assert page.put("单选题", 2, "题干", "另一道题").check()["count"] == 1
    assert day.browser().get(f"/plans/{day.plan.uuid}/paper/?subject=x").status_code == 409


@pytest.mark.parametrize("path", ["new/", "{plan}/typed/", "{plan}/candidates/", "{plan}/paper/"])
def test_the_superior_level_types_nothing(day: CentreDay, path: str):
    address = f"/plans/{path.format(plan=day.plan.uuid)}"

    assert [day.browser("superior").get(address).status_code, Client().get(address).status_code] == [403, 302]


@pytest.mark.parametrize("body", [b"", b"{}", b'{"rows": 3, "begun_with": ""}'])
def test_damaged_cells_are_refused(day: CentreDay, body: bytes):
    answer = day.browser().post(f"/plans/{day.plan.uuid}/typed/", body, content_type="application/json")

    assert answer.status_code == 400


def test_cells_beyond_the_columns_are_refused(day: CentreDay):
    page = opened(day.browser(), f"/plans/{day.plan.uuid}/typed/")
    page.sheets["场次"][0].append("x")

    assert "text" in page.check()
