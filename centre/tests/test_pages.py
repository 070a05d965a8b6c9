"""The centre's pages: who sees what, login with 考点代码, the first password, the sheet (T1, T2, B1, B4)."""

import io
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pypdf import PdfReader

from centre import operations
from centre.keys import keys
from centre.models import Account, IssuedCode
from centre.tests.day import CentreDay
from formats import centre_sheet

pytestmark = pytest.mark.db
PAGES = (
    "board",
    "board/state",
    "codes",
    "plans",
    "rooms",
    "sheet",
    "identity",
    "accounts",
    "admin",
    "admin/centre/usedcode",
)
FOR_ALL = {"board", "board/state", "codes", "plans", "rooms", "admin", "admin/centre/usedcode"}
SEEN = {
    "admin": set(PAGES),
    "1999999": set(PAGES) - {"accounts"},
    "superior": FOR_ALL,
}


def filled(day: CentreDay, kind: str = "extra_time", **changed: Any) -> dict[str, Any]:
    request = day.request(kind)
    told = {name: getattr(request, name) for name in ("kind", "session", "minutes", "count", "tickets", "challenge")}
    return {"plan": str(day.plan.uuid), **told, **changed}


def getvalue(page: Any) -> bytes:
    """The bytes of a file that is sent piece by piece."""
    return b"".join(page.streaming_content)


@pytest.mark.parametrize("name", SEEN)
def test_everybody_sees_the_pages_of_their_level(day: CentreDay, name: str):
    day.publish()
    client = day.browser(name)

    seen = {page for page in PAGES if client.get(f"/{page}/").status_code == 200}

    assert seen == SEEN[name]


def test_nobody_sees_anything_without_login(day: CentreDay):
    for page in PAGES:
        answer = Client().get(f"/{page}/")
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) in {
            (302, "/login/"),
            (302, "/admin/login/"),
        }


@pytest.mark.parametrize(
    "path", ["plans/{plan}/publish/", "rooms/{room}/release/", "plans/{plan}/authorization/1/", "rooms/add/"]
)
def test_the_superior_level_changes_nothing(day: CentreDay, path: str):
    path = path.format(plan=day.plan.uuid, room=day.room.pk)

    assert day.browser("superior").post(f"/{path}").status_code == 403


def test_acts_need_the_token_of_the_form(day: CentreDay):
    client = day.browser(strict=True)

    assert client.post(f"/plans/{day.plan.uuid}/publish/").status_code == 403


def test_login_is_by_the_code_of_the_centre(day: CentreDay):
    client = Client()

    answer = client.post("/login/", {"username": "1999999", "password": "888"}, follow=True)

    assert answer.redirect_chain == [("/board/", 302)]


def test_five_wrong_passwords_lock_the_name_for_a_while(day: CentreDay):
    client = Client()
    for _ in range(5):
        answer = client.post("/login/", {"username": "1999999", "password": "wrong"})

    assert answer.status_code == 429
    assert client.post("/login/", {"username": "1999999", "password": "888"}).status_code == 429


def test_with_a_first_password_the_pages_answer_this_machine_only_and_rooms_are_answered(day: CentreDay):
    elsewhere = Client(REMOTE_ADDR="192.168.2.99")
    assert elsewhere.get("/board/").status_code == 403
    assert elsewhere.get("/api/v1/centre").status_code == 200

    for user in User.objects.all():
        operations.set_password(day.by, user.username, f"a good one for {user.pk}")

    assert elsewhere.get("/login/").status_code == 200


def test_a_password_is_changed_once_it_is_good(day: CentreDay):
    client = Client()
    client.post("/login/", {"username": "1999999", "password": "888"})
    told = {"old_password": "888", "new_password1": "1999999001", "new_password2": "1999999001"}
    assert client.post("/password/", told).context["form"].errors

    good = told | {"new_password1": "blue horse lamp", "new_password2": "blue horse lamp"}
    client.post("/password/", good)

    assert not Account.objects.get(user__username="1999999").has_first_password


# --- codes
def test_the_page_shows_the_code(day: CentreDay):
    day.publish()

    page = day.browser().post("/codes/", filled(day, tickets="dx68 ag4a", challenge="7k2m-9qxa"))

    assert page.context["computed"].code == IssuedCode.objects.get().code
    code = IssuedCode.objects.get().code
    assert f"{code[:4]} {code[4:]}" in page.content.decode()


@pytest.mark.parametrize("day", [{"code_policy": "superior"}], indirect=True)
def test_for_a_plan_of_the_superior_level_the_page_shows_the_request_to_pass_on(day: CentreDay):
    day.publish()

    page = day.browser().post("/codes/", filled(day))

    assert page.context["pass_on"] == day.request()
    assert not IssuedCode.objects.exists()
    assert day.browser("superior").post("/codes/", filled(day)).context["computed"].code


@pytest.mark.parametrize(
    "changed", [{"plan": "x"}, {"kind": "any"}, {"session": 0}, {"challenge": ""}, {"minutes": -1}]
)
def test_a_form_that_is_not_filled_in_says_what(day: CentreDay, changed: dict[str, Any]):
    day.publish()

    page = day.browser().post("/codes/", filled(day, **changed))

    assert list(page.context["form"].errors) == list(changed)


def test_a_request_that_cannot_be_says_why(day: CentreDay):
    day.publish()

    assert day.browser().post("/codes/", filled(day, minutes=600)).context["refused"]


def test_codes_used_that_were_not_computed_come_first(day: CentreDay):
    day.registered()
    package = day.publish()
    operations.compute_code(day.by, package, day.request())
    day.tell("codes/used", day.use_of(day.request("late_candidate"), "00000000"))

    lines = day.browser().get("/codes/").context["lines"]

    assert [(line.issued is None, line.used is None) for line in lines] == [(True, False), (False, True)]


# --- rooms and plans
def test_a_room_is_published_released_and_told(day: CentreDay):
    day.registered()
    client = day.browser()

    client.post(f"/plans/{day.plan.uuid}/publish/")
    client.post(f"/rooms/{day.room.pk}/release/")

    assert day.journal()[-2:] == ["package_published", "room_released"]
    assert "1999999001" in client.get("/rooms/").content.decode()


def test_a_room_is_added_with_a_registration_code(day: CentreDay):
    page = day.browser().post("/rooms/add/", {"code": "1999999002", "name": "二楼机房"}, follow=True)

    assert "1999999002" in str(next(iter(page.context["messages"])))


def test_package_and_authorization_go_out_as_files(day: CentreDay):
    operations.set_offline(day.by, is_offline=True)
    package = day.publish()
    client = day.browser()

    packed = getvalue(client.get(f"/plans/{day.plan.uuid}/package/"))
    early = client.post(f"/plans/{day.plan.uuid}/authorization/1/", follow=True)
    day.at(9)
    signed = client.post(f"/plans/{day.plan.uuid}/authorization/1/")

    assert packed == operations.package_file(package).read_bytes()
    assert early.redirect_chain
    assert signed.json()["kind"] == "authorization"


# --- 考点信息表
def test_the_sheet_can_be_dropped_on_the_rooms_page(day: CentreDay):
    day.publish()

    page = day.browser().get("/sheet/centre_info_sheet.html")

    sheet = centre_sheet.read(io.BytesIO(page.content))
    [room] = sheet.rooms
    assert sheet.faults == []
    assert (room.code, room.address) == ("1999999001", "192.168.2.46")
    assert room.registration_code == day.room.registration_code
    assert [(each.number, each.name, each.candidates) for each in room.sessions] == [
        (1, "第一场次", 40),
        (2, "第二场次", 40),
    ]
    assert room.sessions[0].first_ticket == "190119999990011001"
    assert sheet.exported_at == "2026-03-08 08:00:00"


def test_the_sheet_is_also_a_pdf_with_the_fingerprint_of_the_key(day: CentreDay):
    day.publish()

    page = day.browser().get("/sheet/centre_info_sheet.pdf")

    text = "".join(each.extract_text() for each in PdfReader(io.BytesIO(page.content)).pages).replace("\n", "")
    assert keys().fingerprint in text
    assert day.room.registration_code in text


def test_the_address_of_the_centre_is_checked(day: CentreDay):
    client = day.browser()

    client.post("/identity/", {"code": "1999999", "name": "测试考点", "address": "192.168.2.300"})
    client.post("/identity/", {"code": "1999998", "name": "测试考点", "address": "192.168.2.9"})

    assert client.get("/identity/").context["form"]["address"].value() == "192.168.2.46"
    client.post("/identity/", {"code": "1999999", "name": "测试考点", "address": "192.168.2.9:8110"})
    assert client.get("/identity/").context["form"]["address"].value() == "192.168.2.9:8110"
