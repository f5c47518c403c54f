/** Where the families of binding meet, and the contexts that binding starts in. */
import type { Tier } from "../../ir/rule.ts";
import type { Binding, Site } from "../scope.ts";
import type { Context, Families } from "./context.ts";
import { bindNode } from "./expr.ts";
import { bindPipeline } from "./pipeline.ts";
import { sqlRule } from "./sql-body.ts";

const FAMILIES: Families = { expr: bindNode, pipeline: bindPipeline, sqlRule };

export const startContext = (binding: Binding, site: Site, tier: Tier): Context => ({
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
  state: { reported: new Set(), tier, expansions: 0, conditions: 0, depth: 0, mistakes: 0, ended: new Set(), unknown: new Set(), instances: new Map() },
});
