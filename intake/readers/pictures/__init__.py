"""Raster pictures: size, resolution, whether they decode, GEM rasters, EXIF."""
