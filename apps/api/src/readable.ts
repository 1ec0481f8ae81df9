import type { Address } from './addresses.ts';
import { Html, html, page } from './html.ts';
import { tags } from './openapi.ts';
import type { Parameters } from './parameters.ts';
import { problemKinds, typeOf, type ProblemName } from './problems.ts';
import { ACTING_AS } from './route.ts';

/** The API for a person to read, from the same routes as the document. */

export function readablePage(addresses: readonly Address[], introduction: string): string {
  const groups = Object.entries(tags).map(([tag, says]) => ({
    tag,
    says,
    addresses: addresses.filter(({ route }) => route.tag === tag),
  }));
  return page(
    'Dutybook API',
    html`
      <p>${introduction}</p>
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
    <p>${route.summary} ${route.more}</p>
    ${parameterTable(route.path, route.query, route.person)} ${bodyPart(route.examples)}
  </article>`;

function parameterTable(path: Parameters, query: Parameters, person: boolean): Html {
  const rows = [
    ...(person ? [row(ACTING_AS, 'header, needed', 'The party acted for.')] : []),
    ...Object.entries(path).map(([name, { says }]) => row(name, 'path', says)),
    ...Object.entries(query).map(([name, { says }]) => row(name, 'query', says)),
  ];
  if (rows.length === 0) return html``;
  return html`<div class="wide" tabindex="0" role="region" aria-label="Parameters">
    <table>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Where</th>
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

const row = (name: string, where: string, says: string) =>
  html`<tr>
    <th scope="row"><code>${name}</code></th>
    <td>${where}</td>
    <td>${says}</td>
  </tr>`;

const bodyPart = (examples: Readonly<Record<string, unknown>> = {}): Html =>
  html`${Object.entries(examples).map(
    ([name, example]) =>
      html`<details>
        <summary>Example: ${name}</summary>
        <div class="wide" tabindex="0" role="region" aria-label="${name}">
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
