import { createBuilder } from "../../ir/build.ts";
import { createProps } from "../../ir/props/index.ts";
import type { Env, Local, Obligation, ParamDef } from "../../ir/rule.ts";
import type { Diagnostic } from "../diagnostics/index.ts";
import type { Binding, Program } from "../scope.ts";

/** What one rule, one source's claims or one function's body is bound with. */
export function createBinding(program: Program, env: Env, params: ReadonlyMap<string, ParamDef>, report: (diagnostic: Diagnostic) => void): Binding {
  const build = createBuilder();
  const locals: Local[] = [];
  const obligations: Obligation[] = [];
  return { program, env, build, params, locals, obligations, propsOf: createProps({ columns: build.columns, env, locals, obligations }), report };
}
