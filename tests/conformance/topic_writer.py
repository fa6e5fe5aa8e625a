"""A process that appends to a topic and says how far it is: the tests kill it in the middle."""

from __future__ import annotations

import base64
import pickle
import sys

from storage.topics import Topics
from tests.conformance.rows_of_topics import NAME, record


def main(settings: str, origin: str, rows: int, records: int) -> None:
    """Append records from sequence 0, each with an own append, and print each one's end."""
    topics = pickle.loads(base64.b64decode(settings))
    assert isinstance(topics, Topics)
    topic = topics.open(NAME)
    for number in range(records):
        topic.append(0, [record(origin, number * rows, rows)])
        print((number + 1) * rows, flush=True)
    topic.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
