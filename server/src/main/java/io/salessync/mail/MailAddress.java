package io.salessync.mail;

import io.salessync.kernel.problems.Problem;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One address, without a name beside it and with nothing that could become a second address or a line of the mail's head.
 *
 * @param domain what stands behind the at sign, in lower case
 */
public record MailAddress(String text, String domain) {
    private static final int LONGEST = 254;

    /** @throws Problem when it is not exactly one address */
    public static MailAddress parse(@Nullable String given) {
        String text = given == null ? "" : given.strip();
        int at = text.lastIndexOf('@');
        if (at <= 0 || at == text.length() - 1 || text.length() > LONGEST || !plain(text) || !strict(text)) {
            throw Problem.of(MailProblem.WRONG_ADDRESS, "'%s' is not one e-mail address.".formatted(shown(text)))
                    .with("value", shown(text));
        }
        return new MailAddress(text, text.substring(at + 1).toLowerCase(Locale.ROOT));
    }

    private static boolean plain(String text) {
        return text.chars()
                .noneMatch(c -> c <= ' ' || c == 0x7f || c == ',' || c == ';' || c == '<' || c == '>' || c == '"');
    }

    private static boolean strict(String text) {
        try {
            InternetAddress[] found = InternetAddress.parse(text, true);
            return found.length == 1 && text.equals(found[0].getAddress());
        } catch (AddressException e) {
            return false;
        }
    }

    private static String shown(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }

    /** The address as those see it who may not see personal fields. */
    static String masked(String address) {
        int at = address.lastIndexOf('@');
        return "•••" + (at < 0 ? "" : address.substring(at));
    }
}
