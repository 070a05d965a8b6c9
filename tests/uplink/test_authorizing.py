"""考试授权 comes signed from the centre, is kept, and 【确定】 releases the papers (E5)."""

from dataclasses import replace

import pytest

from exams.models import HeldAuthorization, Paper, Plan, Session
from exams.operations import allow_login, authorise, hold_authorization, load_package
from exams.operations.authorizing import Source, authorization_of
from exams.papers import open_sealed
from formats.refused import Refused
from journal.models import Event
from rooms.models import CentreLink
from tests.day import Day
from tests.uplink.conftest import opened
from tests.uplink.publishing import Publication
from tests.uplink.stand_in import OTHER_PRIVATE

pytestmark = pytest.mark.db


@pytest.fixture
def session(day: Day, published: Publication) -> Session:
    """Of a package of the centre, at 8:40."""
    load_package(day.proctor, day.room, opened(day, published))
    day.at(8, 40)
    return Session.objects.select_related("plan__room").get(plan__uuid=published.plan)


def held(day: Day, envelope: bytes) -> Session:
    return hold_authorization(day.proctor, day.room, envelope, source=Source.FILE)


def refused(day: Day, envelope: bytes) -> str:
    with pytest.raises(Refused) as told:
        held(day, envelope)
    assert not HeldAuthorization.objects.exists()
    assert not Event.objects.filter(code="authorization_received").exists()
    return told.value.code


def test_the_authorization_releases_the_papers(day: Day, session: Session, published: Publication):
    held(day, published.authorization())

    done = authorise(day.proctor, session)

    paper = Paper.objects.get(subject__session=session)
    assert open_sealed(bytes(paper.sealed), bytes(paper.key)).startswith(b"{")
    assert (done.authorised_at, done.authorised_by) == (day.now, "file")
    assert day.journal() == ["authorization_received", "authorised"]
    assert allow_login(day.proctor, done).login_allowed_at == day.now


def test_holding_it_alone_releases_nothing(day: Day, session: Session, published: Publication):
    held(day, published.authorization())

    assert bytes(Paper.objects.get(subject__session=session).key) == b""
    assert Session.objects.get(pk=session.pk).authorised_at is None


def test_what_is_kept_says_session_subjects_candidates_and_validity(day: Day, session: Session, published: Publication):
    assert authorization_of(session) is None

    held(day, published.authorization())

    found = authorization_of(session)
    assert found is not None
    assert (found.session_name, found.subjects[0].candidates) == ("First", 5)
    assert found.valid_until - found.valid_from == 45 * 60_000


def test_the_same_again_is_one(day: Day, session: Session, published: Publication):
    for _ in range(2):
        held(day, published.authorization())
        authorise(day.proctor, session)

    assert day.journal() == ["authorization_received", "authorised"]


def test_without_it_the_centres_plan_is_not_authorised(day: Day, session: Session):
    with pytest.raises(Refused) as told:
        authorise(day.proctor, session)

    assert told.value.code == "authorise.none"
    assert day.journal() == []


def test_a_plan_from_spreadsheets_needs_none(day: Day):
    day.authorised()

    assert day.session.authorised_by == "local"


@pytest.mark.parametrize(("hour", "minute", "code"), [(8, 29, "authorise.early"), (9, 16, "authorization.expired")])
def test_outside_its_validity_it_releases_nothing(
    day: Day, session: Session, published: Publication, hour: int, minute: int, code: str
):
    held(day, published.authorization())
    day.at(hour, minute)

    with pytest.raises(Refused) as told:
        authorise(day.proctor, session)

    assert told.value.code == code
    assert bytes(Paper.objects.get(subject__session=session).key) == b""


def test_one_that_has_expired_is_not_taken(day: Day, session: Session, published: Publication):
    day.at(9, 20)

    assert refused(day, published.authorization()) == "authorization.expired"


def test_a_mock_exam_that_missed_its_window_is_authorised_by_hand(day: Day, published: Publication):
    """It has no late start by code that would let the authorization still come (E5, E8)."""
    rehearsal = replace(published, kind="mock")
    load_package(day.proctor, day.room, opened(day, rehearsal))
    day.at(10, 30)

    held(day, rehearsal.authorization())
    session = authorise(day.proctor, Session.objects.select_related("plan__room").get(plan__uuid=published.plan))
    allow_login(day.proctor, session)

    assert day.journal() == ["authorization_received", "authorised", "login_allowed"]


def test_what_is_not_for_this_room_session_or_paper_is_refused(day: Day, session: Session, published: Publication):
    assert refused(day, published.authorization(room="1999999002")) == "authorization.other_room"
    assert refused(day, published.authorization(session=1, plan=str(Plan(name="").uuid))) == (
        "authorization.unknown_session"
    )
    assert refused(day, published.authorization(plan="no uuid")) == "authorization.unknown_session"
    assert refused(day, published.authorization(keys={})) == "authorization.other_papers"
    assert refused(day, replace(published, revision=9).authorization()) == "authorization.other_papers"


def test_what_another_centre_signed_or_somebody_changed_is_refused(day: Day, session: Session, published: Publication):
    assert refused(day, replace(published, private=OTHER_PRIVATE).authorization()) == "signed.other_key"
    assert refused(day, published.authorization().replace(b'"First"', b'"Other"')) == "signed.changed"
    assert refused(day, b"<html>") == "signed.malformed"


def test_one_sealed_for_another_registration_is_refused(day: Day, session: Session, published: Publication):
    CentreLink.objects.update(seal_key=b"t" * 32)

    assert refused(day, published.authorization()) == "sealed.not_ours"


def test_a_key_that_does_not_open_its_paper_is_refused(day: Day, session: Session, published: Publication):
    Paper.objects.filter(subject__session=session).update(sealed=b"x" * 60)

    assert refused(day, published.authorization()) == "paper.sealed"


def test_before_any_centre_is_known_nothing_is_taken(day: Day, published: Publication):
    CentreLink.objects.all().delete()

    assert refused(day, published.authorization()) == "authorization.no_centre"


def test_only_who_may_authorise_brings_one(day: Day, session: Session, published: Publication):
    day.proctor = day.person("supervisor")

    assert refused(day, published.authorization()) == "right.missing"
