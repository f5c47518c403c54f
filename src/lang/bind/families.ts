/** Where the families of binding meet, and the contexts that binding starts in. */
import type { Tier } from "../../ir/rule.ts";
import type { Binding, Site } from "../scope.ts";
import type { Context, Families } from "./context.ts";
import { MAX_COPIED } from "./budget.ts";
import { bindNode } from "./expr.ts";
import { bindPipeline } from "./pipeline.ts";
import { sqlRule } from "./sql-body.ts";

const FAMILIES: Families = { expr: bindNode, pipeline: bindPipeline, sqlRule };

/** `size`: characters of the text that is bound. */
export const startContext = (binding: Binding, site: Site, tier: Tier, size = 0): Context => ({
  binding,
  site,
  families: FAMILIES,
  via: [],
  names: null,
  mentions: new Map(),
  params: new Map([...binding.params].map(([name, def]) => [name, { def, value: null }])),
  macro: null,
  seesRow: true,
  quiet: "no",
  expanding: null,
  state: { reported: new Set(), tier, bound: 0, room: MAX_COPIED + size, full: false, widened: new Set(), circular: new Set(), depth: 0, mistakes: 0, ended: new Set(), unknown: new Set(), instances: new Map() },
});
