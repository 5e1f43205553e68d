"""Fixing it is a choice: options beside each other, with who gains a place and who loses one."""
