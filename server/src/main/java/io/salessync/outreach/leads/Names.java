package io.salessync.outreach.leads;

import java.net.IDN;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** By what people and companies are known, brought into the one form that is compared. Pure; throws {@link Unfit} alone. */
public final class Names {
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern APART = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final Pattern EMAIL =
            Pattern.compile("[^\\s@<>(),;:\\\\\"\\[\\]]{1,64}@([^\\s@<>(),;:\\\\\"\\[\\]]+\\.[^\\s@.]{2,63})");
    private static final Pattern NAMED = Pattern.compile(".*<([^<>]+)>\\s*");
    private static final Pattern NETWORK = Pattern.compile(
            "(?:https?://)?(?:[a-z]{2,3}\\.|www\\.|m\\.|touch\\.)?linkedin\\.com(?::\\d+)?/(.*)",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern PUBLIC_ID = Pattern.compile("[\\p{L}\\p{N}\\p{M}][\\p{L}\\p{N}\\p{M}_'.·%-]{1,119}");
    private static final Pattern MEMBER = Pattern.compile("A(?:Co|Cw|EM)[A-Za-z0-9_-]{20,}");
    private static final Pattern LEGAL = Pattern.compile(
            " (?:gmbh|mbh|co kg|kg|ag|se|inc|incorporated|llc|ltd|limited|plc|corp|corporation|co|sa|sas|sarl|srl|spa|bv|nv|oy|ab|as|aps|pvt|pte|pty|fzco|fze|llp)$");
    private static final Set<String> OPEN_TO_ALL = Set.of(
            "gmail.com",
            "googlemail.com",
            "outlook.com",
            "hotmail.com",
            "live.com",
            "yahoo.com",
            "icloud.com",
            "me.com",
            "aol.com",
            "gmx.de",
            "gmx.net",
            "gmx.at",
            "web.de",
            "proton.me",
            "protonmail.com",
            "t-online.de",
            "mail.ru",
            "yandex.ru",
            "qq.com",
            "163.com");

    private Names() {}

    /** What was given cannot be used; the message says what it is and what to do. */
    public static final class Unfit extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unfit(String message) {
            super(message, null, false, false);
        }
    }

    /** A value as it is shown inside a message: one line, at most 60 characters. */
    static String shown(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ").strip();
        return line.codePointCount(0, line.length()) > 60
                ? line.substring(0, line.offsetByCodePoints(0, 60)) + "…"
                : line;
    }

    /** At most so many characters, never half of one. */
    static String cut(String text, int most) {
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most));
    }

    /**
     * An e-mail address in small letters, its domain as the network has it.
     *
     * @return null: nothing was given
     */
    public static @Nullable String email(@Nullable String given) {
        if (given == null || given.isBlank()) {
            return null;
        }
        String text = given.strip();
        Matcher named = NAMED.matcher(text);
        if (named.matches()) {
            text = named.group(1).strip();
        }
        if (text.regionMatches(true, 0, "mailto:", 0, 7)) {
            text = text.substring(7);
        }
        text = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        Matcher parts = EMAIL.matcher(text);
        if (text.length() > 254
                || !parts.matches()
                || text.contains("..")
                || text.chars().anyMatch(Names::hidden)) {
            throw new Unfit("'%s' is no e-mail address.".formatted(shown(given)));
        }
        try {
            return text.substring(0, text.indexOf('@') + 1) + IDN.toASCII(parts.group(1));
        } catch (IllegalArgumentException e) {
            throw new Unfit("'%s' is no e-mail address: its domain cannot be.".formatted(shown(given)));
        }
    }

    private static boolean hidden(int letter) {
        int type = Character.getType(letter);
        return type == Character.CONTROL || type == Character.FORMAT;
    }

    /**
     * The public id on LinkedIn, of an address of a profile in whatever form, or as it is: percent signs decoded, small letters, no
     * slash.
     *
     * @return null: nothing was given
     */
    public static @Nullable String linkedin(@Nullable String given) {
        if (given == null || given.isBlank()) {
            return null;
        }
        String text = given.strip();
        Matcher network = NETWORK.matcher(text);
        String id;
        if (network.matches()) {
            String path = network.group(1);
            int end = path.length();
            for (char stop : new char[] {'?', '#'}) {
                int at = path.indexOf(stop);
                end = at >= 0 && at < end ? at : end;
            }
            String[] parts = path.substring(0, end).split("/");
            String kind = parts.length == 0 ? "" : parts[0].toLowerCase(Locale.ROOT);
            switch (kind) {
                case "in" -> id = parts.length > 1 ? parts[1] : "";
                // addresses of old days: /pub/name/1/2/3 had a public id of all of it
                case "pub" ->
                    throw new Unfit("'%s' is an address of the old form /pub/. Open it and copy the address with /in/."
                            .formatted(shown(given)));
                case "sales", "talent", "recruiter" ->
                    throw new Unfit(
                            ("'%s' is an address of Sales Navigator or Recruiter; it works for its owner's account alone. Open the"
                                            + " profile, choose \"Copy LinkedIn.com URL\", and use that.")
                                    .formatted(shown(given)));
                case "company", "school", "showcase" ->
                    throw new Unfit("'%s' is the page of a company, not of a person.".formatted(shown(given)));
                default -> throw new Unfit("'%s' is no address of a profile; those have /in/.".formatted(shown(given)));
            }
        } else if (text.contains("://") || text.regionMatches(true, 0, "www.", 0, 4)) {
            throw new Unfit("'%s' is no address of LinkedIn.".formatted(shown(given)));
        } else {
            id = text.startsWith("@") ? text.substring(1) : text;
            if (id.regionMatches(true, 0, "/in/", 0, 4) || id.regionMatches(true, 0, "in/", 0, 3)) {
                id = id.substring(id.indexOf("in/") < 0 ? id.indexOf("IN/") + 3 : id.indexOf("in/") + 3);
            }
            id = id.endsWith("/") ? id.substring(0, id.length() - 1) : id;
        }
        String decoded = decoded(id).strip();
        if (MEMBER.matcher(decoded).matches()) {
            throw new Unfit(
                    ("'%s' is an id that one account knows a person by, not a public id. Open the profile and copy its address once"
                                    + " it has changed to the name.")
                            .formatted(shown(given)));
        }
        String normal = Normalizer.normalize(decoded, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        if (!PUBLIC_ID.matcher(normal).matches()) {
            throw new Unfit("'%s' is neither an address of a profile (…linkedin.com/in/NAME) nor a public id."
                    .formatted(shown(given)));
        }
        return normal;
    }

    private static String decoded(String text) {
        String now = text;
        // some tools encode twice
        for (int i = 0; i < 2 && now.indexOf('%') >= 0; i++) {
            try {
                now = URLDecoder.decode(now.replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                return now;
            }
        }
        return now;
    }

    /** The domain of an address; null: none, or one where everybody may have an address. */
    public static @Nullable String domain(@Nullable String email) {
        if (email == null) {
            return null;
        }
        String domain = email.substring(email.indexOf('@') + 1);
        return OPEN_TO_ALL.contains(domain) ? null : domain;
    }

    /** A domain as people write it: {@code https://www.Example.com/about} is {@code example.com}. */
    public static @Nullable String bareDomain(@Nullable String given) {
        if (given == null || given.isBlank()) {
            return null;
        }
        String text = given.strip()
                .toLowerCase(Locale.ROOT)
                .replaceFirst("^[a-z]+://", "")
                .replaceFirst("^@", "");
        text = text.replaceFirst("[/?#:].*$", "").replaceFirst("^www\\.", "").replaceFirst("\\.$", "");
        try {
            text = IDN.toASCII(text);
        } catch (IllegalArgumentException e) {
            throw new Unfit("'%s' is no domain.".formatted(shown(given)));
        }
        if (!text.matches("(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\\.)+[a-z0-9-]{2,63}")) {
            throw new Unfit("'%s' is no domain, such as example.com.".formatted(shown(given)));
        }
        return text;
    }

    /** Small letters and digits of a name, words apart by one blank, accents away. */
    static String folded(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        String plain = MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD))
                .replaceAll("")
                .toLowerCase(Locale.ROOT)
                .replace("ß", "ss");
        return APART.matcher(plain).replaceAll(" ").strip();
    }

    /**
     * What a company is compared by: the domain of a mail that is nobody's but its own, else its name without its legal form.
     *
     * @return empty: not known
     */
    public static String companyKey(@Nullable String company, @Nullable String email) {
        String domain = domain(email);
        return domain != null ? domain : companyName(company);
    }

    /** A company's name as it is compared. */
    static String companyName(@Nullable String company) {
        String name = folded(company);
        for (int i = 0; i < 2; i++) {
            String shorter = LEGAL.matcher(name).replaceFirst("");
            name = shorter.isBlank() ? name : shorter;
        }
        return cut(name, 120);
    }

    /** All that a search looks at. */
    static String search(Lead lead) {
        return cut(
                (lead.name() + " " + lead.company() + " " + (lead.email() == null ? "" : lead.email()) + " "
                                + (lead.linkedin() == null ? "" : lead.linkedin()))
                        .toLowerCase(Locale.ROOT),
                600);
    }
}
