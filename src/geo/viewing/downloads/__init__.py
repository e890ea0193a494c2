"""The data as files that people take with them (formats, queries, the map in one file), and the page's list of them."""
