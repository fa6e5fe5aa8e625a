"""Dates, times and periods of X12 by their formats: read, judged by every judge, and changed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from edi.bulk import joined, of_run
from edi.clean import matcher
from edi.column_judging import clean_sets
from edi.columns import order_tables
from edi.rewriting import write_json
from edi.transaction_sets import read_set
from tests.edi.test_column_judging import grammar_of, runs_in
from tests.edi.unread_segments import one_set, printed
from tests.edi.wire import BODY, interchange, order_set, sets_of


def order(dtm: str) -> list[str]:
    """An order with this DTM."""
    return order_set((BODY[0], dtm, *BODY[2:]))


def said(dtm: str) -> dict[str, Any]:
    """What is read of this DTM, without its qualifier and its format."""
    (moment,) = read_set(sets_of(interchange(order(dtm)))[0]).document.dates
    values = {name: str(value) for name, value in asdict(moment).items() if value}
    assert values.pop("qualifier") == "002"
    values.pop("format", None)
    return values


@pytest.mark.parametrize(
    ("form", "value", "moment"),
    [
        ("D8", "20260401", {"date": "2026-04-01"}),
        ("D6", "260401", {"date": "2026-04-01"}),
        ("DB", "04012026", {"date": "2026-04-01"}),
        ("TT", "040126", {"date": "2026-04-01"}),
        ("TU", "26091", {"date": "2026-04-01"}),
        ("KA", "26APR01", {"date": "2026-04-01"}),
        ("DT", "202604011200", {"date": "2026-04-01", "time": "1200"}),
        ("TR", "0104261200", {"date": "2026-04-01", "time": "1200"}),
        ("RTS", "20260401120059", {"date": "2026-04-01", "time": "120059"}),
        ("TM", "1700", {"time": "1700"}),
        ("TS", "170059", {"time": "170059"}),
        ("RD8", "20260401-20260410", {"date": "2026-04-01", "until": "2026-04-10"}),
        ("RD8", "20260401-20260401", {"date": "2026-04-01", "until": "2026-04-01"}),
        ("RD", "12312025-01012026", {"date": "2025-12-31", "until": "2026-01-01"}),
        ("RD6", "260401-260410", {"date": "2026-04-01", "until": "2026-04-10"}),
        ("RTM", "2200-0600", {"time": "2200", "until_time": "0600"}),
        (
            "RDT",
            "202604010800-202604101700",
            {"date": "2026-04-01", "time": "0800", "until": "2026-04-10", "until_time": "1700"},
        ),
        *(
            (form, value, {"text": value})
            for form, value in (
                ("CM", "202604"), ("CQ", "20262"), ("CD", "APR2026"), ("EH", "6091"),
                ("TC", "366"), ("RD5", "202604-202604"), ("RDM", "260401-0410"), ("DA", "01-10"),
                ("RMD", "1220-0110"), ("RD2", "99-01"), ("RD6", "991231-000101"),
                ("YMM", "2026APR-JUN"), ("KA", "26apr01"), ("UN", "WHEN READY"),
            )
        ),
    ],
)  # fmt: skip
def test_a_moment_in_a_format_is_read_and_stays_as_it_came(
    form: str, value: str, moment: dict[str, str]
):
    dtm = f"DTM*002****{form}*{value}"
    (framed,) = sets_of(interchange(order(dtm)))
    assert read_set(framed).findings == ()
    assert said(dtm) == moment
    table = printed(interchange(order(dtm)))
    one_set(table)["document"]["number"] = "4500018"
    written = write_json(table, None)
    assert written.findings == ()
    assert f"{dtm}~".encode() in written.content


@pytest.mark.parametrize(
    ("form", "value", "code"),
    [
        ("D8", "20260230", "ELEMENT_DATE"),
        ("D8", "260401", "ELEMENT_DATE"),
        ("D8", "20260401-20260410", "ELEMENT_DATE"),
        ("RD8", "20260401", "ELEMENT_DATE"),
        ("RD8", "20260401-20260230", "ELEMENT_DATE"),
        ("RD8", "20260410-20260409", "ELEMENT_DATE"),
        ("RD8", "2026040120260410", "ELEMENT_DATE"),
        ("RDT", "202604011201-202604011200", "ELEMENT_DATE"),
        ("RDT", "202604010800-202604012400", "ELEMENT_TIME"),
        ("RD5", "202604-202603", "ELEMENT_DATE"),
        ("RD4", "2026-2025", "ELEMENT_DATE"),
        ("DA", "10-01", "ELEMENT_DATE"),
        ("CM", "202613", "ELEMENT_DATE"),
        ("CQ", "20265", "ELEMENT_DATE"),
        ("CD", "APX2026", "ELEMENT_DATE"),
        ("TC", "367", "ELEMENT_DATE"),
        ("TM", "1260", "ELEMENT_TIME"),
        ("TM", "2400", "ELEMENT_TIME"),
        ("TS", "1200AA", "ELEMENT_TIME"),
    ],
)
def test_what_is_none_in_its_format_is_told_by_every_judge(form: str, value: str, code: str):
    dtm = f"DTM*002****{form}*{value}"
    data = interchange(order(dtm), order_set(BODY, "0002"))
    (run,) = runs_in(data)
    found = [(f.code.value, f.segment, f.element, f.found) for f in read_set(run[0]).findings]
    assert found == [(code, 3, "DTM06", value)]
    grammar = grammar_of(run)
    clean, _ = clean_sets(joined([of_run(run, 0)]), grammar)
    assert clean.tolist() == [False, True]
    matches = matcher(grammar, run[0].interchange.delimiters)
    assert matches is not None
    assert [matches(framed.raw) is not None for framed in run] == [False, True]
    assert order_tables([run]).findings()["code"].to_list() == [code]
    assert said(dtm) == {"text": value}


def test_a_day_alone_is_said_beside_what_a_format_says():
    dtm = "DTM*002*20260401*1200**RD8*20260401-20260410"
    assert said(dtm) == {"date": "2026-04-01", "time": "1200", "text": "20260401-20260410"}
    assert said("DTM*002****RD8*") == {}


@pytest.mark.parametrize(
    ("dtm", "changes", "made"),
    [
        ("RD8*20260401-20260410", {"date": "2026-04-02"}, "DTM*002****RD8*20260402-20260410"),
        ("RD8*20260401-20260410", {"until": "2026-04-11"}, "DTM*002****RD8*20260401-20260411"),
        ("D8*20260401", {"date": "2026-04-02"}, "DTM*002****D8*20260402"),
        ("D8*20260401", {"format": ""}, "DTM*002*20260401"),
        ("D8*20260401", {"format": "DT", "time": "0800"}, "DTM*002****DT*202604010800"),
        ("RDT*202604010800-202604101700", {"until_time": "1800"},
         "DTM*002****RDT*202604010800-202604101800"),
        ("UN*SOON", {"text": "LATER"}, "DTM*002****UN*LATER"),
    ],
)  # fmt: skip
def test_a_moment_that_was_changed_stands_in_its_format(
    dtm: str, changes: dict[str, str], made: str
):
    table = printed(interchange(order(f"DTM*002****{dtm}")))
    one_set(table)["document"]["dates"][0].update(changes)
    written = write_json(table, None)
    assert written.findings == ()
    assert written.content == interchange(order(made))


@pytest.mark.parametrize(
    ("dtm", "changes", "code"),
    [
        ("RD8*20260401-20260410", {"until": "2026-03-31"}, "ELEMENT_DATE"),
        ("RD8*20260401-20260410", {"until": None}, "ELEMENT_DATE"),
        ("D8*20260401", {"until": "2026-04-10"}, "VALUE_UNWRITTEN"),
        ("D8*20260401", {"time": "1200"}, "VALUE_UNWRITTEN"),
        ("DT*202604010800", {"time": "080059"}, "VALUE_UNWRITTEN"),
    ],
)
def test_a_moment_for_which_its_format_has_no_place_is_refused(
    dtm: str, changes: dict[str, str], code: str
):
    table = printed(interchange(order(f"DTM*002****{dtm}")))
    one_set(table)["document"]["dates"][0].update(changes)
    assert [found.code.value for found in write_json(table, None).findings] == [code]
