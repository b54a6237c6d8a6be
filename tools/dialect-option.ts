/** `--dialect` of the verbs that build a bundle. */
import { Option } from "commander";
import { DIALECTS } from "../build/boards.ts";

export const dialectOption = (): Option =>
  new Option(
    "--dialect <name>",
    "the only cloud to speak to; default: both where there is room, and the settings choose, else aliyun",
  ).choices(DIALECTS);
