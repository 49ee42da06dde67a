package io.salessync.connectors.salesforce;

import io.salessync.connectors.CrmQuery;
import io.salessync.connectors.CrmRead;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Rows of a REST answer. */
final class RestRows {
    private final List<String[]> paths = new ArrayList<>();
    private final CrmQuery query;

    RestRows(CrmQuery query) {
        this.query = query;
        query.columns().forEach(column -> paths.add(column.path().split("\\.")));
    }

    CrmRead.Page page(JsonNode answer) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        List<CrmRead.Reject> rejects = new ArrayList<>();
        for (JsonNode record : answer.path("records")) {
            try {
                rows.add(row(record));
            } catch (Values.Unreadable e) {
                rejects.add(new CrmRead.Reject(record.path("Id").asString("?"), e.said()));
            }
        }
        boolean done = answer.path("done").asBoolean(true);
        String next = answer.path("nextRecordsUrl").asString(null);
        JsonNode total = answer.path("totalSize");
        return new CrmRead.Page(
                rows,
                done || next == null ? null : locator(next),
                total.isNumber() && total.asLong() >= 0 ? total.asLong() : null,
                rejects);
    }

    /** The last part of the address: the rest is ours to know. */
    private static String locator(String url) {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private Map<String, @Nullable Object> row(JsonNode record) {
        Map<String, @Nullable Object> row = LinkedHashMap.newLinkedHashMap(paths.size());
        for (int i = 0; i < paths.size(); i++) {
            JsonNode at = record;
            for (String part : paths.get(i)) {
                at = at.path(part);
            }
            CrmQuery.Column column = query.columns().get(i);
            String text = at.isNull() || at.isMissingNode() ? null : at.isValueNode() ? at.asString() : at.toString();
            try {
                row.put(column.path(), Values.of(column.type(), text));
            } catch (Values.Unreadable e) {
                throw e.in(column.path());
            }
        }
        return row;
    }
}
