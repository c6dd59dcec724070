"""The only rooms that name spaCy, torch, sentence-transformers, BERTopic and scikit-learn."""
