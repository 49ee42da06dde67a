package io.salessync.sandbox.monday;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A column of a board with its labels; its revision changes whenever its settings do. */
final class Column {
    static final int DROPDOWN_LABELS = 500;

    private static final List<String> COLORS =
            List.of("#fdab3d", "#00c875", "#df2f4a", "#579bfc", "#a25ddc", "#037f4c", "#ffcb00", "#bb3354", "#9cd326");
    private static final Map<String, String> FAMILIAR = Map.ofEntries(
            Map.entry("New", "#579bfc"),
            Map.entry("Confirmed", "#66ccff"),
            Map.entry("In production", "#fdab3d"),
            Map.entry("Ready to ship", "#a25ddc"),
            Map.entry("Shipped", "#037f4c"),
            Map.entry("Done", "#00c875"),
            Map.entry("Synced", "#00c875"),
            Map.entry("Changed", "#fdab3d"),
            Map.entry("Cancelled", "#df2f4a"),
            Map.entry("Removed", "#df2f4a"),
            Map.entry("On hold", "#9aa0b4"));
    private static final int UNLABELLED = 5;

    private final String id;
    private final String title;
    private String type;
    private boolean archived;
    private long linkedBoard;
    private final List<Label> labels = new ArrayList<>();
    private int changes;

    Column(String id, String title, String type) {
        this.id = id;
        this.title = title;
        this.type = type;
    }

    String id() {
        return id;
    }

    String title() {
        return title;
    }

    String type() {
        return type;
    }

    boolean archived() {
        return archived;
    }

    void archive() {
        archived = true;
        changes++;
    }

    void retype(String to) {
        type = to;
        labels.clear();
        changes++;
    }

    long linkedBoard() {
        return linkedBoard;
    }

    void link(long board) {
        linkedBoard = board;
    }

    List<Label> labels() {
        return labels;
    }

    int changes() {
        return changes;
    }

    void restore(int savedChanges, boolean savedArchived) {
        changes = savedChanges;
        archived = savedArchived;
    }

    Label addLabel(String text) {
        int next = labels.stream().mapToInt(Label::id).max().orElse(type.equals("status") ? -1 : 0) + 1;
        if (type.equals("status") && next == UNLABELLED) {
            next++;
        }
        Label label = new Label(next, text, FAMILIAR.getOrDefault(text, COLORS.get(next % COLORS.size())));
        labels.add(label);
        changes++;
        return label;
    }

    boolean removeLabel(String text) {
        changes++;
        return labels.removeIf(label -> label.text().equals(text));
    }

    @Nullable Label label(String text) {
        return labels.stream()
                .filter(label -> label.text().equals(text))
                .findFirst()
                .orElse(null);
    }

    @Nullable Label label(int wanted) {
        return labels.stream().filter(label -> label.id() == wanted).findFirst().orElse(null);
    }

    String revision() {
        return String.format(
                "%08x%04x", Objects.hash(id, title, type, archived, labels.hashCode()) ^ changes * 0x9e37, changes);
    }

    Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        switch (type) {
            case "status" -> {
                settings.put("type", "status");
                settings.put("labels", labels.stream().map(this::statusLabel).toList());
            }
            case "dropdown" -> {
                settings.put("type", "dropdown");
                settings.put(
                        "labels",
                        labels.stream()
                                .map(l -> Map.of("id", l.id(), "label", l.text(), "is_deactivated", false))
                                .toList());
            }
            case "subtasks" -> {
                settings.put("allowMultipleItems", true);
                settings.put("boardIds", List.of(linkedBoard));
            }
            default -> {}
        }
        return settings;
    }

    private Map<String, Object> statusLabel(Label label) {
        return Map.of(
                "id", label.id(),
                "index", label.id(),
                "label", label.text(),
                "color", label.color(),
                "is_deactivated", false,
                "is_done", isDone(label));
    }

    static boolean isDone(Label label) {
        return label.text().equals("Done")
                || label.text().equals("Shipped")
                || label.text().equals("Synced");
    }

    /** The older way of telling settings, kept by the vendor beside the newer one. */
    Map<String, Object> oldSettings() {
        return switch (type) {
            case "status" -> {
                Map<String, Object> byIndex = new LinkedHashMap<>();
                labels.forEach(label -> byIndex.put(String.valueOf(label.id()), label.text()));
                yield Map.of("labels", byIndex);
            }
            case "dropdown" ->
                Map.of(
                        "settings",
                        Map.of(
                                "labels",
                                labels.stream()
                                        .map(l -> Map.of("id", l.id(), "name", l.text()))
                                        .toList()));
            default -> settings();
        };
    }
}
