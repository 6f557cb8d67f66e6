"""Rows that leave the house as a file: what a row tells, how many at a time, in which format."""
