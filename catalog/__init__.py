"""What is known: municipalities, solutions, deployments, outcomes, programmes and their rules.

This room knows no web framework, no numerics and no matcher.
"""
