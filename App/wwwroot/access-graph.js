// Draws the neighbourhood of one principal or service. Places come from the server; colours from the theme.
import cytoscape from './lib/cytoscape/cytoscape.esm.min.mjs';

const themed = () => {
  const css = getComputedStyle(document.documentElement);
  const body = getComputedStyle(document.body);
  const colour = (name) => (css.getPropertyValue(`--mud-palette-${name}`) || body.getPropertyValue(`--mud-palette-${name}`)).trim();
  return {
    ink: colour('text-primary'), soft: colour('text-secondary'), surface: colour('surface'), line: colour('lines-inputs'),
    accent: colour('primary'), warn: colour('warning'), bad: colour('error'), good: colour('success'),
  };
};

const styles = (c) => [
  { selector: 'node', style: { label: 'data(label)', shape: 'round-rectangle', width: 230, height: 30, 'background-color': c.surface, 'border-width': 1, 'border-color': c.line, color: c.ink, 'font-size': 12, 'text-valign': 'center', 'text-halign': 'center', 'text-max-width': 214, 'text-wrap': 'ellipsis' } },
  { selector: 'node[kind = "grant"]', style: { 'border-color': c.good } },
  { selector: 'node[kind = "deny"]', style: { 'border-color': c.bad, 'border-style': 'dashed' } },
  { selector: 'node[kind = "service"]', style: { 'border-color': c.accent, 'border-width': 2 } },
  { selector: 'node[kind = "note"], node[kind = "everybody"]', style: { 'border-color': c.warn, 'border-style': 'dotted', 'border-width': 2 } },
  { selector: 'edge', style: { width: 1.5, 'line-color': c.soft, 'curve-style': 'bezier', 'target-arrow-shape': 'triangle', 'target-arrow-color': c.soft, 'source-endpoint': '90deg', 'target-endpoint': '270deg' } },
  { selector: 'edge[access = "conditional"]', style: { 'line-style': 'dashed' } },
  { selector: 'edge[access = "everything"]', style: { 'line-color': c.warn, 'target-arrow-color': c.warn, width: 3 } },
  { selector: 'edge[state = "observed"]', style: { 'line-style': 'solid', 'line-color': c.good, 'target-arrow-color': c.good, width: 3 } },
  { selector: 'edge[state = "never_observed"], edge[state = "unproven"]', style: { 'line-style': 'dashed', 'line-color': c.soft, 'target-arrow-color': c.soft } },
  { selector: 'edge[state = "not_in_force"]', style: { 'line-style': 'dotted', 'line-color': c.line, 'target-arrow-color': c.line } },
  { selector: 'edge[state = "refused"], edge[state = "undeclared"]', style: { 'line-style': 'dotted', 'line-color': c.bad, 'target-arrow-color': c.bad, width: 3 } },
  { selector: 'edge[state = "ungoverned"]', style: { 'line-color': c.warn, 'target-arrow-color': c.warn, width: 3 } },
];

const load = async (address) => {
  const answer = await fetch(address, { headers: { Accept: 'application/json' } });
  if (!answer.ok) throw new Error(`the graph could not be loaded: ${answer.status}`);
  return answer.json();
};

export const draw = async (container, address) => {
  const graph = await load(address);
  const view = cytoscape({
    container,
    elements: [
      ...graph.nodes.map((node) => ({ group: 'nodes', data: node, position: { x: node.x, y: node.y } })),
      ...graph.edges.map((edge) => ({ group: 'edges', data: edge })),
    ],
    layout: { name: 'preset', fit: true, padding: 24 },
    style: styles(themed()),
    minZoom: 0.1,
    maxZoom: 2,
    autoungrabify: true,
    boxSelectionEnabled: false,
    userZoomingEnabled: false,
  });
  if (view.zoom() > 1.2) view.zoom(1.2), view.center();
  view.on('tap', 'node', (event) => {
    const to = event.target.data('address');
    if (to) Blazor.navigateTo(to);
  });
  // A wheel that zoomed would keep people from scrolling past: it does so with the control key only.
  container.addEventListener('wheel', (event) => view.userZoomingEnabled(event.ctrlKey), { capture: true, passive: true });
  container.dataset.nodes = String(graph.nodes.length);
  const theme = new MutationObserver(() => view.style(styles(themed())));
  theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return {
    fit: () => view.fit(undefined, 24),
    zoom: (factor) => view.zoom({ level: view.zoom() * factor, renderedPosition: { x: view.width() / 2, y: view.height() / 2 } }),
    saveImage: async (name) => {
      const blob = await view.png({ output: 'blob-promise', full: true, scale: 2, bg: themed().surface });
      const link = document.createElement('a');
      link.href = URL.createObjectURL(blob);
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    },
    destroy: () => {
      theme.disconnect();
      view.destroy();
    },
  };
};
