// Draws the neighbourhood of one principal or service as a tree, as large as it must be to be read. Places come from the server; colours from the theme.
import cytoscape from './lib/cytoscape/cytoscape.esm.min.mjs';

const themed = () => {
  const css = getComputedStyle(document.documentElement);
  const body = getComputedStyle(document.body);
  const colour = (name) => (css.getPropertyValue(`--mud-palette-${name}`) || body.getPropertyValue(`--mud-palette-${name}`)).trim();
  return {
    ink: colour('text-primary'), soft: colour('text-secondary'), surface: colour('surface'), line: colour('lines-inputs'),
    font: body.fontFamily, accent: colour('primary'), warn: colour('warning'), bad: colour('error'), good: colour('success'),
  };
};

const nodeWidth = 232;
const nodeHeight = 38;
const margin = 16;
const stem = 8;
const mostLetters = 31;

// The ends of a name tell it from others; what is left out is in the table.
const short = (text) => (text.length <= mostLetters ? text : `${text.slice(0, 16)}…${text.slice(17 - mostLetters)}`);

const styles = (c) => [
  { selector: 'node', style: { label: 'data(text)', shape: 'round-rectangle', width: nodeWidth, height: nodeHeight, 'background-color': c.surface, 'border-width': 1, 'border-color': c.line, color: c.ink, 'font-family': c.font, 'font-size': 12, 'line-height': 1.15, 'text-valign': 'center', 'text-halign': 'center', 'text-wrap': 'wrap', 'text-max-width': 1000 } },
  { selector: 'node[kind = "grant"]', style: { 'border-color': c.good } },
  { selector: 'node[kind = "deny"]', style: { 'border-color': c.bad, 'border-style': 'dashed' } },
  { selector: 'node[kind = "service"]', style: { 'border-color': c.accent, 'border-width': 2 } },
  { selector: 'node[kind = "note"], node[kind = "everybody"]', style: { 'border-color': c.warn, 'border-style': 'dotted', 'border-width': 2 } },
  { selector: 'edge', style: { width: 1.5, 'line-color': c.soft, 'curve-style': 'taxi', 'taxi-direction': 'rightward', 'taxi-turn': '50%', 'source-endpoint': '90deg', 'target-endpoint': '270deg' } },
  // An outline: down from below the beginning of the one, then along to the other.
  { selector: '.outline', style: { 'curve-style': 'segments', 'edge-distances': 'endpoints', 'segment-weights': 'data(weight)', 'segment-distances': 'data(distance)', 'source-endpoint': `${stem - nodeWidth / 2}px ${nodeHeight / 2}px` } },
  { selector: 'edge[access = "conditional"]', style: { 'line-style': 'dashed' } },
  { selector: 'edge[access = "everything"]', style: { 'line-color': c.warn, width: 3 } },
  { selector: 'edge[state = "observed"]', style: { 'line-style': 'solid', 'line-color': c.good, width: 3 } },
  { selector: 'edge[state = "never_observed"], edge[state = "unproven"]', style: { 'line-style': 'dashed', 'line-color': c.soft } },
  { selector: 'edge[state = "not_in_force"]', style: { 'line-style': 'dotted', 'line-color': c.line } },
  { selector: 'edge[state = "refused"], edge[state = "undeclared"]', style: { 'line-style': 'dotted', 'line-color': c.bad, width: 3 } },
  { selector: 'edge[state = "ungoverned"]', style: { 'line-color': c.warn, width: 3 } },
];

const load = async (address) => {
  const answer = await fetch(address, { headers: { Accept: 'application/json' } });
  if (!answer.ok) throw new Error(`the graph could not be loaded: ${answer.status}`);
  return answer.json();
};

const sign = (node) => (node.isOpen === true ? '▾ ' : node.isOpen === false ? '▸ ' : '');

// Where the one corner of a line of the outline is, as the library counts: along the straight line between its ends, and away from it.
const corner = (source, target) => {
  const across = target.x - source.x - stem;
  const down = target.y - source.y - nodeHeight / 2;
  const straight = Math.hypot(across, down);
  return { weight: (down / straight) ** 2, distance: (across * down) / straight };
};

// In a narrow window what hangs on something stands below it, a little to the right.
const place = (graph, width) => {
  const right = Math.max(...graph.nodes.map((node) => node.x), 0);
  if (right + nodeWidth + 2 * margin <= width) return { isOutline: false, nodes: graph.nodes };
  const layer = Math.min(...graph.nodes.filter((node) => node.x > 0).map((node) => node.x));
  const step = Math.max(16, Math.min(32, (width - nodeWidth - 2 * margin) / 2));
  return { isOutline: true, nodes: graph.nodes.map((node, index) => ({ ...node, x: (node.x / layer) * step, y: index * (nodeHeight + 8) })) };
};

// The drawing does what the same thing in the table does: nothing can be said or done in one alone.
const counterpart = (node) => document.querySelector(`[data-node="${CSS.escape(node.id())}"]`);

export const draw = async (container, address) => {
  const graph = await load(address);
  const { isOutline, nodes } = place(graph, container.clientWidth);
  container.style.height = `${Math.max(...nodes.map((node) => node.y), 0) + nodeHeight + 2 * margin}px`;
  const places = new Map(nodes.map((node) => [node.id, node]));
  const bent = (edge) => (isOutline ? { ...edge, ...corner(places.get(edge.source), places.get(edge.target)) } : edge);
  const canvas = document.createElement('div');
  canvas.style.cssText = 'position: absolute; inset: 0';
  container.append(canvas);
  const view = cytoscape({
    container: canvas,
    elements: [
      ...nodes.map((node) => ({ group: 'nodes', data: { ...node, text: `${short(sign(node) + node.label)}\n${short(node.detail)}` }, position: { x: node.x, y: node.y } })),
      ...graph.edges.map((edge) => ({ group: 'edges', data: bent(edge), classes: isOutline ? 'outline' : '' })),
    ],
    layout: { name: 'preset', fit: false },
    style: styles(themed()),
    minZoom: 0.1,
    maxZoom: 2,
    autoungrabify: true,
    boxSelectionEnabled: false,
    userZoomingEnabled: false,
  });
  const whole = () => {
    view.userPanningEnabled(false);
    view.viewport({ zoom: 1, pan: { x: margin + nodeWidth / 2, y: margin + nodeHeight / 2 } });
  };
  whole();
  view.on('tap', 'node', (event) => counterpart(event.target)?.click());
  view.on('mouseover', 'node', (event) => {
    container.title = `${event.target.data('label')}: ${event.target.data('detail')}`;
    container.style.cursor = counterpart(event.target) ? 'pointer' : '';
  });
  view.on('mouseout', 'node', () => {
    container.title = '';
    container.style.cursor = '';
  });
  // A wheel that zoomed would keep people from scrolling past: it does so with the control key only.
  canvas.addEventListener('wheel', (event) => view.userZoomingEnabled(event.ctrlKey), { capture: true, passive: true });
  view.on('zoom', () => view.userPanningEnabled(view.zoom() !== 1));
  container.dataset.nodes = String(nodes.length);
  const theme = new MutationObserver(() => view.style(styles(themed())));
  theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return {
    whole,
    zoom: (factor) => view.zoom({ level: view.zoom() * factor, renderedPosition: { x: 0, y: 0 } }),
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
      canvas.remove();
    },
  };
};
