package io.salessync.web;

import io.salessync.kernel.access.Callers;
import io.salessync.kernel.problems.ProblemAnswers;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the OpenAPI document says beyond what the controllers say themselves. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class ApiDescription {
    private static final Set<String> OPEN = Set.of(
            "GET /api/v1/session",
            "POST /api/v1/session",
            "GET /api/v1/setup",
            "POST /api/v1/setup",
            "POST /api/v1/outreach/news/{token}",
            "GET /api/v1/outreach/mail/seen/{token}",
            "GET /api/v1/outreach/mail/link/{token}",
            "GET /api/v1/outreach/unsubscribe/{token}",
            "POST /api/v1/outreach/unsubscribe/{token}");

    @Bean
    OpenAPI openApi(ObjectProvider<BuildProperties> build) {
        BuildProperties properties = build.getIfAvailable();
        return new OpenAPI()
                .info(new Info()
                        .title("SalesSync")
                        .version(properties == null ? "development" : properties.getVersion())
                        .description(
                                "Errors are RFC 9457 problem documents: act on `code`, which stays; read `detail` to people."
                                        + " Lists answer `{items, next}`; give `next` as the cursor of the following page."
                                        + " Scripts send an API key, browsers a session cookie and, on every unsafe call, the value of the"
                                        + " cookie `XSRF-TOKEN` as the header `X-XSRF-TOKEN`.")
                        .license(new License().name("Apache-2.0").identifier("Apache-2.0")))
                .servers(List.of(new Server().url("/").description("this server")))
                .components(new Components()
                        .addSecuritySchemes(
                                "key",
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .description("An API key: `Authorization: Bearer ss_…`"))
                        .addSecuritySchemes(
                                "session",
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.APIKEY)
                                        .in(SecurityScheme.In.COOKIE)
                                        .name(Callers.COOKIE)
                                        .description("The cookie of a signed-in browser"))
                        .addSchemas("Problem", problem())
                        .addResponses(
                                "Problem",
                                new ApiResponse()
                                        .description("What is wrong, where, and what to do")
                                        .content(new Content()
                                                .addMediaType(
                                                        "application/problem+json",
                                                        new MediaType()
                                                                .schema(new Schema<>()
                                                                        .$ref("#/components/schemas/Problem"))
                                                                .example(ProblemAnswers.example())))));
    }

    /** Names by noun and verb, {@code users.add}, and groups by the noun of the address: stable names make stable clients. */
    @Bean
    OperationCustomizer names() {
        return (operation, handler) -> {
            String noun = handler.getBeanType().getSimpleName().replaceFirst("Controller$", "");
            operation.setOperationId(Character.toLowerCase(noun.charAt(0)) + noun.substring(1) + "."
                    + handler.getMethod().getName());
            return operation;
        };
    }

    @Bean
    OpenApiCustomizer problemsAndSecurity() {
        return api -> api.getPaths()
                .forEach((path, item) -> item.readOperationsMap().forEach((method, operation) -> {
                    operation.setTags(List.of(path.replaceFirst("^/api/v1/", "").split("/", 2)[0]));
                    operation.getResponses().addApiResponse("default", new ApiResponse().$ref("Problem"));
                    if (OPEN.contains(method + " " + path)) {
                        operation.setSecurity(List.of());
                    } else {
                        secure(operation);
                    }
                }));
    }

    private static void secure(Operation operation) {
        operation.setSecurity(
                List.of(new SecurityRequirement().addList("key"), new SecurityRequirement().addList("session")));
    }

    private static Schema<?> problem() {
        return new Schema<>()
                .types(Set.of("object"))
                .description("RFC 9457")
                .required(List.of("type", "title", "status", "detail", "code", "id"))
                .properties(Map.of(
                        "type", text("uri", "names the kind of problem"),
                        "title", text(null, "the kind in words"),
                        "status", new Schema<>().types(Set.of("integer")),
                        "detail", text(null, "what is wrong here and what to do"),
                        "code", text(null, "stable, for programs"),
                        "id", text("uuid", "finds the log entry"),
                        "places",
                                new Schema<>()
                                        .types(Set.of("object"))
                                        .description("names and values: line, column, value …")
                                        .additionalProperties(true)));
    }

    private static Schema<?> text(@org.jspecify.annotations.Nullable String format, String description) {
        return new Schema<>().types(Set.of("string")).format(format).description(description);
    }
}
