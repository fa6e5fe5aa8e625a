"""What all tests share: how hard Hypothesis tries, and which tests stay in one process."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

# A shared machine pauses at will: a slow example is no failure, only a wrong one is.
settings.register_profile(
    "ci", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("deep", parent=settings.get_profile("ci"), max_examples=2_000)
settings.load_profile(os.environ.get("CROSSDOCK_HYPOTHESIS", "ci"))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Keep together what shares a broker, or what its module made once for all its tests.

    Those that take long begin first, so that the processes end at about the same time.
    """
    for item in items:
        if item.get_closest_marker("xdist_group"):
            continue
        if item.get_closest_marker("kafka"):
            item.add_marker(pytest.mark.xdist_group("kafka"))
        elif _shares_of_its_module(item):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
    yield
    items.sort(key=_is_short)


def _is_short(item: pytest.Item) -> bool:
    """Whether a test needs no broker, and no more time than all have."""
    return not (item.get_closest_marker("kafka") or item.get_closest_marker("timeout"))


def _shares_of_its_module(item: pytest.Item) -> bool:
    known = getattr(item, "_fixtureinfo", None)
    made = known.name2fixturedefs.values() if known else ()
    return any(each.scope == "module" for definitions in made for each in definitions)
