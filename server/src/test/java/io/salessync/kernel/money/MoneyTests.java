package io.salessync.kernel.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.kernel.problems.Problem;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class MoneyTests {
    @Property(tries = 300)
    void addingIsUndoneByTakingAway(@ForAll("money") Money one, @ForAll("money") Money other) {
        Money same = new Money(other.amount(), one.currency());
        assertThat(one.plus(same).minus(same)).isEqualTo(one);
        assertThat(one.plus(same)).isEqualTo(same.plus(one));
    }

    @Property(tries = 500)
    void sharesAddUpAndNoneIsFurtherThanAUnitFromItsDue(
            @ForAll("money") Money money,
            @ForAll @Size(min = 1, max = 12) List<@IntRange(max = 1_000) Integer> numbers) {
        List<BigDecimal> weights = numbers.stream().map(BigDecimal::valueOf).toList();
        BigDecimal sum = weights.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        if (sum.signum() == 0) {
            assertThatThrownBy(() -> money.allocate(weights)).isInstanceOf(IllegalArgumentException.class);
            return;
        }
        List<Money> shares = money.allocate(weights);
        assertThat(shares.stream().reduce(Money.zero(money.currency()), Money::plus))
                .isEqualTo(money.payable());
        BigDecimal unit = BigDecimal.ONE.movePointLeft(money.currency().getDefaultFractionDigits());
        for (int i = 0; i < shares.size(); i++) {
            BigDecimal due =
                    money.payable().amount().multiply(weights.get(i)).divide(sum, java.math.MathContext.DECIMAL128);
            assertThat(shares.get(i).amount().subtract(due).abs()).isLessThanOrEqualTo(unit);
            if (weights.get(i).signum() == 0) {
                assertThat(shares.get(i).amount().signum()).isZero();
            }
        }
    }

    @Property(tries = 200)
    void readsWhatItWrites(@ForAll("money") Money money) {
        String[] parts = money.toString().split(" ");
        assertThat(Money.parse(parts[0], parts[1])).isEqualTo(money);
    }

    @Example
    void roundsHalfAwayFromZero() {
        assertThat(Money.parse("1.005", "EUR").payable()).hasToString("1.01 EUR");
        assertThat(Money.parse("-1.005", "EUR").payable()).hasToString("-1.01 EUR");
        assertThat(Money.parse("1.5", "JPY").payable()).hasToString("2 JPY");
        assertThat(Money.rounded(new BigDecimal("0.00005"), Currency.getInstance("USD")))
                .hasToString("0.0001 USD");
        assertThat(Money.parse("19.99", "eur").times(new BigDecimal("0.333"))).hasToString("6.6567 EUR");
    }

    @Example
    void refusesWhatIsNoAmountNamingIt() {
        for (String wrong : List.of("", "1,5", "1.234.5", "abc", "1e3", "١", "NaN", ".5")) {
            assertThatThrownBy(() -> Money.parse(wrong, "EUR"))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("'" + wrong + "'");
        }
        assertThatThrownBy(() -> Money.parse("1", "EURO")).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> Money.parse("0.00001", "EUR")).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> Money.parse("1000000000000000", "EUR")).isInstanceOf(Problem.class);
        assertThat(Money.parse("-999999999999999.9999", "EUR").amount()).isNegative();
    }

    @Example
    void doesNotMixCurrencies() {
        Money euro = Money.parse("1", "EUR");
        Money dollar = Money.parse("1", "USD");
        assertThatThrownBy(() -> euro.plus(dollar)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> euro.compareTo(dollar)).isInstanceOf(IllegalArgumentException.class);
        assertThat(euro.compareTo(Money.parse("1.0001", "EUR"))).isNegative();
    }

    @Provide
    Arbitrary<Money> money() {
        Arbitrary<BigDecimal> amounts = Arbitraries.bigDecimals()
                .between(new BigDecimal("-1000000000"), new BigDecimal("1000000000"))
                .ofScale(4);
        return net.jqwik.api.Combinators.combine(amounts, Arbitraries.of("EUR", "USD", "JPY", "KWD"))
                .as((amount, currency) -> new Money(amount, Currency.getInstance(currency)));
    }
}
