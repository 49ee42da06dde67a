package io.salessync.matching;

import java.util.Locale;
import java.util.Set;

/** What an e-mail address says once what does not matter is taken off. */
final class Emails {
    private static final Set<String> SHARED = Set.of(
            "info",
            "office",
            "sales",
            "contact",
            "kontakt",
            "hello",
            "hi",
            "mail",
            "email",
            "admin",
            "administration",
            "support",
            "service",
            "help",
            "helpdesk",
            "team",
            "enquiries",
            "enquiry",
            "inquiries",
            "marketing",
            "billing",
            "accounts",
            "accounting",
            "finance",
            "invoice",
            "invoices",
            "orders",
            "order",
            "purchasing",
            "procurement",
            "hr",
            "jobs",
            "careers",
            "press",
            "media",
            "reception",
            "frontdesk",
            "webmaster",
            "postmaster",
            "noreply",
            "no-reply",
            "donotreply",
            "newsletter",
            "shop",
            "store",
            "customerservice",
            "customercare",
            "buero",
            "verkauf",
            "einkauf",
            "ventas",
            "contacto",
            "commercial",
            "it");
    private static final Set<String> FREE = Set.of(
            "gmail.com",
            "outlook.com",
            "hotmail.com",
            "live.com",
            "msn.com",
            "yahoo.com",
            "ymail.com",
            "icloud.com",
            "me.com",
            "mac.com",
            "aol.com",
            "gmx.de",
            "gmx.net",
            "gmx.at",
            "gmx.com",
            "web.de",
            "t-online.de",
            "freenet.de",
            "mail.ru",
            "yandex.ru",
            "bk.ru",
            "inbox.ru",
            "list.ru",
            "proton.me",
            "protonmail.com",
            "qq.com",
            "163.com",
            "126.com",
            "naver.com",
            "orange.fr",
            "wanadoo.fr",
            "free.fr",
            "laposte.net",
            "libero.it",
            "virgilio.it",
            "hotmail.co.uk",
            "yahoo.co.uk",
            "btinternet.com",
            "comcast.net",
            "verizon.net",
            "att.net",
            "bigpond.com",
            "optusnet.com.au",
            "seznam.cz",
            "wp.pl",
            "o2.pl",
            "onet.pl",
            "zoho.com",
            "mail.com",
            "hotmail.fr",
            "hotmail.de",
            "yahoo.fr",
            "yahoo.de",
            "rediffmail.com");

    private Emails() {}

    /** @param local without a tag after a plus; without dots where the provider does not see them */
    record Address(String local, String domain) {
        String whole() {
            return local + "@" + domain;
        }

        /** An address of an office rather than of a person. */
        boolean shared() {
            return SHARED.contains(local);
        }

        /** Whether the domain is of a provider to whom anybody can go: it tells nothing of a company. */
        boolean free() {
            return FREE.contains(domain);
        }
    }

    /** The address, or one with empty parts where this is none. */
    static Address of(String written) {
        String text = written.strip().toLowerCase(Locale.ROOT);
        int open = text.lastIndexOf('<');
        if (open >= 0 && text.endsWith(">")) {
            text = text.substring(open + 1, text.length() - 1);
        }
        if (text.startsWith("mailto:")) {
            text = text.substring("mailto:".length());
        }
        int at = text.lastIndexOf('@');
        if (at <= 0 || at == text.length() - 1 || text.indexOf(' ') >= 0) {
            return new Address("", "");
        }
        String local = text.substring(0, at);
        String domain = text.substring(at + 1);
        int plus = local.indexOf('+');
        if (plus > 0) {
            local = local.substring(0, plus);
        }
        if (domain.equals("googlemail.com")) {
            domain = "gmail.com";
        }
        if (domain.equals("gmail.com")) {
            local = local.replace(".", "");
        }
        return local.isEmpty() ? new Address("", "") : new Address(local, domain);
    }
}
