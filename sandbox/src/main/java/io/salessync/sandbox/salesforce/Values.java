package io.salessync.sandbox.salesforce;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes values as the REST API tells them, and as a Bulk API result does. */
final class Values {
    private Values() {}

    static void json(JsonGenerator out, @Nullable Object value) {
        switch (value) {
            case null -> out.writeNull();
            case String text -> out.writeString(text);
            case Boolean flag -> out.writeBoolean(flag);
            case Long whole -> out.writeNumber(whole);
            case Integer whole -> out.writeNumber(whole);
            case Double number -> out.writeNumber(number);
            case Instant instant -> out.writeString(moment(instant, "+0000"));
            case LocalDate day -> out.writeString(day.toString());
            case Address address -> address(out, address);
            default -> out.writeString(value.toString());
        }
    }

    private static void address(JsonGenerator out, Address address) {
        out.writeStartObject();
        text(out, "city", address.city());
        text(out, "country", address.country());
        text(out, "geocodeAccuracy", null);
        text(out, "latitude", null);
        text(out, "longitude", null);
        text(out, "postalCode", address.postalCode());
        text(out, "state", address.state());
        text(out, "street", address.street());
        out.writeEndObject();
    }

    private static void text(JsonGenerator out, String name, @Nullable String value) {
        out.writeName(name);
        json(out, value);
    }

    /** The value in a CSV file: empty for none. */
    static String plain(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Instant instant -> moment(instant, "Z");
            case Double number -> {
                BigDecimal exact = BigDecimal.valueOf(number);
                yield exact.scale() <= 0 ? exact.toPlainString() + ".0" : exact.toPlainString();
            }
            default -> value.toString();
        };
    }

    /** A point in time with milliseconds, such as 2026-11-22T10:00:00.000+0000. */
    static String moment(Instant instant, String zone) {
        String text = instant.toString();
        int point = text.indexOf('.');
        String millis = point < 0 ? "000" : (text.substring(point + 1, text.length() - 1) + "00").substring(0, 3);
        return text.substring(0, 19) + "." + millis + zone;
    }
}
