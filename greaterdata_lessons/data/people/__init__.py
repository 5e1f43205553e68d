"""Made-up people: a population that adds up to real figures, and services with a known truth.

Everything here is SYNTHETIC. What is planted is planted for practice: none of it is a finding
about the Liverpool City Region, its services or the people who live there.
"""
