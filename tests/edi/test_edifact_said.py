"""What an EDIFACT message says beside a line's own quantity, price and number."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from edi.documents.line_parts import Adjustment, LineAnswer, Variance
from edi.documents.parts import Measure, Note
from edi.edifact_writing import PLAIN, edifact_segment
from edi.rewriting import write_json
from edi.transaction_sets import MESSAGES, read_set
from tests.edi.test_edifact import message
from tests.edi.test_edifact_lines import HEADS, QUANTITIES, lines
from tests.edi.test_rewriting import first_set, printed
from tests.edi.wire import sets_of

DIRECTORIES = ("D96A", "D01B")
LINED = ("ORDERS", "ORDCHG", "ORDRSP", "DESADV", "INVOIC")
DAY = date(2026, 3, 2)


def whole(code: str, line: tuple[str, ...], head: tuple[str, ...] = ()) -> tuple[str, ...]:
    """A message of one line, with these segments in its header."""
    begin = HEADS[code] if code != "DESADV" else HEADS[code][:2]
    body = (*begin, *head, *(("CPS+1",) if code == "DESADV" else ()), *line)
    end = {"DESADV": ("CNT+2:1",), "INVOIC": ("UNS+S", "CNT+2:1", "MOA+77:1")}
    return (*body, *end.get(code, ("UNS+S", "CNT+2:1")))


def data_of(code: str, directory: str, *body: str) -> bytes:
    named = f"{directory[0]}:{directory[1:]}".encode()
    return message(*body, code=code).replace(b"D:96A", named)


def again(code: str, directory: str, *body: str) -> Any:
    """The document of a clean message, which is written as it came."""
    (one,) = sets_of(data_of(code, directory, *body))
    found = read_set(one)
    assert [each.as_json() for each in found.findings] == []
    written = [
        edifact_segment(each, PLAIN) for each in MESSAGES[code].write(found.document, directory)
    ]
    assert written == list(body)
    return found.document


def changed(data: bytes, change: Any) -> bytes:
    """A file of which a document was changed."""
    table = printed(data)
    change(first_set(table)["document"])
    written = write_json(table, None)
    assert written.findings == ()
    return written.content


def line_of(code: str, *more: str) -> tuple[str, ...]:
    return ("LIN+1++54101:EN", f"QTY+{QUANTITIES.get(code, '21')}:24:PCE", *more)


@pytest.mark.parametrize("directory", DIRECTORIES)
@pytest.mark.parametrize("code", LINED)
def test_a_line_says_how_many_are_in_a_unit_and_what_is_free(code: str, directory: str):
    body = whole(code, line_of(code, "QTY+59:12:PCE", "QTY+192:2:PCE"))
    (line,) = lines(code, again(code, directory, *body))
    assert line.quantities == (
        Measure(qualifier="59", quantity=Decimal(12), uom="PCE"),
        Measure(qualifier="192", quantity=Decimal(2), uom="PCE"),
    )
    assert (line.quantity, getattr(line, "answers", ())) == (24, ())

    def change(document: Any) -> None:
        lines_of = document["levels"][0]["levels"] if code == "DESADV" else document["lines"]
        lines_of[0]["quantities"][1]["quantity"] = "3"

    data = data_of(code, directory, *body)
    assert changed(data, change) == data.replace(b"QTY+192:2", b"QTY+192:3")


def test_a_sub_line_says_its_other_quantities_too():
    body = whole("ORDERS", line_of("ORDERS", "LIN+2++7:EN+1:1", "QTY+21:1", "QTY+59:6:PCE"))
    (line,) = again("ORDERS", "D96A", *body).lines
    assert [each.quantity for each in line.sublines[0].quantities] == [6]


def test_what_becomes_of_an_ordered_quantity_is_still_its_answer():
    body = whole("ORDRSP", line_of("ORDRSP", "QTY+12:20:PCE", "QTY+83:4:PCE", "QTY+59:12:PCE"))
    (line,) = again("ORDRSP", "D96A", *body).lines
    assert line.answers == (
        LineAnswer(status="12", quantity=Decimal(20), uom="PCE"),
        LineAnswer(status="83", quantity=Decimal(4), uom="PCE"),
    )
    assert [each.qualifier for each in line.quantities] == ["59"]


@pytest.mark.parametrize("directory", DIRECTORIES)
@pytest.mark.parametrize("code", ["DESADV", "INVOIC"])
def test_an_item_says_where_its_parts_go_and_when(code: str, directory: str):
    dated = ("DTM+2:20261201:102", "QTY+11:20:PCE")
    first = ("LOC+7+0101::92", *(dated if code == "DESADV" else reversed(dated)))
    body = whole(code, line_of(code, *first, "LOC+18+NYC", "QTY+12:4:PCE"))
    (line,) = lines(code, again(code, directory, *body))
    store, other = line.places
    assert (store.qualifier, store.location, store.agency) == ("7", "0101", "92")
    assert (store.quantity, store.uom, store.quantity_kind) == (20, "PCE", "")
    assert [(each.qualifier, each.date) for each in store.dates] == [("2", date(2026, 12, 1))]
    assert (other.location, other.quantity, other.quantity_kind) == ("NYC", 4, "12")


VARIED = Variance(
    quantity=Decimal(-4), quantity_kind="21", discrepancy="BP", reason="PW", description="LATE"
)


@pytest.mark.parametrize("directory", DIRECTORIES)
@pytest.mark.parametrize("code", LINED)
def test_a_line_says_by_how_much_it_varies_and_why(code: str, directory: str):
    body = whole(code, line_of(code, "QVR+-4:21+BP+PW:::LATE"))
    (line,) = lines(code, again(code, directory, *body))
    assert line.variances == (VARIED,)


def test_a_variance_of_a_despatch_says_when_the_rest_comes():
    rest = ("QVR+-4:21+BP", "DTM+11:20260309:102", "QVR+-1:21+CP")
    (line,) = lines("DESADV", again("DESADV", "D96A", *whole("DESADV", line_of("DESADV", *rest))))
    first, second = line.variances
    assert (first.quantity, first.discrepancy) == (-4, "BP")
    assert [(each.qualifier, each.date) for each in first.dates] == [("11", date(2026, 3, 9))]
    assert (second.quantity, second.dates) == (-1, ())


@pytest.mark.parametrize("directory", DIRECTORIES)
def test_an_answer_says_why_a_line_is_another_than_was_ordered(directory: str):
    body = whole("ORDRSP", line_of("ORDRSP", "AJT+1+7", "FTX+AAI+++TOO LATE"), ("AJT+4",))
    document = again("ORDRSP", directory, *body)
    why = Note(qualifier="AAI", texts=("TOO LATE",))
    assert document.adjustments == (Adjustment(reason="4"),)
    assert document.lines[0].adjustments == (Adjustment(reason="1", line="7", notes=(why,)),)


RATED = {"ORDERS": "9", "ORDCHG": "9", "ORDRSP": "9", "INVOIC": "4"}


@pytest.mark.parametrize("directory", DIRECTORIES)
@pytest.mark.parametrize("code", RATED)
def test_a_rate_of_exchange_and_its_day_are_said_and_come_back(code: str, directory: str):
    kind = RATED[code]
    rate = (f"CUX+2:EUR:{kind}:1+3:USD:11:1+1.0785+ECR", "DTM+134:20260302:102")
    data = data_of(code, directory, *(body := whole(code, line_of(code), rate)))
    document = again(code, directory, *body)
    assert document.currency == "EUR"
    (said,) = document.currencies
    assert (said.usage, said.currency, said.kind, said.base) == ("2", "EUR", kind, 1)
    assert (said.target_usage, said.target, said.target_kind) == ("3", "USD", "11")
    assert (said.rate, said.market) == (Decimal("1.0785"), "ECR")
    assert [(each.qualifier, each.date) for each in said.dates] == [("134", DAY)]

    def change(table: Any) -> None:
        table["currency"], table["currencies"][0]["rate"] = "CHF", "1.1"

    right = data.replace(b"2:EUR", b"2:CHF").replace(b"+1.0785", b"+1.1")
    assert changed(data, change) == right


@pytest.mark.parametrize("code", RATED)
def test_a_currency_alone_is_that_of_the_document(code: str):
    body = whole(code, line_of(code), (f"CUX+2:EUR:{RATED[code]}",))
    document = again(code, "D96A", *body)
    assert (document.currency, document.currencies) == ("EUR", ())
    other = again(code, "D96A", *whole(code, line_of(code), ("CUX+2:EUR:7", "CUX+3:USD:4")))
    assert (other.currency, [each.currency for each in other.currencies]) == ("EUR", ["EUR", "USD"])


@pytest.mark.parametrize("directory", DIRECTORIES)
@pytest.mark.parametrize("code", LINED)
def test_what_a_reference_names_has_its_day(code: str, directory: str):
    day = "DTM+171:20260302:102"
    party = ("NAD+BY+54::9", "RFF+VA:BE0123", day)
    body = whole(code, line_of(code, "RFF+CT:C-1", day), ("RFF+CT:C-9", day, *party))
    document = again(code, directory, *body)
    (line,) = lines(code, document)
    found = [*document.references[-1:], *document.parties[0].references, *line.references]
    assert [(each.value, each.dates[0].qualifier, each.dates[0].date) for each in found] == [
        ("C-9", "171", DAY),
        ("BE0123", "171", DAY),
        ("C-1", "171", DAY),
    ]


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("ORDCHG", ("number", "date")),
        ("ORDRSP", ("number", "date")),
        ("INVOIC", ("order", "order_date")),
    ],
)
def test_the_day_of_the_order_that_is_named_is_the_order_s(code: str, fields: tuple[str, str]):
    body = whole(code, line_of(code), ("DTM+171:20260302:102",))
    document = again(code, "D96A", *body)
    assert [getattr(document, name) for name in fields] == ["PO1", DAY]
    assert document.references == ()

    def change(table: Any) -> None:
        table.update(dict(zip(fields, ("PO2", "2026-03-03"), strict=True)))

    data = data_of(code, "D96A", *body)
    right = data.replace(b"ON:PO1", b"ON:PO2").replace(b"171:20260302", b"171:20260303")
    assert changed(data, change) == right


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("DTM+171:202603020615:203",), [("PO1", "", 1)]),
        (("DTM+4:20260302:102",), [("PO1", "", 1)]),
        (("DTM+171:20260302:102", "RFF+ON:PO2:7"), [("PO1", "", 1), ("PO2", "7", 0)]),
    ],
)
def test_a_reference_that_says_more_of_the_order_stays_whole(
    more: tuple[str, ...], said: list[tuple[str, str, int]]
):
    body = whole("ORDRSP", line_of("ORDRSP"), more)
    document = again("ORDRSP", "D96A", *body)
    assert document.number == "PO1"
    assert document.date == (None if "+4:" in more[0] else DAY)
    assert [(one.value, one.line, len(one.dates)) for one in document.references] == said
    data = data_of("ORDRSP", "D96A", *body)
    right = data.replace(b"ON:PO1", b"ON:PO3")
    assert changed(data, lambda table: table.update({"number": "PO3"})) == right


def test_a_report_says_when_what_it_names_was():
    moved = ("BGM+23+ST-1+9", "DTM+137:20260310:102", "RFF+BM:B-1", "DTM+171:20260302:102")
    body = (*moved, "CNI+1+SH-7001", "STS+1+21+1", "DTM+334:20260310:102")
    report = again("IFTSTA", "D96A", *body)
    assert [(each.value, each.dates[0].date) for each in report.references] == [("B-1", DAY)]
    stock = ("BGM+35+INV-1+9", "DTM+137:20260309:102", "RFF+CT:C-1", "DTM+171:20260302:102")
    body = (*stock, "LIN+1++5:EN", "RFF+AAJ:7", "DTM+171:20260302:102", "QTY+145:1:PCE")
    advice = again("INVRPT", "D96A", *body)
    found = [*advice.references, *advice.lines[0].references]
    assert [each.dates[0].date for each in found] == [DAY, DAY]


PCI = (
    "PCI+33E+BEST BEFORE:KEEP COOL",
    "RFF+BT:B-1",
    "DTM+361:20270101:102",
    "GIN+BJ+340123450000000018",
)


@pytest.mark.parametrize("directory", DIRECTORIES)
def test_a_package_says_what_is_on_it_and_until_when_it_is_best(directory: str):
    body = (*HEADS["DESADV"], "PAC+1++CT", *PCI, *line_of("DESADV"), "CNT+2:1")
    (package,) = again("DESADV", directory, *body).levels
    (marking,) = package.markings
    assert (marking.instructions, marking.texts) == ("33E", ("BEST BEFORE", "KEEP COOL"))
    assert [each.value for each in marking.references] == ["B-1"]
    assert [each.date for each in marking.dates] == [date(2027, 1, 1)]
    assert package.marks == marking.marks
    assert [each.number for each in package.marks] == ["340123450000000018"]
    data = data_of("DESADV", directory, *body)

    def change(table: Any) -> None:
        table["levels"][0]["markings"][0]["dates"][0]["date"] = "2027-02-01"

    assert changed(data, change) == data.replace(b"361:20270101", b"361:20270201")
    table = printed(data)
    first_set(table)["document"]["levels"][0]["marks"][0]["number"] = "7"
    assert write_json(table, None).findings != ()


def test_packages_with_numbers_alone_have_marks_alone():
    cartons = ("PCI+33E", "GIN+BJ+340123450000000018", "PCI+33E", "GIN+BJ+340123450000000025")
    body = (*HEADS["DESADV"], "PAC+2++CT", *cartons, *line_of("DESADV"), "CNT+2:1")
    (one,) = sets_of(message(*body, code="DESADV"))
    (package,) = read_set(one).document.levels
    assert (len(package.marks), package.markings) == (2, ())


STAGE = "TDT+20+V12+30+31+RDWY:172:182:ROADWAY+++ABC123:::NORTH:BE"
BOX = ("EQD+CN+MSKU1234565::5:DK+22G1:::BOX+2+3+5", "MEA+AAE+G+KGM:18200")
SEAL = "SEL+S-77+CA:::ROADWAY+1+S-77:S-80"


def in_box(unit: Any) -> list[object]:
    """What an equipment says of itself."""
    (seal,) = unit.seals
    return [
        *(unit.kind, unit.number, unit.agency, unit.country, unit.size, unit.size_name),
        *(unit.supplier, unit.status, unit.load, unit.measures[0].quantity),
        *(seal.number, seal.party, seal.party_name, seal.condition, seal.first, seal.last),
    ]


BOXED = [
    *("CN", "MSKU1234565", "5", "DK", "22G1", "BOX", "2", "3", "5", 18200),
    *("S-77", "CA", "ROADWAY", "1", "S-77", "S-80"),
]


@pytest.mark.parametrize("directory", DIRECTORIES)
def test_a_status_says_on_which_stage_and_in_what_the_goods_were(directory: str):
    day, place, number = "DTM+132:20260312:102", "LOC+9+BEANR", "RFF+CN:PRO-1"
    behind = (number, place, day)
    if directory == "D01B":
        behind = (day, number, place, "DTM+133:20260311:102")
    head = ("BGM+23+ST-1+9", "DTM+137:20260310:102", "CNI+1+SH-7001", "STS+1+21+1")
    own = ("DTM+334:20260310:102", "LOC+5+MSP")
    body = (*head, *own, STAGE, *behind, *BOX, SEAL)
    (event,) = again("IFTSTA", directory, *body).legs[0].events
    assert (event.city, [each.id for each in event.places]) == ("MSP", ["MSP"])
    (stage,) = event.routing
    assert (stage.sequence, stage.conveyance, stage.mode, stage.kind) == ("20", "V12", "30", "31")
    assert (stage.carrier, stage.description) == ("RDWY", "ROADWAY")
    assert (stage.means, stage.means_name, stage.nationality) == ("ABC123", "NORTH", "BE")
    assert [each.location for each in stage.places] == ["BEANR"]
    assert [each.date for each in stage.dates] == [date(2026, 3, 12)]
    assert [each.value for each in stage.references] == ["PRO-1"]
    later = [each.date for each in stage.places[0].dates]
    assert later == ([date(2026, 3, 11)] if directory == "D01B" else [])
    (unit,) = event.transport_units
    assert in_box(unit) == BOXED


@pytest.mark.parametrize("directory", DIRECTORIES)
def test_a_despatch_advice_says_how_it_goes_on_which_terms_and_in_what(directory: str):
    party = ("NAD+DP+5412345000020::9", "LOC+7+GATE 4", "RFF+VA:BE0123")
    gone = ("TOD+3++FCA", STAGE, "LOC+9+BEANR", "DTM+133:20260311:102", *BOX, SEAL)
    notice = again("DESADV", directory, *whole("DESADV", line_of("DESADV"), (*party, *gone)))
    assert [each.location for each in notice.parties[0].places] == ["GATE 4"]
    (stage,) = notice.routing
    assert (stage.means, stage.places[0].location) == ("ABC123", "BEANR")
    assert [each.date for each in stage.places[0].dates] == [date(2026, 3, 11)]
    assert [each.terms for each in notice.freight] == ["FCA"]
    (unit,) = notice.transport_units
    assert in_box(unit) == BOXED


@pytest.mark.parametrize("code", ["ORDERS", "ORDCHG", "ORDRSP"])
def test_an_order_says_where_a_stage_begins_and_when(code: str):
    gone = (STAGE, "LOC+9+BEANR", "DTM+133:20260311:102")
    document = again(code, "D01B", *whole(code, line_of(code), gone))
    (place,) = document.routing[0].places
    assert (place.location, place.dates[0].date) == ("BEANR", date(2026, 3, 11))


@pytest.mark.parametrize("directory", DIRECTORIES)
@pytest.mark.parametrize("code", ["ORDERS", "ORDCHG", "ORDRSP", "INVOIC"])
def test_a_document_says_how_it_is_to_be_paid(code: str, directory: str):
    begin, day, *others = whole(code, line_of(code))
    document = again(code, directory, begin, day, "PAI+1::42::9:2", *others)
    (said,) = document.payment_instructions
    assert (said.conditions, said.guarantee, said.means) == ("1", "", "42")
    assert (said.agency, said.channel) == ("9", "2")


def test_a_charge_s_amount_is_exact_whichever_code_it_has():
    charge = ("ALC+C++++FC", "MOA+25:100", "MOA+23:10.05", "UNS+S", "MOA+77:1")
    (one,) = sets_of(data_of("INVOIC", "D96A", *HEADS["INVOIC"], *charge))
    assert [each.amount for each in read_set(one).document.charges] == [Decimal("10.05")]
