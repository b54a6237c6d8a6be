/** What of the firmware a board has room for, in words. */
import { type BoardFile, DIALECTS, dialectsOf, featuresOf } from "../build/boards.ts";

/** Of `docs/cloud.md`, what a board without room for the platform does without; over the air is told by itself. */
export const PLATFORM_PARTS =
  "TLS, registration by product secret, a new host from the cloud, set points and remote config, desired properties, " +
  "readings of an outage, tags, log upload, time from the cloud, services Reboot and GetDiagnostics, RRPC, shadow, jobs";

/** One line for each feature: its name, and whether the board has it. */
export function featureLines(file: BoardFile): readonly (readonly [name: string, words: string])[] {
  const { platform, ota } = featuresOf(file);
  return [
    ["dialects", dialectWords(file)],
    ["platform", platform ? "all of docs/cloud.md" : `no room: without ${PLATFORM_PARTS}`],
    ["over the air", otaWords(platform, ota)],
  ];
}

function dialectWords(file: BoardFile): string {
  const dialects = dialectsOf(file);
  const others = DIALECTS.filter((dialect) => !dialects.includes(dialect));
  if (others.length === 0) return `${dialects.join(" and ")}: cloud.dialect chooses`;
  return `${dialects.join(" and ")}; or built with --dialect ${others.join(" or ")}`;
}

function otaWords(platform: boolean, ota: boolean): string {
  if (ota) return "yes: docs/ota.md";
  return platform ? "no room for three bundles: by cable" : "no: by cable";
}

/** What a bundle is built without; undefined where it has all there is. */
export function leftOut({ platform, ota }: { readonly platform: boolean; readonly ota: boolean }): string | undefined {
  if (!platform) return `${PLATFORM_PARTS}, firmware over the air`;
  return ota ? undefined : "firmware over the air";
}
