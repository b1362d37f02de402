import type { awscdk, javascript } from 'projen';
import { overrides } from './house-rules';

/**
 * The rooms of `src/` and whom each may import besides itself (docs/house-style.md). A new arrow needs an ADR.
 * `index` alone imports `cluster`; the five rooms between `contracts` and `emr` never import each other.
 */
export const rooms = {
  private: [],
  kubernetes: ['private'],
  contracts: ['private', 'kubernetes'],
  karpenter: ['private', 'kubernetes', 'contracts'],
  storage: ['private', 'kubernetes', 'contracts'],
  yunikorn: ['private', 'kubernetes', 'contracts'],
  addons: ['private', 'kubernetes', 'contracts'],
  jobs: ['private', 'kubernetes', 'contracts'],
  emr: ['private', 'kubernetes', 'contracts', 'jobs'],
  cluster: ['private', 'kubernetes', 'contracts', 'karpenter', 'storage', 'yunikorn', 'addons', 'jobs', 'emr'],
} as const satisfies Record<string, readonly string[]>;

/** Rooms of the programs beside `src/`, and what each may import of the programs besides itself. */
const programs: Readonly<Record<string, readonly string[]>> = {
  'inspect/assembly': [],
  'inspect/schema': [],
  'inspect/checks': ['inspect/assembly', 'inspect/schema'],
  'inspect/report': ['inspect/assembly', 'inspect/checks/finding.ts'],
  'inspect': [],
  'local': ['inspect/assembly', 'inspect/checks/index.ts', 'inspect/report/index.ts'],
};

/** Folders beside `src/` that see the library as its users do. */
const guests = ['integ', 'inspect', 'local'];

/** Lint checks; `npx projen eslint --fix` repairs. Our own rules are in `projenrc/rules`. */
export const commandOptions = { fix: false, extraArgs: ['--rulesdir', 'projenrc/rules'] };

/** One zone of `import/no-restricted-paths`. */
interface Zone {
  readonly target: string;
  readonly from: string;
  readonly except: string[];
  readonly message: string;
}

function zones(): Zone[] {
  const ofRooms = Object.entries(rooms).map(([room, allowed]) => ({
    target: `./src/${room}`,
    from: './src',
    except: [room, ...allowed].map((name) => `./${name}`),
    message: `src/${room} may import ${allowed.join(', ') || 'no other room'} (projenrc/rooms.ts).`,
  }));
  const ofGuests = guests.map((guest) => ({
    target: `./${guest}`,
    from: './src',
    except: ['./index.ts'],
    message: `${guest}/ may import the public API only: '../src'.`,
  }));
  const ofPrograms = Object.entries(programs).flatMap(([room, allowed]) => ['inspect', 'local'].map((program) => ({
    target: `./${room}`,
    from: `./${program}`,
    except: [room, ...allowed].filter((path) => `${path}/`.startsWith(`${program}/`)).map((path) => `.${path.slice(
      program.length,
    )}`),
    message: `${room} may import ${allowed.join(', ') || 'no other room'} (projenrc/rooms.ts).`,
  })));
  const ofLibrary = {
    target: './src',
    from: '.',
    except: ['./src', './node_modules'],
    message: 'src/ imports nothing of the repository but itself.',
  };
  return [...ofRooms, ...ofGuests, ...ofPrograms, ofLibrary];
}

/** Import rules for every file, and the rules of each kind of file from `house-rules.ts`. */
export function addRooms(project: awscdk.AwsCdkConstructLibrary): void {
  const eslint = project.eslint!;
  eslint.addRules({
    'import/no-restricted-paths': ['error', { zones: zones() }],
    'import/no-cycle': 'error',
    'import/order': [
      'error', { groups: ['builtin', 'external'], alphabetize: { order: 'asc', caseInsensitive: true } },
    ],
    '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
    '@typescript-eslint/no-unused-expressions': 'error', // an assertion without its call asserts nothing
    '@stylistic/object-property-newline': 'off', // tables of constants read better packed
  });
  for (const pattern of ['*.snapshot', 'test/languages', 'test/lint/planted']) eslint.addIgnorePattern(pattern);
  overrides(Object.keys(rooms)).forEach((override: javascript.EslintOverride) => eslint.addOverride(override));
}
