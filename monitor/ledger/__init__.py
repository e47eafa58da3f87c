"""What the ledger holds next (`planning`), and what it says of each claim (`accounts`). Pure: values in, values out."""
