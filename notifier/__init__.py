"""Room 4: a decided case becomes letters, a letter becomes a mail, and a mail goes out or waits."""
