"""What lies beside a violation, to be looked at or kept (E9)."""

import hashlib
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from formats.refused import N_, Refused
from incidents.attachments import TYPES
from incidents.models import Violation
from rooms.address import client_address
from rooms.rights import actor_of, require


@login_required
@require_GET
def attachment(request: HttpRequest, session: UUID, violation: int) -> HttpResponse:
    """The file as it was brought; where it is gone or is another one than was brought, it is `Refused`."""
    having = Violation.objects.exclude(attachment="").select_related("sitting__session__plan__room")
    found = get_object_or_404(having, pk=violation, sitting__session__uuid=session)
    require(actor_of(request.user, client_address(request)), "rooms.see_room", found.sitting.room)
    content = _content(found)
    if content is None:
        told = N_("The attachment is not on the disk any more as it was brought. Look for it in a backup.")
        raise Refused("attachment.lost", told)
    kind = str(found.attachment.name).rsplit(".", 1)[-1]
    name = f"{found.sitting.candidate.ticket}-{found.type.code}-{found.pk}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=TYPES[kind], headers=headers)


def _content(violation: Violation) -> bytes | None:
    try:
        with violation.attachment.open("rb") as stream:
            content: bytes = stream.read()
    except OSError:  # the disk lost it, or a backup without it was restored
        return None
    return content if hashlib.sha256(content).hexdigest() == violation.attachment_sha256 else None
