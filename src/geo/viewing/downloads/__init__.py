"""The data as files that people take with them: formats, queries, the map in one file; what stands below the map."""
