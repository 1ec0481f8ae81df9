/** The import table of ARCHITECTURE.md, as rules. Each rule says its sentence. */
const rooms = {
  psti: [],
  'event-store': [],
  vault: [],
  access: ['psti', 'vault', 'event-store'],
  records: ['psti', 'event-store', 'access', 'vault'],
  views: ['psti', 'event-store', 'access'],
  evidence: ['event-store', 'psti', 'vault'],
  backups: ['event-store', 'psti', 'access', 'vault', 'evidence'],
};

const roomRules = Object.entries(rooms).map(([room, may]) => ({
  name: `${room}-imports`,
  comment: `libs/${room} may import ${may.length ? may.map((other) => `#${other}`).join(', ') : 'no other room'}.`,
  severity: 'error',
  from: { path: `^libs/${room}/` },
  to: { path: '^libs/', pathNot: `^libs/(${[room, ...may].join('|')})/` },
}));

export default {
  forbidden: [
    ...roomRules,
    { name: 'no-cycles', comment: 'No cycles, anywhere.', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'front-door-only',
      comment: "A lib is imported by name only: nothing reaches past another lib's index.",
      severity: 'error',
      from: { path: '^(apps|libs)/([^/]+)/' },
      to: { path: '^libs/([^/]+)/', pathNot: ['^libs/$2/', '^libs/[^/]+/src/index.ts$'] },
    },
    {
      name: 'tests-use-the-doors',
      comment: 'A test of the whole imports a lib by its name, or what that lib has for tests.',
      severity: 'error',
      from: { path: '^test/' },
      to: { path: '^libs/', pathNot: ['^libs/[^/]+/src/index.ts$', '^libs/[^/]+/testing/'] },
    },
    {
      name: 'rooms-know-no-doors',
      comment: 'A lib never imports an app or a test.',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^(apps|test)/' },
    },
    {
      name: 'doors-stay-apart',
      comment: 'Apps never import each other; only apps/dutybook composes the modules of the others.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: '^apps/dutybook/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'the-act-is-pure',
      comment: 'libs/psti imports class-validator, and nothing else: no clock, no I/O, no Nest.',
      severity: 'error',
      from: { path: '^libs/psti/src/', pathNot: '\\.spec\\.ts$' },
      to: {
        dependencyTypesNot: ['local', 'aliased-subpath-import'],
        pathNot: 'node_modules/class-validator/',
      },
    },
    {
      name: 'the-log-knows-no-law',
      comment: 'libs/event-store imports drivers and @nestjs/common only.',
      severity: 'error',
      from: { path: '^libs/event-store/src/', pathNot: '\\.spec\\.ts$' },
      to: {
        dependencyTypes: ['npm'],
        pathNot: 'node_modules/(better-sqlite3|@eventstore/db-client|@nestjs/common|@types/better-sqlite3)/',
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs'],
    },
  },
};
