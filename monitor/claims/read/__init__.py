"""Text to sentences with what they name: hits of the language data, parties, numbers, dates."""
