"""Room 2: a case with its facts goes in, the same case with its findings comes out. No disk, no wire."""
