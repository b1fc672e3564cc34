"""Web pages saved as documents: html and mht."""
