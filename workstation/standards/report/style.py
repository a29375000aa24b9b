"""The look of the html report: light, for screen and paper."""

from __future__ import annotations

CSS = """
:root{--text:#1c2430;--muted:#5d6877;--line:#d9dee5;--panel:#f7f9fb;--accent:#1f5fd6;--good:#1a7f4b;--goodt:#ddf3e6;
--warn:#8a5a00;--warnt:#fff0cf;--bad:#b3261e;--badt:#fde3e1;--infot:#e6eefb}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:#fff;color:var(--text);font:14px/1.55 "Noto Sans CJK SC","Noto Sans SC","Microsoft YaHei",
"PingFang SC","Segoe UI",system-ui,sans-serif}
main{max-width:1040px;margin:0 auto;padding:36px 28px 60px}
h1{font-size:27px;line-height:1.25;margin:2px 0 16px;font-weight:700;overflow-wrap:anywhere}
h2{font-size:18px;margin:34px 0 8px}
h3{font-size:15px;margin:26px 0 2px}
.kind{margin:0;color:var(--accent);font-weight:600;letter-spacing:.02em}
.facts{display:flex;flex-wrap:wrap;gap:10px 36px;margin:0;padding:14px 0;border-top:1px solid var(--line)}
.facts dt{color:var(--muted);font-size:12px}.facts dd{margin:0;font-weight:600;overflow-wrap:anywhere}
.summary{display:flex;gap:30px;align-items:center;padding:24px 28px;border-radius:12px;background:var(--panel);
border:1px solid var(--line);border-left:6px solid var(--line)}
.summary.good{border-left-color:var(--good)}.summary.fair{border-left-color:#d99a1c}.summary.bad{border-left-color:var(--bad)}
.summary h2{margin:0 0 2px;font-size:21px}.summary p{margin:0 0 12px;color:var(--muted)}
.verdict{flex:1;min-width:0}
.ring{width:132px;height:132px;flex:none}.ring circle{fill:none;stroke-width:11}.ring .track{stroke:#e4e8ee}
.ring .part{stroke:var(--accent)}.ring.good .part{stroke:var(--good)}.ring.fair .part{stroke:#d99a1c}
.ring.bad .part{stroke:var(--bad)}.ring text{font-weight:700;fill:var(--text)}
.counts{list-style:none;display:flex;flex-wrap:wrap;gap:10px;margin:0;padding:0}
.counts li{padding:7px 14px;border-radius:8px;background:#fff;border:1px solid var(--line);min-width:96px}
.counts b{display:block;font-size:20px;line-height:1.2;font-variant-numeric:tabular-nums}
.counts span{color:var(--muted);font-size:12px}
.counts .error b{color:var(--bad)}.counts .warning b{color:var(--warn)}.counts .info b{color:var(--accent)}
.counts .zero b{color:var(--muted);font-weight:600}
table{border-collapse:collapse;width:100%;margin:8px 0}
th,td{text-align:left;padding:6px 10px;border-bottom:1px solid var(--line);vertical-align:top}
thead th{font-size:12px;color:var(--muted);font-weight:600;border-bottom:2px solid var(--line);white-space:nowrap}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
tbody th{font-weight:400}
.scores .dimension th,.scores .dimension td{font-weight:600;background:var(--panel)}
.scores .indicator th{padding-left:28px;color:var(--muted)}
.scores .none td{color:var(--muted);font-weight:400}
.bar{width:24%}.bar div{height:9px;border-radius:5px;background:#e4e8ee;margin-top:6px;overflow:hidden}
.bar span{display:block;height:100%;background:var(--accent)}.indicator .bar div{height:5px;margin-top:8px}
.id{font-family:ui-monospace,"Cascadia Mono","DejaVu Sans Mono",Consolas,monospace;font-size:12px;color:var(--muted);
overflow-wrap:anywhere}
.id a{color:var(--accent)}
.chip{display:inline-block;padding:0 9px;border-radius:10px;font-size:12px;line-height:20px;white-space:nowrap;
background:#eef1f5;color:var(--muted);font-weight:600}
.chip.error,.chip.fail{background:var(--badt);color:var(--bad)}.chip.warning{background:var(--warnt);color:var(--warn)}
.chip.info{background:var(--infot);color:var(--accent)}.chip.pass{background:var(--goodt);color:var(--good)}
.rules .fail td{background:#fffafa}.rules .not-checked td{color:var(--muted)}
.note{margin:2px 0 8px;color:var(--muted)}
.plain{margin:6px 0;padding-left:20px}
.cells code{font-family:inherit;background:#f2f4f7;padding:1px 6px;border-radius:4px;overflow-wrap:anywhere;
white-space:pre-wrap}
.cells td:nth-child(3){min-width:190px;max-width:320px}.blank{color:var(--muted)}
.fields{max-width:640px}
footer{margin-top:44px;padding-top:14px;border-top:1px solid var(--line);color:var(--muted);font-size:12px}
footer p{margin:0 0 4px}
@media(max-width:680px){main{padding:20px 14px}.summary{flex-direction:column;align-items:flex-start}table{font-size:12px}}
@media print{@page{size:A4;margin:16mm 14mm}body{font-size:10.5pt}main{max-width:none;padding:0}h1{font-size:19pt}
a{color:inherit;text-decoration:none}thead{display:table-header-group}tr,article h3,h2{break-inside:avoid;break-after:auto}
h2,h3{break-after:avoid}.summary,.chip,.bar div,.bar span,.scores .dimension th,.scores .dimension td,.ring
{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
"""
