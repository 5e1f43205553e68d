"""greaterdata lessons: count first, then ask who is missing, who is harmed, what may be published."""

__version__ = "0.1.0"
