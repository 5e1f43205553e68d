"""Put the lessons and the course's settings for Lab where a learner's server finds them.

    python image.py COURSE STATE

Run once, as root, while the image is built. COURSE holds notebooks/ and book/_toc.yml; STATE keeps
the repository that lessons are pulled from, with the history of the releases before.
"""

import shutil
import sys
from pathlib import Path

import greaterdata_lessons
from greaterdata_lessons.hub.release import release


def main() -> None:
    """Release the lessons and place the settings."""
    course, state = map(Path, sys.argv[1:])
    print(release(course, state))
    settings = Path(sys.prefix, "share", "jupyter", "lab", "settings")
    settings.mkdir(parents=True, exist_ok=True)
    ours = Path(greaterdata_lessons.__file__).with_name("course") / "lab_settings"
    shutil.copy(ours / "overrides.json", settings / "overrides.json")


if __name__ == "__main__":
    main()
