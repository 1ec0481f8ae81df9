import { Controller, Get, Header, Inject, UseInterceptors } from '@nestjs/common';
import { Views } from '#views';
import { Answering } from './answering.ts';
import { register, streamKinds } from '#psti';
import { Described } from './described/described.ts';
import { pagePolicy } from './described/html.ts';
import { aWord, oneWord } from './parameters.ts';
import { Problem } from './problems/problems.ts';
import { isProblemName, problemPage, problemsPage } from './described/readable.ts';
import {
  eventKinds,
  eventKindsSchema,
  registerSchema,
  rulebooksSchema,
  settings,
  settingsSchema,
} from './described/reference.ts';
import { Given, open, Tells, type Answer } from './route.ts';

const tag = 'Reference';
const HTML = 'text/html; charset=utf-8';
const aPage: Answer = { says: 'A page to read.', media: 'text/html', schema: { type: 'string' } };

const overview = open({ summary: 'The API, to read.', tag, path: {}, query: {}, answer: aPage });
const openapi = open({
  summary: 'The API as an OpenAPI 3.1 document.',
  tag,
  path: {},
  query: {},
  answer: { says: 'The document.', schema: { type: 'object' } },
});
const kinds = open({
  summary: 'Every kind of event that can be recorded, with its fields.',
  tag,
  path: {},
  query: { stream: oneWord(streamKinds, 'Only those of a stream of this kind.') },
  answer: { says: 'The kinds.', schema: eventKindsSchema },
});
const law = open({
  summary: 'The law in force, from each day on.',
  tag,
  path: {},
  query: {},
  answer: { says: 'The rulebooks.', schema: rulebooksSchema },
});
const readings = open({
  summary: 'Readings of doubtful text: policy, never law.',
  tag,
  path: {},
  query: {},
  answer: { says: 'The readings.', schema: settingsSchema },
});
const ofDuties = open({
  summary: 'The register of duties: every duty, guard, timer, reading and rulebook in words.',
  tag,
  path: {},
  query: {},
  answer: { says: 'The register.', schema: registerSchema },
});
const problems = open({ summary: 'What can be wrong with a request, to read.', tag, path: {}, query: {}, answer: aPage });
const problem = open({
  summary: 'One type of problem, to read.',
  tag,
  path: { name: aWord('The name of the type.') },
  query: {},
  answer: aPage,
});

@Controller()
@UseInterceptors(Answering)
export class ReferenceController {
  constructor(
    @Inject(Described) private readonly described: Described,
    @Inject(Views) private readonly views: Views,
  ) {}

  @Get('v1')
  @Header('content-type', HTML)
  @Header('content-security-policy', pagePolicy)
  @Tells(overview)
  overview(@Given() _given: Given<typeof overview>) {
    return this.described.page;
  }

  @Get('v1/openapi.json')
  @Tells(openapi)
  openapi(@Given() _given: Given<typeof openapi>) {
    return this.described.document;
  }

  @Get('v1/event-kinds')
  @Tells(kinds)
  eventKinds(@Given() given: Given<typeof kinds>) {
    return eventKinds(given.query.stream);
  }

  @Get('v1/rulebooks')
  @Tells(law)
  async rulebooks(@Given() _given: Given<typeof law>) {
    return { rows: (await this.views.books()).law };
  }

  @Get('v1/settings')
  @Tells(readings)
  settings(@Given() _given: Given<typeof readings>) {
    return settings();
  }

  @Get('v1/register')
  @Tells(ofDuties)
  async register(@Given() _given: Given<typeof ofDuties>) {
    return register((await this.views.books()).law);
  }

  @Get('problems')
  @Header('content-type', HTML)
  @Header('content-security-policy', pagePolicy)
  @Tells(problems)
  problems(@Given() _given: Given<typeof problems>) {
    return problemsPage();
  }

  @Get('problems/:name')
  @Header('content-type', HTML)
  @Header('content-security-policy', pagePolicy)
  @Tells(problem)
  problem(@Given() given: Given<typeof problem>) {
    if (!isProblemName(given.path.name)) throw new Problem('not-found', 'There is no type of this name.');
    return problemPage(given.path.name);
  }
}
