"""Make the synthetic data inventory: 24 records that 12 pretend partners filled in.

Run from anywhere: `python datasets/inventory/make.py`. Nothing is drawn by chance: the records are
written out below, so the same bytes come out each time. No partner and no data set is real.
"""

import json
from pathlib import Path

import pandas as pd

from greaterdata_lessons.analysis.inventory import FIELDS
from greaterdata_lessons.data.places import BOROUGHS

HERE = Path(__file__).resolve().parent
ALL = "; ".join(BOROUGHS)
FIVE = "Knowsley; Liverpool; Sefton; St. Helens; Wirral"

# One record a line, however long: it is read across.
# ruff: noqa: E501
# fmt: off
RECORDS = [
    ("Falls clinic referrals", "Mersey Vale Hospitals", "falls", "Knowsley; Liverpool", "one referral", "To book clinic visits", "People who fell and did not see a doctor", "closed", "98% of required fields filled, checked March 2026", "every day", "NHS number", "NHS data dictionary"),
    ("Ambulance calls for falls", "Riverside Ambulance", "falls", ALL, "one call", "To send an ambulance", "People who were helped up by a neighbour", "closed", "91% of calls have a reason, checked January 2026", "every day", "call number", "none"),
    ("Handyperson visits", "Tideway Homes", "falls", "Sefton", "one visit", "To fit rails and lights", "People who do not rent from us", "shared", "Not checked", "every month", "tenancy number", "UK Housing Data Standards"),
    ("Strength and balance classes", "Steady Steps Charity", "falls", "Liverpool; Wirral", "one person in one class", "To show our funder who came", "", "shared", "85% have a birth year, checked May 2025", "every three months", "own number", "none"),
    ("Homes with a low energy rating", "Northbank Council", "warm homes", ALL, "one home", "To plan insulation", "Homes that were never sold or let since 2008", "open", "Ratings up to ten years old", "every three months", "UPRN", "Energy certificate register"),
    ("Warm homes referrals", "Tideway Homes", "warm homes", FIVE, "one referral", "To send a fitter", "People who rent from a private landlord and fear asking", "shared", "7% have no ethnic group, checked April 2026", "every week", "own number", "none"),
    ("Fuel voucher claims", "Harbour Advice", "warm homes", "Halton; St Helens", "one voucher", "To pay the voucher", "People without a prepayment meter", "shared", "Totals agree with the bank, checked monthly", "every month", "voucher number", "none"),
    ("Damp and mould reports", "Tideway Homes", "warm homes", "Sefton; Liverpool", "one report", "To send a surveyor", "Tenants who have given up reporting", "closed", "12% have no end date, checked February 2026", "every day", "UPRN", "UK Housing Data Standards"),
    ("Bus stops and timetables", "Crosswater Transport", "buses", ALL, "one stop or one journey", "To run the service", "Community minibuses", "open", "Checked by the publisher each week", "every week", "stop code", "NaPTAN and TransXChange"),
    ("Smart card journeys", "Crosswater Transport", "buses", "Merseyside", "one tap of a card", "To share out the fares", "People who pay cash or have a pass", "closed", "1% of taps have no stop, checked June 2026", "every day", "card number", "none"),
    ("Missed connections survey", "Riders Together", "buses", "Knowsley; Liverpool; Sefton", "one answer", "To ask for later buses", "People who cannot use the bus at all", "shared", "412 answers in 2024, not repeated", "", "none", "none"),
    ("Dial-a-ride bookings", "Crosswater Transport", "buses", "Halton; Knowsley; Wirral", "one booking", "To send a vehicle", "People who were told it was full and did not book", "closed", "Refusals are not recorded", "every day", "own number", "none"),
    ("Food hub visits", "Open Table Food Hub", "food support", "Liverpool; Sefton", "one visit", "To order enough food", "People who are ashamed to come", "shared", "Names are as heard at the door", "every week", "own number", "none"),
    ("Free school meals", "Northbank Council", "food support", "Liverpool; Knowsley", "one pupil in one year", "To pay for meals", "Families who could claim and do not", "closed", "99% of pupils matched, checked September 2025", "every term", "pupil number", "School census"),
    ("Free school meals by ward", "Northbank Council", "food support", "Liverpool; Knowsley", "one ward in one year", "To publish totals", "Wards with fewer than ten claims", "open", "Small numbers removed", "every year", "ward code", "GSS codes"),
    ("Community shop members", "Open Table Food Hub", "food support", "Halton; St. Helens; Wirral", "one member", "To send offers", "People without a phone", "shared", "", "every month", "phone number", "none"),
    ("Library loans", "Northbank Libraries", "libraries", FIVE, "one loan", "To know what to buy", "People who read in the library and borrow nothing", "closed", "Checked each night by the system", "every day", "ticket number", "none"),
    ("Library visits by hour", "Northbank Libraries", "libraries", FIVE, "one hour in one library", "To set opening hours", "Cannot tell one person from another", "open", "Counters fail in two libraries", "every month", "library code", "none"),
    ("Reading group registers", "Page Turners", "libraries", "Sefton; Wirral", "one person in one meeting", "To order books", "People who cannot come in the evening", "shared", "Kept on paper until 2023", "every three months", "own number", "none"),
    ("Public computer bookings", "Northbank Libraries", "libraries", "Liverpool; Knowsley", "one booking", "To share out the computers", "People with a computer at home", "open", "Birth date and ticket number are in the file", "every month", "ticket number", "none"),
    ("Missed GP appointments", "Cedar Practice Group", "appointments", FIVE, "one missed appointment", "To offer the slot to others", "People who could not get an appointment", "closed", "Reasons are blank in 64%, checked May 2026", "every day", "NHS number", "NHS data dictionary"),
    ("Hospital text reminders", "Mersey Vale Hospitals", "appointments", "Knowsley; Liverpool", "one message", "To cut missed visits", "People with no mobile number on file", "closed", "3% of messages bounce, checked April 2026", "every day", "NHS number", "none"),
    ("Appointments missed, by month", "Cedar Practice Group", "appointments", FIVE, "one practice in one month", "To publish totals", "Practices that did not send a return", "open", "Published figures, revised once", "every month", "practice code", "ODS codes"),
    ("Lifts to appointments", "Riders Together", "appointments", "Sefton; Liverpool", "one lift", "To pay drivers", "People whom we could not find a driver for", "shared", "Last updated in 2022", "every month", "own number", "none"),
]
# fmt: on

PLANTED = [
    "Two themes have no data for Halton: libraries and appointments.",
    'Record D10 says "Merseyside", which is five boroughs and not Halton, in place of a list.',
    'Record D07 writes "St Helens" without its full stop, so a search by borough passes it by.',
    "Record D04 does not say who is not in it.",
    "Record D11 does not say how often it is refreshed: it was done once.",
    "Record D16 says nothing about quality, and uses a phone number as an identifier.",
    "Record D20 is marked open although birth dates and ticket numbers are in the file.",
    "Record D24 says every month, and its own quality line says it was last updated in 2022.",
    "Records D14 and D15 are one source listed twice: pupils (closed) and their totals (open).",
    "Record D03 was never checked for quality.",
]


def inventory() -> pd.DataFrame:
    """Return the inventory as its partners filled it in."""
    table = pd.DataFrame(RECORDS, columns=FIELDS[1:])
    table.insert(0, "record", [f"D{number:02d}" for number in range(1, len(table) + 1)])
    return table.assign(synthetic="SYNTHETIC")


def availability(table: pd.DataFrame) -> list[dict[str, object]]:
    """Count the data sets of each theme that cover each borough, after the places are mended."""
    mended = table["places"].replace({"Merseyside": FIVE}).str.replace("St Helens", "St. Helens")
    return [
        {
            "theme": theme,
            **{
                borough: int(
                    mended[table["theme"] == theme].str.contains(borough, regex=False).sum()
                )
                for borough in BOROUGHS
            },
        }
        for theme in table["theme"].unique()
    ]


def main() -> None:
    """Write data.csv and truth.json beside this file."""
    table = inventory()
    table.to_csv(HERE / "data.csv", index=False, lineterminator="\n")
    card = {"synthetic": True, "planted": PLANTED, "table": availability(table)}
    text = json.dumps(card, indent=2, ensure_ascii=False)
    (HERE / "truth.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
