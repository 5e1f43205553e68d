"""Are these the same person? Two lists joined exactly, or by scored matches."""
