"""`geo draft`: a first draft of the records of a fact sheet, with marks where a person has to write."""

from geo.drafting.draft.drafting import Draft, build_draft
from geo.drafting.draft.givers import check_giver
from geo.drafting.draft.writing import write_draft

__all__ = ["Draft", "build_draft", "check_giver", "write_draft"]
