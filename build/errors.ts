/** Something a build or lint step objects to, and the way out. */
export interface Finding {
  /** Relative to the project, with forward slashes. */
  readonly file: string;
  readonly line: number;
  readonly what: string;
  readonly remedy: string;
}

/** The caller asked for something that does not exist: exit code 2. */
export class UsageError extends Error {}

/** The input was understood and found wanting: exit code 1. */
export class BuildError extends Error {
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    super(findings.map(formatFinding).join("\n"));
    this.findings = findings;
  }
}

export function formatFinding(finding: Finding): string {
  return `${finding.file}:${finding.line}: ${finding.what} — ${finding.remedy}`;
}
