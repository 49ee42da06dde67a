package io.salessync.outreach.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.OutreachFault;
import io.salessync.kit.PlayedOutreach.Fate;
import io.salessync.kit.ProgramTest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jooq.Record;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long calls that fail hold a lead is measured as the engine works. */
@ProgramTest
class TroubleTests extends PlayedEngine {
    private UUID sequence;

    @BeforeEach
    void begin() {
        sender("ana");
        sequence = sequence("""
                - id: invite
                  type: invite
                - id: done
                  type: end
                """);
    }

    private List<Record> troubles() {
        return database.inTenant(
                tenant,
                sql -> List.copyOf(sql.fetch("SELECT * FROM outreach.trouble WHERE tenant_id = ?", tenant.value())));
    }

    @Test
    void refusalsThatPassAreOneTroubleThatEndsWithTheSend() {
        admit(sequence, 1);
        int[] calls = {0};
        world.script(write -> ++calls[0] <= 3
                ? new Fate.Refused(OutreachFault.TRANSIENT, "errors/service_unavailable")
                : new Fate.Well(null));
        play(Duration.ofMinutes(10));
        assertThat(world.effects()).hasSize(1);
        assertThat(troubles()).singleElement().satisfies(one -> {
            assertThat(one.get("over_at")).isNotNull();
            assertThat(one.get("seconds", Double.class)).isBetween(60.0, 300.0);
        });
    }

    @Test
    void anOutcomeThatNobodyKnowsIsATroubleUntilItIsSettled() {
        admit(sequence, 1);
        int[] calls = {0};
        world.script(write -> ++calls[0] == 1 ? new Fate.Silence(true) : new Fate.Well(null));
        play(Duration.ofMinutes(10));
        assertThat(world.effects()).hasSize(1);
        assertThat(troubles()).singleElement().satisfies(one -> {
            assertThat(one.get("over_at")).isNotNull();
            assertThat(one.get("seconds", Double.class)).isBetween(1.0, 300.0);
        });
    }

    @Test
    void aSendThatGoesWellIsNoTrouble() {
        admit(sequence, 1);
        play(Duration.ofMinutes(10));
        assertThat(world.effects()).hasSize(1);
        assertThat(troubles()).isEmpty();
    }
}
