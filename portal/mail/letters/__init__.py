"""What each kind of mail says: one function a kind gathers the values that its templates need."""
