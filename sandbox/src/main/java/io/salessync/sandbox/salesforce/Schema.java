package io.salessync.sandbox.salesforce;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The objects of the org, read from schema.txt. */
final class Schema {
    private static final Pattern WORD = Pattern.compile("(\\w+)(?:\\(([^)]*)\\))?");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");

    private final Map<String, ObjectType> types = new LinkedHashMap<>();

    private Schema() {}

    static Schema read(Instant now) {
        try (InputStream in = Schema.class.getResourceAsStream("schema.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            Schema schema = new Schema();
            List<String> block = new ArrayList<>();
            for (String line : text.split("\n", -1)) {
                if (line.startsWith("object ") && !block.isEmpty()) {
                    schema.add(block, now);
                    block.clear();
                }
                if (!line.isBlank() && !line.startsWith("#")) {
                    block.add(line.strip());
                }
            }
            schema.add(block, now);
            return schema;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Collection<ObjectType> all() {
        return types.values();
    }

    @Nullable ObjectType find(String name) {
        return types.get(name.toLowerCase(Locale.ROOT));
    }

    @Nullable ObjectType ofPrefix(String prefix) {
        for (ObjectType type : types.values()) {
            if (type.prefix().equals(prefix)) {
                return type;
            }
        }
        return null;
    }

    private void add(List<String> block, Instant now) {
        String head = block.getFirst();
        List<String> labels = quoted(head);
        String[] words = head.replaceAll("\"[^\"]*\"", "").split("\\s+");
        Set<String> flags = new HashSet<>(Arrays.asList(words).subList(3, words.length));
        List<Field> fields = new ArrayList<>();
        String name = words[1];
        fields.add(plain("Id", Kind.ID, 18, labels.getFirst() + " ID", List.of(), null));
        if (!flags.contains("kept") && !flags.contains("noquery")) {
            fields.add(plain("IsDeleted", Kind.BOOLEAN, 0, "Deleted", List.of(), null));
        }
        for (String line : block.subList(1, block.size())) {
            fields.add(field(line));
        }
        if (!flags.contains("noquery")) {
            history(fields);
        }
        types.put(
                name.toLowerCase(Locale.ROOT),
                new ObjectType(name, words[2], labels.getFirst(), labels.get(1), flags, fields, now));
    }

    private static void history(List<Field> fields) {
        fields.add(plain("CreatedDate", Kind.DATETIME, 0, "Created Date", List.of(), null));
        fields.add(plain("CreatedById", Kind.REFERENCE, 18, "Created By ID", List.of("User"), "CreatedBy"));
        fields.add(plain("LastModifiedDate", Kind.DATETIME, 0, "Last Modified Date", List.of(), null));
        fields.add(plain(
                "LastModifiedById", Kind.REFERENCE, 18, "Last Modified By ID", List.of("User"), "LastModifiedBy"));
        fields.add(plain("SystemModstamp", Kind.DATETIME, 0, "System Modstamp", List.of(), null));
    }

    /** A field that the vendor itself fills. */
    private static Field plain(
            String name, Kind kind, int length, String label, List<String> to, @Nullable String relationship) {
        return new Field(
                name,
                name,
                label,
                kind,
                length,
                0,
                true,
                false,
                false,
                true,
                true,
                false,
                false,
                kind == Kind.ID,
                false,
                false,
                false,
                false,
                null,
                List.of(),
                to,
                relationship,
                null);
    }

    /** A field as a line of the schema tells it. */
    static Field field(String line) {
        int colon = line.indexOf(" : ");
        String told = colon < 0 ? line : line.substring(0, colon);
        List<String> values = colon < 0
                ? List.of()
                : Arrays.stream(line.substring(colon + 3).split(";", -1))
                        .map(String::strip)
                        .toList();
        List<String> labels = quoted(told);
        String[] words = told.replaceAll("\"[^\"]*\"", "").strip().split("\\s+", 3);
        String name = words[0];
        Matcher type = WORD.matcher(words[1]);
        if (!type.matches()) {
            throw new IllegalStateException("Not a field: " + line);
        }
        String kindName = type.group(1);
        String inside = type.group(2) == null ? "" : type.group(2);
        String rest = words.length > 2 ? words[2] : "";
        Set<String> flags = new HashSet<>();
        String in = null;
        String fallback = null;
        if (rest.contains("default=")) {
            fallback = rest.substring(rest.indexOf("default=") + 8).strip();
            rest = rest.substring(0, rest.indexOf("default="));
        }
        for (String flag : rest.split("\\s+", -1)) {
            if (flag.startsWith("in=")) {
                in = flag.substring(3);
            } else {
                flags.add(flag);
            }
        }
        Kind kind = switch (kindName) {
            case "longtext" -> Kind.TEXTAREA;
            case "autonumber" -> Kind.STRING;
            default -> Kind.valueOf(kindName.toUpperCase(Locale.ROOT));
        };
        List<String> to = kind == Kind.REFERENCE ? List.of(inside.split(",")) : List.of();
        boolean auto = kindName.equals("autonumber");
        boolean formula = flags.contains("formula");
        boolean readOnly = flags.contains("readonly") || formula || auto;
        boolean filterable = !kindName.equals("longtext");
        boolean external = flags.contains("external");
        return new Field(
                name,
                name,
                labels.isEmpty() ? label(name) : labels.getFirst(),
                kind,
                length(kind, inside),
                scale(kind, inside),
                flags.contains("required"),
                !readOnly,
                !readOnly && !flags.contains("createonly"),
                filterable,
                filterable && kind != Kind.MULTIPICKLIST && kind != Kind.ADDRESS,
                external,
                flags.contains("unique"),
                flags.contains("idlookup") || external,
                flags.contains("namefield"),
                auto,
                formula,
                flags.contains("restricted"),
                fallback,
                values,
                to,
                kind == Kind.REFERENCE ? relationshipOf(name) : null,
                in);
    }

    static String relationshipOf(String field) {
        return field.endsWith("__c") ? field.substring(0, field.length() - 1) + "r" : field.replaceAll("Id$", "");
    }

    private static int length(Kind kind, String inside) {
        return switch (kind) {
            case ID, REFERENCE -> 18;
            case STRING, TEXTAREA, EMAIL, PHONE, URL ->
                inside.isEmpty() ? kind == Kind.EMAIL ? 80 : 30 : Integer.parseInt(inside);
            case PICKLIST -> 255;
            case MULTIPICKLIST -> 4099;
            default -> 0;
        };
    }

    private static int scale(Kind kind, String inside) {
        return kind.number() && inside.contains(",") ? Integer.parseInt(inside.substring(inside.indexOf(',') + 1)) : 0;
    }

    private static String label(String name) {
        return name.replaceAll("__c$", "")
                .replaceAll("Id$", " ID")
                .replace('_', ' ')
                .replaceAll("([a-z])([A-Z])", "$1 $2");
    }

    private static List<String> quoted(String text) {
        return QUOTED.matcher(text).results().map(found -> found.group(1)).toList();
    }
}
