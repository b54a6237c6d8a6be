/** The cloud of a fleet: it knows all of its devices, and its clock is the fleet's. */
import type { Device } from "../cloud/login.ts";
import { Platform } from "../cloud/platform.ts";
import { DEFAULT_EPOCH_MS } from "../modem/options.ts";
import { identitiesOf, type Names } from "./identity.ts";
import type { Pace } from "./pace.ts";

/** Of its lists; what a fleet needs of them it is told. */
export const LOG_LIMIT = 1000;

export const devicesOf = (names: Names): Device[] => identitiesOf(names).map(({ device }) => device);

export const fleetPlatform = (pace: Pace, names: Names): Platform =>
  new Platform({
    clock: { nowMs: () => DEFAULT_EPOCH_MS + pace.nowMs },
    devices: devicesOf(names),
    settings: { logLimit: LOG_LIMIT },
  });
