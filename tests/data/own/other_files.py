"""Files that are not tables, or not files; and JSON and Parquet gone wrong."""

import gzip
import io
import json
import os
import socket
import sqlite3
import zipfile
from pathlib import Path

import duckdb

from tests.data.own.cases import Case, data

PLAIN = "borough,people\nSefton,12\nWirral,7\n"
TABLE = {"borough": ["Sefton", "Wirral"], "people": ["12", "7"]}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
JSON_TABLE = {"a": [1, 2], "b": ["x", "y"]}


def archive(*names: str, text: str = "x") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        for name in names:
            file.writestr(name, text)
    return held.getvalue()


def parquet(folder: Path, sql: str = "select 1 as a, 'x' as b") -> Path:
    path = folder / "table.parquet"
    duckdb.sql(sql).write_parquet(str(path))
    return path


def cut(folder: Path) -> Path:
    path = parquet(folder, "select range as a, 'x' || range as b from range(5000)")
    path.write_bytes(path.read_bytes()[:2000])
    return path


def spoilt(folder: Path) -> Path:
    path = parquet(folder, "select range as a, 'x' || range as b from range(5000)")
    held = bytearray(path.read_bytes())
    held[40:900] = b"\xff" * 860
    path.write_bytes(held)
    return path


def loop(folder: Path) -> Path:
    (folder / "a.csv").symlink_to(folder / "b.csv")
    (folder / "b.csv").symlink_to(folder / "a.csv")
    return folder / "a.csv"


def dangling(folder: Path) -> Path:
    (folder / "a.csv").symlink_to(folder / "gone.csv")
    return folder / "a.csv"


def shortcut(folder: Path) -> Path:
    (folder / "real.csv").write_text(PLAIN)
    (folder / "a.csv").symlink_to(folder / "real.csv")
    return folder / "a.csv"


def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.csv")
    return folder / "pipe.csv"


def plug(folder: Path) -> Path:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.relpath(folder / "s.csv"))
    return folder / "s.csv"


def database(folder: Path) -> Path:
    with sqlite3.connect(folder / "d.csv") as base:
        base.execute("create table t (a)")
    base.close()
    return folder / "d.csv"


def full_folder(folder: Path) -> Path:
    (folder / "visits.csv").write_text(PLAIN)
    return folder


def near(folder: Path) -> Path:
    (folder / "visits.csv").write_text(PLAIN)
    return folder / "vists.csv"


def through_a_file(folder: Path) -> Path:
    (folder / "visits.csv").write_text(PLAIN)
    return folder / "visits.csv" / "more.csv"


DISGUISED = [
    data("PNG named CSV", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, refuses="is a PNG picture"),
    data("JPEG named CSV", b"\xff\xd8\xff\xe0" + b"x" * 50, refuses="is a JPEG picture"),
    data("GIF named CSV", b"GIF89a" + b"x" * 50, refuses="is a GIF picture"),
    data("PDF named CSV", b"%PDF-1.7\n%x", refuses="is a PDF document"),
    data("rich text named CSV", "{\\rtf1 hello}", refuses="rich-text"),
    data("gzip", gzip.compress(PLAIN.encode()), "x.csv.gz", refuses="is a gzip archive"),
    data("7-Zip", b"7z\xbc\xaf\x27\x1c" + b"x" * 50, refuses="is a 7-Zip archive"),
    data("Feather", b"ARROW1" + b"x" * 50, refuses="is a Feather file"),
    data("SPSS", b"$FL2@(#) SPSS", "x.sav", refuses="is an SPSS file"),
    data("a program", b"\x7fELF" + b"x" * 50, refuses="is a program"),
    Case("SQLite database", database, refuses="is an SQLite database"),
    data("web page", "<!DOCTYPE html><html>404</html>", refuses="is a web page or XML"),
    data("XML", "<?xml version='1.0'?><a/>", refuses="is a web page or XML"),
    data("zip", archive("a.csv"), "x.zip", refuses="is a zip archive, not a table: unpack it"),
    data("zip named XLSX", archive("a.csv"), "x.xlsx", refuses="is a zip archive"),
    data("empty zip", archive(), "x.xlsx", refuses="is a zip archive|damaged"),
    data("Word document named CSV", archive("word/document.xml"), refuses="is a Word document"),
    data("PowerPoint", archive("ppt/presentation.xml"), refuses="is a PowerPoint"),
    data("Apple Numbers", archive("Index/Document.iwa"), "x.numbers", refuses="is an Apple"),
    data("binary workbook", archive("xl/workbook.bin"), "x.xlsb", refuses="Save it as .xlsx"),
    data("old Excel", OLE, "x.xls", refuses="is an old Office file"),
    data(
        "locked workbook",
        OLE + "EncryptedPackage".encode("utf-16-le"),
        "x.xlsx",
        refuses="is locked with a password. Open it in Excel",
    ),
    data("marker of an open workbook", b"\x05Ann", "~$x.xlsx", refuses="only the marker"),
]
NOT_FILES = [
    Case("a folder", full_folder, refuses="is a folder. Name a file in it, such as visits.csv"),
    Case("an empty folder", lambda folder: folder, refuses="this one holds no files"),
    Case("no such file", near, refuses='There is no file .* Did you mean "visits.csv"'),
    Case(
        "no such folder", lambda f: f / "no" / "x.csv", refuses='There is no folder ".*no" either'
    ),
    Case("a file taken for a folder", through_a_file, refuses="not a folder"),
    Case("shortcuts in a circle", loop, refuses="leads back to itself"),
    Case("shortcut to nothing", dangling, refuses="There is no file"),
    Case("shortcut to a file", shortcut, reads=TABLE),
    Case("a device", lambda _: Path("/dev/zero"), refuses="is a device or a pipe"),
    Case("a pipe", pipe, refuses="is a device or a pipe"),
    Case("a socket", plug, refuses="is a device or a pipe"),
    Case("a name too long", lambda f: f / ("x" * 5000), refuses="too long to be a file name"),
    Case("NUL in the name", lambda _: Path("a\0b.csv"), refuses="not a file name"),
    Case("a web address", lambda _: "https://example.org/a.csv", refuses="is a web address"),  # type: ignore[arg-type, return-value]
    Case("a cloud address", lambda _: "s3://bucket/a.csv", refuses="is a web address"),  # type: ignore[arg-type, return-value]
    Case("a file address", lambda _: "file:///etc/passwd", refuses="is a web address"),  # type: ignore[arg-type, return-value]
    Case("an empty name", lambda _: " ", refuses="not a file name"),  # type: ignore[arg-type, return-value]
    Case("no name at all", lambda _: None, refuses="Give the name of a file"),  # type: ignore[arg-type, return-value]
    Case("a number for a name", lambda _: 7, refuses="Give the name of a file"),  # type: ignore[arg-type, return-value]
    data("a name with spaces", PLAIN, "my visits 2025.csv", reads=TABLE),
    data("a name with accents", PLAIN, "café-ŵ-数据.csv", reads=TABLE),
    data("a name with brackets and stars", PLAIN, "a[1]*?.csv", reads=TABLE),
    data("a name with no ending", PLAIN, "visits", reads=TABLE),
]
RECORDS = [
    data(
        "JSON records",
        json.dumps([{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]),
        "x.json",
        reads=JSON_TABLE,
    ),
    data(
        "JSON named CSV",
        '[{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]',
        reads=JSON_TABLE,
        warns="the file is JSON",
    ),
    data(
        "JSON one record a line",
        '{"a": 1, "b": "x"}\n{"a": 2, "b": "y"}\n',
        "x.ndjson",
        reads=JSON_TABLE,
        did="one record from each line",
    ),
    data("JSON columns", '{"a": [1, 2], "b": ["x", "y"]}', "x.json", reads=JSON_TABLE),
    data(
        "JSON in a wrapper",
        '{"total": 2, "rows": [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]}',
        "x.json",
        reads=JSON_TABLE,
        did='Took the records in "rows" and left out "total"',
    ),
    data(
        "JSON nested",
        '[{"a": {"b": 1, "c": {"d": "x"}}}, {"a": {"b": 2}}]',
        "x.json",
        reads={"a.b": [1, 2], "a.c.d": ["x", None]},
        did="Spread records",
        warns="Some records lack",
    ),
    data(
        "JSON with lists",
        '[{"a": [1, 2]}, {"a": []}]',
        "x.json",
        reads={"a": ["[1, 2]", "[]"]},
        warns="kept as text",
    ),
    data(
        "JSON leading zeros",
        '[{"a": "007"}, {"a": "012"}]',
        "x.json",
        reads={"a": ["007", "012"]},
        kinds={"a": "text"},
    ),
    data(
        "JSON great numbers",
        '[{"a": 12345678901234567}, {"a": null}]',
        "x.json",
        reads={"a": [12345678901234567, None]},
    ),
    data(
        "JSON greatest numbers",
        '[{"a": 123456789012345678901234567890}]',
        "x.json",
        reads={"a": [123456789012345678901234567890]},
    ),
    data("JSON not a number", '[{"a": NaN}, {"a": 1.5}]', "x.json", reads={"a": [None, 1.5]}),
    data("JSON Windows-1252", '[{"a": "Café"}]'.encode("cp1252"), "x.json", reads={"a": ["Café"]}),
    data("JSON UTF-16", '[{"a": "Café"}]'.encode("utf-16"), "x.json", reads={"a": ["Café"]}),
    data("JSON one value", "42", "x.json", refuses="holds one value, not a table"),
    data("JSON one word", '"hello"', "x.json", refuses="holds one value, not a table"),
    data("JSON nothing", "null", "x.json", refuses="holds one value"),
    data("JSON list of numbers", "[1, 2, 3]", "x.json", refuses="a list of single values"),
    data("JSON one record", '{"a": 1}', "x.json", refuses="holds one record, not a table"),
    data("JSON empty list", "[]", "x.json", refuses="holds an empty list"),
    data("JSON empty records", "[{}, {}]", "x.json", refuses="0 columns"),
    data("JSON cut off", '[{"a": 1}, {"a": ', "x.json", refuses="not whole JSON.*line 1"),
    data("JSON line cut off", '{"a": 1}\n{"a": 2}\n{"a"', "x.ndjson", refuses="in line 3"),
    data("JSON with a comma too many", '[{"a": 1},]', "x.json", refuses="not whole JSON"),
    data("JSON with a name twice", '[{"a": 1, "a": 2}]', "x.json", refuses='"a" twice in one rec'),
    data("JSON too deep", "[" * 100_000, "x.json", refuses="nested too deeply|not whole JSON"),
    data("text named JSON", PLAIN, "x.json", refuses="not whole JSON"),
    Case("Parquet", parquet, reads={"a": [1], "b": ["x"]}),
    Case(
        "Parquet with gaps",
        lambda f: parquet(f, "select unnest([9007199254740993, null]) a"),
        reads={"a": [9007199254740993, None]},
    ),
    Case(
        "Parquet named CSV",
        lambda f: parquet(f).rename(f / "x.csv"),
        reads={"a": [1], "b": ["x"]},
        warns="file is Parquet",
    ),
    Case(
        "Parquet without rows",
        lambda f: parquet(f, "select 1 as a limit 0"),
        refuses="columns and no rows",
    ),
    Case("Parquet cut off", cut, refuses="damaged or cut off"),
    Case("Parquet spoilt", spoilt, refuses="damaged or cut off"),
    data("Parquet only by its first letters", "PAR1 hello", "x.parquet", refuses="damaged"),
    data("text named Parquet", PLAIN, "x.parquet", reads=TABLE, warns="plain text"),
]

CASES: list[Case] = [*DISGUISED, *NOT_FILES, *RECORDS]
