package io.salessync.outreach.sending;

import io.salessync.connectors.OutreachWrite.Product;
import io.salessync.outreach.sequences.Step;
import io.salessync.outreach.sequences.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * By what an account sends InMails, and what is left of its credits.
 *
 * @param told what the account may use, as the service told; null: not told
 * @param credits by product what is left, after what we sent since it was told; a product that is missing: not told
 * @param openInMonth InMails to open profiles in the last {@value Sheet#NOTE_DAYS} days, which cost no credit
 * @param lookedAt when the service was last asked for credits; null: never
 */
record InMails(
        @Nullable Set<Product> told,
        Map<Product, Integer> credits,
        int openInMonth,
        @Nullable Instant lookedAt) {
    /** Nothing is known. */
    static final InMails UNTOLD = new InMails(null, Map.of(), 0, null);

    /** Most InMails to open profiles in a month, as the service publishes it. */
    static final int OPEN_IN_MONTH = 800;

    /** So long what the service told of credits is believed; what we send meanwhile is counted. */
    static final Duration BELIEVED = Duration.ofHours(12);

    /** How soon an account without credits is looked at again: they come back by the month, or when somebody declines. */
    static final Duration AGAIN = Duration.ofHours(6);

    /** Sales Navigator before Premium: who pays for both has the credits there. Recruiter last: it is meant for hiring. */
    private static final List<Product> ORDER = List.of(Product.SALES_NAVIGATOR, Product.CLASSIC, Product.RECRUITER);

    /** The products an account can send InMails by; what the service tells counts more than what people set. */
    List<Product> ways(Tier tier, Step.InMail.Through through) {
        Product wanted = through.product();
        return ORDER.stream()
                .filter(product -> wanted == null || product == wanted)
                .filter(product -> has(tier, product))
                .toList();
    }

    private boolean has(Tier tier, Product product) {
        return switch (product) {
            case CLASSIC -> tier != Tier.FREE;
            case SALES_NAVIGATOR -> told == null ? tier == Tier.SALES_NAVIGATOR : told.contains(product);
            case RECRUITER -> told == null ? tier == Tier.RECRUITER : told.contains(product);
        };
    }

    /** Whether credits have to be asked for before something is sent that costs one. */
    boolean old(List<Product> ways, Instant now) {
        Instant looked = lookedAt;
        boolean spent = paid(ways).isEmpty();
        return looked == null || !looked.plus(spent ? AGAIN : BELIEVED).isAfter(now);
    }

    /** The first of these that has credits, or of which nobody knows; those that are known to have some before the others. */
    Optional<Product> paid(List<Product> ways) {
        Optional<Product> known = ways.stream()
                .filter(product -> credits.getOrDefault(product, 0) > 0)
                .findFirst();
        return known.isPresent()
                ? known
                : ways.stream().filter(product -> !credits.containsKey(product)).findFirst();
    }

    /** Whether one to an open profile costs nothing. */
    boolean freeToOpen() {
        return openInMonth < OPEN_IN_MONTH;
    }

    /** What is left of these; null: not told of all of them. */
    @Nullable Integer left(List<Product> ways) {
        return ways.stream().allMatch(credits::containsKey)
                ? (Integer) ways.stream().mapToInt(credits::get).sum()
                : null;
    }

    /** Products in a sentence. */
    static String words(List<Product> ways) {
        return ways.stream().map(Product::title).collect(Collectors.joining(" or "));
    }
}
