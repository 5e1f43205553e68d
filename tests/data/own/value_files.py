"""Files whose values are the trap: codes, dates, marks, percentages, formulas."""

from tests.data.own.cases import Case, data


def one(name: str, *cells: str, kind: str, typed: list[object] | None = None, **more: str) -> Case:
    """A file with one column `x` beside a label; every cell must come back as it was."""
    rows = "".join(f'r{n},"{cell}"\n' for n, cell in enumerate(cells))
    label = [f"r{n}" for n in range(len(cells))]
    return data(
        name,
        f"label,x\n{rows}",
        reads={"label": label, "x": [cell if cell.strip() else None for cell in cells]},
        kinds={"x": kind},
        typed={"x": list(cells) if typed is None else typed},
        **more,
    )


CODES = [
    one("leading zeros", "007", "012", "120", kind="text"),
    one("phone numbers", "01512330000", "01512330001", kind="text"),
    one("NHS numbers", "9434765919", "9000000009", kind="text", warns="looks like NHS numbers"),
    one("NHS numbers with spaces", "943 476 5919", "900 000 0009", kind="text", warns="NHS"),
    one("postcodes", "L1 8JQ", "CH41 1AA", "wa10 1aa", kind="text", warns="full postcodes"),
    one("e-mail addresses", "a@b.org", "c@d.org.uk", kind="text", warns="e-mail addresses"),
    one("codes of areas", "E06000006", "E08000012", kind="text"),
    one("twenty digits", "12345678901234567890", "12345678901234567891", kind="text"),
    one(
        "shortened by a spreadsheet",
        "1.23457E+11",
        "1.23458E+11",
        kind="text",
        warns="fresh export",
    ),
    one("ages turned to months", "5-Oct", "Oct-15", "16 to 24", kind="text", warns="5-10 to dates"),
]
NUMBERS = [
    one("whole numbers", "12", "-5", "0", kind="whole number", typed=[12, -5, 0]),
    one("thousands", "1,200", "15,300,000", kind="whole number", typed=[1200, 15300000]),
    one(
        "thousands with hard spaces",
        "1\u00a0200",
        "7\u202f000",
        kind="whole number",
        typed=[1200, 7000],
    ),
    one("decimals", "1.5", ".25", "-2.", kind="number", typed=[1.5, 0.25, -2.0]),
    one("true minus sign", "\u22125", "7", kind="whole number", typed=[-5, 7]),
    one("percentages", "45%", "7.5 %", kind="percentage", typed=[45.0, 7.5]),
    one("percent signs on some", "45%", "7", "8", kind="text"),
    one("pounds", "£1,200.50", "£3", kind="money", typed=[1200.5, 3.0]),
    one(
        "decimal commas", "1.234,5", "2,75", kind="number with decimal comma", typed=[1234.5, 2.75]
    ),
    one("spaces around numbers", " 12", "7\u00a0", kind="whole number", typed=[12, 7]),
    one("nearly all numbers", "1", "2", "3", "about 4", kind="text", warns="about 4"),
    one("spaces around words", "Sefton ", "Sefton", kind="text", warns="1 value with spaces"),
]
MARKS = [
    one("marks: fewer than five", "12", "<5", "<5", kind="whole number", typed=[12, None, None]),
    one("marks: star", "12", "*", kind="whole number", typed=[12, None]),
    one("marks: dash", "12", "-", "–", kind="whole number", typed=[12, None, None]),
    one("marks: c", "12", "c", kind="whole number", typed=[12, None]),
    one(
        "marks: [c]", "12", "[c]", "[x]", "[low]", kind="whole number", typed=[12, None, None, None]
    ),
    one("marks: dots and colon", "1.5", "..", ":", kind="number", typed=[1.5, None, None]),
    one("marks: in percentages", "12%", "[c]", kind="percentage", typed=[12.0, None]),
    one(
        "marks: in words",
        "12",
        "fewer than 5",
        "suppressed",
        kind="whole number",
        typed=[12, None, None],
    ),
    one("marks alone", "*", "<5", kind="text"),
    one(
        "not known among numbers",
        "12",
        "N/A",
        "unknown",
        kind="whole number",
        typed=[12, None, None],
    ),
    one("not known among words", "Asian", "unknown", "Not stated", kind="text"),
    one("nothing among numbers", "12", "", "3", kind="whole number", typed=[12, None, 3]),
    one(
        "spreadsheet errors",
        "12",
        "#REF!",
        "#DIV/0!",
        kind="whole number",
        typed=[12, None, None],
        warns="errors of a spreadsheet",
    ),
]
DATES = [
    one(
        "UK dates",
        "31/12/2024",
        "01/02/2025",
        kind="date, day first",
        typed=["2024-12-31", "2025-02-01"],
    ),
    one(
        "dates either way",
        "01/02/2025",
        "03/04/2025",
        kind="date, day first",
        typed=["2025-02-01", "2025-04-03"],
        warns="could be either",
    ),
    one(
        "US dates",
        "12/31/2024",
        "01/02/2025",
        kind="date, month first",
        typed=["2024-12-31", "2025-01-02"],
        warns="month first",
    ),
    one("dates in both orders", "12/31/2024", "31/12/2024", kind="text", warns="which?"),
    one("30 February", "30/02/2025", "01/02/2025", "13/02/2025", kind="text", warns="30/02/2025"),
    one(
        "29 February in a common year",
        "29/02/2023",
        "13/02/2023",
        "14/02/2023",
        kind="text",
        warns="29/02/2023",
    ),
    one(
        "29 February in a leap year",
        "29/02/2024",
        "13/02/2023",
        kind="date, day first",
        typed=["2024-02-29", "2023-02-13"],
    ),
    one("31 April", "31/04/2025", "13/02/2025", "14/02/2025", kind="text", warns="31/04/2025"),
    one("ISO dates", "2025-02-01", "2025-12-31", kind="date", typed=["2025-02-01", "2025-12-31"]),
    one(
        "ISO dates, one impossible",
        "2025-02-30",
        "2025-12-31",
        "2025-12-30",
        kind="text",
        warns="2025-02-30",
    ),
    one(
        "dates with times",
        "31/12/2024 09:30",
        "01/01/2025 10:00",
        kind="date, day first",
        typed=["2024-12-31 09:30", "2025-01-01 10:00"],
    ),
    one(
        "dates with two-digit years",
        "31/12/24",
        "13/02/69",
        kind="date, day first",
        typed=["2024-12-31", "1969-02-13"],
    ),
    one(
        "dates with points",
        "31.12.2024",
        "13.02.2025",
        kind="date, day first",
        typed=["2024-12-31", "2025-02-13"],
    ),
    one(
        "dates with names of months",
        "3 April 2025",
        "13-Feb-25",
        kind="date",
        typed=["2025-04-03", "2025-02-13"],
    ),
    one(
        "dates with a mark", "31/12/2024", "[c]", kind="date, day first", typed=["2024-12-31", None]
    ),
]
FORMULAS = [
    one("formula: equals", "=1+1", "ok", kind="text", warns="starts like a formula"),
    one("formula: command", "=cmd|' /C calc'!A0", "ok", kind="text", warns="formula"),
    one("formula: at", "@SUM(A1)", "ok", kind="text", warns="formula"),
    one("formula: plus", "+A1", "ok", kind="text", warns="formula"),
    one("formula: link", "=HYPERLINK(A1)", "ok", kind="text", warns="formula"),
]

CASES: list[Case] = [*CODES, *NUMBERS, *MARKS, *DATES, *FORMULAS]
