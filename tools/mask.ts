/** Keeps secrets out of what is shown: passwords in AT lines, and everything known to be a secret anywhere. */

const KEY_CHARS = 4;
const MASK = "***";
/** Command up to the secret, and the secret. */
const SECRETS_IN_COMMANDS: readonly RegExp[] = [
  // Without a password the user's name is an access token; that there was none stays to be seen.
  /(AT\+MCONFIG="[^"]*",")([^"]+)(?=","")/gi,
  /(AT\+(?:MCONFIG|CSTT)="[^"]*","[^"]*",")([^"]+)/gi,
  /(AT\+SAPBR=3,1,"PWD",")([^"]+)/gi,
  // A link's signature; without it, what is fetched from where stays to be seen.
  /(AT\+HTTPPARA="URL","[^"?]*\?)([^"]+)/gi,
  // In code, quotes behind backslashes; and as some type them, without any.
  /(AT\+(?:MCONFIG|CSTT)=\\+"[^"]*",\\+"[^"]*",\\+")([^"\\]+)/gi,
  /(AT\+(?:MCONFIG|CSTT)=[^",\\]*,[^",\\]*,)([^",\\\s'`)]+)/gi,
];
/**
 * Name of a secret, then its value up to the same quote or the end of the line: in JSON, in JSON within a text (quotes behind
 * backslashes), as Espruino prints objects, and in code that sets it.
 */
const SECRET_VALUES =
  /((?:deviceSecret|productSecret|deviceToken|password)[\\"']*\s*[:=,(]\s*)(\\*["'`])(.*?)((?<!\\)\2|$)/gim;
/** Learnt from a line, a shorter one would hide what only looks like it. */
const LEARNT_CHARS = 8;
/** So many characters of a secret at the end of a text are one that goes on, or was cut. */
const BEGUN_CHARS = 6;
/** A part of a digest is shown by a line that was cut in the middle. */
const DIGEST_PART = /[0-9a-f]{12,}/gi;

export class Mask {
  readonly #secrets = new Set<string>();

  /** Texts too short would hide half of everything else. */
  learn(secret: unknown): void {
    if (typeof secret === "string" && secret.length >= KEY_CHARS) this.#secrets.add(secret);
  }

  text(shown: string): string {
    let masked = shown;
    for (const pattern of SECRETS_IN_COMMANDS) {
      masked = masked.replace(pattern, (_, command: string, secret: string) => {
        this.learn(secret);
        return command + MASK;
      });
    }
    masked = masked.replace(SECRET_VALUES, (all, name: string, quote: string, secret: string, end: string) => {
      if (secret.length >= LEARNT_CHARS) this.learn(secret);
      return secret === "" ? all : name + quote + MASK + end;
    });
    masked = masked.replace(DIGEST_PART, (part) => (this.#holds(part) ? MASK : part));
    return masked;
  }

  /** Anything that comes from a person or an error, where the secret itself may stand. */
  words(shown: string): string {
    let masked = this.text(shown);
    // The longest first: what was learnt while it was typed is the beginning of the whole.
    const secrets = [...this.#secrets].sort((a, b) => b.length - a.length);
    for (const secret of secrets) masked = masked.replaceAll(secret, MASK);
    for (const secret of secrets) masked = withoutBegun(masked, secret);
    return masked;
  }

  #holds(part: string): boolean {
    return [...this.#secrets].some((secret) => secret.toLowerCase().includes(part.toLowerCase()));
  }
}

function withoutBegun(text: string, secret: string): string {
  for (let chars = Math.min(secret.length - 1, text.length); chars >= BEGUN_CHARS; chars--)
    if (text.endsWith(secret.slice(0, chars))) return text.slice(0, -chars) + MASK;
  return text;
}
