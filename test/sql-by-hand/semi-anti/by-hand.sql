select users.id, users.name
from users
semi join orders on orders.user_id = users.id and orders.status = 'paid'
anti join blocked on blocked.user_id = users.id
order by users.id
