"""Who is asking (until accounts are merged: nobody)."""
from functools import wraps
def current_person():
    return None
def signed_in(view):
    return view
