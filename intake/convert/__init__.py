"""The same document in Unicode: only letters and font names change, everything else stays byte for byte."""
