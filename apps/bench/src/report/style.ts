/** How the page looks: figures on paper, light or dark as the reader's system is, with one colour for each lane. */

export const STYLE = `
:root {
  color-scheme: light dark;
  --background: light-dark(#ffffff, #111315);
  --surface: light-dark(#ecece9, #1e2125);
  --line: light-dark(#dcdcd7, #2a2e33);
  --ink: light-dark(#17191c, #eceef0);
  --ink-2: light-dark(#50565d, #a4abb3);
  --ink-3: light-dark(#6a7178, #848c95);
  --lane-manual: light-dark(#8a6200, #e0b45c);
  --lane-short-poll: light-dark(#b04f00, #f08a3c);
  --lane-conditional-poll: light-dark(#a2452c, #f2a389);
  --lane-long-poll: light-dark(#9a3f76, #c58ab0);
  --lane-sse: light-dark(#1c6b5a, #8fd9c4);
  --lane-socket-io: light-dark(#1165d0, #4da3ff);
  --lane-socket-io-polling: light-dark(#4a55c0, #a3b0f7);
  --lane-websocket: light-dark(#0b6e99, #6cc4ee);
}
* { box-sizing: border-box; }
body {
  margin: 0;
  padding: 56px 24px 96px;
  background: var(--background);
  color: var(--ink);
  font: 15px/1.55 'Geist Variable', Geist, system-ui, sans-serif;
  font-variant-numeric: tabular-nums;
  -webkit-font-smoothing: antialiased;
}
main { max-width: 960px; margin: 0 auto; }
h1 { margin: 0 0 16px; font-size: 32px; font-weight: 650; line-height: 1.2; letter-spacing: -0.02em; text-wrap: balance; }
h2 { margin: 64px 0 4px; font-size: 18px; font-weight: 650; letter-spacing: -0.01em; }
p { margin: 0 0 12px; max-width: 68ch; }
.lead { font-size: 18px; line-height: 1.5; color: var(--ink-2); }
.lead b { font-weight: 600; color: var(--ink); }
.about, .note { color: var(--ink-2); }
.note { margin-top: 8px; font-size: 13px; }
.doubt { margin: 24px 0 0; padding: 2px 0 2px 16px; border-left: 2px solid var(--ink); }
.doubt p { margin: 0 0 4px; }
svg { display: block; width: 100%; height: auto; margin-top: 20px; overflow: visible; }
svg text { font-size: 12px; fill: var(--ink-2); }
svg .name { font-size: 13px; fill: var(--ink); }
svg .value { font-size: 13px; font-weight: 560; fill: var(--ink); }
svg .axis { font-size: 11.5px; fill: var(--ink-3); }
svg .grid { stroke: var(--line); }
svg .zero { stroke: var(--ink-3); }
svg .band { fill: var(--surface); }
svg .predicted { stroke: var(--ink); stroke-dasharray: 3 2; }
.scroll { overflow-x: auto; margin-top: 20px; }
table { width: 100%; border-collapse: collapse; font-size: 13px; line-height: 1.35; white-space: nowrap; }
th { padding: 0 0 8px 16px; font-weight: 400; color: var(--ink-3); text-align: right; vertical-align: bottom; white-space: pre-line; }
td { padding: 7px 0 7px 16px; border-top: 1px solid var(--line); text-align: right; }
th:first-child, td:first-child { padding-left: 0; text-align: left; }
td.quiet { color: var(--ink-3); }
.swatch { display: inline-block; width: 12px; height: 3px; margin: 0 10px 3px 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 24px; margin: 16px 0 0; font-size: 13px; }
dt { color: var(--ink-3); }
dd { margin: 0; overflow-wrap: anywhere; }
code { font: 12.5px/1.5 ui-monospace, Menlo, Consolas, monospace; }
@media (max-width: 640px) { body { padding-top: 32px; } h1 { font-size: 26px; } }
@media print { body { padding: 0; } h2 { break-after: avoid; } svg, table { break-inside: avoid; } }
`;
