-- source case.docs
-- promised: not_null [doc]
select count(*) filter (where doc is null) as null_doc_0
from docs
-- promised: key [doc]
with filtered as (
  select count(*) as rows
  from docs
  group by doc
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.outline
with exploded as (
  select
    doc,
    unnest(if(len(pages) > 0, pages, [null])) as element,
    generate_subscripts(pages, 1) as page
  from docs
)
select
  doc,
  element.title,
  unnest(if(len(element.words) > 0, element.words, [null])) as word,
  generate_subscripts(element.words, 1) - 1 as word_no,
  page
from exploded
order by doc nulls last, page nulls last, word_no nulls last

-- rule case.words
with exploded as (
  select doc, unnest(pages) as p, generate_subscripts(pages, 1) as page
  from docs
)
select doc, page, generate_subscripts(p.words, 1) - 1 as word_no, p.title, unnest(p.words) as word
from exploded
order by doc nulls last, page nulls last, word_no nulls last
