"""What the dialogs offer to choose from: categories and texts of reasons, texts of messages (F7, F9)."""

from dataclasses import asdict
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from incidents.reasons import message_templates, reasons


@login_required
@require_GET
def catalogues(request: HttpRequest, session: UUID) -> JsonResponse:
    """The same for every session; nothing of a room is in it."""
    kinds = {kind: [asdict(category) for category in categories] for kind, categories in reasons().items()}
    return JsonResponse({"reasons": kinds, "messages": message_templates()})
