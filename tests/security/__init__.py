"""Attacks on the application as it is served, one file for each subject; docs/asvs.md names them."""
