"""Scores any engine against hand-labelled reports: fixtures, metrics, runs, comparison, stress sets, calibration."""
