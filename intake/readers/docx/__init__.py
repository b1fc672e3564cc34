"""Word files of Office Open XML (ECMA-376): body, styles, fields, pictures, figures."""
