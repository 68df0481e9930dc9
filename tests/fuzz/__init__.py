"""Hostile inputs for everything that reads what people send: `make fuzz`, and a short form in the suite."""
