"""The reference pages of the guide, made from the code, and the extension of Sphinx that fills them in."""
