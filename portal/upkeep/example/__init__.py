"""The example setting: Swallow Risers with invented families, made through the same services as real use."""
