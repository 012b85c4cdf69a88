/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The style of the HTML report.  Colours are named once for light and once for dark; each
 * text has a contrast of 4.5 to 1 or more against what it stands on (WCAG 2.1, AA), and
 * no meaning is in a colour alone.
 */
#include "compare/html.h"

#define COLOURS_LIGHT                                                                    \
	"--paper:#f7f6f2;--card:#fff;--ink:#1c1b19;--soft:#5b5750;--line:#dedad1;"       \
	"--well:#f3f1ec;--alarm:#a3151c;--alarm-tint:#fbe7e6;--change:#7a4a00;"          \
	"--change-tint:#fbefd5;--note:#3d5368;--note-tint:#e6edf4;--fine:#17643a;"       \
	"--fine-tint:#e0f2e6;--add:#dff3e4;--gone:#fbe3e2;--hunk:#e8edf6;"
#define COLOURS_DARK                                                                     \
	"--paper:#131417;--card:#1b1d21;--ink:#e9e6e0;--soft:#a9a59c;--line:#33363c;"    \
	"--well:#15171a;--alarm:#ff9c94;--alarm-tint:#3d1a1b;--change:#f0c070;"          \
	"--change-tint:#38290c;--note:#a9c3dd;--note-tint:#1e2c3a;--fine:#84d6a0;"       \
	"--fine-tint:#12321f;--add:#14351f;--gone:#431d1e;--hunk:#1f2a3c;"

const char html_style[] =
	":root{color-scheme:light dark;" COLOURS_LIGHT "}"
	"@media(prefers-color-scheme:dark){:root{" COLOURS_DARK "}}"

	"*{box-sizing:border-box}"
	"html{-webkit-text-size-adjust:100%}"
	"body{margin:0;background:var(--paper);color:var(--ink);"
	"font:1rem/1.55 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif;"
	"font-variant-numeric:tabular-nums;overflow-wrap:anywhere}"
	"code,pre,.digest{font-family:ui-monospace,'SF Mono','Cascadia Mono',Menlo,"
	"'DejaVu Sans Mono',monospace;font-size:.86em;font-variant-ligatures:none}"
	"header,main,footer{max-width:66rem;margin:0 auto;padding:0 "
	"clamp(1rem,4vw,2.5rem)}"
	"h1,h2,h3,p,ul,dl,pre,table{margin:0}"
	"h2{font-size:1.15rem;font-weight:650;letter-spacing:-.005em;margin:3rem 0 .9rem}"
	"h2 .count{color:var(--soft);font-weight:400;margin-left:.4em}"
	"h3{font-size:.95rem;font-weight:650;margin:1.6rem 0 .6rem}"

	/* The verdict. */
	"header{padding-top:clamp(1.5rem,6vw,3.5rem)}"
	".brand{font-size:.8rem;letter-spacing:.14em;text-transform:uppercase;"
	"color:var(--soft)}"
	"h1{display:flex;flex-wrap:wrap;align-items:baseline;gap:.2em .45em;"
	"font-size:clamp(2rem,7vw,3.25rem);line-height:1.1;font-weight:700;"
	"letter-spacing:-.025em;margin:.35rem 0 .5rem}"
	".word{display:inline-block;color:var(--tone)}"
	".word::first-letter{text-transform:uppercase}"
	".tag{font-size:.9rem;line-height:1.5;letter-spacing:0;font-weight:600;"
	"padding:.15em .75em;border-radius:99px;background:var(--tone);color:var(--card)}"
	".meaning{font-size:1.1rem;max-width:44rem}"
	".subject{margin-top:1rem;color:var(--soft)}"
	".subject code{color:var(--ink)}"
	".fine{--tone:var(--fine)}.bad{--tone:var(--alarm)}.open{--tone:var(--change)}"
	"header{border-top:.45rem solid var(--tone);max-width:none}"
	"header>div{max-width:61rem;margin:0 auto}"

	/* Cards and what stands in them. */
	".card{background:var(--card);border:1px solid var(--line);border-radius:.6rem;"
	"padding:1.1rem 1.3rem;margin:.9rem 0}"
	".warning{border-color:var(--change);background:var(--change-tint)}"
	".warning strong{color:var(--change)}"
	".card ul{padding-left:1.1rem}.card .legend{padding:0}"
	".card>h2{margin:0 0 "
	".4rem;display:flex;flex-wrap:wrap;align-items:baseline;gap:.6em}"
	/* What piles up on one letter stays inside. */
	".card,.finding{contain:paint}"
	".facts{display:grid;grid-template-columns:minmax(6.5rem,max-content) 1fr;"
	"gap:.3rem 1.2rem}"
	".facts dt{color:var(--soft)}.facts dd{margin:0;min-width:0}"

	/* Where the bytes went. */
	".bar{display:flex;height:.7rem;border-radius:99px;overflow:hidden;"
	"background:var(--line);margin:1.6rem 0 .6rem}"
	".bar span{display:block}.f{background:var(--alarm)}.n{background:var(--fine)}"
	".w{background:var(--note)}"
	".legend{display:flex;flex-wrap:wrap;gap:.25rem 1.6rem;padding:0;list-style:none;"
	"font-size:.92rem;color:var(--soft)}"
	".legend b{color:var(--ink);font-weight:600}"
	".legend i{display:inline-block;width:.65rem;height:.65rem;border-radius:.2rem;"
	"margin-right:.5em}"

	/* Findings. */
	".finding{background:var(--card);border:1px solid var(--line);border-left:.3rem "
	"solid "
	"var(--tone);border-radius:.5rem;margin:.6rem 0}"
	".alarm{--tone:var(--alarm);--tint:var(--alarm-tint)}"
	".change{--tone:var(--change);--tint:var(--change-tint)}"
	".note{--tone:var(--note);--tint:var(--note-tint)}"
	"summary{cursor:pointer;border-radius:.4rem}"
	"summary:focus-visible,pre:focus-visible{outline:2px solid var(--note);"
	"outline-offset:-2px}"
	".finding>summary{display:grid;grid-template-columns:5.4rem 1fr auto;"
	"gap:.1rem .9rem;padding:.7rem 1rem;list-style:none}"
	".finding>summary::-webkit-details-marker{display:none}"
	".finding>summary::after{content:'\\25be';color:var(--soft);grid-row:1;grid-"
	"column:3}"
	".finding:not([open])>summary::after{content:'\\25b8'}"
	".badge{grid-row:span 2;align-self:start;text-align:center;font-size:.78rem;"
	"line-height:1.7;font-weight:650;border-radius:.35rem;padding:.05rem .5rem;"
	"background:var(--tint);color:var(--tone)}"
	".finding .facts{grid-template-columns:5.4rem 1fr;gap:.3rem .9rem}"
	".place{min-width:0;font-weight:600}.place code{font-weight:600}"
	".outer{font-weight:400;color:var(--soft)}"
	".key{font-weight:400;color:var(--soft);margin-left:.6em}"
	".said{color:var(--soft);min-width:0}"
	".finding[open]>summary{padding-bottom:.4rem}"
	".inside{padding:0 1rem 1rem;display:grid;gap:.75rem}"
	".inside>*{min-width:0}"
	"pre{background:var(--well);border:1px solid var(--line);border-radius:.4rem;"
	"padding:.7rem 0;overflow-x:auto;overflow-wrap:normal;line-height:1.5;tab-size:8}"
	"pre span{display:block;padding:0 .9rem;min-width:max-content;min-height:1.5em}"
	".add{background:var(--add)}.gone{background:var(--gone)}"
	".hunk{background:var(--hunk);color:var(--note)}"
	".others{font-size:.94rem}.others ul{padding-left:1.2rem;margin-top:.4rem}"
	".others summary{color:var(--note);font-weight:600}"

	/* Tables that a phone can scroll. */
	".scroll{overflow-x:auto}"
	"table{border-collapse:collapse;width:100%;font-size:.94rem}"
	"th{text-align:left;font-weight:600;color:var(--soft);font-size:.82rem}"
	"th,td{padding:.45rem .9rem .45rem 0;vertical-align:top;"
	"border-bottom:1px solid var(--line)}"
	"tr:last-child>td{border-bottom:0}td.amount,th.amount{text-align:right}"
	".rule{padding:.9rem 0;border-bottom:1px solid var(--line)}"
	".rule:last-child{border-bottom:0;padding-bottom:0}.rule:first-child{padding-top:"
	"0}"
	".rule>p{margin:.15rem 0;max-width:46rem}.rule .soft{color:var(--soft)}"
	".rule details{margin-top:.4rem;font-size:.94rem}"
	".rule details summary{color:var(--note);font-weight:600}"
	".pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),"
	"1fr));"
	"gap:.9rem}.pair .card{margin:0}"
	".digest{font-size:.8em;line-height:1.5;color:var(--soft)}"
	"footer{margin-top:3.5rem;padding-top:1.4rem;padding-bottom:3rem;color:var(--"
	"soft);"
	"font-size:.92rem;border-top:1px solid var(--line)}"

	"@media(max-width:34rem){"
	".facts,.finding .facts{grid-template-columns:1fr;gap:0}"
	".facts dd{margin-bottom:.6rem}.facts dt:empty{display:none}"
	".finding>summary{grid-template-columns:1fr auto}"
	".finding>summary::after{grid-column:2}"
	".badge{grid-row:auto;justify-self:start;min-width:5rem}"
	".place,.said{grid-column:1/-1}.card{padding:.9rem 1rem}}"

	"@media print{:root{" COLOURS_LIGHT "--paper:#fff;--well:#fff}"
	"body{font-size:10pt}header{border-top-width:.2rem}"
	".card,.finding{break-inside:avoid-page}h2,h3{break-after:avoid}"
	"pre{white-space:pre-wrap;overflow-wrap:anywhere}pre span{min-width:0}"
	"*{-webkit-print-color-adjust:exact;print-color-adjust:exact}"
	"details::details-content{content-visibility:visible;display:block}}";
