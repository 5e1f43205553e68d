"""Write zip files that are the same, byte for byte, whenever the same things are put in."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

NO_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say
PACKED = {".pdf", ".png", ".woff2", ".zip"}  # compressing these again wins nothing


def write_zip(target: Path, files: Mapping[str, bytes]) -> None:
    """Write files (name in the zip: content) into a zip, in order of their names.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     one, two = Path(folder) / "1.zip", Path(folder) / "2.zip"
    ...     write_zip(one, {"b": b"2", "a": b"1"})
    ...     write_zip(two, {"a": b"1", "b": b"2"})
    ...     one.read_bytes() == two.read_bytes()
    True
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w") as made:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, NO_DAY)
            entry.external_attr = 0o644 << 16
            packed = Path(name).suffix in PACKED
            entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            made.writestr(entry, content)
