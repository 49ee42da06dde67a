package io.salessync.pulls;

import io.salessync.connectors.CrmType;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a condition may compare by, and which types of fields know it. */
enum Op {
    EQUALS("equals", "is", Takes.ONE),
    NOT_EQUALS("notEquals", "is not", Takes.ONE),
    CONTAINS("contains", "contains", Takes.ONE),
    NOT_CONTAINS("notContains", "does not contain", Takes.ONE),
    STARTS_WITH("startsWith", "starts with", Takes.ONE),
    ENDS_WITH("endsWith", "ends with", Takes.ONE),
    LESS("less", "is less than", Takes.ONE),
    LESS_OR_EQUAL("lessOrEqual", "is at most", Takes.ONE),
    GREATER("greater", "is more than", Takes.ONE),
    GREATER_OR_EQUAL("greaterOrEqual", "is at least", Takes.ONE),
    BEFORE("before", "is before", Takes.ONE),
    ON_OR_BEFORE("onOrBefore", "is on or before", Takes.ONE),
    AFTER("after", "is after", Takes.ONE),
    ON_OR_AFTER("onOrAfter", "is on or after", Takes.ONE),
    BETWEEN("between", "is between", Takes.TWO),
    IN("in", "is one of", Takes.SOME),
    NOT_IN("notIn", "is none of", Takes.SOME),
    INCLUDES("includes", "includes", Takes.SOME),
    EXCLUDES("excludes", "excludes", Takes.SOME),
    EMPTY("isEmpty", "is empty", Takes.NONE),
    NOT_EMPTY("isNotEmpty", "is not empty", Takes.NONE);

    /** How many values it takes. */
    enum Takes {
        NONE,
        ONE,
        TWO,
        SOME
    }

    private static final Set<Op> TEXTS = EnumSet.of(
            EQUALS, NOT_EQUALS, CONTAINS, NOT_CONTAINS, STARTS_WITH, ENDS_WITH, IN, NOT_IN, EMPTY, NOT_EMPTY);
    private static final Set<Op> IDS = EnumSet.of(EQUALS, NOT_EQUALS, IN, NOT_IN, EMPTY, NOT_EMPTY);
    private static final Set<Op> SEVERAL = EnumSet.of(INCLUDES, EXCLUDES, EQUALS, NOT_EQUALS, EMPTY, NOT_EMPTY);
    private static final Set<Op> FLAGS = EnumSet.of(EQUALS, NOT_EQUALS);
    private static final Set<Op> NUMBERS = EnumSet.of(
            EQUALS, NOT_EQUALS, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL, BETWEEN, IN, NOT_IN, EMPTY, NOT_EMPTY);
    private static final Set<Op> TIMES =
            EnumSet.of(EQUALS, NOT_EQUALS, BEFORE, ON_OR_BEFORE, AFTER, ON_OR_AFTER, BETWEEN, EMPTY, NOT_EMPTY);

    private final String word;
    private final String label;
    private final Takes takes;

    Op(String word, String label, Takes takes) {
        this.word = word;
        this.label = label;
        this.takes = takes;
    }

    String word() {
        return word;
    }

    /** For people, in the middle of a sentence. */
    String label() {
        return label;
    }

    Takes takes() {
        return takes;
    }

    static Optional<Op> of(String word) {
        String wanted = word.strip().toLowerCase(Locale.ROOT);
        String plain = switch (wanted) {
            case "=", "eq", "on" -> "equals";
            case "!=", "<>", "ne" -> "notequals";
            case "<", "lt" -> "less";
            case "<=", "le" -> "lessorequal";
            case ">", "gt" -> "greater";
            case ">=", "ge" -> "greaterorequal";
            default -> wanted;
        };
        return Stream.of(values())
                .filter(op -> op.word.toLowerCase(Locale.ROOT).equals(plain))
                .findFirst();
    }

    static Set<Op> of(CrmType type) {
        return switch (type) {
            case TEXT, CHOICE -> TEXTS;
            case ID -> IDS;
            case CHOICES -> SEVERAL;
            case FLAG -> FLAGS;
            case WHOLE, DECIMAL -> NUMBERS;
            case DATE, INSTANT, TIME -> TIMES;
            case OTHER -> Set.of();
        };
    }

    static List<String> words(CrmType type) {
        return of(type).stream().map(Op::word).toList();
    }

    /** As compared by size, where that is how it reads. */
    Op sized() {
        return switch (this) {
            case LESS -> BEFORE;
            case LESS_OR_EQUAL -> ON_OR_BEFORE;
            case GREATER -> AFTER;
            case GREATER_OR_EQUAL -> ON_OR_AFTER;
            case BEFORE -> LESS;
            case ON_OR_BEFORE -> LESS_OR_EQUAL;
            case AFTER -> GREATER;
            case ON_OR_AFTER -> GREATER_OR_EQUAL;
            default -> this;
        };
    }
}
