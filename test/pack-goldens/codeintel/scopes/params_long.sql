with exploded as (
  select
    def_id,
    path,
    unnest(if(len(params) > 0, params, [null])) as element,
    generate_subscripts(params, 1) - 1 as index
  from ast_defs
)
select def_id, path, element.name, element.type, element.optional, index
from exploded
order by def_id nulls last, index nulls last
