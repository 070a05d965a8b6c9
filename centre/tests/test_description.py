"""The API does what its description says, and the description in docs/ is the one that is served (T2)."""

import json
import re
from pathlib import Path
from typing import Any, Final

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from centre.api import limits
from centre.api.v1 import api
from centre.tests.day import CentreDay

DOCUMENT: Final = Path(__file__).parents[2] / "docs" / "centre-api.json"
FEW: Final = settings(
    max_examples=8,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


def described() -> dict[str, Any]:
    return json.loads(json.dumps(api.get_openapi_schema()))


def _cases() -> list[tuple[str, str, GenerationMode]]:
    """What takes nothing at all can be asked well only."""
    found = []
    for path, methods in sorted(described()["paths"].items()):
        for method, operation in methods.items():
            takes = operation.get("parameters") or operation.get("requestBody") or operation.get("security")
            found += [(path, method, mode) for mode in GenerationMode if takes or mode == GenerationMode.POSITIVE]
    return found


def test_the_description_in_the_documentation_is_the_one_that_is_served():
    assert json.loads(DOCUMENT.read_text()) == described()


def test_the_page_of_the_api_brings_everything_itself(day: CentreDay):
    page = Client().get("/api/v1/docs").content.decode()

    assert re.findall(r'(?:src|href)="([^/"]|//|https?:)', page) == []


@pytest.mark.parametrize(("path", "method", "mode"), _cases())
def test_whatever_is_sent_the_answer_is_one_of_those_described(
    day: CentreDay, path: str, method: str, mode: GenerationMode
):
    day.registered()
    day.publish()
    operation = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())[path][method.upper()]

    @FEW
    @given(operation.as_strategy(generation_mode=mode))
    def each(case: Any) -> None:
        for limit in (limits.of_room, limits.pieces, limits.registrations, limits.unknown):
            limit.clear()
        case.call_and_validate(headers={"Authorization": f"Bearer {day.token}"}, checks=CHECKS)

    each()
