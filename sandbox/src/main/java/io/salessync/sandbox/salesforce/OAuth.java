package io.salessync.sandbox.salesforce;

import io.salessync.sandbox.Json;
import io.salessync.sandbox.Reply;
import io.salessync.sandbox.Request;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The login: who may come as whom, and the tokens given for it. */
final class OAuth {
    private static final Duration CODE = Duration.ofMinutes(15);
    private static final Duration LONGEST_ASSERTION = Duration.ofMinutes(5);
    private static final int APPROVALS = 5;

    private final Org org;
    private final Sessions sessions;
    private final Apps apps;
    private final Map<String, Code> codes = new HashMap<>();
    private final List<Refresh> refreshes = new ArrayList<>();
    private int made;

    private record Code(
            String client,
            String user,
            String redirect,
            @Nullable String challenge,
            boolean plain,
            Instant at) {}

    private record Refresh(String token, String client, String user) {}

    OAuth(Org org, Sessions sessions, Apps apps) {
        this.org = org;
        this.sessions = sessions;
        this.apps = apps;
    }

    synchronized void reset() {
        codes.clear();
        refreshes.clear();
        made = 0;
    }

    /** A refusal of a login, in the form of its own that the vendor has for it. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String error;

        Refused(String error, String description) {
            super(description, null, false, false);
            this.error = error;
        }
    }

    Reply answer(Request request, List<String> path) {
        String what = path.size() == 3 ? path.get(2) : "";
        try {
            return switch (what) {
                case "token" -> request.method().equals("POST") ? token(request) : Reply.problem(405, "POST only");
                case "authorize" -> authorize(request);
                case "revoke" -> revoke(form(request).getOrDefault("token", ""));
                case "userinfo" -> userInfo(request);
                default -> SalesforceFault.notFound().reply(org);
            };
        } catch (Refused refused) {
            return refusal(refused.error, String.valueOf(refused.getMessage()));
        }
    }

    static Reply refusal(String error, String description) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("error", error);
        body.put("error_description", description);
        return Reply.json(400, body);
    }

    static Map<String, String> form(Request request) {
        Map<String, String> form = new HashMap<>(request.query());
        for (String pair : new String(request.body(), StandardCharsets.UTF_8).split("&", -1)) {
            int cut = pair.indexOf('=');
            if (cut > 0) {
                form.put(decode(pair.substring(0, cut)), decode(pair.substring(cut + 1)));
            }
        }
        String basic = request.header("authorization");
        if (basic != null && basic.regionMatches(true, 0, "basic ", 0, 6)) {
            String both =
                    new String(Base64.getDecoder().decode(basic.substring(6).strip()), StandardCharsets.UTF_8);
            int cut = both.indexOf(':');
            if (cut > 0) {
                form.putIfAbsent("client_id", decode(both.substring(0, cut)));
                form.putIfAbsent("client_secret", decode(both.substring(cut + 1)));
            }
        }
        return form;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private synchronized Reply token(Request request) {
        Map<String, String> form = form(request);
        String grant = form.getOrDefault("grant_type", "");
        return switch (grant) {
            case "client_credentials" -> clientCredentials(request, form);
            case "urn:ietf:params:oauth:grant-type:jwt-bearer" -> bearer(request, form);
            case "authorization_code" -> code(request, form);
            case "refresh_token" -> refresh(request, form);
            case "password" -> throw new Refused("invalid_grant", "authentication failure");
            default -> throw new Refused("unsupported_grant_type", "grant type not supported");
        };
    }

    private Apps.App app(Map<String, String> form, boolean secret) {
        Apps.App app = apps.find(form.getOrDefault("client_id", ""));
        if (app == null) {
            throw new Refused("invalid_client_id", "client identifier invalid");
        }
        if (secret && !app.secret().equals(form.get("client_secret"))) {
            throw new Refused("invalid_client", "invalid client credentials");
        }
        return app;
    }

    private Reply clientCredentials(Request request, Map<String, String> form) {
        Apps.App app = app(form, true);
        if (app.runAs() == null) {
            throw new Refused("invalid_grant", "no client credentials user enabled");
        }
        String user = user(app.runAs());
        if (user == null) {
            throw new Refused("invalid_grant", "no client credentials user enabled");
        }
        return granted(request, app, user, null);
    }

    private @Nullable String user(String username) {
        return org.reading(() -> {
            Table users = org.table("User");
            for (int row = 0; row < users.size(); row++) {
                if (username.equalsIgnoreCase(String.valueOf(users.value(row, "Username")))
                        && Boolean.TRUE.equals(users.value(row, "IsActive"))) {
                    return users.id(row);
                }
            }
            return null;
        });
    }

    private Reply bearer(Request request, Map<String, String> form) {
        Jwt jwt = Jwt.read(form.getOrDefault("assertion", ""));
        if (jwt == null) {
            throw new Refused("invalid_grant", "invalid assertion");
        }
        Apps.App app = apps.find(jwt.claims().path("iss").asString(""));
        if (app == null) {
            throw new Refused("invalid_client_id", "client identifier invalid");
        }
        if (app.publicKey() == null || !jwt.signedBy(app.publicKey())) {
            throw new Refused("invalid_grant", "invalid assertion");
        }
        String audience = jwt.claims().path("aud").asString("").replaceAll("/$", "");
        if (!audience.equals("https://login.salesforce.com")
                && !audience.equals("https://test.salesforce.com")
                && !audience.equals(address(request))) {
            throw new Refused("invalid_grant", "audience is invalid");
        }
        Instant now = org.clock().stamp();
        long expires = jwt.claims().path("exp").asLong(0);
        if (expires < now.getEpochSecond()
                || expires > now.plus(LONGEST_ASSERTION).getEpochSecond()) {
            throw new Refused("invalid_grant", "expired or invalid assertion lifetime");
        }
        String username = jwt.claims().path("sub").asString("");
        String user = user(username);
        if (user == null || !(app.approved().contains("*") || app.approved().contains(username))) {
            throw new Refused("invalid_grant", "user hasn't approved this consumer");
        }
        return granted(request, app, user, null);
    }

    private Reply code(Request request, Map<String, String> form) {
        Code code = codes.remove(form.getOrDefault("code", ""));
        if (code == null || code.at.plus(CODE).isBefore(org.clock().instant())) {
            throw new Refused("invalid_grant", "expired authorization code");
        }
        Apps.App app = app(form, code.challenge == null || form.containsKey("client_secret"));
        if (!code.client.equals(app.key())) {
            throw new Refused("invalid_grant", "invalid authorization code");
        }
        if (!code.redirect.equals(form.get("redirect_uri"))) {
            throw new Refused("redirect_uri_mismatch", "redirect_uri must match configuration");
        }
        if (code.challenge != null) {
            String verifier = form.getOrDefault("code_verifier", "");
            if (!code.challenge.equals(code.plain ? verifier : sha256(verifier))) {
                throw new Refused("invalid_grant", "invalid code verifier");
            }
        }
        String refresh = "5Aep861" + Long.toUnsignedString((org.seed() + ++made) * 0x9E3779B97F4A7C15L, 36);
        List<Refresh> same = refreshes.stream()
                .filter(each -> each.client.equals(app.key()) && each.user.equals(code.user))
                .toList();
        if (same.size() >= APPROVALS) {
            refreshes.remove(same.getFirst());
        }
        refreshes.add(new Refresh(refresh, app.key(), code.user));
        return granted(request, app, code.user, refresh);
    }

    private Reply refresh(Request request, Map<String, String> form) {
        Apps.App app = app(form, form.containsKey("client_secret"));
        for (Refresh refresh : refreshes) {
            if (refresh.token.equals(form.get("refresh_token")) && refresh.client.equals(app.key())) {
                return granted(request, app, refresh.user, null);
            }
        }
        throw new Refused("invalid_grant", "expired access/refresh token");
    }

    private Reply granted(Request request, Apps.App app, String user, @Nullable String refresh) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("access_token", sessions.open(user, app.key()));
        if (refresh != null) {
            body.put("refresh_token", refresh);
        }
        String address = address(request);
        body.put(
                "signature",
                Base64.getEncoder().encodeToString(sha256(user + address).getBytes(StandardCharsets.UTF_8)));
        body.put("scope", refresh == null ? "api" : "api refresh_token");
        body.put("instance_url", address);
        body.put("id", address + "/id/" + Ids.ORG + "/" + user);
        body.put("token_type", "Bearer");
        body.put("issued_at", Long.toString(org.clock().stamp().toEpochMilli()));
        return Reply.json(200, body).with(Map.of("Cache-Control", "no-cache, no-store"));
    }

    /** Where the caller reaches this sandbox, as it said itself. */
    static String address(Request request) {
        String host = request.header("host");
        return "http://" + (host == null ? "127.0.0.1" : host);
    }

    /** Asks a person to allow an application; what the person answers goes to the application's address. */
    private synchronized Reply authorize(Request request) {
        Map<String, String> form = form(request);
        Apps.App app = apps.find(form.getOrDefault("client_id", ""));
        String redirect = form.getOrDefault("redirect_uri", "");
        if (app == null) {
            return refusal("invalid_client_id", "client identifier invalid");
        }
        if (!redirect.matches("https?://[^\\s\"'<>]+")
                || (!app.callbacks().isEmpty() && !app.callbacks().contains(redirect))) {
            return refusal("redirect_uri_mismatch", "redirect_uri must match configuration");
        }
        if (!"code".equals(form.get("response_type"))) {
            return refusal("unsupported_response_type", "response type not supported");
        }
        String answer = request.method().equals("POST") ? form.getOrDefault("answer", "") : "";
        if (answer.isEmpty()) {
            return Reply.text(200, "text/html", page(form, app));
        }
        String more;
        if (answer.equals("allow")) {
            String code = "aPrx" + Long.toUnsignedString((org.seed() + ++made) * 0xBF58476D1CE4E5B9L, 36);
            String challenge = form.getOrDefault("code_challenge", "");
            String user = user(form.getOrDefault("username", "seller1@sandbox.example"));
            codes.put(
                    code,
                    new Code(
                            app.key(),
                            user == null ? Made.user(1) : user,
                            redirect,
                            challenge.isEmpty() ? null : challenge,
                            "plain".equals(form.get("code_challenge_method")),
                            org.clock().instant()));
            more = "code=" + encode(code);
        } else {
            more = "error=access_denied&error_description=" + encode("end-user denied authorization");
        }
        String state = form.getOrDefault("state", "");
        String target = redirect
                + (redirect.contains("?") ? "&" : "?")
                + more
                + (state.isEmpty() ? "" : "&state=" + encode(state));
        return Reply.text(302, "text/plain", "").with(Map.of("Location", target));
    }

    private static String page(Map<String, String> form, Apps.App app) {
        StringBuilder hidden = new StringBuilder();
        for (String name : List.of(
                "response_type",
                "client_id",
                "redirect_uri",
                "state",
                "scope",
                "code_challenge",
                "code_challenge_method")) {
            if (form.containsKey(name)) {
                hidden.append("<input type=\"hidden\" name=\"")
                        .append(name)
                        .append("\" value=\"")
                        .append(escape(form.getOrDefault(name, "")))
                        .append("\">");
            }
        }
        return """
                <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
                <title>Allow access? | Salesforce sandbox</title>
                <style>body{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:10vh auto;padding:0 1rem}
                button{font:inherit;padding:.5rem 1.2rem;margin-right:.5rem}</style>
                <h1>Allow access?</h1><p><b>%s</b> asks to read and change the data of this sandbox org.</p>
                <form method="post"><p><label>As <select name="username">
                <option>seller1@sandbox.example</option><option>integration@sandbox.example</option>
                </select></label></p>%s
                <button name="answer" value="allow">Allow</button><button name="answer" value="deny">Deny</button></form>
                """.formatted(escape(app.key()), hidden);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private synchronized Reply revoke(String token) {
        if (refreshes.removeIf(refresh -> refresh.token.equals(token))) {
            return Reply.text(200, "text/plain", "");
        }
        sessions.close(token);
        return Reply.text(200, "text/plain", "");
    }

    Reply userInfo(Request request) {
        Sessions.Session session = sessions.of(request.header("authorization"));
        if (session == null) {
            return Reply.text(403, "text/html", "Bad_OAuth_Token");
        }
        String address = address(request);
        return org.reading(() -> {
            Table users = org.table("User");
            int row = users.row(session.user());
            ObjectNode told = Json.MAPPER.createObjectNode();
            told.put("sub", address + "/id/" + Ids.ORG + "/" + session.user());
            told.put("user_id", session.user());
            told.put("organization_id", Ids.ORG);
            told.put("preferred_username", String.valueOf(users.value(row, "Username")));
            told.put("username", String.valueOf(users.value(row, "Username")));
            told.put("nickname", "sandbox");
            told.put("name", String.valueOf(users.value(row, "Name")));
            told.put("display_name", String.valueOf(users.value(row, "Name")));
            told.put("email", String.valueOf(users.value(row, "Email")));
            told.put("email_verified", true);
            told.put("zoneinfo", String.valueOf(users.value(row, "TimeZoneSidKey")));
            told.put("locale", String.valueOf(users.value(row, "LocaleSidKey")).toLowerCase(Locale.ROOT));
            told.put("active", true);
            told.put("user_type", "STANDARD");
            ObjectNode urls = told.putObject("urls");
            urls.put("rest", address + "/services/data/v{version}/");
            urls.put("sobjects", address + "/services/data/v{version}/sobjects/");
            urls.put("query", address + "/services/data/v{version}/query/");
            return Reply.json(200, told);
        });
    }
}
