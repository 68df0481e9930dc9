"""Documents an official can hand in: one report, laid out once, written as HWPX, DOCX, PDF or XLSX."""
