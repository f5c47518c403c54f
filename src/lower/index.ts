/** IR to what an engine takes. */
export { lowerRule, lowerQuery } from "./lower-rule.ts";
export { lowerObligations, SAMPLES, type CountedObligation, type LoweredObligation, type ObligationOptions } from "./obligations.ts";
export { CANONICAL, PRETTY, isRefusal, type LowerOptions, type Lowered, type Naming, type PrintOptions, type Printed, type Refusal } from "./options.ts";
export { IDENTIFIERS, type IdentifierPolicy } from "./identifiers.ts";
export { REWRITES, enabledRewrites, type Choices, type ExplodeLane, type Rewrite, type RewriteName } from "./rewrites.ts";
export { MISFIT, misfitOf, scanSource, type ScanColumn, type ScannedSource } from "./scan-source.ts";
export { lowerWritten, type Written } from "./written.ts";
export { identifier, path, stringLiteral } from "./sql/quote.ts";
export { fromByteOffset, originAt } from "./sql/source-map.ts";
