/** Whether output may have colour and move. */
export function isPlain(json: boolean | undefined, env: NodeJS.ProcessEnv = process.env): boolean {
  return (
    json === true ||
    Boolean(env["CI"]) ||
    Boolean(env["NO_COLOR"]) ||
    env["TERM"] === "dumb" ||
    process.stdout.isTTY !== true
  );
}
