/** What of OTA a test may turn; all of it unverified (facts 3, 3.1, 10). */

export interface OtaSettings {
  /** Sizes that a block of a download over MQTT may have; the last of a file may be smaller. */
  otaBlockMinBytes: number;
  otaBlockMaxBytes: number;
  /** Whether a refusal of a block has the CRC behind its JSON, over no bytes at all. */
  otaRefusalHasCrc: boolean;
  /** A device that reports a step below 0 is through with the job; else only the new version closes it (fact 3). */
  otaFailureClosesJob: boolean;
}

/** 256 B to 128 KiB are the sizes that are often quoted (fact 3.1). */
export const DEFAULT_OTA_SETTINGS: Readonly<OtaSettings> = {
  otaBlockMinBytes: 256,
  otaBlockMaxBytes: 128 * 1024,
  otaRefusalHasCrc: false,
  otaFailureClosesJob: false,
};
