/** Answers over HTTP: several origins as one, headers by name, texts. */
import type { HttpOrigin, HttpRequest, HttpResponse } from "./http-origin.ts";

/** Several as one: the first that is at home answers. */
export function originOf(...origins: readonly HttpOrigin[]): HttpOrigin {
  return {
    answer: (request) => {
      for (const origin of origins) {
        const response = origin.answer(request);
        if (response) return response;
      }
      return undefined;
    },
  };
}

/** A header as it was given, whatever the case of its name. */
export function headerOf({ headers }: Pick<HttpRequest | HttpResponse, "headers">, name: string): string | undefined {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

export function textResponse(status: number, type: string, text: string, delayMs = 0): HttpResponse {
  const body = Buffer.from(text, "utf8");
  return { status, headers: { "Content-Type": type, "Content-Length": String(body.length) }, body, delayMs };
}
