"""The United States–Peru partnership, from one public document to an audited map."""
