// Import boundaries of docs/architecture.md ("Where does a line belong?"). Zero violations are allowed.
const services = 'gateway|users|auth|notifications';
const tests = '\\.(spec|int\\.spec|contract\\.spec)\\.ts$|/testing/|^e2e/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'apps-are-islands',
      comment: 'Data of another service is reached only through its contract.',
      severity: 'error',
      from: { path: `^apps/(${services}|console)/` },
      to: { path: `^apps/(${services}|console)/`, pathNot: '^apps/$1/' },
    },
    {
      name: 'libs-know-no-app',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^(apps|examples)/' },
    },
    {
      name: 'apps-know-no-example',
      severity: 'error',
      from: { path: '^apps/' },
      to: { path: '^examples/' },
    },
    {
      name: 'examples-know-only-contracts-and-kit',
      comment: 'They stand for services of other teams.',
      severity: 'error',
      from: { path: '^examples/([^/]+)/', pathNot: tests },
      to: { path: '^(apps|libs|examples)/', pathNot: ['^libs/(contracts|subscriber-kit)/', '^examples/$1/'] },
    },
    {
      name: 'subscriber-kit-needs-little',
      comment: 'Who installs it may not use Nest or TypeORM.',
      severity: 'error',
      from: { path: '^libs/(subscriber-kit|pacing|nats)/', pathNot: tests },
      to: {
        pathNot: [
          '^libs/(subscriber-kit|contracts|errors|nats|pacing)/',
          'node_modules/(@types/)?(pg|@nats-io|node)(/|$)',
        ],
        dependencyTypesNot: ['core'],
      },
    },
    {
      name: 'contracts-need-only-zod',
      comment: 'They run in a browser too.',
      severity: 'error',
      from: { path: '^libs/contracts/', pathNot: tests },
      to: { pathNot: ['^libs/contracts/', 'node_modules/zod'] },
    },
    {
      name: 'console-knows-only-contracts',
      severity: 'error',
      from: { path: '^apps/console/' },
      to: { path: '^(libs|apps)/', pathNot: ['^libs/contracts/', '^apps/console/'] },
    },
    {
      name: 'rules-know-no-orm',
      comment: 'What mentions a column, join or lock belongs into a repository.',
      severity: 'error',
      from: { path: '\\.(service|controller|policy|mapper)\\.ts$' },
      to: { path: 'node_modules/typeorm', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'repositories-look-down',
      severity: 'error',
      from: { path: '\\.(repository|entity)\\.ts$' },
      to: { path: ['\\.(service|controller)\\.ts$', '^libs/rpc/'] },
    },
    {
      name: 'production-knows-no-tests',
      severity: 'error',
      from: { path: '^(apps|libs|examples)/', pathNot: [tests, '^libs/testing/'] },
      to: { path: ['^libs/testing/', '\\.spec\\.ts$', '^e2e/'] },
    },
    {
      name: 'no-dev-dependencies-in-production',
      severity: 'error',
      from: {
        path: '^(apps|libs|examples)/',
        pathNot: [tests, '^libs/testing/', '^apps/console/vite\\.config\\.ts$'],
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        path: '^(apps|libs|examples)/',
        pathNot: ['\\.d\\.ts$', '\\.spec\\.ts$', '\\.config\\.ts$', 'vite-env'],
      },
      to: {},
    },
    {
      name: 'declared-packages-only',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown'] },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: ['^\\.\\./\\.\\./dist/', '/dist/'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
