"""The schema's history: numbered steps, appended to and never edited."""
