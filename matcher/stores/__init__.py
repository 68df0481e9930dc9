"""Where the rows of an index lie: in the memory of a process, or in a database that all processes share."""
