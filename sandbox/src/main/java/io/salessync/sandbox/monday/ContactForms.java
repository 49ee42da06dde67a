package io.salessync.sandbox.monday;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How and where someone is reached: e-mail, phone, link, country, location. */
final class ContactForms {
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+\\.[^@\\s.]+");
    private static final Pattern PHONE = Pattern.compile("\\+?[0-9][0-9 ().-]{5,24}");
    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

    private ContactForms() {}

    static void addTo(Map<String, ValueForm> forms) {
        forms.put("email", new Email());
        forms.put("phone", new Phone());
        forms.put("link", new Link());
        forms.put("country", new Country());
        forms.put("location", new Location());
    }

    private static String[] words(JsonNode given, int most) {
        return given.asString().strip().split(" ", most);
    }

    private static final class Email implements ValueForm {
        @Override
        public JsonNode take(JsonNode given, Column column, Writing writing) {
            String email;
            String shown;
            if (given.isString()) {
                String[] words = words(given, 2);
                email = words[0];
                shown = words.length > 1 ? words[1] : words[0];
            } else {
                if (!given.path("email").isString() || !given.path("text").isString()) {
                    throw ValueForms.shape(column, "{\"email\": \"…\", \"text\": \"…\"}, both keys");
                }
                email = given.path("email").asString();
                shown = given.path("text").asString();
            }
            if (!EMAIL.matcher(email).matches()) {
                throw MondayFault.value(column, "'" + email + "' is not an e-mail address");
            }
            return ValueForms.stamped(writing).put("email", email).put("text", shown);
        }

        @Override
        public String text(JsonNode kept, Column column, People people) {
            String shown = kept.path("text").asString("");
            return shown.isEmpty() ? kept.path("email").asString("") : shown;
        }
    }

    private static final class Phone implements ValueForm {
        @Override
        public JsonNode take(JsonNode given, Column column, Writing writing) {
            String phone;
            String country;
            if (given.isString()) {
                int cut = given.asString().strip().lastIndexOf(' ');
                phone = cut < 0 ? "" : given.asString().strip().substring(0, cut);
                country = given.asString().strip().substring(cut + 1);
            } else {
                phone = given.path("phone").asString("");
                country = given.path("countryShortName").asString("");
            }
            if (!COUNTRIES.contains(country)) {
                throw MondayFault.value(column, "countryShortName '" + country + "' is not an ISO-2 country code");
            }
            long digits = phone.chars().filter(Character::isDigit).count();
            if (!PHONE.matcher(phone).matches() || digits < 6 || digits > 15) {
                throw MondayFault.value(column, "'" + phone + "' is not a phone number");
            }
            return ValueForms.stamped(writing).put("phone", phone).put("countryShortName", country);
        }

        @Override
        public String text(JsonNode kept, Column column, People people) {
            return kept.path("phone").asString("");
        }
    }

    private static final class Link implements ValueForm {
        @Override
        public JsonNode take(JsonNode given, Column column, Writing writing) {
            String[] words = given.isString() ? words(given, 2) : new String[0];
            String url = words.length > 0 ? words[0] : given.path("url").asString("");
            String shown = words.length > 0
                    ? words[words.length - 1]
                    : given.path("text").asString(url);
            if (!url.matches("https?://\\S+")) {
                throw ValueForms.shape(column, "{\"url\": \"https://…\", \"text\": \"…\"}");
            }
            return ValueForms.stamped(writing).put("url", url).put("text", shown);
        }

        @Override
        public String text(JsonNode kept, Column column, People people) {
            String url = kept.path("url").asString("");
            String shown = kept.path("text").asString("");
            return shown.isEmpty() || shown.equals(url) ? url : shown + " - " + url;
        }
    }

    private static final class Country implements ValueForm {
        @Override
        public JsonNode take(JsonNode given, Column column, Writing writing) {
            String[] words = given.isString() ? words(given, 2) : new String[0];
            String code =
                    words.length > 0 ? words[0] : given.path("countryCode").asString("");
            String name = words.length > 0
                    ? words[words.length - 1]
                    : given.path("countryName").asString("");
            if (!COUNTRIES.contains(code) || name.isBlank()) {
                throw ValueForms.shape(column, "{\"countryCode\": ISO-2, \"countryName\": \"…\"}");
            }
            return ValueForms.stamped(writing).put("countryCode", code).put("countryName", name);
        }

        @Override
        public String text(JsonNode kept, Column column, People people) {
            return kept.path("countryName").asString("");
        }
    }

    private static final class Location implements ValueForm {
        @Override
        public JsonNode take(JsonNode given, Column column, Writing writing) {
            double lat = degrees(given.path("lat"), 90, column);
            double lng = degrees(given.path("lng"), 180, column);
            ObjectNode kept = ValueForms.stamped(writing).put("lat", lat).put("lng", lng);
            return kept.put("address", given.path("address").asString(""));
        }

        private static double degrees(JsonNode node, double most, Column column) {
            try {
                double value = Double.parseDouble(node.asString(""));
                if (Math.abs(value) <= most) {
                    return value;
                }
            } catch (NumberFormatException e) {
                throw ValueForms.shape(column, "lat and lng in degrees");
            }
            throw ValueForms.shape(column, "lat and lng in degrees");
        }

        @Override
        public String text(JsonNode kept, Column column, People people) {
            return kept.path("address").asString("");
        }
    }
}
