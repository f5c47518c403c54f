declare const RULEC_VERSION: string;
/** Put in at build time from package.json. */
export const version = RULEC_VERSION;
