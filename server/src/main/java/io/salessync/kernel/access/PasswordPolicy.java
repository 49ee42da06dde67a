package io.salessync.kernel.access;

import io.salessync.kernel.problems.Problem;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Which passwords are refused: short ones, the user's own name, and what everybody tries first. */
@Component
final class PasswordPolicy {
    static final int LONGEST = 1_000;
    private static final int LEFT_AFTER_COMMON_PARTS = 5;
    private static final List<String> COMMON_PARTS = List.of(
            "password",
            "passwort",
            "motdepasse",
            "contrasena",
            "administrator",
            "administrador",
            "admin",
            "root",
            "qwertyuiop",
            "qwertzuiop",
            "azertyuiop",
            "asdfghjkl",
            "zxcvbnm",
            "yxcvbnm",
            "qwerty",
            "qwertz",
            "azerty",
            "abcdefghijklmnopqrstuvwxyz",
            "abcdefgh",
            "abcdef",
            "abcd",
            "letmein",
            "iloveyou",
            "welcome",
            "willkommen",
            "bienvenue",
            "changeme",
            "default",
            "secret",
            "geheim",
            "football",
            "baseball",
            "superman",
            "batman",
            "princess",
            "dragon",
            "monkey",
            "master",
            "sunshine",
            "shadow",
            "trustno",
            "whatever",
            "starwars",
            "salessync",
            "sales",
            "sync",
            "company",
            "summer",
            "winter",
            "spring",
            "autumn",
            "sommer",
            "herbst",
            "monday",
            "demo",
            "test",
            "user",
            "login",
            "hello",
            "hallo",
            "the",
            "and",
            "my");

    private final AccessSettings settings;

    PasswordPolicy(AccessSettings settings) {
        this.settings = settings;
    }

    /** @throws Problem saying what is wrong with it, without repeating it */
    void check(String password, EmailAddress email, String name) {
        int length = password.codePointCount(0, password.length());
        if (length < settings.passwordLength()) {
            throw weak(
                    "It has %d characters; it needs at least %d. Three or four words that do not belong together are easy to keep in mind."
                            .formatted(length, settings.passwordLength()));
        }
        if (length > LONGEST) {
            throw weak("It has %d characters; at most %d are taken.".formatted(length, LONGEST));
        }
        String lower = Normalizer.normalize(password, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("(19|20)[0-9]{2}", " ");
        if (Math.min(left(lower), left(withLetters(lower))) < LEFT_AFTER_COMMON_PARTS) {
            throw weak("It is made of what everybody tries first.");
        }
        String withoutOwn = lower;
        for (String own : List.of(email.key(), email.beforeTheAt(), name.toLowerCase(Locale.ROOT))) {
            withoutOwn = own.length() < 3 ? withoutOwn : withoutOwn.replace(own, " ");
        }
        if (left(withoutOwn) < LEFT_AFTER_COMMON_PARTS) {
            throw weak("It is little more than the user's e-mail address or name.");
        }
    }

    /** How many characters are more than common words, rows such as 1234, and the same again. */
    private static int left(String password) {
        String rest = password;
        for (String part : COMMON_PARTS) {
            rest = rest.replace(part, " ");
        }
        rest = rest.replaceAll("(.{2,}?)\\1+", "$1");
        int count = 0;
        int before = -2;
        for (int character : rest.codePoints().toArray()) {
            if (!Character.isWhitespace(character) && Math.abs(character - before) > 1) {
                count++;
            }
            before = character;
        }
        return count;
    }

    private static String withLetters(String text) {
        return text.replace('0', 'o')
                .replace('1', 'i')
                .replace('3', 'e')
                .replace('4', 'a')
                .replace('5', 's')
                .replace('@', 'a')
                .replace('$', 's');
    }

    private static Problem weak(String why) {
        return Problem.of(AccessProblem.WEAK_PASSWORD, why).with("field", "password");
    }
}
