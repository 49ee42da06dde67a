package io.salessync.outreach.leads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.kernel.problems.Problem;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeadFileTests {
    private static LeadFile.Read read(String text) {
        return LeadFile.read(text.getBytes(StandardCharsets.UTF_8), "leads.csv", Map.of());
    }

    @Test
    void columnsOfOtherToolsAreKnownByTheirNames() {
        LeadFile.Read read = read("""
                First Name;Last Name;LinkedIn URL;profileUrl;Email Address;Company;Job Title;Favourite Colour
                Ada;Lovelace;https://linkedin.com/in/ada;x;ada@a.example;Analytical;Head;blue
                """);
        assertThat(read.delimiter()).isEqualTo(";");
        assertThat(read.columns())
                .containsEntry("LinkedIn URL", "linkedin")
                .containsEntry("Email Address", "email")
                .containsEntry("Job Title", "title")
                .containsEntry("Favourite Colour", "favourite_colour")
                .containsEntry("profileUrl", "profileurl");
        assertThat(read.rows().getFirst().values()).containsEntry("favourite_colour", "blue");
    }

    @Test
    void aMappingSaysWhatNamesDoNot() {
        LeadFile.Read read = LeadFile.read(
                "A,B\nada@a.example,x\n".getBytes(StandardCharsets.UTF_8), "f.csv", Map.of("A", "email", "B", "-"));
        assertThat(read.rows().getFirst().values()).isEqualTo(Map.of("email", "ada@a.example"));
        assertThatThrownBy(() -> read("A,B\n1,2\n")).isInstanceOf(Problem.class).hasMessageContaining("neither a column");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "windows-1252"})
    void theEncodingIsFound(String charset) {
        String text = (charset.startsWith("UTF-16") ? "\ufeff" : "") + "email,first name\na@a.example,Jürgen\n";
        LeadFile.Read read = LeadFile.read(text.getBytes(Charset.forName(charset)), "f.csv", Map.of());
        assertThat(read.rows().getFirst().value("first_name")).isEqualTo("Jürgen");
    }

    @Test
    void formulasAndHiddenMarksAreLeftOut() {
        LeadFile.Read read = read("email,first name,company,city\n"
                + "a@a.example,\"=HYPERLINK(\"\"http://evil.example\"\")\",'=quoted,\u202eBerlin\u0007\n"
                + "b@b.example,👩‍🚀 מיכל,-,x\n");
        assertThat(read.rows().getFirst().values())
                .doesNotContainKey("first_name")
                .containsEntry("company", "=quoted")
                .containsEntry("city", "Berlin");
        assertThat(read.rows().getFirst().notes()).singleElement().asString().contains("formula");
        assertThat(read.rows().get(1).value("first_name")).isEqualTo("👩‍🚀 מיכל");
    }

    @Test
    void whatAnotherToolDidIsNeverLessThanItSays() {
        LeadFile.Read read = read("""
                linkedin,status,invited_at,connected
                a1,invitation sent,,
                b1,,2026-11-02,
                c1,invited,2026-11-02,true
                d1,,at some time,
                e1,replied,,
                f1,unsubscribed,,
                g1,frobnicated,,
                h1,new,,no
                """);
        assertThat(read.rows()).extracting(LeadFile.Row::state)
                .containsExactly(
                        LeadState.INVITE_SENT,
                        LeadState.INVITE_SENT,
                        LeadState.CONNECTED,
                        LeadState.INVITE_SENT,
                        LeadState.REPLIED,
                        LeadState.PENDING_INVITE,
                        LeadState.PENDING_INVITE,
                        LeadState.PENDING_INVITE);
        assertThat(read.rows().get(5).why()).contains("not to be written to");
        assertThat(read.rows().get(6).why()).contains("no status we know");
        assertThat(read.rows().get(7).why()).isNull();
        assertThat(String.valueOf(read.rows().get(1).since())).startsWith("2026-11-02");
    }
}
