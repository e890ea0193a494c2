"""The first draft of another document: the places that a text names, and records for a person to finish.

It needs the extra `draft`. Only the command `geo` imports it.
"""
