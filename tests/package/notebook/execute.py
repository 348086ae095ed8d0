# Runs the notebook in a kernel of Jupyter's, and makes a page of what its cell displays.

import nbformat
from nbclient import NotebookClient

notebook = nbformat.read("figure.ipynb", as_version=4)
for cell in notebook.cells:
    cell.source = cell.source.replace("https://your.host/", "./node_modules/staircase-lab/dist/element/")
NotebookClient(notebook).execute()
[shown] = [output.data["text/html"] for cell in notebook.cells for output in cell.get("outputs", [])]
with open("index.html", "w", encoding="utf8") as page:
    page.write(f'<!doctype html><link rel="icon" href="data:,"><title>figure.ipynb</title>{shown}')
