"""The rooms again, plus guards of the whole."""
