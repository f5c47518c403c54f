/** Random properties try the same programs each time, and others with another `RULEC_SEED`: what fails once fails again. */
import * as fc from "fast-check";

export const SEED = Number(process.env["RULEC_SEED"] ?? 1) | 0;

fc.configureGlobal({ seed: SEED });
