package io.salessync.connectors.monday;

import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Texts and what is found by a text: addresses, numbers to call, places. */
final class TextForms {
    private static final Set<String> COUNTRIES = Set.copyOf(Arrays.asList(Locale.getISOCountries()));
    private static final Pattern EMAIL = Pattern.compile("[^\\s@<>,;\"]+@[^\\s@<>,;\"]+\\.[^\\s@<>,;\".]{2,}");
    private static final Pattern PHONE = Pattern.compile("\\+?[0-9][0-9 ()./-]*");

    private TextForms() {}

    static JsonNode name(String text) {
        return limited(text, MondayColumns.NAME);
    }

    static JsonNode text(String text) {
        return JsonNodeFactory.instance.stringNode(text);
    }

    static JsonNode longText(String text) {
        return object().set("text", limited(text, MondayColumns.LONG_TEXT));
    }

    private static JsonNode limited(String text, int most) {
        int length = text.codePointCount(0, text.length());
        if (length > most) {
            throw new Unfit("has " + length + " characters; at most " + most + " fit");
        }
        return JsonNodeFactory.instance.stringNode(text);
    }

    static JsonNode email(String text) {
        String address = text.strip();
        if (!EMAIL.matcher(address).matches()) {
            throw new Unfit("is no e-mail address");
        }
        return object().put("email", address).put("text", address);
    }

    static JsonNode link(String text) {
        String[] parts = text.strip().split("\\s+", 2);
        try {
            URI uri = new URI(parts[0]);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if (!(scheme.equals("http") || scheme.equals("https")) || uri.getHost() == null) {
                throw new Unfit("is no link: it has to begin with https:// or http://");
            }
        } catch (URISyntaxException e) {
            throw new Unfit("is no link that can be read");
        }
        return object().put("url", parts[0]).put("text", parts.length > 1 ? parts[1].strip() : parts[0]);
    }

    static JsonNode phone(String text) {
        String told = text.strip();
        int blank = told.lastIndexOf(' ');
        String country = blank < 0 ? "" : told.substring(blank + 1);
        String number = blank < 0 ? told : told.substring(0, blank).strip();
        if (!country.matches("[A-Za-z]{2}") || !COUNTRIES.contains(country.toUpperCase(Locale.ROOT))) {
            throw new Unfit("does not end in a two-letter country, as in '+31201234567 NL'");
        }
        String digits = number.replaceAll("[^0-9]", "");
        if (!PHONE.matcher(number).matches() || digits.length() < 5 || digits.length() > 15) {
            throw new Unfit("is no telephone number of 5 to 15 digits, as in '+31201234567 NL'");
        }
        return object().put("phone", (number.startsWith("+") ? "+" : "") + digits)
                .put("countryShortName", country.toUpperCase(Locale.ROOT));
    }

    static JsonNode country(String text) {
        String[] parts = text.strip().split("\\s+", 2);
        String code = parts[0].toUpperCase(Locale.ROOT);
        if (!COUNTRIES.contains(code)) {
            throw new Unfit("does not begin with the two letters of a country, as in 'NL Netherlands'");
        }
        String name = parts.length > 1 ? parts[1].strip() : Locale.of("", code).getDisplayCountry(Locale.ENGLISH);
        return object().put("countryCode", code).put("countryName", name);
    }

    static JsonNode location(String text) {
        String[] parts = text.split(";", 3);
        if (parts.length < 3 || parts[2].isBlank()) {
            throw new Unfit("is no place: latitude, longitude and address separated by ';'");
        }
        return object().put("lat", degrees(parts[0], 90))
                .put("lng", degrees(parts[1], 180))
                .put("address", parts[2].strip());
    }

    private static String degrees(String text, int most) {
        try {
            BigDecimal degrees = new BigDecimal(text.strip());
            if (degrees.abs().compareTo(BigDecimal.valueOf(most)) <= 0) {
                return degrees.toPlainString();
            }
        } catch (NumberFormatException e) {
            throw new Unfit("has a '" + text.strip() + "' that is no degrees");
        }
        throw new Unfit("has a '" + text.strip() + "' that is not between -" + most + " and " + most);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
