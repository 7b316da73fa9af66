"""The measurements still run."""
