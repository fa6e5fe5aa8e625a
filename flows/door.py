"""The door: what a file's piece becomes before anything is known of other pieces. Stateless."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.contracts import Contracts, accept
from domain.identity import fingerprinted
from edi.framed import SetFramed
from flows.partners import read_profiles
from flows.refusals import refused_events
from flows.results import EVENTS, FINDINGS, ORDERS, REFUSED, Result
from schemas.findings import Severity
from sources.decoding import decode
from sources.pieces import FileKind, FramedPiece, Inbox, Noted, Piece

if TYPE_CHECKING:
    import polars as pl

    from flows.progress import Progress
    from flows.settings import FlowSettings
    from sources.pieces import Item


class Door:
    """Decodes pieces, and holds events to the contracts of their sources."""

    def __init__(self, settings: FlowSettings, progress: Progress) -> None:
        self._contracts = Contracts.from_mapping(settings.contracts)
        self._profiles = read_profiles(settings)
        self._our_ids = settings.our_ids
        self._progress = progress

    def decode(self, item: tuple[str, Item]) -> list[Result]:
        """One item of a lane as results of that lane."""
        lane, piece = item
        match piece:
            case Piece(inbox=Inbox.DOCUMENTS):
                from flows.requests import read_requests  # noqa: PLC0415 - all of EDI loads slowly

                requests, found = read_requests(lane, piece, self._profiles, self._our_ids)
                if piece.kind is FileKind.JSON_LINES:
                    unfit = 0 if found is None else found.height
                    self._progress.count("requests read", len(requests) + unfit)
                self._progress.count("documents to send", len(requests))
                return requests if found is None else requests + self._noted(lane, found)
            case Piece():
                return self._records(lane, piece)
            case FramedPiece():
                from flows.trading import framed_by_pair  # noqa: PLC0415 - all of EDI loads slowly

                sets = sum(isinstance(part, SetFramed) for part in piece.framed)
                self._progress.count("EDI sets read", sets)
                return framed_by_pair(lane, piece)
            case Noted(findings=findings):
                return self._noted(lane, findings)

    def _noted(self, lane: str, findings: pl.DataFrame) -> list[Result]:
        self._progress.count("findings", findings.height)
        return findings_of(lane, findings)

    def _records(self, lane: str, piece: Piece) -> list[Result]:
        decoded = decode(piece)
        self._progress.count("bytes read", len(piece.data))
        self._progress.count("events read", decoded.events.height)
        accepted, refused = accept(decoded.events, self._contracts)
        out = findings_of(lane, decoded.findings)
        if refused.height:
            out += findings_of(lane, refused_events(refused, piece.place.file))
        if accepted.height:
            out.append(Result(lane, EVENTS, fingerprinted(accepted)))
        if decoded.orders.height:
            out.append(Result(lane, ORDERS, decoded.orders))
        self._progress.count("findings", decoded.findings.height + refused.height)
        return out


def findings_of(group: str, findings: pl.DataFrame) -> list[Result]:
    """Findings as results: all of them to read, and what was refused to the dead letters."""
    if not findings.height:
        return []
    refused = findings.filter(findings["severity"] == Severity.ERROR.value)
    out = [Result(group, FINDINGS, findings)]
    if refused.height:
        out.append(Result(group, REFUSED, refused))
    return out
