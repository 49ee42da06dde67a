package io.salessync.outreach.leads;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.salessync.kernel.problems.Problem;
import io.salessync.outreach.OutreachProblem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A CSV file of people, as this or another tool writes it. Pure. */
final class LeadFile {
    static final int MOST_ROWS = 100_000;
    static final int MOST_BYTES = 64 * 1024 * 1024;
    static final String EMAIL = "email";
    static final String LINKEDIN = "linkedin";
    static final String COUNTRY = "country";
    static final String ZONE = "zone";
    static final String STATUS = "status";
    static final String INVITED_AT = "invited_at";
    static final String CONNECTED = "connected";
    static final String IGNORED = "-";

    private static final Map<String, List<String>> KNOWN = Map.ofEntries(
            Map.entry(EMAIL, List.of("email", "emailaddress", "mail", "workemail", "businessemail", "emailadresse", "primaryemail")),
            Map.entry(
                    LINKEDIN,
                    List.of(
                            "linkedin",
                            "linkedinurl",
                            "linkedinprofile",
                            "linkedinprofileurl",
                            "linkedinlink",
                            "profileurl",
                            "profilelink",
                            "profile",
                            "publicid",
                            "publicidentifier",
                            "linkedinpublicid",
                            "personlinkedinurl",
                            "url")),
            Map.entry("first_name", List.of("firstname", "givenname", "vorname", "prenom", "first")),
            Map.entry("last_name", List.of("lastname", "familyname", "surname", "nachname", "nom", "last")),
            Map.entry("name", List.of("name", "fullname", "contactname", "contact")),
            Map.entry(
                    "company",
                    List.of("company", "companyname", "organization", "organisation", "firma", "currentcompany", "accountname", "account", "employer")),
            Map.entry("title", List.of("title", "jobtitle", "position", "occupation", "role", "headlinetitle")),
            Map.entry(COUNTRY, List.of("country", "land", "pays", "countrycode")),
            Map.entry("city", List.of("city", "town", "stadt", "ort")),
            Map.entry(ZONE, List.of("zone", "timezone", "tz", "zeitzone")),
            Map.entry(STATUS, List.of("status", "state", "leadstatus", "campaignstatus")),
            Map.entry(INVITED_AT, List.of("invitedat", "inviteddate", "invitationsentat", "invitesentat", "invitedon", "invited")),
            Map.entry(CONNECTED, List.of("connected", "connectedat", "isconnected", "acceptedat", "accepted", "connectedon")));
    private static final Set<String> NO = Set.of("no", "false", "0", "n", "nein", "non", "-", "none", "null", "n/a");
    private static final Pattern FORMULA = Pattern.compile("^[=@+\\-][\\s\\S]*[(!|].*", Pattern.DOTALL);
    /** Control characters, and marks that turn the direction of what follows; what joins the parts of an emoji stays. */
    private static final Pattern CONTROL =
            Pattern.compile("[\\p{Cc}&&[^\\t\\n\\r]]|[\\u202a-\\u202e\\u2066-\\u2069\\ufeff\\u200e\\u200f]");
    private static final List<DateTimeFormatter> DAYS =
            List.of(DateTimeFormatter.ISO_LOCAL_DATE, DateTimeFormatter.ofPattern("d.M.uuuu"), DateTimeFormatter.ofPattern("d/M/uuuu"), DateTimeFormatter.ofPattern("M/d/uuuu"));

    private LeadFile() {}

    /**
     * A row.
     *
     * @param line where it stands, the header included, from 1
     * @param why what is wrong with it; null: nothing that can be seen here
     * @param notes what was left out of it
     */
    record Row(
            int line,
            Map<String, String> values,
            LeadState state,
            @Nullable Instant since,
            @Nullable String why,
            List<String> notes) {
        @Nullable String value(String field) {
            return values.get(field);
        }
    }

    /** @param columns by header the field it goes to; {@value LeadFile#IGNORED}: none */
    record Read(Map<String, String> columns, String charset, String delimiter, List<Row> rows) {}

    /** @param mapping fields by header, as a person says; what is not in it is guessed */
    static Read read(byte[] bytes, String file, Map<String, String> mapping) {
        if (bytes.length > MOST_BYTES) {
            throw wrong(file, "has more than %d MB. Cut it into several.".formatted(MOST_BYTES / 1024 / 1024));
        }
        Charset charset = StandardCharsets.UTF_8;
        String text;
        try {
            charset = charset(bytes);
            text = decoded(bytes, charset);
        } catch (CharacterCodingException e) {
            charset = Charset.forName("windows-1252");
            text = new String(bytes, charset);
        }
        text = text.startsWith("\ufeff") ? text.substring(1) : text;
        if (text.regionMatches(true, 0, "sep=", 0, 4)) {
            text = text.substring(text.indexOf('\n') + 1);
        }
        String first = text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
        char delimiter = delimiter(first);
        List<Row> rows = new ArrayList<>();
        List<String> header = new ArrayList<>();
        Map<String, String> columns = new LinkedHashMap<>();
        try (CsvReader<CsvRecord> csv =
                CsvReader.builder().fieldSeparator(delimiter).ofCsvRecord(text)) {
            for (CsvRecord record : csv) {
                if (header.isEmpty()) {
                    record.getFields().forEach(cell -> header.add(clean(cell)));
                    columns.putAll(columns(header, mapping, file));
                } else if (record.getFields().stream().anyMatch(cell -> !cell.isBlank())) {
                    if (rows.size() == MOST_ROWS) {
                        throw wrong(file, "has more than %,d rows. Cut it into several.".formatted(MOST_ROWS));
                    }
                    rows.add(row(record, header, columns));
                }
            }
        } catch (CsvParseException e) {
            throw wrong(file, "has quotes that do not match: %s".formatted(e.getMessage()));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        if (header.isEmpty()) {
            throw wrong(file, "is empty: there is not even a header.");
        }
        return new Read(columns, charset.name(), delimiter == '\t' ? "tab" : String.valueOf(delimiter), rows);
    }

    private static Problem wrong(String file, String what) {
        return Problem.of(OutreachProblem.WRONG_LEADS, "'%s' %s Nothing was imported.".formatted(file, what.endsWith(".") ? what : what + "."))
                .with("file", file);
    }

    private static Charset charset(byte[] bytes) {
        if (bytes.length > 1 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == 0xfe) {
            return StandardCharsets.UTF_16LE;
        }
        if (bytes.length > 1 && (bytes[0] & 0xff) == 0xfe && (bytes[1] & 0xff) == 0xff) {
            return StandardCharsets.UTF_16BE;
        }
        return StandardCharsets.UTF_8;
    }

    private static String decoded(byte[] bytes, Charset charset) throws CharacterCodingException {
        return charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    private static char delimiter(String first) {
        char best = ',';
        for (char one : new char[] {';', '\t', '|'}) {
            if (first.chars().filter(letter -> letter == one).count() > first.chars().filter(letter -> letter == ',').count()
                    && (best == ','
                            || first.chars().filter(letter -> letter == one).count()
                                    > count(first, best))) {
                best = one;
            }
        }
        return best;
    }

    private static long count(String text, char letter) {
        return text.chars().filter(one -> one == letter).count();
    }

    static String clean(String cell) {
        return CONTROL.matcher(cell).replaceAll("").strip();
    }

    private static String plain(String header) {
        return Names.folded(header).replace(" ", "");
    }

    /** The name of a field of their own: a token can name it. */
    static String own(String header) {
        String name = Names.folded(header).replace(' ', '_');
        return Names.cut(name.isEmpty() || Character.isDigit(name.charAt(0)) ? "field_" + name : name, 60);
    }

    private static Map<String, String> columns(List<String> header, Map<String, String> mapping, String file) {
        Map<String, String> columns = new LinkedHashMap<>();
        for (String given : mapping.keySet()) {
            if (!header.contains(given)) {
                throw wrong(file, "has no column '%s'. It has: %s.".formatted(Names.shown(given), String.join(", ", header)));
            }
        }
        for (String column : header) {
            if (column.isEmpty() || columns.containsKey(column)) {
                continue;
            }
            String said = mapping.get(column);
            String field = said;
            if (field == null) {
                String plain = plain(column);
                field = KNOWN.entrySet().stream()
                        .filter(known -> known.getValue().contains(plain) || plain(known.getKey()).equals(plain))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse(own(column));
            }
            if (said == null && columns.containsValue(field) || mapping.containsValue(field) && said == null) {
                field = own(column);
                field = columns.containsValue(field) || KNOWN.containsKey(field) ? IGNORED : field;
            }
            columns.put(column, field);
        }
        if (!columns.containsValue(EMAIL) && !columns.containsValue(LINKEDIN)) {
            throw wrong(
                    file,
                    "has neither a column with e-mail addresses nor one with LinkedIn profiles. It has: %s. Say which is which with a mapping."
                            .formatted(String.join(", ", header)));
        }
        return columns;
    }

    private static Row row(CsvRecord record, List<String> header, Map<String, String> columns) {
        Map<String, String> values = new LinkedHashMap<>();
        List<String> notes = new ArrayList<>();
        String why = record.getFieldCount() > header.size()
                ? "It has %d cells where the header has %d; is a cell with the delimiter in it not quoted?"
                        .formatted(record.getFieldCount(), header.size())
                : null;
        for (int i = 0; i < Math.min(header.size(), record.getFieldCount()); i++) {
            String field = columns.getOrDefault(header.get(i), IGNORED);
            String cell = clean(record.getField(i));
            // an export puts a quote before what a spreadsheet would run; it comes off again
            boolean quoted = cell.length() > 1 && cell.charAt(0) == '\'' && "=+-@".indexOf(cell.charAt(1)) >= 0;
            cell = quoted ? cell.substring(1) : cell;
            if (!cell.isEmpty() && FORMULA.matcher(cell).matches()) {
                notes.add("'%s' holds a formula, which was left out.".formatted(header.get(i)));
                cell = "";
            }
            if (!field.equals(IGNORED) && !cell.isEmpty()) {
                values.putIfAbsent(field, cell);
            }
        }
        Standing standing = standing(values);
        values.keySet().removeAll(Set.of(STATUS, INVITED_AT, CONNECTED));
        return new Row(
                (int) record.getStartingLineNumber(),
                values,
                standing.state(),
                standing.since(),
                why == null ? standing.why() : why,
                notes);
    }

    /** Somebody given by fields, whose names are read as headers are. */
    static Row row(int number, Map<String, @Nullable String> given) {
        Map<String, String> values = new LinkedHashMap<>();
        given.forEach((name, value) -> {
            String cell = value == null ? "" : clean(value);
            if (!cell.isEmpty()) {
                String plain = plain(name);
                values.putIfAbsent(
                        KNOWN.entrySet().stream()
                                .filter(known -> known.getValue().contains(plain) || plain(known.getKey()).equals(plain))
                                .map(Map.Entry::getKey)
                                .findFirst()
                                .orElse(own(name)),
                        cell);
            }
        });
        Standing standing = standing(values);
        values.keySet().removeAll(Set.of(STATUS, INVITED_AT, CONNECTED));
        return new Row(number, values, standing.state(), standing.since(), standing.why(), List.of());
    }

    private record Standing(
            LeadState state,
            @Nullable Instant since,
            @Nullable String why) {}

    /** How far another tool came with them. In doubt, further: what was done is not done again. */
    private static Standing standing(Map<String, String> values) {
        String connected = values.getOrDefault(CONNECTED, "");
        String invited = values.getOrDefault(INVITED_AT, "");
        String status = Names.folded(values.getOrDefault(STATUS, ""));
        LeadState said =
                switch (status) {
                    case "", "new", "open", "not started", "not contacted", "pending invite", "to invite", "todo", "imported", "queued", "waiting" ->
                        LeadState.PENDING_INVITE;
                    case "invited", "invite sent", "invitation sent", "sent", "pending", "invite pending", "invitation pending", "requested", "contacted" ->
                        LeadState.INVITE_SENT;
                    case "connected", "accepted", "1st", "first degree", "connection", "already connected", "in sequence", "messaged" ->
                        LeadState.CONNECTED;
                    case "replied", "answered", "reply", "responded", "interested", "meeting booked" -> LeadState.REPLIED;
                    case "unsubscribed", "do not contact", "blacklisted", "opted out", "bounced", "suppressed", "not interested" ->
                        LeadState.SUPPRESSED;
                    default -> LeadState.FAILED;
                };
        if (said == LeadState.SUPPRESSED) {
            return new Standing(
                    LeadState.PENDING_INVITE,
                    null,
                    "The file says '%s' of them: they are not to be written to.".formatted(Names.shown(values.getOrDefault(STATUS, ""))));
        }
        if (said == LeadState.FAILED) {
            return new Standing(
                    LeadState.PENDING_INVITE,
                    null,
                    "'%s' is no status we know, and a wrong guess could send something twice. Say invited, connected, replied, or nothing."
                            .formatted(Names.shown(values.getOrDefault(STATUS, ""))));
        }
        LeadState state = said;
        Instant since = null;
        if (!invited.isEmpty() && !NO.contains(invited.toLowerCase(Locale.ROOT))) {
            state = state == LeadState.PENDING_INVITE ? LeadState.INVITE_SENT : state;
            since = time(invited);
        }
        if (!connected.isEmpty() && !NO.contains(connected.toLowerCase(Locale.ROOT))) {
            state = state == LeadState.REPLIED ? state : LeadState.CONNECTED;
            since = time(connected) == null ? since : time(connected);
        }
        return new Standing(state, since, null);
    }

    private static @Nullable Instant time(String text) {
        try {
            return text.length() > 10 && text.contains("T")
                    ? text.endsWith("Z") || text.matches(".*[+-]\\d\\d:?\\d\\d$")
                            ? OffsetDateTime.parse(text).toInstant()
                            : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC)
                    : day(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable Instant day(String text) {
        String day = text.strip().split("\\s+")[0];
        for (DateTimeFormatter format : DAYS) {
            try {
                return LocalDate.parse(day, format).atTime(12, 0).toInstant(ZoneOffset.UTC);
            } catch (DateTimeException e) {
                continue;
            }
        }
        return null;
    }
}
