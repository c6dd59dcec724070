"""Names of the environment variables that hold the passphrase of a key."""

PASSPHRASE = "THEMEMINER_PASSPHRASE"
NEW_PASSPHRASE = "THEMEMINER_NEW_PASSPHRASE"
