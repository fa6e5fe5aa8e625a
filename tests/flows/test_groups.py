"""Group names: even over workers, and fixed for ever."""

from __future__ import annotations

from collections import Counter

import pytest

from flows.groups import engine_hash, group_names, number_of


@pytest.mark.parametrize("workers", [1, 2, 3, 4, 6, 8, 12, 16])
def test_groups_lie_on_the_worker_of_the_partition_that_feeds_them(workers: int) -> None:
    found = {number_of(name): engine_hash(name) % workers for name in group_names(16)}
    assert found == {number: number % workers for number in range(16)}


def test_the_names_are_database_names_and_never_change() -> None:
    assert group_names(4) == ("00ax", "01dl", "02aw", "03s")


def test_names_are_distinct_for_as_many_partitions_as_may_be_set() -> None:
    assert max(Counter(group_names(100)).values()) == 1
