"""How the desk's page looks: on a wide screen, on a phone and on paper."""

from __future__ import annotations

from sheetplan.model import Status
from sheetplan.model.colours import CHARTED, INK, LINE, NAVY, QUIET, STATUSES, WHITE

_BAD, _LOOK, _INFO = STATUSES[Status.OVERDUE], STATUSES[Status.DUE_SOON], STATUSES[Status.COMPLETE]
_PALE = "F3F5F8"
_DARKER = "14264A"

STYLE = f"""
* {{ box-sizing: border-box; }}
html {{ font: 16px/1.5 Arial, Helvetica, sans-serif; color: #{INK}; background: #{WHITE}; }}
body {{ margin: 0 auto; max-width: 72rem; padding: 0 1rem 3rem; overflow-wrap: anywhere; }}
h1 {{ font-size: 1.9rem; line-height: 1.2; margin: 1.6rem 0 0.8rem; color: #{NAVY}; }}
h2 {{ font-size: 1.35rem; line-height: 1.25; margin: 2.2rem 0 0.6rem; color: #{NAVY}; }}
h3 {{ font-size: 1.05rem; line-height: 1.35; margin: 0 0 0.3rem; }}
p {{ margin: 0.4rem 0; max-width: 46rem; }}
ul {{ margin: 0.4rem 0; padding-left: 1.3rem; }}
a {{ color: #{NAVY}; text-underline-offset: 0.15em; }}
:focus-visible {{ outline: 3px solid #{NAVY}; outline-offset: 3px; }}
h1:focus, main:focus {{ outline: none; }}
.skip {{ position: absolute; left: -100rem; }}
.skip:focus {{ position: static; display: inline-block; padding: 0.6rem 0; }}
.quiet {{ color: #{QUIET}; }}
.lead {{ font-size: 1.1rem; }}
.path {{ font-family: Consolas, Menlo, monospace; font-size: 0.9em; }}
header {{ display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: 0 2rem;
  border-bottom: 3px solid #{NAVY}; padding: 0.7rem 0; }}
header p {{ margin: 0; }}
nav ul {{ list-style: none; padding: 0; margin: 0; display: flex; flex-wrap: wrap; gap: 0 1.3rem; }}
nav.plain ul {{ display: block; }}
nav a {{ display: inline-block; padding: 0.35rem 0; }}
nav a[aria-current] {{ font-weight: bold; text-decoration-thickness: 3px; }}
button, .way {{ display: inline-block; font: inherit; font-weight: bold; padding: 0.6rem 1.1rem; border-radius: 4px;
  border: 2px solid #{NAVY}; background: #{NAVY}; color: #{WHITE}; cursor: pointer; text-align: left;
  text-decoration: none; }}
button:hover {{ background: #{_DARKER}; border-color: #{_DARKER}; }}
.way, button.second {{ background: #{WHITE}; color: #{NAVY}; }}
.way.first {{ background: #{NAVY}; color: #{WHITE}; }}
.way.first:hover {{ background: #{_DARKER}; }}
.way:not(.first):hover, button.second:hover {{ background: #{_PALE}; }}
button[disabled] {{ background: #{WHITE}; color: #{QUIET}; border-color: #{LINE}; cursor: default; }}
.actions {{ display: flex; flex-wrap: wrap; gap: 0.7rem; margin: 1.1rem 0; align-items: center; }}
.notice {{ border-left: 6px solid #{NAVY}; background: #{_PALE}; padding: 0.5rem 1rem; margin: 1rem 0; }}
.notice.bad {{ border-color: #{_BAD.text}; background: #{_BAD.fill}; color: #{_BAD.text}; }}
.drop {{ border: 2px dashed #{QUIET}; border-radius: 6px; background: #{_PALE}; padding: 1.1rem; margin: 0.8rem 0; }}
.drop.over {{ border-color: #{NAVY}; border-style: solid; background: #{_INFO.fill}; }}
.drop label {{ display: block; font-weight: bold; margin-bottom: 0.5rem; }}
.drop button {{ margin-top: 0.5rem; }}
.drop input {{ font: inherit; max-width: 100%; padding: 0.4rem 0; }}
.jobs {{ list-style: none; padding: 0; }}
.jobs li {{ padding: 0.55rem 0; border-bottom: 1px solid #{LINE}; }}
.jobs li:last-child {{ border-bottom: 0; }}
.jobs p {{ margin: 0.35rem 0 0; color: #{QUIET}; }}
.lines {{ list-style: none; padding: 0; }}
.lines > li {{ border-left: 6px solid #{LINE}; padding: 0.3rem 0 0.3rem 1rem; margin: 0.9rem 0; }}
.lines > li.look {{ border-color: #{CHARTED[Status.DUE_SOON]}; }}
.lines.bad > li {{ border-color: #{_BAD.text}; }}
.result, .level {{ display: inline-block; font-size: 0.85rem; font-weight: bold; padding: 0.05rem 0.5rem;
  border-radius: 3px; background: #{_INFO.fill}; color: #{_INFO.text}; }}
.result.look, .level.look {{ background: #{_LOOK.fill}; color: #{_LOOK.text}; }}
.result.bad, .level.must {{ background: #{_BAD.fill}; color: #{_BAD.text}; }}
.finding {{ border-top: 1px solid #{LINE}; padding: 0.8rem 0 0.5rem; }}
dl {{ margin: 0.2rem 0 0.8rem; }}
dl div {{ display: grid; grid-template-columns: 10rem 1fr; gap: 0 1rem; padding: 0.1rem 0; }}
dt {{ color: #{QUIET}; }}
dd {{ margin: 0; max-width: 46rem; }}
.files {{ list-style: none; padding: 0; }}
.files li {{ padding: 0.3rem 0; }}
.files .quiet {{ display: block; font-size: 0.9rem; }}
progress {{ width: 100%; max-width: 46rem; height: 1.4rem; accent-color: #{NAVY}; display: block; margin: 0.8rem 0; }}
.conflict {{ border: 1px solid #{LINE}; border-radius: 6px; padding: 0.4rem 1rem 1rem; margin: 1.2rem 0;
  min-width: 0; }}
.conflict .action {{ font-weight: bold; }}
.conflict legend {{ font-weight: bold; font-size: 1.1rem; padding: 0 0.4rem; color: #{NAVY}; }}
.sides {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: 0.9rem;
  margin-top: 0.6rem; }}
.side {{ border: 1px solid #{LINE}; border-radius: 4px; padding: 0.7rem 0.8rem; display: flex;
  flex-direction: column; }}
.side:has(input:checked) {{ border-color: #{NAVY}; box-shadow: 0 0 0 2px #{NAVY}; background: #{_PALE}; }}
.side.before {{ background: #{_PALE}; border-style: dashed; }}
.side h3 {{ font-size: 0.95rem; color: #{QUIET}; }}
.side .choice {{ margin-top: auto; padding-top: 0.7rem; }}
.side.own, .later {{ grid-column: 1 / -1; }}
.choice {{ display: flex; gap: 0.5rem; align-items: flex-start; }}
.choice input {{ width: 1.25rem; height: 1.25rem; margin: 0.15rem 0 0; flex: none; accent-color: #{NAVY}; }}
textarea {{ font: inherit; width: 100%; padding: 0.4rem; border: 2px solid #{QUIET}; border-radius: 3px;
  resize: vertical; }}
summary {{ cursor: pointer; padding: 0.4rem 0; color: #{NAVY}; font-weight: bold; }}
footer {{ margin-top: 3rem; border-top: 1px solid #{LINE}; padding-top: 0.8rem; color: #{QUIET}; font-size: 0.95rem; }}
footer form {{ margin-top: 0.9rem; }}
@media (min-width: 56rem) {{
  .columns {{ display: grid; grid-template: "in jobs" auto "undo jobs" 1fr / minmax(0, 1fr) minmax(0, 1fr);
    gap: 0 3rem; align-items: start; }}
  #put-in {{ grid-area: in; }}
  #jobs {{ grid-area: jobs; }}
  #undo {{ grid-area: undo; }}
}}
@media (max-width: 36rem) {{
  h1 {{ font-size: 1.55rem; }}
  dl div {{ display: block; padding: 0.25rem 0; }}
  .actions form, .actions button, .actions .way, .jobs button, .drop button {{ width: 100%; }}
}}
@media (prefers-reduced-motion: no-preference) {{
  button, .way, .drop {{ transition: background-color 0.15s; }}
}}
@media (forced-colors: active) {{
  .side:has(input:checked) {{ outline: 3px solid; }}
}}
@page {{ size: A4; margin: 14mm; }}
@media print {{
  html {{ font-size: 10.5pt; }}
  body {{ max-width: none; padding: 0; }}
  nav, .skip, button, .actions, footer form, .drop, .choice input {{ display: none; }}
  h2, h3 {{ break-after: avoid; }}
  .finding, .conflict, .lines > li {{ break-inside: avoid; }}
  .result, .level, .notice {{ print-color-adjust: exact; -webkit-print-color-adjust: exact; }}
}}
"""

ICON = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="6" fill="#{NAVY}"/>
<path d="M8 10h16M8 16h16M8 22h10" stroke="#{WHITE}" stroke-width="3" stroke-linecap="round"/></svg>
"""
