"""How a month's page looks: on a wide screen, on a phone and on paper."""

from __future__ import annotations

from sheetplan.model import Status
from sheetplan.model.colours import INK, LINE, NAVY, QUIET, STATUSES, WHITE

_STATUSES = "\n".join(
    f".s{at} {{ background: #{STATUSES[status].fill}; color: #{STATUSES[status].text}; }}"
    for at, status in enumerate(Status)
)

STYLE = f"""
* {{ box-sizing: border-box; }}
html {{ font: 16px/1.5 Arial, Helvetica, sans-serif; color: #{INK}; background: #{WHITE}; }}
body {{ margin: 0 auto; max-width: 76rem; padding: 0 1rem 3rem; overflow-wrap: break-word; }}
h1 {{ font-size: 1.9rem; line-height: 1.2; margin: 1.5rem 0 0.3rem; color: #{NAVY}; }}
h2 {{ font-size: 1.4rem; line-height: 1.25; margin: 2.5rem 0 0.6rem; color: #{NAVY}; border-top: 3px solid #{NAVY};
  padding-top: 0.5rem; }}
h3 {{ font-size: 1.05rem; line-height: 1.3; margin: 1.2rem 0 0.4rem; }}
p {{ margin: 0.4rem 0; max-width: 46rem; }}
ul, ol {{ margin: 0.4rem 0; padding-left: 1.3rem; }}
li {{ margin: 0.2rem 0; max-width: 46rem; }}
a {{ color: #{NAVY}; }}
:focus-visible {{ outline: 3px solid #{NAVY}; outline-offset: 2px; }}
.skip {{ position: absolute; left: -100rem; }}
.skip:focus {{ position: static; display: inline-block; padding: 0.5rem; }}
.quiet {{ color: #{QUIET}; }}
nav ul {{ list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 0 1.2rem; }}
nav a {{ display: inline-block; padding: 0.25rem 0; }}
.headlines {{ font-size: 1.1rem; }}
.headlines li:first-child {{ font-weight: bold; }}
.box {{ border: 2px solid #{NAVY}; padding: 0.2rem 1rem 0.7rem; margin: 1.2rem 0; }}
figure {{ margin: 1.6rem 0 2.2rem; }}
figure h3 {{ font-size: 1.15rem; margin-top: 0; }}
svg {{ display: block; overflow: hidden; font-family: Arial, Helvetica, sans-serif; }}
.scroll {{ overflow-x: auto; margin: 0.6rem 0 1rem; }}
table {{ border-collapse: collapse; font-size: 0.9rem; }}
caption {{ text-align: left; padding: 0.2rem 0 0.4rem; color: #{QUIET}; }}
th, td {{ text-align: left; vertical-align: top; padding: 0.35rem 0.7rem 0.35rem 0.5rem;
  border-bottom: 1px solid #{LINE}; }}
thead th {{ background: #{NAVY}; color: #{WHITE}; vertical-align: bottom; }}
tbody th, tfoot th {{ font-weight: normal; min-width: 8.5rem; }}
td:first-child {{ min-width: 8.5rem; }}
thead th.number {{ text-align: right; }}
tfoot th, tfoot td {{ font-weight: bold; border-top: 2px solid #{NAVY}; }}
th.group {{ font-weight: bold; color: #{NAVY}; padding-top: 0.9rem; }}
th.wide {{ min-width: 15rem; }}
.number {{ text-align: right; font-variant-numeric: tabular-nums; }}
.day {{ white-space: nowrap; }}
.status {{ padding: 0.1rem 0.45rem; white-space: nowrap; }}
{_STATUSES}
.s{list(Status).index(Status.OVERDUE)} {{ font-weight: bold; }}
summary {{ cursor: pointer; padding: 0.4rem 0; font-weight: bold; color: #{NAVY}; }}
dt {{ font-weight: bold; margin-top: 0.6rem; }}
dd {{ margin: 0; max-width: 46rem; }}
footer {{ margin-top: 3rem; border-top: 1px solid #{LINE}; padding-top: 0.6rem; color: #{QUIET}; }}
@media (min-width: 60rem) {{
  figure {{ display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 2.5rem; align-items: start; }}
  figure h3 {{ grid-column: 1 / -1; }}
  .beside {{ display: grid; grid-template-columns: 1fr 1fr; gap: 0 2.5rem; align-items: start; }}
  .beside .box {{ margin-top: 0.4rem; }}
}}
@page {{ size: A4; margin: 14mm 13mm 16mm; @bottom-right {{ content: "Page " counter(page) " of " counter(pages);
  font: 9pt Arial, sans-serif; color: #{QUIET}; }} }}
@page wide {{ size: A4 landscape; }}
@media print {{
  html {{ font-size: 10.5pt; line-height: 1.35; }}
  body {{ max-width: none; padding: 0; }}
  nav, .skip {{ display: none; }}
  h1 {{ margin-top: 0; }}
  h2, h3 {{ break-after: avoid; }}
  h2 {{ margin-top: 1.4rem; }}
  .box, tr, figure, li, dt {{ break-inside: avoid; }}
  dt {{ break-after: avoid; }}
  .headlines {{ font-size: 1rem; }}
  .box {{ margin: 0.7rem 0; }}
  figure {{ display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 1.2rem; align-items: start;
    margin: 0.8rem 0 1rem; }}
  figure h3 {{ grid-column: 1 / -1; }}
  .scroll {{ overflow: visible; }}
  table {{ font-size: 8.5pt; }}
  td:first-child {{ min-width: 6rem; }}
  th, td {{ padding: 0.15rem 0.5rem 0.15rem 0.3rem; }}
  thead {{ display: table-header-group; break-inside: avoid; break-after: avoid; }}
  caption {{ break-after: avoid; }}
  tfoot {{ display: table-row-group; }}
  thead th, .status, svg {{ print-color-adjust: exact; -webkit-print-color-adjust: exact; }}
  figure svg {{ zoom: 0.72; }}
  .lists, footer {{ page: wide; }}
  #actions:not(:has(details[open])) {{ display: none; }}
  a {{ color: inherit; text-decoration: none; }}
}}
"""
