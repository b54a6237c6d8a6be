/** Whether a file with secrets may stand at a path: not where the next `git add` would take it along. */
import { EXIT, Fault } from "../fault.ts";
import { gitStateOf } from "../git.ts";

export function refuseInGit(path: string): void {
  if (gitStateOf(path) === "none") return;
  throw new Fault(
    EXIT.failed,
    `${path} would hold the device's secret, and stands in a git repository that does not ignore it. Name a place outside (--out), add it to .gitignore, or leave the secrets out (--no-secrets).`,
  );
}
