"""Fuzzing of the readers: real files damaged by chance, read in programs of their own; run by hand, not by the tests."""
