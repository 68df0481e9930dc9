"""What to suggest: frozen values in, frozen values out. Start with types.py, then recommend.py."""
