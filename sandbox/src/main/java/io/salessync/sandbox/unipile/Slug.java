package io.salessync.sandbox.unipile;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * An error the vendor publishes, by the last part of its type.
 *
 * @param where which calls it befalls when a fault names no operation
 */
record Slug(String name, int status, String title, String where) {
    private static final Map<String, Slug> ALL = new LinkedHashMap<>();

    static {
        add(400, "any", "invalid_parameters", "malformed_request", "content_too_large", "invalid_url");
        add(400, "write", "too_many_characters", "unescaped_characters", "missing_parameters");
        add(401, "any", "missing_credentials", "multiple_sessions", "invalid_proxy_credentials", "checkpoint_error");
        add(401, "any", "invalid_credentials", "expired_credentials", "insufficient_privileges", "wrong_account");
        add(401, "any", "disconnected_account", "disconnected_feature", "expired_link", "captcha_not_supported");
        add(401, "accounts", "invalid_checkpoint_solution", "invalid_credentials_but_valid_account_imap");
        add(403, "any", "account_restricted", "account_mismatch", "insufficient_permissions", "session_mismatch");
        add(403, "any", "feature_not_subscribed", "subscription_required", "unknown_authentication_context");
        add(403, "any", "action_required", "resource_access_restricted");
        add(404, "any", "resource_not_found", "invalid_resource_identifier");
        add(415, "write", "unsupported_media_type");
        add(422, "write", "invalid_account", "invalid_recipient", "blocked_recipient", "user_unreachable");
        add(422, "write", "unprocessable_entity", "payment_error", "action_already_performed", "limit_exceeded");
        add(422, "write", "limit_too_high", "provider_unreachable", "unauthorized", "account_configuration_error");
        add(
                422,
                "write",
                "realtime_client_not_initialized",
                "invalid_post",
                "comments_disabled",
                "insufficient_job_slot");
        add(422, "send", "no_connection_with_recipient", "invalid_message", "not_allowed_inmail");
        add(422, "send", "insufficient_credits", "cant_send_message", "invalid_thread");
        add(422, "invite", "cannot_resend_yet", "cannot_resend_within_24hrs", "already_invited_recently");
        add(422, "invite", "already_connected", "cannot_invite_attendee", "connection_limit_reached");
        add(422, "mail_send", "parent_mail_not_found", "invalid_reply_subject", "invalid_headers", "send_as_denied");
        add(422, "mail_send", "sender_rejected", "recipient_rejected", "ip_rejected_by_server");
        add(422, "emails", "invalid_folder");
        add(429, "any", "too_many_requests");
        add(500, "any", "unexpected_error", "provider_error");
        add(500, "accounts", "authentication_intent_error");
        add(501, "any", "feature_not_implemented");
        add(503, "any", "no_client_session", "no_channel", "no_handler", "network_down", "service_unavailable");
        add(504, "any", "request_timeout");
    }

    private static void add(int status, String where, String... names) {
        for (String name : names) {
            String words = name.replace('_', ' ');
            String title = Character.toUpperCase(words.charAt(0)) + words.substring(1);
            ALL.put(name, new Slug(name, status, title, where));
        }
    }

    static Set<String> names() {
        return ALL.keySet();
    }

    static Slug of(String name) {
        Slug slug = ALL.get(name);
        if (slug == null) {
            throw new IllegalArgumentException("No error is called " + name);
        }
        return slug;
    }
}
