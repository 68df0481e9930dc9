"""Faults, real ones: processes that are killed, databases that go away, disks that fill, clocks that jump."""
