/** The dashboard's part of the style sheet. */
export const style = `
:root { --warn: light-dark(#8a4b00, #ffc46b); --soft-warn: light-dark(#fff6e5, #2a2112); }
nav.pages { display: flex; flex-wrap: wrap; gap: .25rem .875rem; margin: .5rem 0; font-size: .9375rem; } nav.pages a { margin: 0; padding: .125rem 0; }
#live-state { margin: 0; padding: .125rem .75rem; font-size: .875rem; } #live { margin-top: .75rem; } #now { margin: .5rem 0; }
nav a[aria-current] { color: inherit; font-weight: 600; text-decoration: none; }
.line > h1 { margin: .25rem 0; overflow-wrap: anywhere; min-width: 0; }
.filter { display: flex; flex-wrap: wrap; align-items: end; gap: .5rem .75rem; margin: 1rem 0; } .filter > div:first-child { flex: 1 1 12rem; }
.filter label { margin-top: 0; } .filter select { width: auto; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.copy { display: none; padding: 0 .5rem; font-size: .75rem; border-color: var(--line); } .can-copy .copy { display: inline-block; }
.card .copy, .columns .card .copy { padding: 0 .5rem; }
.notice.warn { color: var(--warn); background: var(--soft-warn); } .notice.warn { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: center; }
.notice.warn :is(h2, ul, p) { margin: 0; } .notice.warn form { margin-left: auto; } .notice.warn button { padding: .25rem .625rem; font-size: .875rem; }
.notice.warn .rows > li { margin: 0; } .notice.warn .quiet { color: inherit; }
.card .moves { margin: .5rem 0 0; gap: .375rem .625rem; font-size: .875rem; } .card .moves button { padding: .25rem .625rem; }
.facts { margin: .5rem 0; } .facts > div { display: contents; } .facts dd { overflow-wrap: anywhere; }
.lanes { display: flex; margin: 0; font-size: .625rem; } .lanes span { width: 40px; text-align: center; } .lanes span:first-child { margin-left: -4px; }
.life { list-style: none; margin: 0; padding: 0; }
.life > li { display: grid; grid-template-columns: 112px 1fr; gap: .75rem; padding: .375rem 0; overflow-wrap: anywhere;
  background: linear-gradient(var(--line), var(--line)) 16px 0 / 1px 100% no-repeat,
    linear-gradient(var(--line), var(--line)) 56px 0 / 1px 100% no-repeat, linear-gradient(var(--line), var(--line)) 96px 0 / 1px 100% no-repeat; }
.life > li > div { min-width: 0; } .life .quiet { font-size: .875rem; } .fault-mark { color: var(--warn); } .moved { font-variant-numeric: tabular-nums; }
.lane { width: 112px; height: 24px; color: var(--quiet); } .lane.good { color: var(--good); } .lane.bad { color: var(--bad); }
.lane .way { stroke: currentcolor; stroke-width: 2; } .lane .head, .lane .mark { fill: currentcolor; }
.lane.bad .way, .lane.due .way { stroke-dasharray: 4 3; } .lane .cross { stroke: var(--warn); stroke-width: 2.5; fill: none; }
.charts { display: grid; gap: 1rem 2rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); }
figure { margin: 0; min-width: 0; max-width: 34rem; } .chart { display: block; width: 100%; height: auto; font-size: 9px; } .chart text { fill: var(--quiet); }
.chart .axis { stroke: var(--quiet); } .chart .authorized { fill: light-dark(#9db4e6, #53679b); } .chart .captured { fill: var(--good); }
.chart .cancelled { fill: light-dark(#b4bac4, #5d6675); } .chart .refunded { fill: var(--bad); }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1rem; list-style: none; margin: 0 0 .5rem; padding: 0; font-size: .875rem; }
.legend svg { display: inline-block; width: .75rem; height: .75rem; } .figures { font-size: .8125rem; } .figures :is(th, td) { padding: .25rem; }
.requests > li { border-bottom: 1px solid var(--line); } .rows.requests > li { margin: 0; } .requests h3 { font-size: .875rem; margin: .5rem 0 .25rem; }
.resend { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: center; font-size: .875rem; }
.columns .resend button, .columns form.resend button, #live .resend button { padding: 0 .5rem; font-size: .8125rem; }
.ledger td { overflow-wrap: anywhere; } .ledger .note { display: block; color: var(--quiet); font-size: .8125rem; }
.scroll { overflow-x: auto; } @media (max-width: 40rem) { .scroll :is(th, td) { padding: .375rem .25rem; font-size: .8125rem; } }
.accounts { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); } .accounts > .card { margin: 0; }
`
