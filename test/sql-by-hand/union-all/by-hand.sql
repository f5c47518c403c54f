select id, name, 'web' as src
from web_users
where name is not null
union all
select id, name, src
from app_users
order by id, src, name nulls last
