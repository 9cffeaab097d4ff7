"""A static site of the rulebooks: pages to read, and a form that walks pre-decided answers."""
