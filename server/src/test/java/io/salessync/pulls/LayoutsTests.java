package io.salessync.pulls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class LayoutsTests {
    private static final Layouts.Known KNOWN =
            new Layouts.Known(Map.of(1, List.of("Name", "Title"), 2, List.of("Title")));

    private static String named(String content) {
        return new TreeMap<>(KNOWN.named(JsonMapper.shared().readTree(content))).toString();
    }

    @Test
    void eachRowIsReadByTheLayoutItWasWrittenIn() {
        assertThat(named("[1,\"Ada\",null]")).isEqualTo("{Name=\"Ada\", Title=null}");
        assertThat(named("[2,\"CEO\"]")).isEqualTo("{Title=\"CEO\"}");
        assertThat(named("{\"Title\":\"CEO\",\"Id\":\"003\"}")).isEqualTo("{Id=\"003\", Title=\"CEO\"}");
    }

    @Test
    void aLayoutThatIsNotKnownNamesNothing() {
        assertThat(named("[7,\"Ada\"]")).isEqualTo("{}");
    }
}
