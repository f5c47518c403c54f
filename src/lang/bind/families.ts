/** Where the families of binding meet, and the contexts that binding starts in. */
import type { Tier } from "../../ir/rule.ts";
import type { Binding, Site } from "../scope.ts";
import { newContext, type Context, type Families } from "./context.ts";
import { bindNode } from "./expr.ts";
import { bindPipeline } from "./pipeline.ts";
import { sqlRule } from "./sql-body.ts";

export const FAMILIES: Families = { expr: bindNode, pipeline: bindPipeline, sqlRule };

/** `size`: characters of the text that is bound. */
export const startContext = (binding: Binding, site: Site, tier: Tier, size = 0): Context => newContext(FAMILIES, binding, site, tier, size);
