import type { Address } from './addresses.ts';
import type { StreamKind } from '#psti';
import { html, page, prose, type Html } from './html.ts';
import { introduction, tags } from './openapi.ts';
import { problemKinds, shown, typeOf, type Problem, type ProblemName } from '../problems/problems.ts';
import { eventKinds, type EventKind, type NamedField } from './reference.ts';
import { ACTING_AS, type Route } from '../route.ts';

/** The API for a person to read, from the same routes as the document. */

export function readablePage(addresses: readonly Address[]): string {
  const groups = Object.entries(tags).map(([tag, says]) => ({
    tag,
    says,
    addresses: addresses.filter(({ route }) => route.tag === tag),
  }));
  return page(
    'Dutybook API',
    html`
      ${introduction.map((paragraph) => html`<p>${prose(paragraph)}</p>`)}
      <p>
        The whole of it for machines: <a href="/v1/openapi.json">OpenAPI 3.1 document</a>. What can go wrong:
        <a href="/problems">problems</a>.
      </p>
      <nav aria-label="On this page">
        <ul>
          ${groups.map(({ tag }) => html`<li><a href="#${tag}">${tag}</a></li>`)}
        </ul>
      </nav>
      ${groups.map(
        ({ tag, says, addresses: those }) =>
          html`<section aria-labelledby="${tag}">
            <h2 id="${tag}">${tag}</h2>
            <p>${says}</p>
            ${those.map(addressPart)}
          </section>`,
      )}
    `,
  );
}

const addressPart = ({ method, path, name, route }: Address): Html =>
  html`<article aria-labelledby="${name}">
    <h3 id="${name}"><span class="method">${method}</span> <code>${path}</code></h3>
    <p>${prose(route.summary)} ${prose(route.more)}</p>
    ${parameterTable(name, route)} ${kindsPart(route.takes)} ${examplesPart(route.examples)}
  </article>`;

function parameterTable(of: string, { path, query, person }: Route): Html {
  const rows = [
    ...(person ? [[ACTING_AS, 'header, needed', 'The party acted for.']] : []),
    ...Object.entries(path).map(([name, { says }]) => [name, 'path', says]),
    ...Object.entries(query).map(([name, { says }]) => [name, 'query', says]),
  ];
  return rows.length === 0 ? html`` : table(`Parameters of ${of}`, ['Name', 'Where', 'Meaning'], rows);
}

const table = (label: string, heads: readonly string[], rows: readonly (readonly string[])[]): Html =>
  html`<div class="wide" tabindex="0" role="region" aria-label="${label}">
    <table>
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([name, ...cells]) =>
            html`<tr>
              <th scope="row"><code>${name}</code></th>
              ${cells.map((cell) => html`<td>${prose(cell)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;

const kindsPart = (stream: StreamKind | undefined): Html =>
  stream === undefined
    ? html``
    : html`<p>It takes one of these.</p>
        ${eventKinds(stream).rows.map(kindPart)}`;

const kindPart = ({ stream, type, title, hint, fields }: EventKind): Html =>
  html`<details>
    <summary><code>${type}</code> ${title}</summary>
    <p>${hint}</p>
    ${fields.length === 0 ? html`<p>It has no fields of its own.</p>` : table(`Fields of ${type} in ${stream}`, ['Field', 'Kind', 'Meaning'], fields.flatMap(fieldRows('')))}
  </details>`;

const fieldRows =
  (under: string) =>
  ({ name, kind, required, label, hint, options = [], of = [] }: NamedField): readonly (readonly string[])[] => [
    [
      `${under}${name}`,
      `${kind}${required ? ', needed' : ''}`,
      [`${label}.`, hint, options.length > 0 ? options.map(({ value }) => `\`${value}\``).join(' ') : '']
        .filter(Boolean)
        .join(' '),
    ],
    ...(kind === 'group'
      ? of.flatMap(fieldRows(`${under}${name}.`))
      : of.flatMap(({ of: inner = [] }) => inner.flatMap(fieldRows(`${under}${name}[].`)))),
  ];

const examplesPart = (examples: Readonly<Record<string, unknown>> = {}): Html =>
  html`${Object.entries(examples).map(
    ([name, example]) =>
      html`<details>
        <summary>Example: ${name}</summary>
        <div class="wide" tabindex="0" role="region" aria-label="Example of ${name}">
          <pre><code>${JSON.stringify(example, undefined, 2)}</code></pre>
        </div>
      </details>`,
  )}`;

export const problemsPage = (): string =>
  page(
    'Problems',
    html`<p>
        What is wrong with a request is said as <code>application/problem+json</code> (RFC 9457). Its <code>type</code> is one of
        these.
      </p>
      <div class="wide" tabindex="0" role="region" aria-label="Problems">
        <table>
          <thead>
            <tr>
              <th scope="col">Status</th>
              <th scope="col">Type</th>
              <th scope="col">Title</th>
            </tr>
          </thead>
          <tbody>
            ${namesOfProblems.map(
              (name) =>
                html`<tr>
                  <td>${problemKinds[name].status}</td>
                  <td><a href="${typeOf(name)}">${name}</a></td>
                  <td>${problemKinds[name].title}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`,
  );

export const isProblemName = (name: string): name is ProblemName => Object.hasOwn(problemKinds, name);
export const namesOfProblems: readonly ProblemName[] = Object.keys(problemKinds).filter(isProblemName);

export const problemPage = (name: ProblemName): string =>
  page(
    problemKinds[name].title,
    html`<p><code>${typeOf(name)}</code> answers with status ${problemKinds[name].status}.</p>
      <p>${problemKinds[name].says}</p>
      <p><a href="/problems">All problems</a></p>`,
  );

/** What went wrong, for a person at a page that is nowhere. */
export const refusalPage = (problem: Problem, reference: string): string =>
  page(
    problemKinds[problem.kind].title,
    html`<p>${shown(problem.detail)}</p>
      <p><a href="/">Go to the first page</a></p>
      <p class="quiet">Reference: ${reference}</p>`,
  );
