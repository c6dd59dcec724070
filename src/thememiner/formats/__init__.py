"""One private module per file format: bytes into plain structures, and back."""
