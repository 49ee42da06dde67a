package io.salessync.flows.graph;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.NullableType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Functions of our own, and those of CEL that need a bound here. */
final class CelFunctions {
    /** Functions that give null for null: what is done with their results is guarded like what is done with a field. */
    static final Set<String> NULLABLE =
            Set.of("lower", "upper", "trim", "digits", "number", "whole", "date", "coalesce", "age", "daysBetween");

    /** What people may have meant with a word that is not known. */
    static final Set<String> KNOWN = Set.of(
            "record",
            "flow",
            "run",
            "now",
            "payload",
            "lower",
            "upper",
            "trim",
            "digits",
            "number",
            "whole",
            "date",
            "coalesce",
            "age",
            "daysBetween",
            "isEmail",
            "isEmpty",
            "size",
            "contains",
            "startsWith",
            "endsWith",
            "matches",
            "replace",
            "split",
            "join",
            "substring",
            "string",
            "int",
            "double",
            "timestamp",
            "has");

    private static final CelType TEXT = NullableType.create(SimpleType.STRING);
    private static final CelType NUMBER = NullableType.create(SimpleType.DOUBLE);
    private static final CelType WHOLE = NullableType.create(SimpleType.INT);
    private static final CelType TIME = NullableType.create(SimpleType.TIMESTAMP);
    private static final TypeParamType ANY = TypeParamType.create("A");
    private static final Pattern EMAIL = Pattern.compile(
            "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+");
    private static final int LONGEST_EMAIL = 254;
    private static final int MOST_COALESCED = 5;
    private static final java.util.Map<String, com.google.re2j.Pattern> PATTERNS =
            new java.util.concurrent.ConcurrentHashMap<>();
    private static final int MOST_PATTERNS = 500;
    private static final int LARGEST_PATTERN = 1_000;
    private static final int MATCH_COST = 20;
    private static final Object NULL = NullValue.NULL_VALUE;

    private CelFunctions() {}

    static List<CelFunctionDecl> declarations() {
        List<CelFunctionDecl> made = new ArrayList<>();
        for (String name : List.of("lower", "upper", "trim", "digits")) {
            made.add(global(name, TEXT, TEXT));
        }
        made.add(global("number", NUMBER, SimpleType.DYN));
        made.add(global("whole", WHOLE, SimpleType.DYN));
        made.add(global("date", TIME, TEXT));
        made.add(global("isEmail", SimpleType.BOOL, TEXT));
        made.add(global("isEmpty", SimpleType.BOOL, SimpleType.DYN));
        made.add(global("daysBetween", WHOLE, TIME, TIME));
        List<CelOverloadDecl> coalesce = new ArrayList<>();
        for (int count = 2; count <= MOST_COALESCED; count++) {
            coalesce.add(CelOverloadDecl.newGlobalOverload("coalesce_" + count, ANY, Collections.nCopies(count, ANY)));
        }
        made.add(CelFunctionDecl.newFunctionDeclaration("coalesce", coalesce));
        made.add(CelFunctionDecl.newFunctionDeclaration(
                "replace",
                CelOverloadDecl.newMemberOverload(
                        "bounded_replace",
                        SimpleType.STRING,
                        SimpleType.STRING,
                        SimpleType.STRING,
                        SimpleType.STRING)));
        made.add(CelFunctionDecl.newFunctionDeclaration(
                "join",
                CelOverloadDecl.newMemberOverload(
                        "bounded_join", SimpleType.STRING, ListType.create(SimpleType.STRING)),
                CelOverloadDecl.newMemberOverload(
                        "bounded_join_with",
                        SimpleType.STRING,
                        ListType.create(SimpleType.STRING),
                        SimpleType.STRING)));
        made.add(CelFunctionDecl.newFunctionDeclaration(
                "split",
                CelOverloadDecl.newMemberOverload(
                        "bounded_split", ListType.create(SimpleType.STRING), SimpleType.STRING, SimpleType.STRING)));
        return made;
    }

    private static CelFunctionDecl global(String name, CelType result, CelType... parameters) {
        return CelFunctionDecl.newFunctionDeclaration(
                name, CelOverloadDecl.newGlobalOverload("own_" + name, result, parameters));
    }

    static List<CelFunctionBinding> bindings() {
        List<CelFunctionBinding> made = new ArrayList<>();
        made.add(text("own_lower", text -> text.toLowerCase(Locale.ROOT)));
        made.add(text("own_upper", text -> text.toUpperCase(Locale.ROOT)));
        made.add(text("own_trim", String::strip));
        made.add(text("own_digits", CelFunctions::digits));
        made.add(text("own_date", CelFunctions::date));
        made.add(one("own_number", CelFunctions::number));
        made.add(one("own_whole", CelFunctions::whole));
        made.add(one("own_isEmail", value -> value instanceof String text && isEmail(text)));
        made.add(one("own_isEmpty", value -> value == NULL || value instanceof String text && text.isBlank()));
        made.add(CelFunctionBinding.from(
                "own_daysBetween",
                Object.class,
                Object.class,
                (from, to) -> from instanceof Instant first && to instanceof Instant second
                        ? (Object) Duration.between(first, second).toDays()
                        : NULL));
        for (int count = 2; count <= MOST_COALESCED; count++) {
            made.add(any("coalesce_" + count, count, CelFunctions::coalesce));
        }
        made.add(CelFunctionBinding.from(
                "bounded_replace",
                List.of(String.class, String.class, String.class),
                values -> replace((String) values[0], (String) values[1], (String) values[2])));
        made.add(CelFunctionBinding.from("bounded_join", List.class, list -> join(list, "")));
        made.add(CelFunctionBinding.from("bounded_join_with", List.class, String.class, CelFunctions::join));
        // in place of CEL's own, which know no bounds
        made.add(CelFunctionBinding.from("add_string", String.class, String.class, (one, other) -> {
            CelWork.make((long) one.length() + other.length());
            return one + other;
        }));
        made.add(CelFunctionBinding.from("contains_string", String.class, String.class, (text, part) -> {
            CelWork.spend(text.length());
            return text.contains(part);
        }));
        made.add(CelFunctionBinding.from("matches", String.class, String.class, CelFunctions::matches));
        made.add(CelFunctionBinding.from("matches_string", String.class, String.class, CelFunctions::matches));
        made.add(CelFunctionBinding.from("bounded_split", String.class, String.class, CelFunctions::split));
        made.add(CelFunctionBinding.from("add_list", List.class, List.class, CelFunctions::concat));
        return made;
    }

    private static CelFunctionBinding one(String overload, CelFunctionOverload.Unary<Object> function) {
        return CelFunctionBinding.from(overload, Object.class, function);
    }

    private static CelFunctionBinding any(String overload, int count, CelFunctionOverload function) {
        return CelFunctionBinding.from(overload, Collections.<Class<?>>nCopies(count, Object.class), function);
    }

    private static CelFunctionBinding text(String overload, CelFunctionOverload.Unary<String> function) {
        return one(overload, value -> {
            if (!(value instanceof String text)) {
                return value == NULL ? NULL : function.apply(String.valueOf(value));
            }
            CelWork.spend(text.length());
            return function.apply(text);
        });
    }

    private static Object coalesce(Object[] values) {
        for (Object value : values) {
            if (value != NULL && !(value instanceof String text && text.isEmpty())) {
                return value;
            }
        }
        return values[values.length - 1];
    }

    private static String digits(String text) {
        StringBuilder kept = new StringBuilder();
        text.codePoints().filter(c -> c >= '0' && c <= '9').forEach(kept::appendCodePoint);
        return kept.toString();
    }

    private static boolean isEmail(String text) {
        return text.length() <= LONGEST_EMAIL && EMAIL.matcher(text).matches();
    }

    private static Object number(Object value) {
        return switch (value) {
            case Double number -> number;
            case Long number -> (double) number;
            case String text -> parsed(text, number -> number);
            default -> NULL;
        };
    }

    private static Object whole(Object value) {
        return switch (value) {
            case Long number -> number;
            case Double number -> inside(number);
            case String text -> parsed(text, CelFunctions::inside);
            default -> NULL;
        };
    }

    private static Object inside(double number) {
        return Math.abs(number) <= 1L << 53 ? (Object) Math.round(number) : NULL;
    }

    private static Object parsed(String text, Function<Double, Object> then) {
        String plain = text.strip();
        boolean numeric = !plain.isEmpty()
                && plain.length() <= 40
                && plain.chars().allMatch(c -> c >= '0' && c <= '9' || "+-.eE".indexOf(c) >= 0);
        try {
            double number = numeric ? Double.parseDouble(plain) : Double.NaN;
            return Double.isFinite(number) ? then.apply(number) : NULL;
        } catch (NumberFormatException notOne) {
            return NULL;
        }
    }

    /** ISO dates and times; without a zone they are of UTC. */
    private static Object date(String text) {
        String plain = text.strip();
        try {
            if (plain.length() <= 10) {
                return LocalDate.parse(plain).atStartOfDay(ZoneOffset.UTC).toInstant();
            }
            String iso = plain.replace(' ', 'T');
            boolean zoned = iso.endsWith("Z") || iso.lastIndexOf('+') > 9 || iso.lastIndexOf('-') > 9;
            return zoned
                    ? OffsetDateTime.parse(iso).toInstant()
                    : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException notOne) {
            return NULL;
        }
    }

    private static String replace(String text, String what, String by) {
        CelWork.spend(text.length());
        if (what.isEmpty()) {
            return text;
        }
        long count = 0;
        for (int at = text.indexOf(what); at >= 0; at = text.indexOf(what, at + what.length())) {
            count++;
        }
        CelWork.make(text.length() + count * ((long) by.length() - what.length()));
        return text.replace(what, by);
    }

    private static String join(List<?> list, String between) {
        long length = 0;
        for (Object item : list) {
            if (!(item instanceof String text)) {
                throw new Expression.Failure("joins something that is no text");
            }
            length += text.length() + between.length();
        }
        CelWork.make(length);
        return String.join(between, list.stream().map(String::valueOf).toList());
    }

    private static Object split(String text, String at) {
        CelWork.make(text.length());
        return List.of(text.split(java.util.regex.Pattern.quote(at), -1));
    }

    /** By RE2: in time that grows with the text alone. */
    private static Object matches(String text, String pattern) {
        CelWork.spend(MATCH_COST * (1L + text.length()));
        return pattern(pattern).matcher(text).find();
    }

    /** @throws Expression.Failure when it is no pattern, or one that unfolds to too much */
    static com.google.re2j.Pattern pattern(String text) {
        com.google.re2j.Pattern known = PATTERNS.get(text);
        if (known != null) {
            return known;
        }
        try {
            com.google.re2j.Pattern made = com.google.re2j.Pattern.compile(text);
            if (made.programSize() > LARGEST_PATTERN) {
                throw new Expression.Failure("has a pattern that unfolds to too many steps: " + text);
            }
            if (PATTERNS.size() >= MOST_PATTERNS) {
                PATTERNS.clear();
            }
            PATTERNS.put(text, made);
            return made;
        } catch (com.google.re2j.PatternSyntaxException e) {
            throw new Expression.Failure("has a pattern that is none: " + e.getMessage());
        }
    }

    private static List<Object> concat(List<?> one, List<?> other) {
        CelWork.make((long) one.size() + other.size());
        List<Object> made = new ArrayList<>(one.size() + other.size());
        made.addAll(one);
        made.addAll(other);
        return made;
    }
}
