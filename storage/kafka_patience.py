"""Asking a broker that may be away for a moment: again and again until time is up."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, TypeVar

from confluent_kafka import KafkaError, KafkaException

if TYPE_CHECKING:
    from collections.abc import Callable

Answer = TypeVar("Answer")
TRANSIENT: Final = {
    KafkaError._TRANSPORT,  # noqa: SLF001 - the client's own names begin so
    KafkaError._ALL_BROKERS_DOWN,  # noqa: SLF001
    KafkaError._TIMED_OUT,  # noqa: SLF001
    KafkaError._WAIT_CACHE,  # noqa: SLF001
    KafkaError._UNKNOWN_PARTITION,  # noqa: SLF001
    KafkaError.UNKNOWN_TOPIC_OR_PART,
    KafkaError.LEADER_NOT_AVAILABLE,
    KafkaError.NOT_LEADER_FOR_PARTITION,
    KafkaError.BROKER_NOT_AVAILABLE,
    KafkaError.NOT_CONTROLLER,
    KafkaError.REQUEST_TIMED_OUT,
    KafkaError.NETWORK_EXCEPTION,
    KafkaError.KAFKA_STORAGE_ERROR,
}
"""What a broker that dies, or has just come back, makes the client say."""
_PAUSE_SECONDS: Final = 0.1


def is_transient(error: KafkaError) -> bool:
    """Whether the same question may be answered a moment later."""
    return error.retriable() or error.code() in TRANSIENT


def ask(question: Callable[[float], Answer], wait_seconds: float) -> Answer:
    """The answer of a broker; the question gets the seconds that are left to wait for it."""
    deadline = time.monotonic() + wait_seconds
    while True:
        left = max(deadline - time.monotonic(), 0.001)
        try:
            return question(left)
        except KafkaException as broken:
            if not is_transient(broken.args[0]) or time.monotonic() + _PAUSE_SECONDS > deadline:
                raise
        time.sleep(_PAUSE_SECONDS)
