package io.salessync.connectors.monday;

import io.salessync.connectors.Board;
import io.salessync.connectors.BoardRef;
import io.salessync.connectors.ColumnType;
import io.salessync.connectors.Connection;
import io.salessync.connectors.monday.MondayReads.Question;
import io.salessync.kernel.runs.ActiveRun;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Reads boards: their groups, columns, labels, and the hidden board that holds their subitems. */
@Component
class MondayBoards {
    /** What the vendor documents for boards that tell no limit. */
    private static final int ITEMS = 10_000;

    private final MondayReads reads;
    private final Map<String, Boolean> connecting = new ConcurrentHashMap<>();

    MondayBoards(MondayReads reads) {
        this.reads = reads;
    }

    Optional<Board> board(Connection connection, BoardRef ref, @Nullable ActiveRun run) {
        JsonNode told = node(connection, ref, ref.boardId(), run);
        if (told == null) {
            return Optional.empty();
        }
        JsonNode subtasks = subtasks(told);
        String hidden = subtasks == null ? null : hidden(subtasks);
        JsonNode below = hidden == null ? null : node(connection, ref, hidden, run);
        connecting.put(connection.id() + " " + ref.boardId(), hasConnecting(told) || hasConnecting(below));
        return Optional.of(new Board(
                told.path("id").asString(ref.boardId()),
                told.path("name").asString(""),
                told.path("items_count").asInt(0),
                told.path("items_limit").asInt(ITEMS),
                groups(told),
                columns(told),
                subtasks != null,
                hidden,
                below == null ? List.of() : columns(below)));
    }

    List<String> titles(Connection connection, BoardRef ref, @Nullable ActiveRun run) {
        JsonNode told = node(connection, ref, ref.boardId(), run);
        return told == null
                ? List.of()
                : groups(told).stream().map(Board.Group::title).toList();
    }

    /** Whether the board or its subitems have a column that connects boards; remembered, since it is asked before every reading. */
    boolean connectsBoards(Connection connection, BoardRef ref, @Nullable ActiveRun run) {
        Boolean known = connecting.get(connection.id() + " " + ref.boardId());
        if (known != null) {
            return known;
        }
        JsonNode told = node(connection, ref, ref.boardId(), run);
        JsonNode subtasks = told == null ? null : subtasks(told);
        String hidden = subtasks == null ? null : hidden(subtasks);
        JsonNode below = hidden == null ? null : node(connection, ref, hidden, run);
        boolean connects = hasConnecting(told) || hasConnecting(below);
        connecting.put(connection.id() + " " + ref.boardId(), connects);
        return connects;
    }

    private static boolean hasConnecting(@Nullable JsonNode board) {
        return board != null
                && columns(board).stream().anyMatch(column -> column.writable() == ColumnType.CONNECT_BOARDS);
    }

    private @Nullable JsonNode node(Connection connection, BoardRef ref, String id, @Nullable ActiveRun run) {
        try {
            JsonNode told = reads.ask(
                            new Question(connection, "board", ref.apiVersion(), 1, MondayDocuments.board(ref, id), run))
                    .path("boards")
                    .path(0);
            boolean there =
                    told.isObject() && told.path("state").asString("active").equals("active");
            return there ? told : null;
        } catch (MondayReads.Refused refused) {
            Meaning meaning = refused.fault().meaning();
            if (meaning == Meaning.BOARD || meaning == Meaning.GONE) {
                return null;
            }
            throw MondayProblems.of(connection, refused.fault());
        }
    }

    private static List<Board.Group> groups(JsonNode board) {
        List<Board.Group> groups = new ArrayList<>();
        for (JsonNode group : board.path("groups")) {
            if (!group.path("archived").asBoolean(false)
                    && !group.path("deleted").asBoolean(false)) {
                groups.add(new Board.Group(
                        group.path("id").asString(""), group.path("title").asString("")));
            }
        }
        return groups;
    }

    private static List<Board.Column> columns(JsonNode board) {
        List<Board.Column> columns = new ArrayList<>();
        for (JsonNode column : board.path("columns")) {
            String type = column.path("type").asString("");
            columns.add(new Board.Column(
                    column.path("id").asString(""),
                    column.path("title").asString(""),
                    type,
                    MondayColumns.writable(type).orElse(null),
                    column.path("archived").asBoolean(false),
                    labels(settings(column))));
        }
        return columns;
    }

    private static @Nullable JsonNode subtasks(JsonNode board) {
        for (JsonNode column : board.path("columns")) {
            String type = column.path("type").asString("");
            if ((type.equals("subtasks") || type.equals("subitems"))
                    && !column.path("archived").asBoolean(false)) {
                return column;
            }
        }
        return null;
    }

    private static @Nullable String hidden(JsonNode subtasks) {
        JsonNode id = settings(subtasks).path("boardIds").path(0);
        return id.isMissingNode() || id.isNull() ? null : id.asString();
    }

    /** Told as JSON, as JSON in a text, or as {@code settings_str} by older interface versions. */
    private static JsonNode settings(JsonNode column) {
        JsonNode told = column.has("settings") ? column.path("settings") : column.path("settings_str");
        try {
            return told.isString() ? MondayAnswer.JSON.readTree(told.asString()) : told;
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }

    /** Of status columns {@code {"1": "Done"}} or {@code [{"label": …}]}, of dropdowns {@code [{"name": …}]} or {@code [{"label": …}]}. */
    private static Set<String> labels(JsonNode settings) {
        Set<String> labels = new LinkedHashSet<>();
        for (JsonNode label : settings.path("labels")) {
            if (label.path("is_deactivated").asBoolean(false)) {
                continue;
            }
            String text = label.isString()
                    ? label.asString()
                    : label.path("label").asString(label.path("name").asString(""));
            if (!text.isEmpty()) {
                labels.add(text);
            }
        }
        return labels;
    }
}
