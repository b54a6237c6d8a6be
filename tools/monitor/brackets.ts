/** Whether a piece of code goes on in the next line: brackets, a text or a comment are open. */
const SKIPPED = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
const OPENED = /[`]|\/\*/;

export function isOpen(code: string): boolean {
  const bare = code.replace(SKIPPED, "");
  if (OPENED.test(bare)) return true;
  const count = (brackets: RegExp) => bare.match(brackets)?.length ?? 0;
  return count(/[([{]/g) > count(/[)\]}]/g);
}
