"""How Sphinx builds the guide: python -m sphinx -W -n -b html docs OUT. It needs the extra `docs`, and no network."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import govrules

project = "govrules"
author = "The govrules authors"
version = release = govrules.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx_govrules.extension"]
exclude_patterns = ["qinglan"]

smartquotes = False  # “--all” is no dash

html_theme = "alabaster"
html_theme_options = {"description": "Rules of procedure as data", "page_width": "72rem", "sidebar_width": "15rem"}
html_static_path = ["static"]
html_css_files = ["guide.css"]
html_show_sphinx = False
html_show_copyright = False
html_copy_source = False
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
add_module_names = False
