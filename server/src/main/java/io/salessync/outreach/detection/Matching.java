package io.salessync.outreach.detection;

import io.salessync.connectors.OutreachRelation;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who of those we wait for is meant by what an account told. Pure. A name alone is never enough. */
final class Matching {
    private static final Pattern PROFILE =
            Pattern.compile("(?i)^(?:https?://)?(?:[a-z]{2,3}\\.)?linkedin\\.com/in/([^/?#]+).*");
    private static final Pattern MEMBER_URN = Pattern.compile("(?:urn:li:[a-zA-Z_]+:)?([A-Za-z0-9_-]+)");

    private static final Match NOBODY = new Match(null, null, List.of());

    private Matching() {}

    /** By what somebody was recognised, the surest first. */
    enum By {
        MEMBER,
        URN,
        PUBLIC_ID,
        URL
    }

    /** Somebody as an account told of them; whatever it does not tell is null. */
    record Seen(
            @Nullable String member,
            @Nullable String urn,
            @Nullable String publicId,
            @Nullable String url,
            @Nullable String name) {
        static Seen of(OutreachRelation relation) {
            String first = relation.firstName() == null ? "" : relation.firstName();
            String last = relation.lastName() == null ? "" : relation.lastName();
            String name = (first + " " + last).strip();
            return new Seen(
                    relation.member(),
                    relation.memberUrn() == null ? relation.connectionUrn() : relation.memberUrn(),
                    normal(relation.publicId()),
                    ofUrl(relation.profileUrl()),
                    name.isEmpty() ? null : name);
        }

        static Seen of(
                @Nullable String member, @Nullable String publicId, @Nullable String url, @Nullable String name) {
            return new Seen(member, null, normal(publicId), ofUrl(url), name);
        }

        /** What it is kept by; null: it names nobody. */
        @Nullable String key() {
            return member != null ? member : publicId != null ? "in:" + publicId : url != null ? "in:" + url : urn;
        }
    }

    /**
     * A lead as an account may know them.
     *
     * @param publicIds those it has and had, normalised
     * @param place of one person's leads the one with the lowest is meant: 0 at work, 1 ended, 2 ended by an answer
     */
    record Candidate(
            UUID lead,
            String name,
            @Nullable String member,
            @Nullable String urn,
            Set<String> publicIds,
            int place) {}

    /** Who it is, and by what; {@code lead} null: nobody, {@code alike}: those with the same name. */
    record Match(@Nullable UUID lead, @Nullable By by, List<UUID> alike) {}

    static Match match(Seen seen, Collection<Candidate> candidates) {
        Match sure = sure(seen, candidates);
        return sure.equals(NOBODY) ? alike(seen, candidates) : sure;
    }

    /** The same without a look at names. */
    static Match sure(Seen seen, Collection<Candidate> candidates) {
        // one whom the account knows by another id of that product is somebody else, however it knows them in other
        // products
        Set<UUID> others = others(seen, candidates);
        for (By by : By.values()) {
            List<Candidate> fitting = candidates.stream()
                    .filter(candidate -> fits(by, seen, candidate))
                    .filter(candidate -> by == By.MEMBER || by == By.URN || !others.contains(candidate.lead()))
                    .toList();
            int first = fitting.stream().mapToInt(Candidate::place).min().orElse(0);
            Set<UUID> found = fitting.stream()
                    .filter(candidate -> candidate.place() == first)
                    .map(Candidate::lead)
                    .collect(Collectors.toSet());
            if (found.size() == 1) {
                return new Match(found.iterator().next(), by, List.of());
            }
            if (found.size() > 1) {
                // two of ours under one id: nobody can tell which
                return new Match(null, null, List.copyOf(found));
            }
        }
        return NOBODY;
    }

    private static Set<UUID> others(Seen seen, Collection<Candidate> candidates) {
        return candidates.stream()
                .filter(candidate -> differ(seen, candidate))
                .map(Candidate::lead)
                .collect(Collectors.toSet());
    }

    private static Match alike(Seen seen, Collection<Candidate> candidates) {
        Set<UUID> others = others(seen, candidates);
        String name = folded(seen.name());
        return new Match(
                null,
                null,
                name.indexOf(' ') < 0
                        ? List.of()
                        : candidates.stream()
                                .filter(candidate ->
                                        folded(candidate.name()).equals(name) && !others.contains(candidate.lead()))
                                .map(Candidate::lead)
                                .distinct()
                                .toList());
    }

    private static boolean fits(By by, Seen seen, Candidate candidate) {
        return switch (by) {
            case MEMBER -> seen.member() != null && seen.member().equals(candidate.member());
            case URN ->
                seen.urn() != null
                        && (seen.urn().equals(candidate.urn())
                                || candidate.member() != null
                                        && seen.urn().endsWith(candidate.member())
                                        && candidate.member().equals(last(seen.urn())));
            case PUBLIC_ID ->
                seen.publicId() != null && candidate.publicIds().contains(seen.publicId()) && !differ(seen, candidate);
            case URL -> seen.url() != null && candidate.publicIds().contains(seen.url()) && !differ(seen, candidate);
        };
    }

    /** Two ids of the same kind that are not the same: a name in an address went over to somebody else. */
    private static boolean differ(Seen seen, Candidate candidate) {
        String one = seen.member();
        String other = candidate.member();
        return one != null
                && other != null
                && product(one).equals(product(other))
                && !product(one).isEmpty()
                && !one.equals(other);
    }

    /** Which product an id belongs to, by its beginning; empty: not to be told. */
    static String product(String member) {
        return member.length() > 3 && (member.startsWith("ACo") || member.startsWith("ACw") || member.startsWith("AEM"))
                ? member.substring(0, 3)
                : "";
    }

    private static String last(String urn) {
        Matcher parts = MEMBER_URN.matcher(urn);
        return parts.matches() ? Objects.requireNonNull(parts.group(1)) : urn;
    }

    /** A public id in the one form that is compared: percent signs decoded, small letters, no slash; null: none. */
    static @Nullable String normal(@Nullable String publicId) {
        if (publicId == null) {
            return null;
        }
        String text = publicId.strip();
        for (int i = 0; i < 2 && text.indexOf('%') >= 0; i++) {
            try {
                text = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException notEncoded) {
                break;
            }
        }
        while (text.endsWith("/")) {
            text = text.substring(0, text.length() - 1);
        }
        text = Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        return text.isEmpty() ? null : text;
    }

    /** The public id in the address of a profile; null: it is none, or one that holds an account's own id. */
    static @Nullable String ofUrl(@Nullable String url) {
        if (url == null) {
            return null;
        }
        Matcher parts = PROFILE.matcher(url.strip());
        if (!parts.matches()) {
            return null;
        }
        String id = Objects.requireNonNull(parts.group(1));
        return product(id).isEmpty() || id.length() < 20 ? normal(id) : null;
    }

    /** A name as names are compared. */
    static String folded(@Nullable String name) {
        return name == null
                ? ""
                : Normalizer.normalize(name, Normalizer.Form.NFKD)
                        .replaceAll("\\p{M}+", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}]+", " ")
                        .strip();
    }
}
