/** One style sheet, light or dark by the system's setting. */
export const style = `
:root { color-scheme: light dark; --ink: light-dark(#2b2320, #f1e9e2); --quiet: light-dark(#6b5f58, #b9ada4);
  --paper: light-dark(#fbf7f2, #1d1917); --card: light-dark(#ffffff, #272220); --line: light-dark(#e4dad0, #403834);
  --accent: light-dark(#8a3324, #ffb59f); --on-accent: light-dark(#ffffff, #2b1009);
  --good: light-dark(#1b6e3c, #7fd6a2); --bad: light-dark(#b3261e, #ff9c94); }
* { box-sizing: border-box; }
body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
header, main { max-width: 64rem; margin: 0 auto; padding: 1rem; }
header { display: flex; justify-content: space-between; border-bottom: 1px solid var(--line); }
header a:first-child { font-weight: 700; text-decoration: none; color: inherit; }
a { color: var(--accent); }
h1 { font-size: 1.75rem; line-height: 1.2; } h2 { font-size: 1.125rem; margin: 0; }
.cards { list-style: none; margin: 0; padding: 0; display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(19rem, 100%), 1fr)); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1rem; display: flex; flex-direction: column; gap: .5rem; }
.card > p { margin: 0; } .card > form { margin-top: auto; }
.swatch { height: 6rem; margin: -1rem -1rem .5rem; border-radius: .75rem .75rem 0 0; }
.swatch { background: repeating-linear-gradient(60deg, #fff3 0 6px, #0000 6px 12px), repeating-linear-gradient(-60deg, #0002 0 6px, #0000 6px 12px), var(--wool); }
.socks { --wool: #a44a3f; } .hat { --wool: #2f4858; } .blanket { --wool: #b08d57; }
.price { font-weight: 600; font-size: 1.25rem; margin: 0 0 .5rem; }
.quiet { color: var(--quiet); font-size: .875rem; overflow-wrap: anywhere; }
.badge { font-weight: 600; } .paid, .shipped { color: var(--good); } .declined, .expired { color: var(--bad); }
dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem 1rem; margin: .5rem 0; } dt { color: var(--quiet); }
dd { grid-column: 2; margin: 0; text-align: right; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
main > dl { max-width: 32rem; }
label { display: block; font-size: .875rem; }
input { font: inherit; width: 7rem; margin-right: .5rem; padding: .5rem; color: inherit; background: transparent; border: 1px solid light-dark(#8a7d74, #93867c); border-radius: .375rem; }
button { font: inherit; padding: .5rem 1rem; border-radius: .375rem; border: 1px solid var(--accent); background: transparent; color: var(--accent); cursor: pointer; }
button.primary { width: 100%; background: var(--accent); color: var(--on-accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.actions { display: flex; flex-wrap: wrap; gap: .5rem; margin-top: auto; align-items: end; }
[role="alert"], [role="status"] { border-left: .25rem solid var(--line); background: var(--card); padding: .75rem 1rem; margin: 1rem 0; color: inherit; }
[role="alert"] { border-color: var(--bad); } [role="status"].paid, [role="status"].shipped { border-color: var(--good); }
`
