"""Transcripts into the same transcripts without names, and what the replacements stand for."""

from thememiner.privacy._labels import is_name, mask_labels, pseudonym

__all__ = ["is_name", "mask_labels", "pseudonym"]
