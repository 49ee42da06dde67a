package io.salessync.outreach.leads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTests {
    @ParameterizedTest
    @CsvSource({
        "https://www.linkedin.com/in/Ada-Lovelace-1815/,ada-lovelace-1815",
        "https://de.linkedin.com/in/ada-lovelace-1815?trk=people,ada-lovelace-1815",
        "linkedin.com/in/ada-lovelace-1815/details/experience/,ada-lovelace-1815",
        "HTTP://M.LINKEDIN.COM/in/ADA#top,ada",
        "https://www.linkedin.com/in/j%C3%BCrgen-m%C3%BCller/,jürgen-müller",
        "https://www.linkedin.com/in/j%25C3%25BCrgen/,jürgen",
        "/in/ada/,ada",
        "in/ada,ada",
        "IN/ADA/,ada",
        "@ada,ada",
        "ada,ada"
    })
    void everyFormOfAProfilesAddressIsOnePublicId(String given, String id) {
        assertThat(Names.linkedin(given)).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://www.linkedin.com/sales/lead/ACwAAA1234567890123456789012,NAME_SEARCH",
                "https://www.linkedin.com/company/example",
                "https://www.linkedin.com/feed/",
                "https://www.linkedin.com/in/",
                "https://evil.example/in/ada",
                "https://linkedin.com.evil.example/in/ada",
                "ACoAABcdefghijklmnopqrstuvwxyz12",
                "=HYPERLINK(\"x\")",
                "two words"
            })
    void whatIsNoProfileIsRefusedInWords(String given) {
        assertThatThrownBy(() -> Names.linkedin(given)).isInstanceOf(Names.Unfit.class).hasMessageContaining("'");
    }

    @Test
    void addressesAreComparedInSmallLettersWithTheDomainAsTheNetworkHasIt() {
        assertThat(Names.email(" Ada Lovelace <ADA@Example.ORG> ")).isEqualTo("ada@example.org");
        assertThat(Names.email("mailto:ada@bücher.example")).isEqualTo("ada@xn--bcher-kva.example");
        assertThat(Names.email(" ")).isNull();
        for (String wrong : new String[] {"ada", "ada@", "a b@example.org", "ada@example", "a\u200b@example.org", "a@b@c.de"}) {
            assertThatThrownBy(() -> Names.email(wrong)).isInstanceOf(Names.Unfit.class);
        }
    }

    @Test
    void companiesAreOneWhateverTheirLegalForm() {
        assertThat(Names.companyKey("Müller & Söhne GmbH & Co. KG", null))
                .isEqualTo(Names.companyKey("MULLER  SOHNE", null));
        assertThat(Names.companyKey("Whatever", "ada@example.org")).isEqualTo("example.org");
        assertThat(Names.companyKey("Acme, Inc.", "ada@gmail.com")).isEqualTo("acme");
        assertThat(Names.bareDomain("https://www.Example.com/about?x")).isEqualTo("example.com");
    }

    @Test
    void aCountryOfOneClockTellsTheZone() {
        assertThat(Zones.country("Deutschland")).isEqualTo("DE");
        assertThat(Zones.country("uae")).isEqualTo("AE");
        assertThat(String.valueOf(Zones.of("DE"))).isEqualTo("Europe/Berlin");
        assertThat(Zones.of("US")).isNull();
        assertThat(Zones.country("Atlantis")).isNull();
    }
}
