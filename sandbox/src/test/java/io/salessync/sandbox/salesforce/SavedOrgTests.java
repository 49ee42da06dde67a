package io.salessync.sandbox.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.sandbox.RunningSandbox;
import io.salessync.sandbox.WrongInput;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedOrgTests {
    private static final String STATE = "/_sandbox/state/salesforce?object=Contact&deleted=true&fields="
            + "Name,Title,Birthdate,Score__c,DoNotCall,Last_Order_At__c,IsDeleted";

    @TempDir
    private Path folder;

    @Test
    void aRestartGoesOnWithTheSameRecords() {
        Path file = folder.resolve("state.json");
        String before;
        try (RunningSandbox first = RunningSandbox.start(1, 60, file)) {
            act(
                    first,
                    "edit",
                    "{\"object\":\"Contact\",\"values\":{\"LastName\":\"s:New\",\"Birthdate\":\"1990-02-03\","
                            + "\"Score__c\":12.5,\"DoNotCall\":true,\"Last_Order_At__c\":\"2026-01-02T03:04:05Z\"}}");
            act(first, "edit", "{\"id\":\"" + Ids.of("003", 3) + "\",\"values\":{\"Title\":null}}");
            act(first, "delete", "{\"id\":\"" + Ids.of("003", 4) + "\"}");
            act(first, "purge", "{\"id\":\"" + Ids.of("003", 5) + "\"}");
            act(first, "touch", "{\"object\":\"Contact\",\"count\":7,\"at\":\"2026-11-01T00:00:00Z\"}");
            before = first.get(STATE).json().path("rows").toString();
            assertThat(before).contains("s:New", "1990-02-03");
        }
        try (RunningSandbox second = RunningSandbox.start(1, null, file)) {
            assertThat(second.get(STATE).json().path("rows").toString()).isEqualTo(before);
        }
        assertThatThrownBy(() -> RunningSandbox.start(1, 70, file))
                .isInstanceOf(WrongInput.class)
                .hasMessageContaining("60 contacts");
    }

    private static void act(RunningSandbox sandbox, String what, String body) {
        assertThat(sandbox.send("POST", "/_sandbox/salesforce/" + what, body, Map.of())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void theSameSeedMakesTheSameOrg() {
        try (RunningSandbox one = RunningSandbox.start(1, 60, null);
                RunningSandbox other = RunningSandbox.start(1, 60, null)) {
            String rows = one.get(STATE).json().path("rows").toString();
            assertThat(other.get(STATE).json().path("rows").toString()).isEqualTo(rows);
            other.send("POST", "/_sandbox/reset", "{\"seed\":5}", Map.of());
            assertThat(other.get(STATE).json().path("rows").toString()).isNotEqualTo(rows);
        }
    }
}
