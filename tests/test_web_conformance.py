"""The API against its own OpenAPI description, by Schemathesis: every answer is one that it promises."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from starlette.testclient import TestClient

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis asks the questions and is not installed")

pytestmark = pytest.mark.long

EXAMPLES = 15


def checks():
    """All that fit: not whether every well-formed question is accepted (a cursor that nobody gave is refused)."""
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks as openapi

    return [
        not_a_server_error,
        openapi.status_code_conformance,
        openapi.content_type_conformance,
        openapi.response_schema_conformance,
        openapi.response_headers_conformance,
        openapi.negative_data_rejection,
        openapi.unsupported_method,
    ]


@pytest.mark.parametrize("mode", ["positive", "negative"])
def test_every_answer_is_one_that_the_description_promises(web, mode):
    description = schemathesis.openapi.from_asgi("/api/v1/openapi.json", web.app)
    asked = {}
    for result in description.get_all_operations():
        operation = result.ok()
        asked.setdefault(operation.path, [])

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=schemathesis.GenerationMode(mode)))
        def ask(case):
            response = case.call()
            asked[case.operation.path].append(response.status_code)
            # Schemathesis does not count 414 as a refusal, which it is.
            fit = [one for one in checks() if response.status_code != 414 or "negative" not in one.__name__]
            case.validate_response(response, checks=fit)

        try:
            ask()
        except Exception as error:
            if type(error).__name__ not in (
                "SkipTest",
                "Unsatisfiable",
                "Skipped",
            ):  # nothing of this address can be wrong
                raise
    assert set(asked) == set(TestClient(web.app).get("/api/v1/openapi.json").json()["paths"])
    assert {status for answers in asked.values() for status in answers} <= {200, 400, 404, 405, 406, 414}
    assert sum(map(len, asked.values())) > 100
