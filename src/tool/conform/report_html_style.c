/* How the page looks: by day and by night, narrow and wide, and on paper. */
#include "report_html.h"

static const char *const style[] = {
  ":root{color-scheme:light dark;--ground:#fff;--text:#1f2328;--soft:#59636e;--line:#d1d9e0;--card:#f6f8fa;",
  "--link:#0969da;--pass:#aceebb;--fail:#ff8182;--known:#fddf8f;--unsure:#d8b9ff;--na:#e7ebef;--never:#c8d0d8}",
  "@media screen and (prefers-color-scheme:dark){:root{--ground:#0d1117;--text:#e6edf3;--soft:#9198a1;--line:#3d444d;",
  "--card:#151b23;--link:#6cb6ff;--pass:#116329;--fail:#a40e26;--known:#7d4e00;--unsure:#512a97;--na:#262c36;",
  "--never:#39414b}}",

  "*{box-sizing:border-box}html{scroll-behavior:smooth}",
  "body{margin:0;padding:0 1rem 3rem;background:var(--ground);color:var(--text);",
  "font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif}",
  "header,section,footer{max-width:76rem;margin:0 auto}h1{margin:1.5rem 0 .25rem;font-size:2rem;line-height:1.2}",
  "h1 small{font-weight:normal;font-size:1.1rem;color:var(--soft);white-space:nowrap}",
  "h2{margin:2.5rem 0 .75rem;padding-bottom:.3rem;border-bottom:1px solid var(--line);font-size:1.4rem}",
  "h3{margin:1.25rem 0 .25rem;font-size:1.05rem;line-height:1.35}h3::first-letter{text-transform:uppercase}",
  "p{margin:.5rem 0}a{color:var(--link)}.soft{color:var(--soft)}",
  "code,.ids{font:.85em/1.5 ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;overflow-wrap:anywhere}",
  "footer{margin-top:3rem;color:var(--soft);font-size:.85rem}",
  "nav{display:flex;gap:.25rem 1.25rem;flex-wrap:wrap;margin-top:1rem}",
  ".tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.5rem;margin:1rem 0;padding:0}",
  ".tiles li{list-style:none;padding:.5rem .75rem;border-radius:.5rem}",
  ".tiles b{display:block;font-size:1.5rem;line-height:1.2}",
  ".pass{background:var(--pass)}.fail{background:var(--fail)}.known{background:var(--known)}",
  ".unsure{background:var(--unsure)}.na{background:var(--na)}.none{background:var(--card)}",
  ".never{background:var(--never)}",
  "table{border-collapse:collapse}th{font-weight:600;text-align:left}",

  /* The map is wider than a phone: names of states stay in sight. */
  ".wide{overflow-x:auto;margin:0 -1rem;padding:0 1rem}",
  ".map{font-size:.72rem;line-height:1.15;border-spacing:1px;border-collapse:separate;white-space:nowrap}",
  ".map td{min-width:1.9rem;height:1.9rem;padding:0 2px;text-align:center;border-radius:3px}",
  ".map td a{color:inherit}.map small{display:block;font-size:.85em}",
  ".map .over{padding:.1rem;text-align:center;border-bottom:2px solid var(--line);color:var(--soft)}",
  ".map .letter{height:10.5em;padding:.2rem 0;vertical-align:bottom;text-align:center;font-weight:400}",
  ".map .letter span{writing-mode:vertical-rl;transform:rotate(180deg)}",
  ".map .state{position:sticky;left:-1rem;padding:0 .4rem;background:var(--ground);z-index:1}",
  ".map .first{border-left:.4rem solid var(--ground)}",
  ".key{display:flex;flex-wrap:wrap;gap:.35rem;padding:0;margin:.75rem 0;font-size:.8rem}",
  ".key li{list-style:none;padding:.05rem .5rem;border-radius:3px}",

  "article{margin:1rem 0;padding:.9rem 1rem;border:1px solid var(--line);border-left:.4rem solid var(--fail);",
  "border-radius:.5rem;background:var(--card)}article:target{outline:2px solid var(--link)}article h3{margin:0}",
  ".badge{display:inline-block;padding:0 .5rem;border-radius:1rem;font-size:.8rem;line-height:1.6}",
  ".badge:not(.fail){background:var(--na)}.ids{margin:.5rem 0;padding:0;list-style:none}",
  ".again{display:block;padding:.5rem .75rem;border-radius:.35rem;background:var(--na);user-select:all}",
  "details{margin-top:.75rem}summary{cursor:pointer;color:var(--link)}",
  ".picture{overflow-x:auto;margin-top:.5rem;border-radius:.35rem;background:#fff}.ladder{display:block}",

  ".list{width:100%;font-size:.9rem}.list th,.list td{padding:.35rem .6rem;border-bottom:1px solid var(--line);",
  "vertical-align:top}.list .number{width:6rem;text-align:right;font-variant-numeric:tabular-nums}",
  ".list .short{white-space:nowrap}.list .said{overflow-wrap:anywhere}",

  "@media(max-width:40rem){.map .state{font-size:.6rem;padding:0 .2rem}.list{font-size:.8rem}",
  ".list th,.list td{padding:.3rem}.list .section{display:none}.list .number{width:3.5rem}}",

  "@page{size:A4 landscape;margin:12mm}",
  "@media print{*{print-color-adjust:exact;-webkit-print-color-adjust:exact}body{padding:0;font-size:9pt}",
  "nav{display:none}h1{margin-top:0}h2{margin-top:6mm}section{break-inside:auto}#map{break-inside:avoid}",
  ".wide,.picture{overflow:visible;margin:0;padding:0}.map{font-size:6pt}.map .letter{height:10em}",
  ".map td{min-width:0;width:6.4mm;height:5.4mm}.map .state{position:static}",
  ".ladder{width:auto;max-width:100%;height:auto;max-height:112mm}.list{font-size:8pt}",
  "article,tr{break-inside:avoid}h2,h3{break-after:avoid}a{color:inherit;text-decoration:none}}",
};

void html_style(FILE *out)
{
  fputs("<style>\n", out);
  for (size_t i = 0; i < sizeof style / sizeof *style; i++)
    fprintf(out, "%s\n", style[i]);
  fputs("</style>\n", out);
}
