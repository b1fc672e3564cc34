"""Speed and memory of the whole service beside the bare libraries: `make bench`."""
