/** One style sheet for all pages; light and dark, as the reader's system has it. */
export const style = `
:root { color-scheme: light dark; --line: light-dark(#d0d5dd, #3d4656); --soft: light-dark(#f4f6f8, #1b212b);
  --text: light-dark(#1d2430, #e8ebf0); --quiet: light-dark(#515b6b, #a9b3c2); --accent: light-dark(#1f4fbf, #8fb2ff);
  --on-accent: light-dark(#ffffff, #10151e); --bad: light-dark(#b3261e, #ff9c94); --good: light-dark(#1b6e3c, #7fd6a2); }
* { box-sizing: border-box; }
body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; color: var(--text); background: light-dark(#ffffff, #12171f); }
header { padding: .5rem 1rem; background: var(--soft); border-bottom: 1px solid var(--line); font-size: .875rem; }
header p { margin: 0; }
main { margin: 0 auto; padding: 1rem; }
.narrow main { max-width: 32rem; }
.wide main { max-width: 80rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.125rem; }
.quiet { color: var(--quiet); } .bad { color: var(--bad); } .good { color: var(--good); }
.amount { font-size: 2rem; font-weight: 600; margin: .5rem 0; }
label { display: block; margin: .75rem 0 .25rem; }
input, select, textarea { width: 100%; font: inherit; padding: .5rem; color: inherit; background: transparent;
  border: 1px solid light-dark(#767f8c, #8792a3); border-radius: .375rem; }
input[type="radio"], input[type="checkbox"] { width: auto; }
button, .button { display: inline-block; font: inherit; padding: .625rem 1rem; border-radius: .375rem; border: 1px solid var(--accent);
  background: transparent; color: var(--accent); cursor: pointer; text-decoration: none; }
button.primary, .button.primary { background: var(--accent); color: var(--on-accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
table { width: 100%; border-collapse: collapse; } th, td { text-align: left; padding: .375rem .5rem; border-bottom: 1px solid var(--line); }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem 1rem; } dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
[role="alert"], [role="status"] { border-left: .25rem solid var(--line); background: var(--soft); padding: .75rem 1rem; margin: 1rem 0; overflow-wrap: anywhere; }
[role="alert"] { border-color: var(--bad); } [role="status"] { border-color: var(--good); }
[role="alert"] > :first-child, [role="status"] > :first-child { margin-top: 0; } [role="alert"] > :last-child, [role="status"] > :last-child { margin-bottom: 0; }
a { color: var(--accent); overflow-wrap: anywhere; }
.actions { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1.5rem 0; } .actions .primary { flex-basis: 100%; text-align: center; }
.choice { display: grid; grid-template-columns: auto 1fr auto; gap: 0 .75rem; align-items: baseline; padding: .5rem 0; }
.choice > label { margin: 0; } .choice > .more { grid-column: 2 / -1; } .choice:has(input:not(:checked)) > .more { display: none; }
.choices > .choice + .choice { border-top: 1px solid var(--line); }
caption { text-align: left; font-weight: 600; padding: .5rem 0; }
.narrow :is(th, td):first-child { padding-left: 0; } .narrow :is(th, td):last-child { padding-right: 0; }
.cards { list-style: none; padding: 0; } .cards > li { border: 1px solid var(--line); border-radius: .375rem; padding: 0 1rem; margin: 1rem 0; }
fieldset { border: 1px solid var(--line); border-radius: .375rem; margin: 1rem 0; padding: .5rem 1rem 1rem; }

.top, .line, .moves { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem .75rem; }
.top { justify-content: space-between; } .top p { margin: 0; } nav a { margin-right: .75rem; }
.line > input { flex: 1; min-width: 8rem; } .moves { margin: .75rem 0; } form + form { margin-top: 0; }
.tools { display: grid; gap: 1rem; margin: 1rem 0; align-items: start; } .tools label { margin-top: 0; }
.tools form label { margin-top: .75rem; } .tools > form label { margin-top: 0; }
.columns { display: grid; gap: 0 2rem; } .columns > *, .tools > * { min-width: 0; }
@media (min-width: 60rem) { .columns { grid-template-columns: 1fr 1fr; } .tools { grid-template-columns: repeat(4, 1fr); } }
.rows { list-style: none; margin: 0; padding: 0; } .rows > li { margin: .5rem 0; overflow-wrap: anywhere; }
.card { border: 1px solid var(--line); border-radius: .5rem; padding: .625rem .875rem; }
.card h3, .card p { margin: 0; } .card h3 { font-size: 1rem; } .card .sum { margin-left: auto; font-weight: 600; }
.card h2 { margin: 0; } .card + .card { margin-top: .5rem; } .tools > .card { margin-top: 0; } .card button, .columns form button { padding: .375rem .75rem; }
.state { font-size: .75rem; padding: .0625rem .5rem; border: 1px solid currentcolor; border-radius: 1rem; }
.sums { display: grid; grid-template-columns: repeat(auto-fit, minmax(6.5rem, 1fr)); gap: .25rem .75rem; margin: .5rem 0; }
.sums dt { font-size: .75rem; } .sums dd { margin: 0; font-variant-numeric: tabular-nums; }
.events { padding-left: 1.25rem; font-size: .875rem; }
summary { cursor: pointer; padding: .25rem 0; } summary .path { font-family: ui-monospace, monospace; font-size: .875rem; }
.timeline { display: block; width: 100%; height: auto; max-height: 12rem; margin: .5rem 0; font-size: 11px; }
.timeline text { fill: var(--quiet); } .timeline .axis { stroke: var(--line); } .timeline .now { stroke: var(--accent); stroke-dasharray: 3 3; }
.timeline .span { stroke: var(--line); stroke-width: 3; } .timeline .dot { fill: var(--quiet); } .timeline .dot.good { fill: var(--good); }
.timeline .dot.bad { fill: var(--bad); } .timeline .dot.open { fill: none; stroke: var(--quiet); stroke-width: 2; }
.status { font-variant-numeric: tabular-nums; font-weight: 600; }
pre { margin: .25rem 0; padding: .5rem .75rem; background: var(--soft); border-radius: .375rem; font-size: .8125rem;
  white-space: pre-wrap; overflow-wrap: anywhere; }
.notice { padding: .625rem .875rem; border: 1px solid currentcolor; border-radius: .5rem; }
a { color: var(--accent); }
@media (min-width: 60rem) { .tools > .fault[open] { grid-column: 1 / -1; } .fault[open] .halves { display: grid; gap: 0 2rem;
  grid-template-columns: 1fr 1fr; align-items: start; } }
.kind { padding: .25rem 0; } .kind > label { margin: 0; } .kind > .fields { margin: 0 0 .75rem 1.75rem; }
.kind:not(:has(> label > input:checked)) > .fields { display: none; }
`
