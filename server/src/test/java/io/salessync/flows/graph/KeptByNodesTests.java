package io.salessync.flows.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Memory goes with the number of nodes, not of flows. */
class KeptByNodesTests {
    private final KeptByNodes<String, Integer> kept = new KeptByNodes<>(10, nodes -> nodes);

    @Test
    void theLeastLatelyUsedGoOnceAllTogetherHaveTooManyNodes() {
        kept.put("a", 4);
        kept.put("b", 4);
        kept.get("a");
        kept.put("c", 4);

        assertThat(kept.get("b")).isNull();
        assertThat(kept.get("a")).isEqualTo(4);
        assertThat(kept.get("c")).isEqualTo(4);
    }

    @Test
    void oneThatIsTooLargeForAllIsKeptAlone() {
        kept.put("small", 2);
        kept.put("large", 50);

        assertThat(kept.get("small")).isNull();
        assertThat(kept.get("large")).isEqualTo(50);
    }

    @Test
    void whatTakesThePlaceOfAnotherCountsOnce() {
        kept.put("a", 6);
        kept.put("a", 4);
        kept.put("b", 6);

        assertThat(kept.get("a")).isEqualTo(4);
        assertThat(kept.get("b")).isEqualTo(6);
    }
}
