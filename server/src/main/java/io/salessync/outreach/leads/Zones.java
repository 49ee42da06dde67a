package io.salessync.outreach.leads;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The clock of a country, where it has one alone, and the code of a country by what people call it. */
public final class Zones {
    private static final Map<String, ZoneId> ZONES = zones();
    private static final Map<String, String> CODES = codes();

    private Zones() {}

    private static Map<String, ZoneId> zones() {
        Properties read = new Properties();
        try (InputStream in = Zones.class.getResourceAsStream("/outreach/zones.properties")) {
            read.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, ZoneId> zones = new HashMap<>();
        read.forEach((country, zone) -> zones.put(country.toString(), ZoneId.of(zone.toString())));
        return Map.copyOf(zones);
    }

    private static Map<String, String> codes() {
        Map<String, String> codes = new HashMap<>();
        for (String code : Locale.getISOCountries()) {
            Locale country = Locale.of("", code);
            for (Locale language : new Locale[] {Locale.ENGLISH, Locale.GERMAN, Locale.FRENCH, country}) {
                codes.putIfAbsent(Names.folded(country.getDisplayCountry(language)), code);
            }
        }
        for (String code : Locale.getISOCountries()) {
            codes.put(code.toLowerCase(Locale.ROOT), code);
            codes.put(Locale.of("", code).getISO3Country().toLowerCase(Locale.ROOT), code);
        }
        codes.put("usa", "US");
        codes.put("united states of america", "US");
        codes.put("uk", "GB");
        codes.put("great britain", "GB");
        codes.put("england", "GB");
        codes.put("uae", "AE");
        codes.put("holland", "NL");
        codes.put("the netherlands", "NL");
        codes.put("czech republic", "CZ");
        codes.put("south korea", "KR");
        codes.put("russia", "RU");
        return Map.copyOf(codes);
    }

    /** The one zone of a country; null: it has several, or the country is not known. */
    public static @Nullable ZoneId of(@Nullable String country) {
        return country == null ? null : ZONES.get(country.toUpperCase(Locale.ROOT));
    }

    /**
     * The ISO 3166 code of a country by code or name (English, German, French, its own).
     *
     * @return null: not known
     */
    public static @Nullable String country(@Nullable String given) {
        return given == null ? null : CODES.get(Names.folded(given));
    }
}
