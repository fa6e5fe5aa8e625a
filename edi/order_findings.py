"""What is wrong with many purchase orders at once, as a table: the same as reading each one says.

Nearly every order is clean, and that is told from its bytes without making an object of it; what
is not is read as the row path reads it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from edi.clean import is_clean
from edi.set_runs import SetRun
from edi.transaction_sets import GROUPS, SETS, nearest_release, read_set

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from edi.findings import WireFinding
    from edi.framed import SetFramed
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


def order_findings(
    parts: Iterable[tuple[int, SetFramed | SetRun]], guide: PartnerGuide | None = None
) -> pl.DataFrame:
    """The findings on the 850s among sets and runs, each with the document number of its first."""
    found: list[tuple[int, Iterable[WireFinding]]] = []
    for place, part in parts:
        if part.code != CODE:
            continue
        if isinstance(part, SetRun):
            found += ((place + at, read_set(part[at], guide).findings) for at in _odd(part, guide))
        else:
            found.append((place, read_set(part, guide).findings))
    return findings_table(found)


def findings_table(found: Iterable[tuple[int, Iterable[WireFinding]]]) -> pl.DataFrame:
    """Findings of documents by their numbers."""
    rows = [
        finding.as_json() | {"document": document, "level": finding.level.value}
        for document, findings in found
        for finding in findings
    ]
    return pl.DataFrame(rows, schema=FINDINGS)


def _odd(run: SetRun, guide: PartnerGuide | None) -> Iterator[int]:
    """The sets of a run that are not clean for certain; with a guide, all of them may be odd."""
    if guide is not None or run.group.code not in ("", GROUPS[CODE]):
        yield from range(len(run))
        return
    known, marks = SETS[CODE], run.interchange.delimiters
    grammar = known.grammars[nearest_release(known, run.group.version)]
    for at in range(len(run)):
        raw = run.raw(at)
        if not (is_clean(raw, grammar, marks) and known.sure(raw, marks)):
            yield at
