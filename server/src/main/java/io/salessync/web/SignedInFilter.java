package io.salessync.web;

import io.salessync.kernel.access.Actor;
import io.salessync.kernel.access.Callers;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.web.filter.OncePerRequestFilter;

/** Finds out who sends a request: by its API key, or by the browser's cookie where it carries no key. */
final class SignedInFilter extends OncePerRequestFilter {
    private static final String BEARER = "bearer ";

    private final Callers callers;
    private final SecurityContextRepository contexts;

    SignedInFilter(Callers callers, SecurityContextRepository contexts) {
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
        return !path.startsWith("/api/") && !path.startsWith("/actuator/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        caller(request).ifPresent(actor -> {
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
        chain.doFilter(request, response);
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
