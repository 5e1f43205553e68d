"""Bad files of plain text: encodings, quotation marks, headers, ragged lines, odd values."""

import codecs

from tests.data.own.cases import Case, data

PLAIN = "borough,people\nSefton,12\nWirral,7\n"
TABLE = {"borough": ["Sefton", "Wirral"], "people": ["12", "7"]}
CAFE = "name,people\nCafé £,1\nZoë,2\n"
CAFES = {"name": ["Café £", "Zoë"], "people": ["1", "2"]}

ENCODINGS = [
    data("UTF-8", CAFE, reads=CAFES, did="UTF-8"),
    data("UTF-8 with its mark", codecs.BOM_UTF8 + CAFE.encode(), reads=CAFES, did="byte order"),
    data("UTF-16 with its mark", CAFE.encode("utf-16"), reads=CAFES, did="UTF-16"),
    data(
        "UTF-16 other way round",
        codecs.BOM_UTF16_BE + CAFE.encode("utf-16-be"),
        reads=CAFES,
        did="UTF-16",
    ),
    data("UTF-16 without its mark", CAFE.encode("utf-16-le"), reads=CAFES, did="UTF-16"),
    data("UTF-16 big without mark", CAFE.encode("utf-16-be"), reads=CAFES, did="UTF-16"),
    data("UTF-16 with tabs", CAFE.replace(",", "\t").encode("utf-16"), "x.txt", reads=CAFES),
    data("UTF-32 with its mark", CAFE.encode("utf-32"), reads=CAFES, did="UTF-32"),
    data("Windows-1252", CAFE.encode("cp1252"), reads=CAFES, did="Windows-1252"),
    data(
        "Windows-1252 quotes and dash",
        "note,n\n“Sefton” – it’s,1\nplain,2\n".encode("cp1252"),
        reads={"note": ["“Sefton” – it’s", "plain"], "n": ["1", "2"]},
    ),
    data(
        "Windows-1252 one letter",
        "place,n\nSt Helens,3\nCaf\xe9,4\n".encode("cp1252"),
        reads={"place": ["St Helens", "Café"], "n": ["3", "4"]},
    ),
    data(
        "two encodings in one file",
        "name,n\nZoë,1\n".encode() + "Café,2\n".encode("cp1252"),
        refuses="mixes two encodings: line 2 is UTF-8 and line 3",
    ),
    data(
        "two encodings the other way",
        "name,n\nZoë,1\n".encode("cp1252") + "Café,2\n".encode(),
        refuses="mixes two encodings: line 3 is UTF-8 and line 2",
    ),
    data(
        "converted twice",
        "name,n\nCafÃ©,1\nb,2\n",
        reads={"name": ["CafÃ©", "b"], "n": ["1", "2"]},
        warns="wrongly converted",
    ),
    data(
        "letters already lost",
        "name,n\nCaf\ufffd,1\nb,2\n",
        reads={"name": ["Caf\ufffd", "b"], "n": ["1", "2"]},
        warns="lost in 1 place",
    ),
    data("UTF-16 cut in half a letter", CAFE.encode("utf-16")[:-1], refuses="stops being so at"),
    data("NUL in a cell", "a,b\n1,x\0y\n", refuses="NUL bytes"),
    data("NUL all over", "a,b\n1,2\n" + "\0" * 40 + "\n3,4\n", refuses="NUL bytes"),
    data("only NUL bytes", b"\0" * 500, refuses="nothing but blanks"),
    data("random bytes", bytes(range(128, 256)) * 20, refuses="not text|no header|cannot be read"),
    data(
        "emoji headings",
        "🏠 home,👪 people\nSefton,2\nWirral,3\n",
        reads={"🏠 home": ["Sefton", "Wirral"], "👪 people": ["2", "3"]},
    ),
    data(
        "right-to-left text",
        "الاسم,عدد\nسفتون,2\nويرال,3\n",
        reads={"الاسم": ["سفتون", "ويرال"], "عدد": ["2", "3"]},
    ),
    data(
        "Welsh and Polish names",
        "name,n\nŴyn,1\nŁukasz,2\n",
        reads={"name": ["Ŵyn", "Łukasz"], "n": ["1", "2"]},
    ),
]

FRAMES = [
    data("0 bytes", b"", refuses=r"is empty \(0 bytes\)"),
    data("only blanks", "  \n\n\t\n", refuses="nothing but blanks"),
    data("only a mark", codecs.BOM_UTF8, refuses="nothing but blanks"),
    data("only commas", ",,,\n,,,\n", refuses="has no values in it"),
    data("only a header", "borough,people\n", refuses="a header and no rows below it"),
    data("one word", "hello", refuses="a header and no rows below it"),
    data("Windows line ends", PLAIN.replace("\n", "\r\n"), reads=TABLE),
    data("old Mac line ends", PLAIN.replace("\n", "\r"), reads=TABLE),
    data(
        "mixed line ends",
        "borough,people\r\nSefton,12\nWirral,7\r\n",
        reads=TABLE,
        warns="end in more than one way",
    ),
    data("no line end at the end", PLAIN.rstrip(), reads=TABLE),
    data(
        "empty line in the middle", PLAIN.replace("\nW", "\n\nW"), reads=TABLE, did="1 empty line"
    ),
    data("empty lines at both ends", "\n\n" + PLAIN + "\n\n\n", reads=TABLE, did="line 3"),
    data("commas at the end", "borough,people,\nSefton,12,\nWirral,7,\n", reads=TABLE),
    data(
        "empty columns at the end",
        "borough,people,,,\nSefton,12,,,\nWirral,7,,,\n",
        reads=TABLE,
    ),
    data(
        "empty column in the middle",
        "borough,,people\nSefton,,12\nWirral,,7\n",
        reads=TABLE,
        did="1 column with neither heading nor values",
    ),
    data("semicolons", PLAIN.replace(",", ";"), reads=TABLE, did="semicolons"),
    data("tabs", PLAIN.replace(",", "\t"), "x.tsv", reads=TABLE, did="tabs"),
    data("tabs in a CSV", PLAIN.replace(",", "\t"), reads=TABLE, did="tabs"),
    data("vertical bars", PLAIN.replace(",", "|"), "x.txt", reads=TABLE, did="vertical bars"),
    data("separator named", "sep=;\n" + PLAIN.replace(",", ";"), reads=TABLE, did="names the sep"),
    data(
        "one column",
        "borough\nSefton\nSt. Helens\nWirral\n",
        reads={"borough": ["Sefton", "St. Helens", "Wirral"]},
    ),
    data(
        "one column with commas quoted",
        'place\n"Sefton, north"\n"Wirral, west"\n',
        reads={"place": ["Sefton, north", "Wirral, west"]},
    ),
    data(
        "commas and semicolons",
        "borough;share\nSefton;1,5\nWirral;2,5\n",
        reads={"borough": ["Sefton", "Wirral"], "share": ["1,5", "2,5"]},
        kinds={"share": "number with decimal comma"},
        typed={"share": [1.5, 2.5]},
    ),
    data(
        "a line too long",
        PLAIN + "Halton,1,2,3\n",
        refuses="in cell 4 of line 4, and the header ends at cell 2",
    ),
    data("a comma not quoted", "place,n\nSefton, north,3\nWirral,2\n", refuses="cell 3 of line 2"),
    data(
        "a line too short",
        "a,b,c\n1,2,3\n4,5\n",
        reads={"a": ["1", "4"], "b": ["2", "5"], "c": ["3", None]},
        warns="1 line has fewer cells than the header, the first is line 3",
    ),
    data("quotation mark never closed", 'a,b\n1,"x\n2,y\n', refuses="opens in line 2 and never"),
    data("quotation mark inside", 'a,b\n1,"x"y"\n2,z\n', refuses="mark inside a cell near line 2"),
    data(
        "inches",
        'item,n\n5" pipe,3\nbend,4\n',
        reads={"item": ['5" pipe', "bend"], "n": ["3", "4"]},
    ),
    data(
        "quotation marks doubled",
        'a,b\n"say ""hi""",1\nx,2\n',
        reads={"a": ['say "hi"', "x"], "b": ["1", "2"]},
    ),
    data(
        "a cell of two lines",
        'a,b\n"one\ntwo",1\nx,2\n',
        reads={"a": ["one\ntwo", "x"], "b": ["1", "2"]},
        warns="1 record runs over more than one line",
    ),
    data("a line too long after it", 'a,b\n"one\ntwo",1\nx,2,3\n', refuses="cell 3 of line 4"),
    data(
        "header in line 5",
        "Referrals by borough\nSource: made up\nApril 2025\n\n" + PLAIN,
        reads=TABLE,
        did="Took line 5 as the header",
        notes=("Referrals by borough", "Source: made up", "April 2025"),
    ),
    data(
        "notes above and below",
        "Table 1\n\n" + PLAIN + "\nSource: the council\nNote: rounded\n",
        reads=TABLE,
        did="2 lines below the table",
        notes=("Table 1", "Source: the council", "Note: rounded"),
    ),
    data(
        "footnote without a gap",
        PLAIN + "* rounded to the nearest 1\n",
        reads=TABLE,
        notes=("* rounded to the nearest 1",),
    ),
    data(
        "a last line with one cell",
        "a,b\nx,1\ny,2\nz\n",
        reads={"a": ["x", "y", "z"], "b": ["1", "2", None]},
        warns="fewer cells",
    ),
    data(
        "a row of totals",
        PLAIN + "Total,19\n",
        reads={"borough": ["Sefton", "Wirral", "Total"], "people": ["12", "7", "19"]},
        warns="Line 4 looks like a total",
    ),
    data(
        "headings twice",
        "name,n,n,n\na,1,2,3\nb,4,5,6\n",
        reads={"name": ["a", "b"], "n": ["1", "4"], "n (2)": ["2", "5"], "n (3)": ["3", "6"]},
        warns="occur twice",
    ),
    data(
        "headings twice and numbered",
        "name,n,n (2),n\na,1,2,3\n",
        reads={"name": ["a"], "n": ["1"], "n (2)": ["2"], "n (3)": ["3"]},
        warns="occur twice",
    ),
    data(
        "a heading missing",
        "borough,,people\nSefton,x,12\nWirral,y,7\n",
        reads={"borough": ["Sefton", "Wirral"], "column 2": ["x", "y"], "people": ["12", "7"]},
        warns="1 column has no heading",
    ),
    data(
        "headings over two lines and with spaces",
        '" borough ","number of\npeople"\nSefton,12\n',
        reads={"borough": ["Sefton"], "number of people": ["12"]},
    ),
    data(
        "no header",
        "Sefton,12\nWirral,7\n",
        reads={"column 1": ["Sefton", "Wirral"], "column 2": ["12", "7"]},
        warns="No header row was found",
    ),
    data(
        "header named by hand",
        "a,b\nc,d\n1,2\n",
        reads={"c": ["1"], "d": ["2"]},
        notes=("a, b",),
        options={"header": 2},
    ),
    data("header named wrongly", PLAIN, refuses="nothing in row 9", options={"header": 9}),
    data(
        "years as headings",
        "borough,2023,2024\nSefton,1,2\n",
        reads={"borough": ["Sefton"], "2023": ["1"], "2024": ["2"]},
    ),
    data("a sheet of a CSV", PLAIN, refuses="has no sheets", options={"sheet": "Data"}),
    data("20,000 columns", ",".join(map(str, range(20_000))) + "\n", refuses="20,000 columns"),
    data(
        "20,000 columns of tabs",
        "\t".join("a" * 20_000) + "\n" + "\t" * 19_999 + "\n",
        refuses="20,000 columns, more than",
    ),
    data(
        "a very long cell",
        f"a,b\n{'x' * 200_000},1\ny,2\n",
        reads={"a": ["x" * 200_000, "y"], "b": ["1", "2"]},
        warns="200,000 letters",
    ),
    data(
        "a cell beyond all measure", f'a,b\n"{"x" * 10_100_000}",1\n', refuses="10,000,000 letters"
    ),
]

CASES: list[Case] = [*ENCODINGS, *FRAMES]
