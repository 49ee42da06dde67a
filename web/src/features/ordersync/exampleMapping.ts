/** A short mapping to start from; its token is that of a connection that is there already, where one is. */
export const exampleMapping = (connection?: string) => `name = "orders"
title = "Orders"

[source]
# "wide": one row per order with a column per size; "long": one row per line
shape = "wide"
order_key = ["Order Number"]
group = "{Customer}"

[source.sizes]
# size columns stand between these two
after = "Style"
before = "Total"
total = "Total"

[items]
name = "{Order Number} {Style}"
record_uuid = "record_uuid"

[[items.column]]
id = "customer"
type = "text"
from = "Customer"
required = true

[[items.column]]
id = "total_qty"
type = "numbers"
from = "Total"

[lines]
name = "{size}"
record_uuid = "record_uuid"

[[lines.column]]
id = "quantity"
type = "numbers"
from = "quantity"

[production]
boards = ["1234567890"]
# where the token is kept, never the token itself
token = ${connection ? JSON.stringify(`connection:${connection}`) : '"env:MONDAY_TOKEN"'}
`;
