package io.salessync.connectors.unipile;

import io.salessync.connectors.OutreachFault;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What Unipile's errors mean, by their own names: HTTP statuses and texts are shared by errors of quite different kinds. Every
 * published name stands here; what does not is unheard of.
 */
final class Slugs {
    private static final Map<String, Meaning> KNOWN = new HashMap<>();

    static {
        // 400, 413, 415
        put(OutreachFault.OUR_CONFIG, "invalid_parameters", "malformed_request", "invalid_url", "missing_parameters");
        put(OutreachFault.OUR_CONFIG, "unsupported_media_type");
        put(OutreachFault.CONTENT, "content_too_large", "too_many_characters", "unescaped_characters");
        // 401
        put(OutreachFault.OUR_CONFIG, "missing_credentials", "unauthorized");
        put(
                OutreachFault.ACCOUNT_AUTH,
                "multiple_sessions",
                "invalid_checkpoint_solution",
                "invalid_proxy_credentials",
                "checkpoint_error",
                "invalid_credentials",
                "invalid_credentials_but_valid_account_imap",
                "expired_credentials",
                "insufficient_privileges",
                "disconnected_account",
                "disconnected_feature",
                "expired_link",
                "wrong_account",
                "captcha_not_supported");
        // 403
        put(
                OutreachFault.ACCOUNT_AUTH,
                "account_restricted",
                "account_mismatch",
                "session_mismatch",
                "unknown_authentication_context",
                "action_required");
        put(OutreachFault.OUR_CONFIG, "insufficient_permissions", "feature_not_subscribed", "subscription_required");
        put(OutreachFault.LEAD_TERMINAL, "resource_access_restricted");
        // 404
        put(OutreachFault.LEAD_TERMINAL, "resource_not_found", "invalid_resource_identifier");
        // 422: people
        put(
                OutreachFault.LEAD_TERMINAL,
                "invalid_recipient",
                "blocked_recipient",
                "user_unreachable",
                "unprocessable_entity",
                "not_allowed_inmail",
                "cannot_invite_attendee",
                "cant_send_message",
                "recipient_rejected");
        put(OutreachFault.NOT_CONNECTED, "no_connection_with_recipient");
        put(OutreachFault.ALREADY_DONE, "action_already_performed");
        put(OutreachFault.ALREADY_INVITED, "already_invited_recently");
        put(OutreachFault.ALREADY_CONNECTED, "already_connected");
        // 422: the account; "cannot resend yet" is a limit of the whole account and says nothing about this person
        put(
                OutreachFault.ACCOUNT_THROTTLED,
                "cannot_resend_yet",
                "cannot_resend_within_24hrs",
                "limit_exceeded",
                "connection_limit_reached",
                "ip_rejected_by_server");
        put(OutreachFault.NO_CREDITS, "insufficient_credits");
        put(OutreachFault.ACCOUNT_AUTH, "account_configuration_error", "sender_rejected");
        // 422: texts and requests
        put(
                OutreachFault.CONTENT,
                "invalid_message",
                "invalid_reply_subject",
                "invalid_headers",
                "invalid_post",
                "comments_disabled");
        put(OutreachFault.LEAD_TERMINAL, "parent_mail_not_found", "invalid_thread");
        put(
                OutreachFault.OUR_CONFIG,
                "invalid_account",
                "payment_error",
                "limit_too_high",
                "send_as_denied",
                "insufficient_job_slot",
                "invalid_folder");
        open("provider_unreachable");
        // 429
        put(OutreachFault.ACCOUNT_THROTTLED, "too_many_requests");
        // 500 and up: whether a write was done nobody can tell
        open("unexpected_error", "provider_error", "request_timeout", "realtime_client_not_initialized");
        open("no_client_session", "no_channel", "no_handler", "network_down", "service_unavailable");
        put(OutreachFault.ACCOUNT_AUTH, "authentication_intent_error");
        put(OutreachFault.OUR_CONFIG, "feature_not_implemented");
    }

    private Slugs() {}

    /**
     * What an error means.
     *
     * @param open whether what was asked may have been done in spite of it
     */
    record Meaning(OutreachFault fault, boolean open) {}

    private static void put(OutreachFault fault, String... slugs) {
        for (String slug : slugs) {
            KNOWN.put(slug, new Meaning(fault, false));
        }
    }

    private static void open(String... slugs) {
        for (String slug : slugs) {
            KNOWN.put(slug, new Meaning(OutreachFault.TRANSIENT, true));
        }
    }

    static Set<String> known() {
        return Collections.unmodifiableSet(KNOWN.keySet());
    }

    /** The name alone, without what stands before it: {@code errors/too_many_requests} is {@code too_many_requests}. */
    static String name(String type) {
        return type.substring(type.lastIndexOf('/') + 1).strip().toLowerCase(Locale.ROOT);
    }

    /** @param slug empty: the answer names no error, as pages of gateways do */
    static Meaning of(int status, String slug) {
        Meaning known = KNOWN.get(slug);
        if (known != null) {
            return known;
        }
        if (status == 429) {
            return new Meaning(OutreachFault.ACCOUNT_THROTTLED, false);
        }
        if (slug.isEmpty() && (status >= 500 || status == 408)) {
            return new Meaning(OutreachFault.TRANSIENT, true);
        }
        return new Meaning(OutreachFault.UNHEARD_OF, status >= 500 || status == 408);
    }
}
