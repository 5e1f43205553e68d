"""Every bad file of the suite."""

from tests.data.own import other_files, text_files, value_files, workbook_files

CASES = [*text_files.CASES, *value_files.CASES, *other_files.CASES, *workbook_files.CASES]
