package io.salessync.flows.engine;

import io.salessync.flows.graph.NodeFindings;
import io.salessync.kernel.problems.Problem;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.modulith.NamedInterface;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads a node's settings. What cannot be read is a {@link Problem} that names the setting in {@code setting}. */
@NamedInterface("nodes")
public record Forms(ObjectNode settings) {
    private static final Pattern SHORT_DURATION = Pattern.compile("(\\d{1,6})\\s*(s|m|min|h|d|w)");

    public boolean has(String name) {
        JsonNode value = settings.path(name);
        return !(value.isMissingNode()
                || value.isNull()
                || value.isString() && value.asString().isBlank());
    }

    /** Null where it is not given or blank. */
    public @Nullable String text(String name) {
        return has(name) ? settings.path(name).asString() : null;
    }

    public String text(String name, String standard) {
        String given = text(name);
        return given == null ? standard : given;
    }

    public String required(String name) {
        String given = text(name);
        if (given == null) {
            throw wrong(name, "'%s' has to be given".formatted(name));
        }
        return given;
    }

    public int whole(String name, int standard, int least, int most) {
        if (!has(name)) {
            return standard;
        }
        JsonNode value = settings.path(name);
        if (!value.isIntegralNumber()
                || !value.canConvertToInt()
                || value.intValue() < least
                || value.intValue() > most) {
            throw wrong(name, "'%s' is a whole number from %d to %d, not %s".formatted(name, least, most, value));
        }
        return value.intValue();
    }

    public boolean flag(String name, boolean standard) {
        return has(name) ? settings.path(name).asBoolean() : standard;
    }

    public String choice(String name, String standard, String... others) {
        String given = text(name, standard);
        if (!given.equals(standard) && !List.of(others).contains(given)) {
            throw wrong(
                    name,
                    "'%s' is one of %s, %s, not '%s'".formatted(name, standard, String.join(", ", others), given));
        }
        return given;
    }

    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        settings.path(name).forEach(text -> texts.add(text.asString()));
        return List.copyOf(texts);
    }

    public Map<String, String> map(String name) {
        Map<String, String> map = new LinkedHashMap<>();
        settings.path(name)
                .properties()
                .forEach(entry -> map.put(entry.getKey(), entry.getValue().asString()));
        return map;
    }

    /** {@code PT10M} or {@code 10m}, {@code 2h}, {@code 3d}. */
    public Duration duration(String name, Duration standard, Duration most) {
        String given = text(name);
        if (given == null) {
            return standard;
        }
        Duration duration = duration(name, given.strip());
        if (duration.isNegative() || duration.isZero() || duration.compareTo(most) > 0) {
            throw wrong(
                    name, "'%s' is longer than 0 and at most %d days, not %s".formatted(name, most.toDays(), given));
        }
        return duration;
    }

    private static Duration duration(String name, String given) {
        Matcher shortly = SHORT_DURATION.matcher(given.toLowerCase(Locale.ROOT));
        if (shortly.matches()) {
            long count = Long.parseLong(shortly.group(1));
            return switch (shortly.group(2)) {
                case "s" -> Duration.ofSeconds(count);
                case "h" -> Duration.ofHours(count);
                case "d" -> Duration.ofDays(count);
                case "w" -> Duration.ofDays(7 * count);
                default -> Duration.ofMinutes(count);
            };
        }
        try {
            return Duration.parse(given);
        } catch (DateTimeParseException | ArithmeticException e) {
            throw wrong(
                    name, "'%s' is a length of time such as 10m, 2h, 3d or PT1H30M, not '%s'".formatted(name, given));
        }
    }

    /** @param what without a full stop at its end */
    public static Problem wrong(String name, String what) {
        return Problem.of(NodeProblem.WRONG_SETTING, what + ".").with("setting", name);
    }

    /** Tells a problem that making the node would end with; true: there is none. */
    public static boolean tries(NodeFindings findings, Runnable make) {
        try {
            make.run();
            return true;
        } catch (Problem problem) {
            findings.problem(String.valueOf(problem.places().getOrDefault("setting", "")), problem.detail());
            return false;
        }
    }
}
