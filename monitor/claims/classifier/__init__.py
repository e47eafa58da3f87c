"""An optional second opinion, English only, for claims whose relation the language data does not know."""
