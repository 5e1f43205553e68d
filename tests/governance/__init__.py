"""Tests of what people take back to work."""
