"""Pictures on the pages: pure geometry, from plain values to lengths and points, drawn as SVG by `charts.html`."""
