"""A limit of requests by client: whoever asks too often is told when to come back; others do not notice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.cli.main import command_line
from parser.cli.serve import _rate
from parser.web import limits
from parser.web.limits import Buckets, named
from parser.web.site import Settings
from web_world import World, asking


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_a_burst_is_allowed_then_the_rate():
    clock = Clock()
    buckets = Buckets(2, clock=clock)
    assert [buckets.wait("a") for _ in range(10)] == [0.0] * 10
    assert buckets.wait("a") == pytest.approx(0.5)
    clock.now += 0.5
    assert buckets.wait("a") == 0.0
    assert buckets.wait("a") > 0
    assert buckets.wait("b") == 0.0


@given(st.lists(st.floats(0, 3), max_size=60), st.integers(1, 10))
def test_no_client_gets_more_than_its_burst_and_its_rate(pauses, rate):
    clock = Clock()
    buckets = Buckets(rate, clock=clock)
    allowed = 0
    for pause in pauses:
        clock.now += pause
        allowed += buckets.wait("a") == 0.0
    assert allowed <= rate * limits.BURST + rate * sum(pauses) + 1e-6


@given(st.lists(st.floats(0, 3), max_size=60))
def test_who_waits_as_long_as_told_is_allowed(pauses):
    clock = Clock()
    buckets = Buckets(3, clock=clock)
    for pause in pauses:
        clock.now += pause
        seconds = buckets.wait("a")
        if seconds:
            clock.now += seconds + 1e-9
            assert buckets.wait("a") == 0.0


def test_a_client_is_its_address_and_of_ipv6_the_network():
    assert named("192.0.2.7") == named("::ffff:192.0.2.7") == "192.0.2.7"
    assert named("2001:db8::1") == named("2001:db8::ffff:1") != named("2001:db8:0:1::1")
    assert named("fe80::1%eth0") == named("fe80::2")
    assert named("testclient") == "testclient"


def test_only_so_many_clients_are_remembered(monkeypatch):
    monkeypatch.setattr(limits, "CLIENTS", 3)
    buckets = Buckets(1, clock=Clock())
    for number in range(10):
        buckets.wait(str(number))
    assert len(buckets._held) == 3


def test_the_server_tells_when_to_come_back(tmp_path):
    with World(tmp_path, Settings(rate=1)) as world:
        get = asking(world.app)
        answers = [get("/api/v1") for _ in range(6)]
        page = get("/", accept_language="sv")
    assert [one.status_code for one in answers] == [200] * 5 + [429]
    assert answers[-1].headers["content-type"] == "application/problem+json"
    assert answers[-1].json()["type"] == "/api#problem-too-often"
    assert answers[-1].headers["retry-after"] == "1"
    assert "content-security-policy" in answers[-1].headers
    assert page.status_code == 429
    assert "För många frågor på kort tid" in page.text


@pytest.mark.parametrize(
    ("given_options", "expected"),
    [
        ([], 0.0),
        (["--host", "0.0.0.0"], 20.0),
        (["--host", "0.0.0.0", "--base-url", "https://example.org/"], 0.0),
        (["--host", "0.0.0.0", "--rate", "0"], 0.0),
        (["--rate", "5"], 5.0),
    ],
)
def test_there_is_a_limit_where_others_reach_the_server_directly(given_options, expected):
    assert _rate(command_line().parse_args(["serve", *given_options])) == expected
