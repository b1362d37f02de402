/** A file that holds what the rules are about. */
export interface PlantedFile {
  readonly title: string;
  readonly path: string;
  readonly source: string;
}

/** A file with one violation: the rule that must find it, and a part of what it says. */
export interface Violation extends PlantedFile {
  readonly rule: string;
  readonly message: string;
}

export const object = "{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' } }";
export const filler = (lines: number) => 'export {};\n' + '// line\n'.repeat(lines - 1);
export const statements = (lines: number) => '    void 0;\n'.repeat(lines);
