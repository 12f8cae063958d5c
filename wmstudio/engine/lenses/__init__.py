"""What each layer of an open model predicts, and which tokens a prediction hangs on."""
