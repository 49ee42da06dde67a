package io.salessync.mail;

import io.salessync.kernel.access.Actor;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Keys that letters are signed with. */
@RestController
@RequestMapping("/api/v1/mail/signing-keys")
class SigningKeysController {
    private final SigningKeys keys;

    SigningKeysController(SigningKeys keys) {
        this.keys = keys;
    }

    /** A key without its private half, with what the name server has to tell. */
    @Schema(name = "MailSigningKey")
    record KeyAnswer(
            @Schema(example = "example.org") String domain,
            @Schema(example = "s2026") String selector,

            @Schema(
                    description = "MADE here, GIVEN by a person, FILE: taken in from the settings' file",
                    example = "MADE")
            String source,

            @Schema(description = "the name of the TXT record", example = "s2026._domainkey.example.org")
            String recordName,

            @Schema(description = "what the TXT record says", example = "v=DKIM1; k=rsa; p=MIIB…")
            String recordValue,

            Instant madeAt,
            String madeBy) {
        static KeyAnswer of(SigningKeys.Named key) {
            return new KeyAnswer(
                    key.domain(),
                    key.selector(),
                    key.source(),
                    key.recordName(),
                    key.recordValue(),
                    key.madeAt(),
                    key.madeBy());
        }
    }

    @Schema(name = "MailSigningKeys")
    record KeysAnswer(List<KeyAnswer> items, @Nullable String next) {}

    @Schema(name = "MailSigningKeyWish")
    record Wish(
            @NotBlank @Schema(example = "s2026") String selector,

            @Schema(
                    description = "RSA in PKCS#8 as PEM; null: one of 2,048 bits is made",
                    example = "-----BEGIN PRIVATE KEY-----…")
            @Nullable String key) {
        @Override
        public String toString() {
            // no key in any log
            return "Wish[selector=" + selector + "]";
        }
    }

    @GetMapping
    @PreAuthorize("hasAnyAuthority('connections:read', 'outreach:read')")
    @Operation(
            summary =
                    "Keys that letters are signed with (DKIM), by domain, with the records the name server has to tell")
    KeysAnswer all(@AuthenticationPrincipal Actor actor) {
        return new KeysAnswer(
                keys.all(actor.tenant()).stream().map(KeyAnswer::of).toList(), null);
    }

    @PutMapping("/{domain}")
    @PreAuthorize("hasAuthority('connections:write')")
    @Operation(
            summary = "Sets the key of a domain: a given one, or one made here",
            description =
                    "It signs letters from the domain and those below it, and cannot be read again. Publish the record that is answered: until then receivers take letters as unsigned.")
    KeyAnswer put(@AuthenticationPrincipal Actor actor, @PathVariable String domain, @Valid @RequestBody Wish wish) {
        return KeyAnswer.of(keys.put(actor, domain, wish.selector(), wish.key()));
    }

    @DeleteMapping("/{domain}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @PreAuthorize("hasAuthority('connections:write')")
    @Operation(summary = "Removes the key of a domain; its letters go out unsigned from then on")
    void remove(@AuthenticationPrincipal Actor actor, @PathVariable String domain) {
        keys.remove(actor, domain);
    }
}
