"""Chains as pictures: what is drawn (describing), where it stands (layout, routing), and how it is written
(SVG, Mermaid, PNG)."""
