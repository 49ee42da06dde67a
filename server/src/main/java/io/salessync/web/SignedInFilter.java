package io.salessync.web;

import io.salessync.kernel.access.Actor;
import io.salessync.kernel.access.Callers;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.web.filter.OncePerRequestFilter;

/** Finds out who sends a request: by its API key, or by the browser's cookie where it carries no key. */
final class SignedInFilter extends OncePerRequestFilter {
    private static final Logger log = LoggerFactory.getLogger("io.salessync.requests");
    private static final String BEARER = "bearer ";
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private final Callers callers;
    private final SecurityContextRepository contexts;
    private final InstantSource clock;

    SignedInFilter(Callers callers, SecurityContextRepository contexts, InstantSource clock) {
        this.clock = clock;
        this.callers = callers;
        this.contexts = contexts;
    }

    /** Whether a program sends it; a browser cannot be made to add this header by another site, so no CSRF token is asked of it. */
    static boolean carriesKey(HttpServletRequest request) {
        return request.getHeader(HttpHeaders.AUTHORIZATION) != null;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getServletPath();
        return !path.startsWith("/api/") && !path.equals("/actuator") && !path.startsWith("/actuator/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Actor> caller = caller(request);
        caller.ifPresent(actor -> {
            SecurityContext context = SecurityContextHolder.createEmptyContext();
            context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                    actor,
                    null,
                    actor.permissions().stream()
                            .map(permission -> new SimpleGrantedAuthority(permission.text()))
                            .toList()));
            SecurityContextHolder.setContext(context);
            contexts.saveContext(context, request, response);
        });
        if (caller.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        Actor actor = caller.get();
        // whatever is logged while the request is served says whose it is
        try (MDC.MDCCloseable tenant =
                        MDC.putCloseable("tenant.id", actor.tenant().toString());
                MDC.MDCCloseable user =
                        MDC.putCloseable("user.id", actor.userId().toString())) {
            Instant begun = clock.instant();
            try {
                chain.doFilter(request, response);
            } finally {
                note(request, response, begun);
            }
        }
    }

    /** Reads are many and change nothing: they are told on demand alone. The query may hold what is nobody's business. */
    private void note(HttpServletRequest request, HttpServletResponse response, Instant begun) {
        Level level = READING.contains(request.getMethod()) ? Level.DEBUG : Level.INFO;
        log.atLevel(level)
                .log(
                        "{} {} answered {} in {} ms",
                        request.getMethod(),
                        request.getRequestURI().replaceAll("\\p{Cntrl}", ""),
                        response.getStatus(),
                        Duration.between(begun, clock.instant()).toMillis());
    }

    private Optional<Actor> caller(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header != null) {
            // a wrong key is refused even where the browser's cookie would do
            return header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                    ? callers.ofKey(header.substring(BEARER.length()).strip())
                    : Optional.empty();
        }
        String token = cookie(request);
        return token == null ? Optional.empty() : callers.ofSession(token);
    }

    private static @Nullable String cookie(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                if (cookie.getName().equals(Callers.COOKIE)
                        && !cookie.getValue().isEmpty()) {
                    return cookie.getValue();
                }
            }
        }
        return null;
    }
}
