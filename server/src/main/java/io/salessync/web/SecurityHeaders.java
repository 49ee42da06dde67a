package io.salessync.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer.FrameOptionsConfig;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/** What browsers are told to refuse. */
final class SecurityHeaders {
    /** Scripts come from our own files alone; the component library writes style elements. */
    private static final String PAGES = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; worker-src 'self';"
            + " object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /** The try-it page's own start-up script is a file too, but its icons and validators are data of its own. */
    private static final String TRY_IT = PAGES.replace("script-src 'self'", "script-src 'self' 'unsafe-eval'");

    private SecurityHeaders() {}

    static void write(HeadersConfigurer<HttpSecurity> headers) {
        headers.frameOptions(FrameOptionsConfig::deny)
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
                .permissionsPolicyHeader(
                        policy -> policy.policy("camera=(), geolocation=(self), microphone=(), payment=(), usb=()"))
                .crossOriginOpenerPolicy(opener -> opener.policy(
                        org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter
                                .CrossOriginOpenerPolicy.SAME_ORIGIN))
                // sent over https alone; other programs of the same domain are not ours to decide about
                .httpStrictTransportSecurity(transport -> transport.includeSubDomains(false))
                .addHeaderWriter(SecurityHeaders::contentPolicy);
    }

    private static void contentPolicy(HttpServletRequest request, HttpServletResponse response) {
        String name = "Content-Security-Policy";
        if (!response.containsHeader(name)) {
            response.setHeader(name, isTryIt(request) ? TRY_IT : PAGES);
        }
    }

    private static boolean isTryIt(HttpServletRequest request) {
        String path = request.getServletPath();
        return path.startsWith("/api/docs") || path.startsWith("/api/swagger-ui/");
    }
}
