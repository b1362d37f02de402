import { COLOURS } from './theme';

const BASE = `
*,*::before,*::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:4rem}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
h1,h2,h3,p,ul,ol,dl,dd,figure,pre{margin:0;padding:0}
h1{font-size:clamp(1.6rem,1.1rem + 2vw,2.3rem);line-height:1.15;letter-spacing:-.02em;overflow-wrap:anywhere}
h2{font-size:1.35rem;line-height:1.25;letter-spacing:-.01em}
h3{font-size:1.02rem;line-height:1.35;overflow-wrap:anywhere}
a{color:var(--accent);text-underline-offset:.15em}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.86em}
code{overflow-wrap:anywhere}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:4px}
.muted{color:var(--muted)}
.skip{position:absolute;left:-999rem;top:.5rem;z-index:3;padding:.5rem 1rem;border-radius:6px;background:var(--ink);color:var(--page)}
.skip:focus{left:1rem}`;

const PAGE = `
.inside{max-width:1248px;margin:0 auto;padding:0 24px}
body>header{padding:40px 0 28px}
.eyebrow{color:var(--muted);font-size:.85rem;letter-spacing:.02em}
.title{display:flex;flex-wrap:wrap;gap:10px 18px;align-items:center;margin:4px 0 6px}
.verdict{display:inline-flex;gap:.5em;align-items:center;padding:5px 13px;border-radius:99px;font-weight:600;font-size:.9rem}
.verdict.good{color:var(--good);background:var(--good-soft)}
.verdict.bad{color:var(--bad);background:var(--bad-soft)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(128px,1fr));gap:1px;margin-top:24px;overflow:hidden;border:1px solid var(--line);border-radius:12px;background:var(--line)}
.tiles div{padding:14px 16px;background:var(--surface)}
.tiles dt{color:var(--muted);font-size:.82rem}
.tiles dd{font-size:1.3rem;font-weight:600;line-height:1.3;font-variant-numeric:tabular-nums}
nav{position:sticky;top:0;z-index:2;border-block:1px solid var(--line);background:var(--surface)}
nav ul{display:flex;gap:2px;overflow-x:auto;list-style:none;scrollbar-width:thin}
nav a{display:block;padding:11px 10px;color:var(--muted);font-size:.9rem;text-decoration:none;white-space:nowrap}
nav li:first-child a{margin-left:-10px}
nav a:hover{color:var(--accent);text-decoration:underline}
nav a:focus-visible{outline-offset:-3px}
main section{padding:40px 0 8px}
.lead{max-width:82ch;margin:4px 0 16px;color:var(--muted)}
.panel+.lead{margin-top:12px}
section h3{margin:22px 0 10px}
body>footer{margin-top:48px;padding:20px 0 40px;border-top:1px solid var(--line);color:var(--muted);font-size:.88rem}`;

const PARTS = `
.panel{border:1px solid var(--line);border-radius:12px;background:var(--surface)}
.scroll{overflow-x:auto}
.panel+.panel{margin-top:16px}
table{width:100%;border-collapse:collapse;font-size:.9rem}
caption{padding:12px 16px;text-align:left;color:var(--muted);font-size:.86rem}
th,td{padding:9px 16px;text-align:left;vertical-align:top;border-top:1px solid var(--line)}
thead th{color:var(--muted);font-size:.82rem;font-weight:600;vertical-align:bottom;background:var(--sunken)}
tbody th{font-weight:600}
tbody th .muted{font-weight:400}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums}
.set{display:flex;flex-wrap:wrap;gap:4px;padding:0;list-style:none}
.tag{display:inline-block;padding:0 8px;border:1px solid var(--line);border-radius:6px;background:var(--sunken);font-size:.84rem;font-weight:400;white-space:nowrap}
.tag.spot{color:var(--spot);background:var(--spot-soft);border-color:transparent}
.tag.driver{color:var(--driver);background:var(--driver-soft);border-color:transparent}
.tag.executor{color:var(--executor);background:var(--executor-soft);border-color:transparent}
.tag.submitter,.tag.gateway{color:var(--submitter);background:var(--submitter-soft);border-color:transparent}
.tag.good{color:var(--good);background:var(--good-soft);border-color:transparent}
.tag.bad{color:var(--bad);background:var(--bad-soft);border-color:transparent}
.pairs div{display:grid;grid-template-columns:10.5rem 1fr;gap:0 12px;padding:2px 0}
.pairs dt{color:var(--muted)}
.pairs dd{min-width:0;overflow-wrap:anywhere}
td .pairs div{display:block;padding:0}
td .pairs dt,td .pairs dd{display:inline}
.plain{padding-left:1.1em}
.bar{display:block;height:10px;min-width:3px;border-radius:3px;background:var(--accent)}
.bars tbody th,.bars td{padding-block:4px}
.bars td:last-child{width:52%;vertical-align:middle}
details{border-top:1px solid var(--line)}
details:first-of-type{border-top:0}
summary{padding:12px 16px;cursor:pointer;font-weight:600;overflow-wrap:anywhere}
summary .muted{font-weight:400}
.within{padding:0 16px 14px}
.within .panel{margin-top:12px}
.steps{counter-reset:step;display:grid;grid-template-columns:repeat(auto-fill,minmax(270px,1fr));gap:12px;list-style:none}
.steps li{position:relative;padding:14px 16px 14px 54px;counter-increment:step}
.steps li::before{content:counter(step);position:absolute;left:16px;top:14px;width:26px;height:26px;border-radius:50%;background:var(--ink);color:var(--page);font-size:.85rem;font-weight:600;line-height:26px;text-align:center}
.steps strong{display:block}
.commands .panel,.steps .panel{margin:0}
.commands{display:grid;align-items:start;grid-template-columns:repeat(auto-fit,minmax(min(100%,520px),1fr));gap:16px}
.commands>div{padding:14px 16px;min-width:0}
.commands h3{margin:0}
.commands pre{margin-top:8px;padding:10px 12px;overflow-x:auto;border-radius:8px;background:var(--sunken);white-space:pre-wrap;overflow-wrap:anywhere;user-select:all}
.commands pre code{font-size:1em}`;

const PICTURE = `
.picture{padding:16px}
.picture svg[role=img]{display:block;max-width:none}
.picture .wide svg[role=img]{width:100%;height:auto;min-width:1040px}
.picture .narrow svg[role=img]{width:100%;height:auto;max-width:460px;margin:0 auto}
.picture .narrow{display:none}
.key{display:flex;flex-wrap:wrap;gap:4px 22px;padding:10px 4px 0;list-style:none;color:var(--muted);font-size:.88rem}
.key svg{margin-right:8px;vertical-align:middle}
svg text{font-family:inherit;fill:var(--ink)}
svg .title{font-size:15px;font-weight:650}
svg .strong{font-size:13px;font-weight:600}
svg .body{font-size:12.5px}
svg .small{font-size:12px}
svg .letter{text-anchor:middle;font-weight:700}
svg .middle{text-anchor:middle}
svg .end{text-anchor:end}
svg text.muted{fill:var(--muted)}
.frame{fill:var(--sunken);stroke:var(--edge);stroke-width:1.2}
.frame.plane{fill:var(--page)}
.card,.chip.plain,.chip.arch{fill:var(--surface);stroke:var(--line)}
.card.pool,.card.team{stroke:var(--edge)}
.card.karpenter{stroke:var(--accent);stroke-width:2}
.chip.plain{fill:var(--sunken)}
.chip.arch{stroke:var(--edge)}
.chip.spot{fill:var(--spot-soft);stroke:var(--spot);stroke-dasharray:3 2}
.chip.driver{fill:var(--driver-soft)}
.chip.executor{fill:var(--executor-soft)}
.chip.gateway{fill:var(--submitter-soft)}
svg text.on-spot{fill:var(--spot)}
svg text.on-driver{fill:var(--driver)}
svg text.on-executor{fill:var(--executor)}
svg text.on-gateway{fill:var(--submitter)}
.subnet{fill:var(--surface);stroke:var(--edge)}
.subnet.public{stroke-dasharray:6 3}
.subnet.data-plane{stroke-width:2}
.wire{fill:none;stroke-width:2}
.wire.driver{stroke:var(--driver)}
.wire.executor{stroke:var(--executor);stroke-dasharray:7 4}
.wire.submitter,.wire.gateway{stroke:var(--submitter);stroke-dasharray:2 4;stroke-linecap:round}
.wire.flow{stroke:var(--edge);stroke-width:1.6}
.head.driver{fill:var(--driver)}
.head.executor{fill:var(--executor)}
.head.submitter,.head.gateway{fill:var(--submitter)}
.head.flow{fill:var(--edge)}`;

const TIMELINE = `
.phase.even{fill:var(--sunken)}
.phase.odd{fill:var(--surface)}
.tick{stroke:var(--line);stroke-width:1}
.span{stroke-width:1.2}
.span.launching{fill:var(--surface);stroke:var(--edge);stroke-dasharray:3 2}
.span.ready{fill:var(--line);stroke:var(--edge)}
.span.on-spot{fill:var(--spot-soft);stroke:var(--spot)}
.span.pending{fill:var(--surface);stroke:var(--bad)}
.span.bound{fill:var(--bad-soft);stroke:var(--bad)}
.span.driver{fill:var(--driver)}
.span.executor{fill:var(--executor)}
.span.submitter{fill:var(--submitter)}
.span.other{fill:var(--edge)}`;

const NARROW = `
@media screen and (max-width:760px){
.inside{padding:0 14px}
body>header{padding:24px 0 20px}
.tiles{grid-template-columns:repeat(2,1fr)}
.tiles dd{font-size:1.1rem}
main section{padding-top:30px}
.picture{padding:8px}
.picture .wide{display:none}
.picture .narrow{display:block}
th,td{padding:7px 12px}
caption{padding:10px 12px}
.pairs div{grid-template-columns:1fr}
.stacking,.stacking caption,.stacking tbody,.stacking tr,.stacking th,.stacking td{display:block}
.stacking thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.stacking tr{padding:8px 0;border-top:1px solid var(--line)}
.stacking tbody th,.stacking td{padding:3px 12px;border:0}
.stacking td{display:grid;grid-template-columns:7.5rem minmax(0,1fr);gap:0 12px}
.stacking td::before{content:attr(data-label);color:var(--muted);overflow-wrap:anywhere}
.stacking td:empty,.stacking td.minor{display:none}
.stacking td>*{grid-column:2;place-self:start;max-width:100%}
.stacking td br{display:none}
.tag{white-space:normal;overflow-wrap:anywhere}
.compact th,.compact td{overflow-wrap:anywhere}
.bars td:last-child{width:26%}
}`;

const PRINT = `
@media print{
@page{margin:12mm}
body{font-size:9.5pt}
.inside{max-width:none;padding:0}
h2,h3,.lead{break-after:avoid;break-inside:avoid}
.tiles{grid-template-columns:repeat(8,1fr)}
.tiles div{padding:8px}
.tiles dd{font-size:1rem}
th,td{padding:4px 8px}
nav,.skip{display:none}
main section{padding-top:20pt}
.scroll{overflow:visible}
.picture,.steps li,.commands>div,tr{break-inside:avoid}
details>.within{display:block}
details::details-content{content-visibility:visible}
.picture .wide svg[role=img]{min-width:0}
}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}`;

/** All style of the page; nothing is loaded from anywhere. */
export const STYLE = [COLOURS, BASE, PAGE, PARTS, PICTURE, TIMELINE, NARROW, PRINT].join('').replace(/\n/g, '');
