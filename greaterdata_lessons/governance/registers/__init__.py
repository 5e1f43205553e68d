"""Registers people keep in spreadsheets: read kindly, checked in words, merged without loss."""
