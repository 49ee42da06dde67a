package io.salessync.sandbox.unipile;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that is so, in the form it is kept in a file; what is due is part of it. Times are the sandbox's unless said. */
final class Truth {
    long seed;
    long sequence = 1_000;
    Settings settings = new Settings();
    Map<String, LinkedAccount> accounts = new LinkedHashMap<>();
    List<Person> people = new ArrayList<>();
    List<Invitation> invitations = new ArrayList<>();
    List<Tie> ties = new ArrayList<>();
    List<FormerTie> formerTies = new ArrayList<>();
    List<Chat> chats = new ArrayList<>();
    List<Message> messages = new ArrayList<>();
    List<Mail> mails = new ArrayList<>();
    List<Visit> visits = new ArrayList<>();
    List<Hook> hooks = new ArrayList<>();
    List<Delivery> deliveries = new ArrayList<>();
    List<HostedLink> links = new ArrayList<>();
    List<Event> agenda = new ArrayList<>();

    /** How the people behave and how late the vendor is; shares are from 0 to 1, hours are medians. */
    static final class Settings {
        double accept = 0.35;
        double decline = 0.08;
        double accept_hours = 18;
        double reply = 0.25;
        double reply_hours = 6;
        double not_interested = 0.2;
        double auto_reply = 0.1;
        double greet = 0.05;
        double mail_reply = 0.08;
        double mail_auto_reply = 0.06;
        double mail_bounce = 0.03;
        double mail_unsubscribe = 0.02;
        double mail_open = 0.45;
        double mail_click = 0.1;
        double new_relation_hours = 8;
        double message_webhook_seconds = 5;
        double mail_webhook_seconds = 10;
        double webhook_timeout_seconds = 30;
        double job_changes_a_year = 0;
        double renames_a_year = 0;
        boolean ids_per_account = false;
        boolean webhooks = true;
    }

    /** An account of the owner's at LinkedIn or for mail. */
    static final class LinkedAccount {
        String id = "";
        String type = "LINKEDIN";
        String name = "";
        String tier = "premium";
        String status = "OK";
        String person = "";
        String email = "";
        Instant created = Instant.EPOCH;

        @Nullable Instant staleSince;

        @Nullable Instant syncing;

        int connections;

        /** Products it has beside its tier. */
        java.util.Set<String> products = new java.util.LinkedHashSet<>();

        /** InMails that are left, by plan: {@code premium}, {@code sales_navigator}, {@code recruiter}. */
        Map<String, Integer> credits = new LinkedHashMap<>();

        Map<String, Integer> limits = new LinkedHashMap<>();
        Map<String, List<Instant>> uses = new LinkedHashMap<>();

        /** What it was from when on; the newest last. */
        List<Standing> statuses = new ArrayList<>();

        boolean linkedin() {
            return type.equals("LINKEDIN");
        }

        /** Whether it may use a product; everybody has the classic one. */
        boolean has(String api) {
            return api.equals("classic") || tier.equals(api) || products.contains(api);
        }

        /** The plan whose credits an InMail by a product takes. */
        static String plan(String api) {
            return api.equals("classic") ? "premium" : api;
        }

        boolean ok() {
            return status.equals("OK");
        }
    }

    /** A status of an account and when it began. */
    record Standing(String status, Instant at) {}

    /** Somebody who can be written to; what is null in the behaviour is drawn. */
    static final class Person {
        String key = "";
        long number;

        @Nullable String publicId;

        List<String> formerPublicIds = new ArrayList<>();

        @Nullable String firstName;

        @Nullable String lastName;

        String headline = "";
        String company = "";
        String title = "";
        List<Job> formerJobs = new ArrayList<>();

        /** Held beside the first one; their end does not count. */
        List<Job> otherJobs = new ArrayList<>();

        Instant inJobSince = Instant.EPOCH;

        @Nullable String email;

        List<String> formerEmails = new ArrayList<>();
        String location = "";
        boolean openProfile;
        boolean nobody;
        Behaviour behaviour = new Behaviour();

        String name() {
            return ((firstName == null ? "" : firstName) + " " + (lastName == null ? "" : lastName)).strip();
        }
    }

    record Job(String title, String company, Instant from, Instant to) {}

    /** What a person does whatever the dice say. */
    static final class Behaviour {
        @Nullable Boolean accepts;

        @Nullable Boolean declines;

        @Nullable Duration accept_after;

        @Nullable Boolean replies;

        @Nullable String reply_text;

        @Nullable Duration reply_after;

        @Nullable String reply_kind;

        boolean not_invitable;
        boolean blocks;
        boolean unreachable;

        @Nullable Boolean bounces;

        @Nullable Boolean opens;

        @Nullable Boolean clicks;

        @Nullable Boolean unsubscribes;
    }

    static final class Invitation {
        String id = "";
        String account = "";
        String person = "";

        @Nullable String note;

        Instant at = Instant.EPOCH;
        Instant told = Instant.EPOCH;
        boolean received;
        boolean byHand;
        String status = "PENDING";

        @Nullable Instant ended;

        boolean pending() {
            return status.equals("PENDING");
        }
    }

    /** A connection of an account with a person. */
    record Tie(String account, String person, Instant at, Instant told, long order) {}

    /** A connection that was taken back. */
    record FormerTie(String account, String person, Instant at, Instant until) {}

    static final class Chat {
        String id = "";
        String providerId = "";
        String account = "";
        String person = "";
        List<String> others = new ArrayList<>();

        @Nullable String subject;

        boolean inmail;
        boolean readOnly;
        int unread;
        Instant told = Instant.EPOCH;
    }

    static final class Message {
        String id = "";
        String chat = "";
        String account = "";
        String person = "";
        boolean mine;
        String text = "";
        Instant at = Instant.EPOCH;
        Instant told = Instant.EPOCH;
        String kind = "message";
        boolean deleted;
        List<String> attachments = new ArrayList<>();
    }

    static final class Mail {
        String id = "";
        String providerId = "";
        String messageId = "";
        String trackingId = "";
        String thread = "";
        String account = "";

        @Nullable String person;

        boolean mine;
        String from = "";
        String fromName = "";
        List<String> to = new ArrayList<>();
        List<String> cc = new ArrayList<>();
        List<String> bcc = new ArrayList<>();
        String subject = "";
        String body = "";

        @Nullable String parent;

        Map<String, String> headers = new LinkedHashMap<>();
        boolean opens;
        boolean links;

        @Nullable String label;

        String kind = "mail";
        Instant at = Instant.EPOCH;
        Instant told = Instant.EPOCH;
        boolean read;
        List<String> attachments = new ArrayList<>();
    }

    /** A look at a profile; null when nobody was found under what was asked for. */
    record Visit(String account, @Nullable String person, String asked, Instant at) {}

    static final class Hook {
        String id = "";
        String url = "";
        String source = "";

        @Nullable String name;

        String format = "json";
        boolean enabled = true;
        List<String> accounts = new ArrayList<>();
        List<String> events = new ArrayList<>();
        List<Pair> headers = new ArrayList<>();
        List<Pair> data = new ArrayList<>();
    }

    record Pair(String key, String value) {}

    static final class Delivery {
        String id = "";
        String hook = "";
        String event = "";
        String account = "";
        String subject = "";
        String body = "";
        Instant raised = Instant.EPOCH;

        @Nullable Instant done;

        int attempts;
        String outcome = "waiting";
        boolean duplicate;
    }

    static final class HostedLink {
        String token = "";
        String type = "create";

        @Nullable String account;

        @Nullable String name;

        @Nullable String notifyUrl;

        @Nullable String successUrl;

        Instant expires = Instant.EPOCH;
        boolean used;
    }

    /** Something that happens at a time by itself. */
    record Event(Instant due, long order, String kind, String subject, String detail) {}
}
