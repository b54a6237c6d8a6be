/** What Alink wraps its messages in (facts: cloud section 2.1). Pure. */

export const MAX_ID_CHARS = 20;

export interface Envelope {
  readonly id: string;
  readonly code: number;
  readonly params: unknown;
  readonly data: unknown;
}

export function safeId(id: unknown): string {
  const text = "" + id;
  return /^[0-9]+$/.test(text) && text.length <= MAX_ID_CHARS ? text : "0";
}

/** undefined when it is no JSON object. */
export function parse(text: string): Envelope | undefined {
  // Espruino's parser does not look behind the object's end.
  if (text.trim().substr(-1) !== "}") return undefined;
  try {
    const message = JSON.parse(text) as { [name: string]: unknown } | null;
    if (!message || typeof message !== "object") return undefined;
    return {
      id: safeId(message["id"]),
      code: message["code"] as number,
      params: message["params"],
      data: message["data"],
    };
  } catch (_) {
    return undefined;
  }
}

/** Ten digits, as the platform's own examples write ids. */
export function idText(id: number): string {
  return ("000000000" + id).slice(-10);
}

/** A request as its text; `params` is written. */
export function requestText(method: string, id: number, params: string): string {
  return '{"method":"' + method + '","id":"' + idText(id) + '","params":' + params + ',"version":"1.0.0"}';
}

/** An answer as its text; `data` is written. */
export function answerText(id: string, code: number, data: string): string {
  return '{"id":"' + id + '","code":' + code + ',"data":' + data + "}";
}
