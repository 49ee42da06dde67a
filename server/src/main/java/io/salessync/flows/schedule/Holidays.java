package io.salessync.flows.schedule;

import de.focus_shift.jollyday.core.HolidayManager;
import de.focus_shift.jollyday.core.HolidayType;
import de.focus_shift.jollyday.core.ManagerParameters;
import java.time.LocalDate;
import java.time.Year;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.modulith.NamedInterface;

/** The public holidays of a country, or of a region of it. Years are computed once and kept. */
@NamedInterface("holidays")
public final class Holidays {
    /** No day is a holiday. */
    public static final Holidays NONE = new Holidays(null, new String[0]);

    private static final Map<String, Holidays> KNOWN = new ConcurrentHashMap<>();

    private final @Nullable HolidayManager manager;
    private final String[] region;
    private final Map<Integer, Map<LocalDate, String>> years = new ConcurrentHashMap<>();

    private Holidays(@Nullable HolidayManager manager, String[] region) {
        this.manager = manager;
        this.region = region;
    }

    /**
     * @param calendar a country's code of two letters, such as {@code de}; some exchanges have one too
     * @param region codes below it, such as {@code by}, deeper ones after a hyphen; empty: the whole country
     * @throws IllegalArgumentException when there is none, with what there is
     */
    public static Holidays of(String calendar, String region) {
        String country = calendar.toLowerCase(Locale.ROOT);
        String key = country + "/" + region.toLowerCase(Locale.ROOT);
        Holidays known = KNOWN.get(key);
        if (known != null) {
            return known;
        }
        Set<String> codes = codes();
        if (!codes.contains(country)) {
            throw new IllegalArgumentException(
                    "There is no holiday calendar “%s”; there are: %s".formatted(calendar, String.join(", ", codes)));
        }
        return KNOWN.computeIfAbsent(key, name -> {
            HolidayManager manager = HolidayManager.getInstance(ManagerParameters.create(country));
            String[] path = region.isBlank()
                    ? new String[0]
                    : region.toLowerCase(Locale.ROOT).split("[-/]");
            if (path.length > 0) {
                Set<String> regions =
                        manager.getCalendarHierarchy().getChildren().keySet();
                if (!regions.contains(path[0])) {
                    throw new IllegalArgumentException("The holiday calendar “%s” has no region “%s”; it has: %s"
                            .formatted(country, path[0], String.join(", ", new TreeSet<>(regions))));
                }
            }
            return new Holidays(manager, path);
        });
    }

    /** Codes of all calendars there are, in small letters. */
    public static Set<String> codes() {
        return HolidayManager.getSupportedCalendarCodes().stream()
                .map(code -> code.toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What holiday it is; empty: none. */
    public Optional<String> name(LocalDate date) {
        return manager == null
                ? Optional.empty()
                : Optional.ofNullable(years.computeIfAbsent(date.getYear(), year -> read(manager, year))
                        .get(date));
    }

    private Map<LocalDate, String> read(HolidayManager from, int year) {
        return from.getHolidays(Year.of(year), HolidayType.PUBLIC_HOLIDAY, region).stream()
                .collect(Collectors.toMap(
                        holiday -> holiday.getDate(),
                        holiday -> holiday.getDescription(Locale.ENGLISH),
                        (one, other) -> one + ", " + other));
    }
}
