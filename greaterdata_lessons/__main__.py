"""Run the command without installing anything: python3 -m greaterdata_lessons."""

import sys

from greaterdata_lessons.cli import main

if __name__ == "__main__":
    sys.exit(main())
