package io.salessync.kernel.money;

import io.salessync.kernel.problems.Problem;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;

/**
 * An amount of money, kept at four decimals as the database keeps it ({@code numeric(19,4)}); different currencies do not mix.
 *
 * @param amount at most 15 digits before the point
 */
public record Money(BigDecimal amount, Currency currency) implements Comparable<Money> {
    private static final int SCALE = 4;
    private static final BigDecimal LIMIT = BigDecimal.TEN.pow(15);

    /** @throws Problem when the amount has more than four decimals or too many digits */
    public Money {
        BigDecimal stripped = amount.stripTrailingZeros();
        if (stripped.scale() > SCALE) {
            throw Problem.of(
                    MoneyProblem.TOO_FINE,
                    "%s has more than %d decimals; round it first.".formatted(amount.toPlainString(), SCALE));
        }
        if (amount.abs().compareTo(LIMIT) >= 0) {
            throw Problem.of(
                    MoneyProblem.TOO_LARGE,
                    "%s %s is more than can be kept.".formatted(amount.toPlainString(), currency));
        }
        amount = amount.setScale(SCALE, RoundingMode.UNNECESSARY);
    }

    /** The amount rounded half up, away from zero, to four decimals. */
    public static Money rounded(BigDecimal amount, Currency currency) {
        return new Money(amount.setScale(SCALE, RoundingMode.HALF_UP), currency);
    }

    public static Money zero(Currency currency) {
        return new Money(BigDecimal.ZERO, currency);
    }

    /**
     * Reads a plain decimal number, with a point and without grouping.
     *
     * @param currency three letters of ISO 4217, whatever their case
     * @throws Problem naming the value
     */
    public static Money parse(String amount, String currency) {
        Currency known;
        try {
            known = Currency.getInstance(currency.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw Problem.of(
                            MoneyProblem.UNKNOWN_CURRENCY,
                            "'%s' is no currency; give three letters such as EUR.".formatted(currency))
                    .with("value", currency);
        }
        String text = amount.strip();
        if (!text.matches("[+-]?[0-9]{1,18}(\\.[0-9]{1,18})?")) {
            throw Problem.of(
                            MoneyProblem.NOT_AN_AMOUNT,
                            "'%s' is no amount; write it as 1234.50, without grouping.".formatted(amount))
                    .with("value", amount);
        }
        return new Money(new BigDecimal(text), known);
    }

    public Money plus(Money other) {
        return new Money(amount.add(same(other).amount), currency);
    }

    public Money minus(Money other) {
        return new Money(amount.subtract(same(other).amount), currency);
    }

    /** The product, rounded half up to four decimals. */
    public Money times(BigDecimal factor) {
        return rounded(amount.multiply(factor), currency);
    }

    /** Rounded half up to the decimals that the currency is paid in: two for EUR, none for JPY. */
    public Money payable() {
        return new Money(amount.setScale(places(), RoundingMode.HALF_UP), currency);
    }

    /**
     * Shares it in proportion to the weights, in payable units; the shares add up to the payable amount, and what rounding
     * leaves over goes to the first shares, one smallest unit each.
     *
     * @param weights none negative, not all zero
     */
    public List<Money> allocate(List<BigDecimal> weights) {
        BigDecimal sum = weights.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        if (sum.signum() <= 0 || weights.stream().anyMatch(weight -> weight.signum() < 0)) {
            throw new IllegalArgumentException("Weights have to be zero or more, and not all zero: " + weights);
        }
        BigDecimal whole = payable().amount;
        List<BigDecimal> shares = new ArrayList<>();
        BigDecimal rest = whole;
        for (BigDecimal weight : weights) {
            BigDecimal share = whole.multiply(weight).divide(sum, places(), RoundingMode.DOWN);
            shares.add(share);
            rest = rest.subtract(share);
        }
        BigDecimal unit = BigDecimal.ONE.movePointLeft(places()).multiply(BigDecimal.valueOf(whole.signum()));
        for (int i = 0; rest.signum() != 0; i++) {
            int place = i % shares.size();
            // nothing for nothing
            if (weights.get(place).signum() > 0) {
                shares.set(place, shares.get(place).add(unit));
                rest = rest.subtract(unit);
            }
        }
        return shares.stream().map(share -> new Money(share, currency)).toList();
    }

    @Override
    public int compareTo(Money other) {
        return amount.compareTo(same(other).amount);
    }

    /** Such as {@code 12.50 EUR}; further decimals only where there are any. */
    @Override
    public String toString() {
        BigDecimal stripped = amount.stripTrailingZeros();
        return stripped.setScale(Math.max(stripped.scale(), places()), RoundingMode.UNNECESSARY)
                        .toPlainString() + " " + currency;
    }

    private Money same(Money other) {
        if (!other.currency.equals(currency)) {
            throw new IllegalArgumentException("Different currencies: " + this + " and " + other);
        }
        return other;
    }

    /** Metals and tests have no such number and stay at four. */
    private int places() {
        int digits = currency.getDefaultFractionDigits();
        return digits < 0 ? SCALE : Math.min(digits, SCALE);
    }
}
