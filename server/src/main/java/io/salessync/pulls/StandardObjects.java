package io.salessync.pulls;

import io.salessync.connectors.CrmDescription;
import io.salessync.connectors.CrmField;
import io.salessync.connectors.CrmType;
import io.salessync.connectors.DescribeDocument;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The fields that Contact, Lead, Account, Opportunity and Case have in every organisation, to try queries without a connection.
 * One line a field: name, type, and for references the relationship and the object.
 */
final class StandardObjects {
    private static final Map<String, CrmDescription> OBJECTS = read();

    private StandardObjects() {}

    static Optional<CrmDescription> find(String name) {
        return Optional.ofNullable(OBJECTS.get(name.toLowerCase(Locale.ROOT)));
    }

    static Set<String> names() {
        Set<String> names = new TreeSet<>();
        OBJECTS.values().forEach(object -> names.add(object.name()));
        return names;
    }

    private static Map<String, CrmDescription> read() {
        Map<String, CrmDescription> objects = new HashMap<>();
        try (InputStream in = StandardObjects.class.getResourceAsStream("/pulls/standard-objects.txt")) {
            String object = "";
            List<CrmField> fields = new ArrayList<>();
            for (String line : new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                if (!line.startsWith(" ")) {
                    put(objects, object, fields);
                    object = line.strip();
                    fields = new ArrayList<>();
                } else {
                    fields.add(field(line.strip().split("\\s+")));
                }
            }
            put(objects, object, fields);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return objects;
    }

    private static void put(Map<String, CrmDescription> objects, String object, List<CrmField> fields) {
        if (!object.isEmpty()) {
            objects.put(object.toLowerCase(Locale.ROOT), new CrmDescription(object, object, true, false, fields));
        }
    }

    private static CrmField field(String[] words) {
        String type = words[1];
        CrmType kind = type.equals("longtext") ? CrmType.TEXT : DescribeDocument.type(type);
        boolean plain = kind != CrmType.OTHER && !type.equals("longtext");
        return new CrmField(
                words[0],
                words[0],
                kind,
                type.equals("longtext") ? "textarea" : type,
                0,
                plain,
                plain && kind != CrmType.CHOICES,
                true,
                false,
                false,
                false,
                false,
                false,
                List.of(),
                words.length > 2 ? words[2] : null,
                words.length > 3 ? List.of(words[3].split(",")) : List.of());
    }
}
