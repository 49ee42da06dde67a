package io.salessync.kernel.access;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseCookie;

/** The session's cookie, written and read. */
final class SessionCookie {
    private SessionCookie() {}

    static String begin(HttpServletRequest request, Token token, Duration life) {
        return cookie(request, token.text(), life);
    }

    static String end(HttpServletRequest request) {
        return cookie(request, "", Duration.ZERO);
    }

    static byte @Nullable [] hash(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                if (cookie.getName().equals(Callers.COOKIE)) {
                    return Token.hashOf(cookie.getValue());
                }
            }
        }
        return null;
    }

    private static String cookie(HttpServletRequest request, String value, Duration life) {
        return ResponseCookie.from(Callers.COOKIE, value)
                .httpOnly(true)
                .secure(request.isSecure())
                .sameSite("Lax")
                .path("/")
                .maxAge(life)
                .build()
                .toString();
    }
}
