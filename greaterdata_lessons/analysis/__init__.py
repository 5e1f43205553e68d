"""Counting and comparing: every question is asked of counts."""
