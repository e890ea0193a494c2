"""The wall between the two wings: what a file of this project holds, and how one is read, checked and written.

Vocabulary, numerals, fields, strict reading, canonical writing, schemas, boundaries, faults. Both wings import it and
it imports neither. What makes the data, or shows it, does not belong here.
"""
