import { Controller, Inject, Put, UseInterceptors } from '@nestjs/common';
import type { StreamKind } from '#psti';
import type { Receipt } from '#records';
import { Answering } from './answering.ts';
import { eventId, position } from './shapes/answer-shapes.ts';
import { eventOf } from './shapes/event-shapes.ts';
import { examples } from './described/examples.ts';
import { anId, aUuid, type Parameters } from './parameters.ts';
import { Recording } from './recording.ts';
import { Given, Tells, type Route } from './route.ts';
import { count, flag, instant, named, shape, words } from './shapes/schema.ts';

const receipt = named(
  'Receipt',
  shape<Receipt>('Where the event stands. It is durable.', {
    stream: words('The stream.'),
    id: eventId,
    revision: count('Its place in the stream.'),
    position,
    leaf: count('Its number in the whole log.'),
    recordedAt: instant('Set only by the log.'),
    duplicate: flag('It stood there already; this is what was answered the first time.'),
  }),
);

const event = aUuid('The id of the event, chosen by you: its key. A UUID.');
const party = anId('Whose book.');

/** Recording into a stream of one kind. */
const into = <Path extends Parameters>(
  kind: StreamKind,
  where: string,
  path: Path,
): Route<Path & { readonly event: typeof event }, Record<never, never>> => ({
  summary: `Record an event in ${where}.`,
  more: 'The same event under the same id is recorded once and gets the first receipt; another under that id is refused.',
  tag: 'Record',
  path: { ...path, event },
  query: {},
  person: true,
  body: eventOf(kind),
  takes: kind,
  examples: examples[kind],
  answers: {
    200: { says: 'It was recorded before, and this is its receipt.', schema: receipt },
    201: { says: 'It is recorded.', schema: receipt },
  },
  problems: ['not-found', 'refused', 'key-reused', 'outcome-unknown', 'full'],
});

const inProduct = into('product', 'what a book holds of a product', {
  party,
  product: anId('The product: minted by who first records it; a–z, 0–9 and hyphens, at most 64 characters.'),
});
const inFailure = into('failure', 'a failure record', {
  party,
  failure: anId('The failure: minted by who first records it; a–z, 0–9 and hyphens, at most 64 characters.'),
});
const inNotice = into('notice', 'the record of a notice of the authority, in the book of whom it is addressed to', {
  party,
  notice: anId('The notice.'),
});
const inDelivery = into('delivery', 'the carriage of a notification: here its recipient answers', {
  party: anId('Whose notification it is: the sender.'),
  message: anId('The id of the NotificationGiven or ContactMade it carries.'),
});
const inProfile = into('profile', 'a party’s own profile', { party });
const inInstallation = into('installation', 'the operator’s own record', {});

@Controller('v1')
@UseInterceptors(Answering)
export class EventsController {
  constructor(@Inject(Recording) private readonly recording: Recording) {}

  @Put('parties/:party/products/:product/events/:event')
  @Tells(inProduct)
  recordInProduct(@Given() given: Given<typeof inProduct>) {
    return this.recording.record(`${given.path.party}/product/${given.path.product}`, given);
  }

  @Put('parties/:party/failures/:failure/events/:event')
  @Tells(inFailure)
  recordInFailure(@Given() given: Given<typeof inFailure>) {
    return this.recording.record(`${given.path.party}/failure/${given.path.failure}`, given);
  }

  @Put('parties/:party/notices/:notice/events/:event')
  @Tells(inNotice)
  recordInNotice(@Given() given: Given<typeof inNotice>) {
    return this.recording.record(`${given.path.party}/notice/${given.path.notice}`, given);
  }

  @Put('parties/:party/deliveries/:message/events/:event')
  @Tells(inDelivery)
  recordInDelivery(@Given() given: Given<typeof inDelivery>) {
    return this.recording.record(`${given.path.party}/delivery/${given.path.message}`, given);
  }

  @Put('parties/:party/profile/events/:event')
  @Tells(inProfile)
  recordInProfile(@Given() given: Given<typeof inProfile>) {
    return this.recording.record(`${given.path.party}/profile`, given);
  }

  @Put('installation/events/:event')
  @Tells(inInstallation)
  recordInInstallation(@Given() given: Given<typeof inInstallation>) {
    return this.recording.record('installation', given);
  }
}
