package io.salessync.web;

import io.salessync.kernel.access.Callers;
import io.salessync.kernel.problems.ProblemAnswers;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.time.InstantSource;
import java.util.regex.Pattern;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.authorization.AuthorityAuthorizationManager;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationManagers;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;

/** Who may send what. Controllers add the permission that each call needs. */
@Configuration(proxyBeanMethods = false)
@EnableMethodSecurity
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class SecurityConfiguration {
    private static final Pattern LOOPBACK = Pattern.compile("127(\\.[0-9]{1,3}){3}|::1|0:0:0:0:0:0:0:1");

    @Bean
    SecurityFilterChain requests(HttpSecurity http, Callers callers, ProblemAnswers answers, InstantSource clock) {
        RequestAttributeSecurityContextRepository contexts = new RequestAttributeSecurityContextRepository();
        Refusals refusals = new Refusals(answers);
        return http.securityContext(context -> context.securityContextRepository(contexts))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .addFilterBefore(new SignedInFilter(callers, contexts, clock), AnonymousAuthenticationFilter.class)
                .csrf(SecurityConfiguration::csrf)
                .exceptionHandling(
                        handling -> handling.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
                .headers(SecurityHeaders::write)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .authorizeHttpRequests(
                        requests -> requests.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
                                .permitAll()
                                .requestMatchers(HttpMethod.GET, "/api/v1/session", "/api/v1/setup")
                                .permitAll()
                                .requestMatchers(HttpMethod.POST, "/api/v1/session", "/api/v1/setup")
                                .permitAll()
                                // brought by services, which prove themselves by a secret
                                .requestMatchers(HttpMethod.POST, "/api/v1/outreach/news/*")
                                .permitAll()
                                // links in mails, which are signed
                                .requestMatchers("/api/v1/outreach/unsubscribe/*", "/api/v1/outreach/mail/*/*")
                                .permitAll()
                                .requestMatchers("/api/openapi", "/api/openapi.yaml", "/actuator/health/**")
                                .permitAll()
                                .requestMatchers("/actuator/prometheus")
                                .access(AuthorizationManagers.anyOf(
                                        fromThisMachine(),
                                        AuthorityAuthorizationManager.hasAnyAuthority("metrics:read", "runs:read")))
                                .requestMatchers("/actuator/info")
                                .hasAnyAuthority("metrics:read", "access:read")
                                .requestMatchers("/actuator", "/actuator/**")
                                .hasAuthority("access:read")
                                .requestMatchers("/api/**")
                                .authenticated()
                                .anyRequest()
                                .permitAll())
                .build();
    }

    private static void csrf(CsrfConfigurer<HttpSecurity> csrf) {
        csrf.spa();
        csrf.ignoringRequestMatchers(SignedInFilter::carriesKey);
        // called by programs, which prove themselves by a signature; no cookie counts there
        csrf.ignoringRequestMatchers("/hooks/*", "/api/v1/outreach/news/*", "/api/v1/outreach/unsubscribe/*");
    }

    private static AuthorizationManager<RequestAuthorizationContext> fromThisMachine() {
        return (who, context) -> new AuthorizationDecision(isLoopback(context.getRequest()));
    }

    /** By the written address alone: a name that somebody else's name server answers for proves nothing. */
    private static boolean isLoopback(HttpServletRequest request) {
        return LOOPBACK.matcher(request.getRemoteAddr()).matches();
    }
}
