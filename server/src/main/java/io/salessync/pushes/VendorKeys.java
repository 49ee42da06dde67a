package io.salessync.pushes;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Keys of records as the CRM compares them: texts without regard to case, an id of 15 characters as its 18. Pure. */
final class VendorKeys {
    private static final Set<String> IDS = Set.of("Id", "ContactId", "LeadId");
    private static final Pattern SHORT = Pattern.compile("[A-Za-z0-9]{15}");
    private static final String CHECK = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

    private VendorKeys() {}

    /** The same for two keys that find the same record. */
    static String compared(String keyField, String key) {
        return IDS.contains(keyField) ? full(key) : key.toLowerCase(Locale.ROOT);
    }

    /** An id of 15 characters with the three that tell which of its letters are capitals; anything else as it is. */
    static String full(String id) {
        if (!SHORT.matcher(id).matches()) {
            return id;
        }
        StringBuilder full = new StringBuilder(id);
        for (int part = 0; part < 15; part += 5) {
            int capitals = 0;
            for (int i = 0; i < 5; i++) {
                char letter = id.charAt(part + i);
                capitals |= letter >= 'A' && letter <= 'Z' ? 1 << i : 0;
            }
            full.append(CHECK.charAt(capitals));
        }
        return full.toString();
    }
}
