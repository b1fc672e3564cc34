"""What docx, xlsx and pptx share: the package, its properties, what would run or fetch."""
