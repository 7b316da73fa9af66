"""What tests stand on: databases, a person at a keyboard, and a small world of invented people."""
