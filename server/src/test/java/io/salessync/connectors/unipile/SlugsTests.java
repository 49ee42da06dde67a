package io.salessync.connectors.unipile;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.OutreachFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlugsTests {
    /** Every name that the vendor's interface description lists, by status. */
    private static final String PUBLISHED = """
            invalid_parameters malformed_request content_too_large invalid_url too_many_characters unescaped_characters
            missing_parameters
            missing_credentials multiple_sessions invalid_checkpoint_solution invalid_proxy_credentials checkpoint_error
            invalid_credentials expired_credentials insufficient_privileges disconnected_account disconnected_feature
            expired_link wrong_account captcha_not_supported invalid_credentials_but_valid_account_imap
            account_restricted account_mismatch insufficient_permissions session_mismatch feature_not_subscribed
            subscription_required unknown_authentication_context action_required resource_access_restricted
            resource_not_found invalid_resource_identifier unsupported_media_type
            invalid_account invalid_recipient no_connection_with_recipient blocked_recipient user_unreachable
            unprocessable_entity payment_error action_already_performed invalid_message invalid_post not_allowed_inmail
            insufficient_credits cannot_resend_yet cannot_resend_within_24hrs limit_exceeded already_invited_recently
            already_connected cannot_invite_attendee cant_send_message limit_too_high provider_unreachable
            parent_mail_not_found invalid_reply_subject invalid_headers send_as_denied invalid_folder invalid_thread
            unauthorized sender_rejected recipient_rejected ip_rejected_by_server account_configuration_error
            realtime_client_not_initialized connection_limit_reached comments_disabled insufficient_job_slot
            too_many_requests unexpected_error provider_error authentication_intent_error feature_not_implemented
            no_client_session no_channel no_handler network_down service_unavailable request_timeout
            """;

    private static Set<String> published() {
        return new TreeSet<>(Arrays.asList(PUBLISHED.strip().split("\\s+")));
    }

    @Test
    void everyPublishedNameIsKnownAndNoOther() {
        assertThat(Slugs.known()).containsExactlyInAnyOrderElementsOf(published());
    }

    @Test
    void theSandboxKnowsTheSameNames() throws IOException {
        String source = Files.readString(Path.of("../sandbox/src/main/java/io/salessync/sandbox/unipile/Slug.java"));
        Set<String> played = new TreeSet<>();
        Matcher calls =
                Pattern.compile("add\\(\\s*\\d{3},\\s*\"[a-z_]+\",([^)]*)\\);").matcher(source);
        while (calls.find()) {
            Matcher names = Pattern.compile("\"([a-z0-9_]+)\"").matcher(calls.group(1));
            while (names.find()) {
                played.add(names.group(1));
            }
        }
        assertThat(played).containsExactlyInAnyOrderElementsOf(published());
    }

    @ParameterizedTest
    @CsvSource({
        "422, cannot_resend_yet, ACCOUNT_THROTTLED, false",
        "422, cannot_resend_within_24hrs, ACCOUNT_THROTTLED, false",
        "422, limit_exceeded, ACCOUNT_THROTTLED, false",
        "429, too_many_requests, ACCOUNT_THROTTLED, false",
        "422, already_invited_recently, ALREADY_INVITED, false",
        "422, already_connected, ALREADY_CONNECTED, false",
        "422, action_already_performed, ALREADY_DONE, false",
        "422, no_connection_with_recipient, NOT_CONNECTED, false",
        "401, missing_credentials, OUR_CONFIG, false",
        "401, disconnected_account, ACCOUNT_AUTH, false",
        "401, checkpoint_error, ACCOUNT_AUTH, false",
        "403, account_restricted, ACCOUNT_AUTH, false",
        "422, user_unreachable, LEAD_TERMINAL, false",
        "400, too_many_characters, CONTENT, false",
        "422, insufficient_credits, NO_CREDITS, false",
        "500, provider_error, TRANSIENT, true",
        "503, no_client_session, TRANSIENT, true",
        "504, request_timeout, TRANSIENT, true",
        "501, feature_not_implemented, OUR_CONFIG, false"
    })
    void aNameMeansWhatItMeans(int status, String slug, OutreachFault fault, boolean open) {
        assertThat(Slugs.of(status, slug)).isEqualTo(new Slugs.Meaning(fault, open));
    }

    @Test
    void whatNobodyPublishedIsUnheardOfWhateverItLooksLike() {
        assertThat(Slugs.of(422, "already_invited").fault()).isEqualTo(OutreachFault.UNHEARD_OF);
        assertThat(Slugs.of(422, "cant_resend_yet").fault()).isEqualTo(OutreachFault.UNHEARD_OF);
        assertThat(Slugs.of(500, "something_new")).isEqualTo(new Slugs.Meaning(OutreachFault.UNHEARD_OF, true));
        assertThat(Slugs.of(403, "").fault()).isEqualTo(OutreachFault.UNHEARD_OF);
    }

    @Test
    void thePageOfAGatewayIsReadByItsStatus() {
        assertThat(Slugs.of(502, "")).isEqualTo(new Slugs.Meaning(OutreachFault.TRANSIENT, true));
        assertThat(Slugs.of(429, "")).isEqualTo(new Slugs.Meaning(OutreachFault.ACCOUNT_THROTTLED, false));
    }

    @Test
    void namesOfBothInterfacesAreReadByTheirLastPart() {
        assertThat(Slugs.name("errors/too_many_requests")).isEqualTo("too_many_requests");
        assertThat(Slugs.name("provider/invalid_credentials")).isEqualTo("invalid_credentials");
        assertThat(Slugs.name("https://x.example/errors/Limit_Exceeded ")).isEqualTo("limit_exceeded");
    }
}
