import { createHash } from 'node:crypto';

/** A readable page for a developer: no script, nothing from elsewhere, and everything that is put in is escaped. */

export class Html {
  constructor(readonly text: string) {}
}

type Part = string | number | Html | readonly Html[] | undefined;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? character);

function put(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return part.map(put).join('');
}

export const html = (literals: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(literals.reduce((text, literal, index) => text + put(parts[index - 1]) + literal));

/** A sentence in which what stands between backticks is code. */
export const prose = (text = ''): readonly Html[] =>
  text.split('`').map((part, n) => (n % 2 === 0 ? html`${part}` : html`<code>${part}</code>`));

const style = `
:root { color-scheme: light dark; --ink: #16202c; --paper: #fff; --quiet: #4a5868; --line: #c3ccd6; --link: #0b4f9e; --code: #f1f4f7 }
@media (prefers-color-scheme: dark) { :root { --ink: #e8edf2; --paper: #12181f; --quiet: #a9b6c4; --line: #3a4653; --link: #8cc2ff; --code: #1d2630 } }
* { box-sizing: border-box }
body { margin: 0; color: var(--ink); background: var(--paper); font: 1.0625rem/1.55 system-ui, sans-serif }
header, main, footer { max-width: 62rem; margin: 0 auto; padding: 1rem 1.25rem }
header { border-bottom: 1px solid var(--line) }
h1 { font-size: 1.9rem; line-height: 1.2 } h2 { margin-top: 2.5rem; font-size: 1.4rem } h3 { margin: 2rem 0 .5rem; font-size: 1.1rem }
a { color: var(--link) } a:focus-visible, summary:focus-visible, .wide:focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
code, pre { font: .9375em/1.5 ui-monospace, monospace; background: var(--code) } code { padding: .1em .3em; overflow-wrap: anywhere } pre { padding: 1rem; margin: 0 }
pre code { padding: 0; overflow-wrap: normal }
.wide { overflow-x: auto } table { border-collapse: collapse; min-width: 100% } caption { text-align: left; font-weight: 600; padding: .5rem 0 }
th, td { text-align: left; vertical-align: top; padding: .45rem .75rem .45rem 0; border-bottom: 1px solid var(--line) }
.method { display: inline-block; min-width: 3rem; font-weight: 700 } .quiet { color: var(--quiet) } summary { cursor: pointer; padding: .25rem 0 }
.skip { position: absolute; left: -100rem } .skip:focus { position: static }
`;

/** The one style sheet stands in the page and is allowed by its hash. */
export const pagePolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;

export const page = (title: string, content: Html): string =>
  `<!doctype html>${
    html`<html lang="en-GB">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        ${new Html(`<style>${style}</style>`)}
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header><a href="/v1">Dutybook API</a></header>
        <main id="main">
          <h1>${title}</h1>
          ${content}
        </main>
      </body>
    </html>`.text
  }`;
