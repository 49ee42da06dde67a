package io.salessync.connectors.monday;

import io.salessync.connectors.BatchAnswer.WriteResult.Refused;
import io.salessync.connectors.BoardConnector.Prepared;
import io.salessync.connectors.BoardRef;
import io.salessync.connectors.BoardWrite;
import io.salessync.connectors.BoardWrite.ChangeValues;
import io.salessync.connectors.BoardWrite.CreateItem;
import io.salessync.connectors.BoardWrite.CreateSubitem;
import io.salessync.connectors.BoardWrite.Value;
import io.salessync.connectors.ColumnType;
import io.salessync.connectors.Connection;
import io.salessync.connectors.FaultClass;
import io.salessync.connectors.monday.MondayReads.Question;
import io.salessync.kernel.runs.ActiveRun;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** People's numbers by their e-mail addresses, asked for once in a while. */
@Component
class MondayPeople {
    private static final int AT_ONCE = 100;
    private static final Duration KEPT = Duration.ofMinutes(30);

    private final MondayReads reads;
    private final InstantSource clock;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    MondayPeople(MondayReads reads, InstantSource clock) {
        this.reads = reads;
        this.clock = clock;
    }

    /** @param id empty where nobody has the address */
    private record Known(String id, Instant at) {}

    Prepared prepare(Connection connection, BoardRef ref, List<BoardWrite> writes, @Nullable ActiveRun run) {
        Set<String> emails = new LinkedHashSet<>();
        writes.forEach(write -> people(write).forEach(value -> emails(value).forEach(emails::add)));
        if (emails.isEmpty()) {
            return new Prepared(writes, Map.of());
        }
        learn(connection, ref, emails, run);
        List<BoardWrite> ready = new ArrayList<>();
        Map<UUID, Refused> refused = new LinkedHashMap<>();
        for (BoardWrite write : writes) {
            String nobody = people(write).stream()
                    .flatMap(value -> emails(value).stream())
                    .filter(email -> id(connection, email).isEmpty())
                    .findFirst()
                    .orElse(null);
            if (nobody == null) {
                ready.add(resolved(connection, write));
            } else {
                refused.put(
                        write.key(),
                        new Refused(
                                FaultClass.ROW,
                                "unknown-person",
                                "Nobody in this monday.com account has the e-mail address " + nobody));
            }
        }
        return new Prepared(ready, refused);
    }

    private void learn(Connection connection, BoardRef ref, Set<String> emails, @Nullable ActiveRun run) {
        Instant now = clock.instant();
        List<String> asked = emails.stream()
                .filter(email -> {
                    Known person = known.get(key(connection, email));
                    return person == null || now.isAfter(person.at().plus(KEPT));
                })
                .toList();
        for (List<String> chunk : MondayItems.chunks(asked, AT_ONCE)) {
            JsonNode told;
            try {
                told = reads.ask(new Question(
                        connection, "people", ref.apiVersion(), chunk.size(), MondayDocuments.users(chunk), run));
            } catch (MondayReads.Refused refused) {
                throw MondayProblems.of(connection, refused.fault());
            }
            chunk.forEach(email -> known.put(key(connection, email), new Known("", now)));
            for (JsonNode user : told.path("users")) {
                String email = user.path("email").asString("").toLowerCase(Locale.ROOT);
                known.put(key(connection, email), new Known(user.path("id").asString(""), now));
            }
        }
    }

    private String id(Connection connection, String email) {
        Known person = known.get(key(connection, email));
        return person == null ? "" : person.id();
    }

    private static String key(Connection connection, String email) {
        return connection.id() + " " + email;
    }

    private static List<String> emails(Value value) {
        return ChoiceForms.parts(value.text()).stream()
                .filter(part -> part.contains("@"))
                .map(part -> part.toLowerCase(Locale.ROOT))
                .toList();
    }

    private static List<Value> people(BoardWrite write) {
        return values(write).stream()
                .filter(value -> value.type() == ColumnType.PEOPLE)
                .toList();
    }

    private static List<Value> values(BoardWrite write) {
        return switch (write) {
            case CreateItem item -> item.values();
            case CreateSubitem subitem -> subitem.values();
            case ChangeValues change -> change.values();
            default -> List.of();
        };
    }

    private BoardWrite resolved(Connection connection, BoardWrite write) {
        return switch (write) {
            case CreateItem item ->
                new CreateItem(
                        item.key(),
                        item.groupId(),
                        item.name(),
                        resolved(connection, item.values()),
                        item.createLabels());
            case CreateSubitem subitem ->
                new CreateSubitem(
                        subitem.key(),
                        subitem.parentItemId(),
                        subitem.name(),
                        resolved(connection, subitem.values()),
                        subitem.createLabels());
            case ChangeValues change ->
                new ChangeValues(
                        change.key(),
                        change.boardId(),
                        change.itemId(),
                        resolved(connection, change.values()),
                        change.createLabels());
            default -> write;
        };
    }

    private List<Value> resolved(Connection connection, List<Value> values) {
        return values.stream()
                .map(value -> value.type() == ColumnType.PEOPLE
                        ? new Value(value.columnId(), value.type(), resolved(connection, value.text()))
                        : value)
                .toList();
    }

    private String resolved(Connection connection, String text) {
        return ChoiceForms.parts(text).stream()
                .map(part -> part.contains("@") ? id(connection, part.toLowerCase(Locale.ROOT)) : part)
                .collect(Collectors.joining(";"));
    }
}
