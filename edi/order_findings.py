"""What is wrong with many purchase orders at once: the same as reading each one says.

Nearly every order is clean, and that is told of many at once, from their bytes; what is not is
read as the row path reads it.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from edi.bulk import has_usual_marks, joined, of_run, portions
from edi.column_dictionary import ids_of
from edi.column_judging import clean_sets
from edi.column_tallies import right_sets
from edi.set_runs import SetRun
from edi.sets.ts850_purchase_order import TALLY
from edi.transaction_sets import GROUPS, SETS, ReadSet, nearest_release, read_set

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from edi.bulk import Bulk
    from edi.delimiters import Delimiters
    from edi.findings import WireFinding
    from edi.framed import SetFramed
    from edi.grammar import Grammar
    from edi.guide import PartnerGuide

FINDINGS: Final = pl.Schema(
    {
        "document": pl.Int64(),
        "code": pl.String(),
        "severity": pl.String(),
        "level": pl.String(),
        "offset": pl.Int64(),
        "segment": pl.Int64(),
        "element": pl.String(),
        "found": pl.String(),
        "assumed": pl.String(),
        "message": pl.String(),
    }
)
"""One row per finding, in the order of the documents; the columns are a finding's JSON and level.

Severities are the catalogue's, before any partner's profile.
"""
CODE: Final = "850"
PORTION: Final = 1 << 19
"""Bytes of sets that are judged as columns at a time: their arrays stay in the cache."""


def read_orders(
    parts: Sequence[SetFramed | SetRun], guide: PartnerGuide | None = None
) -> Iterator[ReadSet]:
    """The 850s among framed sets and runs, in order, each as `read_set` reads it.

    Which sets of a run are clean is told of many at once; their documents are read when asked for.
    """
    placed_parts = list(placed(parts))
    odd = dict(_not_clean(placed_parts, guide))
    for place, part in placed_parts:
        if part.code != CODE:
            continue
        if not isinstance(part, SetRun):
            yield odd[place]
            continue
        for at, one in enumerate(part, place):
            read = odd.get(at)
            yield ReadSet.clean(one, guide) if read is None else read


def order_findings(
    parts: Iterable[tuple[int, SetFramed | SetRun]], guide: PartnerGuide | None = None
) -> pl.DataFrame:
    """The findings on the 850s among sets and runs, each with the document number of its first."""
    read = sorted(_not_clean(parts, guide), key=itemgetter(0))
    return findings_table((place, one.findings) for place, one in read)


def placed(parts: Iterable[SetFramed | SetRun]) -> Iterator[tuple[int, SetFramed | SetRun]]:
    """Each part with the document number of its first set."""
    place = 0
    for part in parts:
        yield place, part
        place += len(part) if isinstance(part, SetRun) else 1


def _not_clean(
    parts: Iterable[tuple[int, SetFramed | SetRun]], guide: PartnerGuide | None
) -> Iterator[tuple[int, ReadSet]]:
    """The 850s that are not certainly clean as columns tell, read one by one, in any order."""
    alike: dict[tuple[Delimiters, Grammar], list[tuple[int, SetRun]]] = {}
    for place, part in parts:
        if part.code != CODE:
            continue
        if not isinstance(part, SetRun):
            yield place, read_set(part, guide)
        elif guide is None and _is_usual(part):
            alike.setdefault((part.interchange.delimiters, _grammar(part)), []).append(
                (place, part)
            )
        else:
            yield from ((at, read_set(one, guide)) for at, one in enumerate(part, place))
    for (_, grammar), runs in alike.items():
        for some in portions((of_run(run, place) for place, run in runs), PORTION):
            yield from ((at, read_set(one)) for at, one in _odd(joined(some), grammar))


def findings_table(found: Iterable[tuple[int, Iterable[WireFinding]]]) -> pl.DataFrame:
    """Findings of documents by their numbers."""
    rows = [
        finding.as_json() | {"document": document, "level": finding.level.value}
        for document, findings in found
        for finding in findings
    ]
    return pl.DataFrame(rows, schema=FINDINGS)


def _is_usual(run: SetRun) -> bool:
    return has_usual_marks(run.interchange.delimiters) and run.group.code in ("", GROUPS[CODE])


def _grammar(run: SetRun) -> Grammar:
    known = SETS[CODE]
    return known.grammars[nearest_release(known, run.group.version)]


def _odd(bulk: Bulk, grammar: Grammar) -> Iterator[tuple[int, SetFramed]]:
    """The orders that are not certainly without a finding, by their document numbers."""
    clean, values = clean_sets(bulk, grammar)
    if values is not None:
        numbers = {name: number for number, name in enumerate(ids_of(grammar))}
        clean &= right_sets(bulk, values, TALLY, numbers)
    for at in np.flatnonzero(~clean).tolist():
        yield int(bulk.places[at]), bulk.set_at(at)
