"""The data as files that people take with them: formats, queries, the data package, the map in one file."""
