package io.salessync.outreach.email;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.tenancy.TenantId;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinksTests {
    private static final TenantId TENANT = new TenantId(UUID.randomUUID());
    private static final UUID TOUCH = UUID.randomUUID();

    @Test
    void aWordNamesItsMailAndIsKnownByItsSaltAlone() {
        String word = Links.word("salt", TENANT, TOUCH);
        assertThat(Links.read(word)).isEqualTo(new Links.Named(TENANT, TOUCH));
        assertThat(Links.isOurs("salt", word)).isTrue();
        assertThat(Links.isOurs("pepper", word)).isFalse();
        assertThat(word).matches("[A-Za-z0-9_-]+");
    }

    @Test
    void aWordOfAnotherMailIsNotOurs() {
        String word = Links.word("salt", TENANT, TOUCH);
        String other = Links.word("salt", TENANT, UUID.randomUUID());
        assertThat(Links.isOurs("salt", other.substring(0, 40) + word.substring(40)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "not a word", "AAAA", "%00"})
    void rubbishIsNoWord(String rubbish) {
        assertThat(Links.read(rubbish)).isNull();
        assertThat(Links.isOurs("salt", rubbish)).isFalse();
    }

    @Test
    void aTextBecomesHtmlWithLinksAndNothingElseOfItsOwn() {
        assertThat(Drafting.html("Hi <b>\"Ana\"</b> & co,\nsee https://a.example/x?y=1&z=2."))
                .isEqualTo("Hi &lt;b&gt;&quot;Ana&quot;&lt;/b&gt; &amp; co,<br>\n"
                        + "see <a href=\"https://a.example/x?y=1&amp;z=2\">https://a.example/x?y=1&amp;z=2</a>.");
    }
}
