package io.salessync.ordersync.board;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.salessync.connectors.BoardWrite;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Writes of a batch and values of items as JSON, and back. */
@Component
final class BatchText {
    private final JsonMapper json = JsonMapper.builder()
            .addMixIn(BoardWrite.class, Kinds.class)
            .disable(tools.jackson.databind.DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    String entries(List<Entry> entries) {
        return json.writerFor(new TypeReference<List<Entry>>() {}).writeValueAsString(entries);
    }

    List<Entry> entries(String text) {
        return json.readValue(text, new TypeReference<List<Entry>>() {});
    }

    String values(Map<String, String> values) {
        return json.writeValueAsString(values);
    }

    Map<String, String> values(String text) {
        return json.readValue(text, new TypeReference<Map<String, String>>() {});
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "kind")
    private interface Kinds {}
}
