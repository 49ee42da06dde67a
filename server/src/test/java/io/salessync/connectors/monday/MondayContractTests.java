package io.salessync.connectors.monday;

import io.salessync.connectors.BoardWrite;
import io.salessync.connectors.BoardWrite.ChangeValues;
import io.salessync.connectors.BoardWrite.Value;
import io.salessync.connectors.ColumnType;
import io.salessync.connectors.ConnectorContract;
import io.salessync.kit.ScriptedVendor;
import java.util.List;
import java.util.UUID;

class MondayContractTests extends ConnectorContract {
    private static final String DONE =
            "{\"data\":{\"complexity\":{\"before\":%d,\"after\":%d,\"query\":20000,\"reset_in_x_seconds\":%d},"
                    + "\"a1\":{\"id\":\"77\"}},\"extensions\":{\"request_id\":\"r-1\"}}";

    @Override
    protected BoardWrite harmless() {
        return new ChangeValues(
                UUID.nameUUIDFromBytes(new byte[] {7}),
                "9200000001",
                "77",
                List.of(new Value("style", ColumnType.TEXT, "Polo")),
                false);
    }

    @Override
    protected ScriptedVendor.Answer done() {
        return ScriptedVendor.json(200, DONE.formatted(10_000_000, 9_980_000, 60));
    }

    @Override
    protected ScriptedVendor.Answer doneWithNothingLeft(int seconds) {
        return ScriptedVendor.json(
                200,
                DONE.formatted(20_010, 10, seconds),
                "RateLimit-Policy",
                "\"minuteRate\";q=1000;w=60, \"complexityMinute\";q=10000000;w=60",
                "RateLimit",
                "\"minuteRate\";r=900, \"complexityMinute\";r=10;t=" + seconds);
    }

    @Override
    protected ScriptedVendor.Answer wrongToken() {
        return ScriptedVendor.json(
                401, "{\"errors\":[{\"message\":\"Not authenticated\",\"extensions\":{\"code\":\"Unauthorized\"}}]}");
    }

    @Override
    protected ScriptedVendor.Answer dayIsUsedUp() {
        return ScriptedVendor.json(
                429, "{\"errors\":[{\"message\":\"Daily limit\",\"extensions\":{\"code\":\"DAILY_LIMIT_EXCEEDED\"}}]}");
    }
}
