package io.salessync.connectors.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.CrmConnector.Consent;
import io.salessync.connectors.CrmConnector.Consent.Answer;
import io.salessync.connectors.CrmConnector.ConsentAsked;
import io.salessync.connectors.CrmConnector.Said;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsentSumTests {
    private static final Instant AT = Instant.parse("2026-11-26T08:00:00Z");

    /** Statements are status, purpose, begin and end in days from then, with commas between; empty: none. */
    @ParameterizedTest(name = "{0} for {1} with {2} is {3}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
        YES     | sales | -                                        | YES     | Nobody objected
        UNKNOWN | sales | -                                        | UNKNOWN | says nothing
        NO      | sales | OptIn,sales,-1,1                         | NO      | own sum
        YES     | sales | OptIn,sales,-1,1                         | YES     | agreement to sales
        UNKNOWN | sales | OptIn,SALES,-1,1                         | YES     | agreement to SALES
        YES     | sales | OptIn,,-1,                               | YES     | agreement
        YES     | sales | OptIn,newsletter,-1,1                    | NO      | agreement to newsletter, and none to sales
        YES     | sales | OptIn,newsletter,-1,1;OptIn,sales,-1,    | YES     | agreement to sales
        YES     | sales | OptOut,newsletter,-1,1                   | UNKNOWN | other purposes than sales
        YES     | sales | OptIn,sales,-9,-1                        | NO      | ended at 2026-11-25
        YES     | sales | OptIn,sales,-9,0                         | NO      | ended at 2026-11-26T08:00
        YES     | sales | OptIn,sales,0,9                          | YES     | agreement
        YES     | sales | OptIn,sales,1,9                          | NO      | begins at 2026-11-27
        YES     | sales | OptIn,sales,-9,-1;OptIn,sales,-1,9       | YES     | agreement to sales
        YES     | sales | OptOut,sales,-9,-1                       | YES     | Nobody objected
        YES     | sales | OptOut,sales,-9,9;OptIn,sales,-1,9       | NO      | objection to sales
        YES     | sales | OptOut,,-9,;OptIn,sales,-1,9             | NO      | objection
        YES     | sales | Seen,sales,-9,9                          | YES     | Nobody objected
        YES     | -     | OptIn,newsletter,-1,1                    | YES     | agreement to newsletter
        YES     | -     | OptIn,newsletter,-1,1;OptOut,sales,-1,1  | NO      | objection to sales
        YES     | -     | OptIn,newsletter,-9,-1                   | NO      | ended at
        """)
    void theLeastPermissiveWins(
            String sum, @Nullable String purpose, @Nullable String statements, String expected, String why) {
        ConsentAsked asked = new ConsentAsked("email", purpose, AT);
        List<Said> said = new ArrayList<>();
        said.add(new Said("Contact", "003", "HasOptedOutOfEmail", "false", null, null, null, true));
        for (String line : statements == null ? new String[0] : statements.split(";")) {
            String[] parts = line.split(",", -1);
            said.add(ConsentSum.statement(
                    asked,
                    "ContactPointTypeConsent",
                    "0ZX",
                    parts[0],
                    parts[1].isEmpty() ? null : parts[1],
                    day(parts[2]),
                    day(parts[3])));
        }
        Consent consent = ConsentSum.of(asked, Answer.valueOf(sum), said);
        assertThat(consent.answer().name()).as(consent.evidence()).isEqualTo(expected);
        assertThat(consent.evidence()).contains(why);
        assertThat(consent.said()).hasSameSizeAs(said);
        said.add(new Said("Individual", "0PK", "ShouldForget", "true", null, null, null, true));
        assertThat(ConsentSum.of(asked, Answer.valueOf(sum), said).answer()).isEqualTo(Answer.NO);
    }

    private static @Nullable Instant day(String days) {
        return days.isEmpty() ? null : AT.plusSeconds(86_400L * Integer.parseInt(days));
    }
}
