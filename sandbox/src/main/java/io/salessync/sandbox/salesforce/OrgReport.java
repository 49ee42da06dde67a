package io.salessync.sandbox.salesforce;

import io.salessync.sandbox.Json;
import io.salessync.sandbox.Request;
import io.salessync.sandbox.WrongInput;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.TokenBuffer;

/** Tells what the org holds, without any of the vendor's limits: the truth that a test compares with. */
final class OrgReport {
    private final Org org;

    OrgReport(Org org) {
        this.org = org;
    }

    /**
     * Counts of every object; with {@code object=Contact} also its rows, with {@code fields=Name,Email} their values, and
     * with {@code deleted=true} deleted ones too.
     */
    ObjectNode report(Request request) {
        ObjectNode told = Json.MAPPER.createObjectNode();
        told.put("org", Ids.ORG);
        told.put("seed", org.seed());
        told.put("zone", org.zone().getId());
        ObjectNode objects = told.putObject("objects");
        for (Table table : org.tables()) {
            int newest = 0;
            for (int row = 0; row < table.size(); row++) {
                newest = Math.max(newest, table.stamp(row));
            }
            objects.putObject(table.type().name())
                    .put("records", table.size() - table.deletedCount())
                    .put("deleted", table.deletedCount())
                    .put("newest", Instant.ofEpochSecond(newest).toString());
        }
        ArrayNode open = told.putArray("open_transactions");
        org.transactions()
                .forEach(each -> open.addObject()
                        .put("transaction", each.name())
                        .put("SystemModstamp", each.stamp().toString()));
        told.put("covered", org.covered().toString());
        String object = request.query().get("object");
        if (object != null) {
            rows(request, object, told.putArray("rows"));
        }
        return told;
    }

    private void rows(Request request, String object, ArrayNode rows) {
        ObjectType type = org.schema().find(object);
        if (type == null) {
            throw new WrongInput("There is no object " + object);
        }
        List<Field> fields = new ArrayList<>();
        for (String name : request.query().getOrDefault("fields", "").split(",", -1)) {
            Field field = name.isBlank() ? null : type.field(name.strip());
            if (field != null) {
                fields.add(field);
            } else if (!name.isBlank()) {
                throw new WrongInput(type.name() + " has no field " + name);
            }
        }
        Table table = org.table(type);
        boolean all = request.asks("deleted");
        String id = request.query().get("id");
        for (int row = 0; row < table.size(); row++) {
            if (table.isPurged(row) || (table.isDeleted(row) && !all) || (id != null && row != table.row(id))) {
                continue;
            }
            ObjectNode one = rows.addObject();
            one.put("Id", table.id(row));
            one.put("SystemModstamp", Values.moment(Instant.ofEpochSecond(table.stamp(row)), "+0000"));
            if (table.isDeleted(row)) {
                one.put("IsDeleted", true);
            }
            for (Field field : fields) {
                TokenBuffer value = TokenBuffer.forGeneration();
                Values.json(value, table.value(row, field));
                one.set(field.name(), Json.MAPPER.readTree(value.asParser()));
            }
        }
    }
}
