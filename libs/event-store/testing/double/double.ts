/**
 * Stands in for a KurrentDB server: real gRPC on loopback, over the client's own stubs, answering as a real one does and failing as it is told to.
 * Where it differs from a real server, it is wrong.
 */
import { Server, ServerCredentials, status, type sendUnaryData, type ServerUnaryCall, type ServiceError } from '@grpc/grpc-js';
import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import featuresService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import gossipService from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { append, batchAppend } from './appending.ts';
import { Link } from './link.ts';
import { read } from './reading.ts';
import { Records } from './records.ts';
import { Script, type Refusal } from './script.ts';
import { refused, Served, type OverConnection } from './served.ts';
import { Subscriptions } from './subscribing.ts';
import { expecting, nameOf, notLeader, refusal, tombstoned, unavailable, unknown, uuid } from './wire.ts';

const { MemberInfo } = gossip;

/** `nobody`: it knows of no leader and serves nothing. A follower serves all calls but those that ask for the leader. */
export type Standing = 'leader' | 'follower' | 'nobody';

export interface Place {
  readonly port?: number;
  /** Where the events are kept over a kill. */
  readonly file?: string;
  /** Records that several servers have in common, as the nodes of a cluster do. */
  readonly records?: Records;
}

export class Double {
  readonly records: Records;
  readonly script = new Script();
  readonly subscriptions: Subscriptions;
  /** All that this node says of the cluster; itself, where nothing was said. */
  members: readonly Double[] = [this];
  standing: Standing = 'leader';
  readonly #server: Server;
  readonly #inner: number;
  readonly link: Link;
  readonly #served: Served;
  readonly #id = crypto.randomUUID();

  private constructor(server: Server, inner: number, link: Link, records: Records) {
    this.#server = server;
    this.#inner = inner;
    this.link = link;
    this.records = records;
    this.subscriptions = new Subscriptions(records);
    this.#served = new Served(records, this.script, {
      reset: (over) => this.link.cut('rst', over.getPeer()),
      refusesNow: (call) => this.#refusesNow(call),
    });
    server.addService(streamsService.StreamsService, {
      append: append(this.#served),
      batchAppend: batchAppend(this.#served),
      read: read(this.#served, this.subscriptions),
      delete: this.#delete,
      tombstone: this.#tombstone,
    });
    server.addService(featuresService.ServerFeaturesService, { getSupportedMethods });
    server.addService(gossipService.GossipService, { read: this.#gossip });
  }

  static async start({ port = 0, file, records = new Records(file) }: Place = {}): Promise<Double> {
    const server = new Server({ 'grpc.max_receive_message_length': 17 * 1024 * 1024, 'grpc.max_send_message_length': -1 });
    const inner = await new Promise<number>((resolve, reject) =>
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      ),
    );
    return new Double(server, inner, await Link.to(inner, port), records);
  }

  get port(): number {
    return this.link.port;
  }

  /** The address a client takes. */
  get url(): string {
    return `esdb://127.0.0.1:${this.port}?tls=false`;
  }

  /** Appends that were taken and neither answered nor given up by their caller. */
  get held(): number {
    return this.#served.held;
  }

  /** Drops every subscription as the server does, with an error of its own. */
  dropSubscriptions(how: Refusal): void {
    this.subscriptions.drop(() => refused(how));
  }

  /** Tells the clients to go away, and ends what is open after so long. */
  goAway(ms: number): void {
    this.#server.drain(`127.0.0.1:${this.#inner}`, ms);
  }

  /** Ends as a server does that was asked to: subscriptions are told, the rest is cut. */
  async stop(): Promise<void> {
    this.dropSubscriptions('internal');
    await new Promise((resolve) => setTimeout(resolve, 20));
    this.#server.forceShutdown();
    await this.link.close();
  }

  #refusesNow({ metadata }: OverConnection): ServiceError | undefined {
    if (this.standing === 'nobody') return unavailable();
    const leader = this.members.find(({ standing }) => standing === 'leader');
    if (this.standing === 'leader' || metadata.get('requires-leader')[0] !== 'true') return undefined;
    return leader === undefined ? unavailable() : notLeader('127.0.0.1', leader.port);
  }

  #delete = (call: ServerUnaryCall<streams.DeleteReq, streams.DeleteResp>, answer: sendUnaryData<streams.DeleteResp>): void => {
    const options = call.request.getOptions() ?? new streams.DeleteReq.Options();
    const error = this.#mayDelete(options);
    if (error !== undefined) return answer(error);
    const at = new streams.DeleteResp.Position();
    at.setCommitPosition(String(this.records.softDelete(nameOf(options.getStreamIdentifier()))));
    const made = new streams.DeleteResp();
    made.setPosition(at);
    answer(null, made);
  };

  #tombstone = (
    call: ServerUnaryCall<streams.TombstoneReq, streams.TombstoneResp>,
    answer: sendUnaryData<streams.TombstoneResp>,
  ): void => {
    const options = call.request.getOptions() ?? new streams.TombstoneReq.Options();
    const error = this.#mayDelete(options);
    if (error !== undefined) return answer(error);
    const at = new streams.TombstoneResp.Position();
    at.setCommitPosition(String(this.records.tombstone(nameOf(options.getStreamIdentifier()))));
    const made = new streams.TombstoneResp();
    made.setPosition(at);
    answer(null, made);
  };

  #mayDelete(options: streams.DeleteReq.Options | streams.TombstoneReq.Options): ServiceError | undefined {
    const stream = nameOf(options.getStreamIdentifier());
    const expected = expecting(options);
    const actual = this.records.stream(stream).length - 1;
    if (this.records.isTombstoned(stream)) return tombstoned(stream);
    if (typeof expected !== 'number' || expected === actual) return undefined;
    return refusal(status.FAILED_PRECONDITION, 'Delete failed due to WrongExpectedVersion.', {
      exception: 'wrong-expected-version',
      'stream-name': stream,
      'expected-version': String(expected),
      'actual-version': String(actual),
    });
  }

  #gossip = (_: unknown, answer: sendUnaryData<gossip.ClusterInfo>): void => {
    if (this.standing === 'nobody' && this.members.length === 1) return answer(unknown('No gossip yet'));
    const made = new gossip.ClusterInfo();
    made.setMembersList(this.members.map((member) => member.#member()));
    answer(null, made);
  };

  #member(): gossip.MemberInfo {
    const states = {
      leader: MemberInfo.VNodeState.LEADER,
      follower: MemberInfo.VNodeState.FOLLOWER,
      nobody: MemberInfo.VNodeState.UNKNOWN,
    };
    const made = new MemberInfo();
    const at = new gossip.EndPoint();
    at.setAddress('127.0.0.1');
    at.setPort(this.port);
    made.setInstanceId(uuid(this.#id));
    made.setHttpEndPoint(at);
    made.setIsAlive(true);
    made.setState(states[this.standing]);
    return made;
  }
}

const METHODS = {
  read: ['position', 'events'],
  append: [],
  delete: [],
  tombstone: [],
  batchappend: ['deadline_duration'],
} as const;

function getSupportedMethods(_: unknown, answer: sendUnaryData<features.SupportedMethods>): void {
  const made = new features.SupportedMethods();
  made.setEventStoreServerVersion('23.10.8.0');
  for (const [name, has] of Object.entries(METHODS)) {
    const method = new features.SupportedMethod();
    method.setMethodName(name);
    method.setServiceName('event_store.client.streams.streams');
    method.setFeaturesList([...has]);
    made.addMethods(method);
  }
  answer(null, made);
}
