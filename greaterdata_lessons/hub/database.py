"""The hub's database: who is in and where. A broken one must not keep a room of people out.

Nothing of a learner's work is in it, and the hub makes a new one by itself. So one that cannot be
read is put aside: everybody signs in again, and finds their work as they left it.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

PARTS = ("", "-journal", "-wal", "-shm")


def is_broken(path: Path) -> bool:
    """Tell whether the file is there and is no database that can be used.

    >>> is_broken(Path("no-such-file.sqlite"))
    False
    """
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(path)) as database:
            said = database.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError:  # somebody holds it at this moment: that is no damage
        return False
    except sqlite3.DatabaseError:
        return True
    return bool(said != ("ok",))


def put_aside_broken(path: Path) -> Path | None:
    """Put a database aside that cannot be used; returns where it is now, nothing if all is well.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "hub.sqlite")
    ...     _ = path.write_bytes(b"nonsense" * 900)
    ...     put_aside_broken(path).name, path.exists()
    ('hub.sqlite.broken', False)
    """
    if not is_broken(path):
        return None
    for part in PARTS:
        file = path.with_name(path.name + part)
        if file.exists():
            file.replace(file.with_name(file.name + ".broken"))
    return path.with_name(f"{path.name}.broken")
