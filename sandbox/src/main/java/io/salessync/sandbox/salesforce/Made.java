package io.salessync.sandbox.salesforce;

import java.text.Normalizer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The records that the org begins with: each value follows from seed, object, row and field alone, so that none of them
 * takes memory until somebody changes it.
 */
final class Made {
    /** The administrator that integrations run as, and the seller of whom every org has some. */
    static final int USERS = 8;

    /** Queues that own leads, cases and tasks which nobody has taken yet. */
    static final List<String> QUEUES = List.of("Inbound", "Overdue", "Unassigned");

    /** What people agree to, where an individual says so. */
    static final List<String> PURPOSES = List.of("Sales", "Newsletter", "Service");

    private static final long YEAR = 365L * 86_400;

    private final long seed;
    private final int contacts;
    private final Instant base;
    private final LocalDate today;

    Made(long seed, int contacts, Instant base) {
        this.seed = seed;
        this.contacts = contacts;
        this.base = Instant.ofEpochSecond(base.getEpochSecond());
        this.today = LocalDate.ofInstant(base, ZoneOffset.UTC);
    }

    Instant base() {
        return base;
    }

    int count(String object) {
        return switch (object) {
            case "Contact" -> contacts;
            case "Account" -> part(20, 3);
            case "Lead" -> part(4, 1);
            case "Opportunity", "Task", "Wholesale_Order__c" -> part(5, 1);
            case "Case", "Individual", "CampaignMember" -> part(10, 1);
            case "Campaign" -> contacts == 0 ? 0 : 12;
            case "User" -> USERS;
            case "Group" -> QUEUES.size();
            case "DataUsePurpose" -> contacts == 0 ? 0 : PURPOSES.size();
            case "ContactPointTypeConsent" -> part(40, 1);
            default -> 0;
        };
    }

    private int part(int of, int take) {
        return (int) Math.ceilDiv((long) contacts * take, of);
    }

    /** Seconds since 1970 at which a row was last touched; imports and mass updates give many rows the same second. */
    int stamp(String object, int row) {
        long h = mix(object, row, 1);
        long created = created(object, row);
        long last = base.getEpochSecond() - 3600;
        if (chance(h, 0, 20)) {
            return (int) Math.max(created, last - 40 * 86_400);
        }
        double way = unit(h >>> 8);
        return (int) (created + (long) ((last - created) * way * way));
    }

    private long created(String object, int row) {
        int all = Math.max(1, count(object));
        int block = Math.max(20, all / 50);
        boolean imported = chance(mix(object, row / block, 2), 0, 20);
        int at = imported ? row - row % block : row;
        long last = base.getEpochSecond() - 7200;
        return last - (long) (5.0 * YEAR * (all - at) / all);
    }

    /** The value of a field of a record, or null where it has none. */
    @Nullable Object value(String object, int row, String key) {
        switch (key) {
            case "CreatedDate" -> {
                return Instant.ofEpochSecond(created(object, row));
            }
            case "LastModifiedDate" -> {
                return Instant.ofEpochSecond(stamp(object, row));
            }
            case "CreatedById", "LastModifiedById" -> {
                return user(0);
            }
            case "OwnerId" -> {
                boolean queued = object.equals("Lead") || object.equals("Case") || object.equals("Task");
                long h = mix(object, row, 3);
                return queued && chance(h, 40, 6)
                        ? Ids.of("00G", (int) Long.remainderUnsigned(h >>> 8, QUEUES.size()))
                        : user(1 + (int) Long.remainderUnsigned(h, USERS - 1));
            }
            case "Description", "Notes__c" -> {
                return chance(mix(object, row, 4), 0, 5) ? "Met at the fair; asked for the new line's prices." : null;
            }
            case "LastActivityDate" -> {
                return lastActivity(object, row);
            }
            case "LeadSource", "AccountSource" -> {
                return of(
                        mix(object, row, 5), 12, "Web", "Phone Inquiry", "Partner Referral", "Purchased List", "Other");
            }
            default -> {
                return switch (object) {
                    case "Contact" -> contact(row, key);
                    case "Account" -> account(row, key);
                    case "Lead" -> lead(row, key);
                    case "Opportunity" -> opportunity(row, key);
                    case "Case" -> aCase(row, key);
                    case "Campaign" -> campaign(row, key);
                    case "CampaignMember" -> member(row, key);
                    case "Task" -> task(row, key);
                    case "Individual" -> individual(row, key);
                    case "User" -> person(row, key);
                    case "Group" -> group(row, key);
                    case "DataUsePurpose" -> key.equals("Name") ? PURPOSES.get(row) : null;
                    case "ContactPointTypeConsent" -> consent(row, key);
                    case "Wholesale_Order__c" -> order(row, key);
                    default -> null;
                };
            }
        }
    }

    private @Nullable LocalDate lastActivity(String object, int row) {
        long h = mix(object, row, 6);
        if (chance(h, 0, 12)) {
            return null;
        }
        long days = (long) (-300 * Math.log(1 - unit(h >>> 8) * 0.998));
        return today.minusDays(days);
    }

    /** Which person a contact or a lead is: some rows are a person that an earlier row is already. */
    private int who(String object, int row) {
        long h = mix(object, row, 7);
        return row > 20 && Long.remainderUnsigned(h, 29) == 0
                ? (int) (row - 1 - Long.remainderUnsigned(h >>> 8, Math.min(row - 1, 5000)))
                : row;
    }

    private int variant(String object, int row, int who) {
        return who == row ? -1 : (int) Long.remainderUnsigned(mix(object, row, 8), 5);
    }

    private String first(String object, int who, int variant) {
        String name = pick(Words.FIRST, mix(object, who, 9));
        return variant == 0 ? Words.NICKNAMES.getOrDefault(name, name) : name;
    }

    private String last(String object, int who, int variant) {
        String name = pick(Words.LAST, mix(object, who, 10));
        return variant == 2 && name.length() > 4
                ? name.substring(0, 2) + name.charAt(3) + name.charAt(2) + name.substring(4)
                : name;
    }

    private @Nullable String email(String object, int row, int who, int variant, @Nullable String company) {
        long h = mix(object, who, 11);
        if (chance(h, 0, 6)) {
            return null;
        }
        String domain = company == null || variant == 1
                ? pick(List.of("mail.example", "post.example", "inbox.example"), h >>> 8)
                : slug(company) + ".example";
        if (company != null && variant < 0 && chance(h, 16, 2)) {
            return "info@" + domain;
        }
        return slug(first(object, who, -1)) + "." + slug(last(object, who, -1))
                + (chance(h, 24, 30) ? "" : Long.remainderUnsigned(h >>> 32, 900) + 10) + "@" + domain;
    }

    private @Nullable String phone(String object, int who, int variant, int salt, int missing) {
        long h = mix(object, who, salt);
        if (chance(h, 0, missing)) {
            return null;
        }
        long area = 201 + Long.remainderUnsigned(h >>> 8, 780);
        long line = Long.remainderUnsigned(h >>> 24, 10_000);
        return switch (variant == 3 ? 3 : (int) Long.remainderUnsigned(h >>> 40, 3)) {
            case 0 -> "(%d) 555-%04d".formatted(area, line);
            case 1 -> area + "-555-" + pad(line);
            case 2 -> "+1 " + area + " 555 " + pad(line);
            default -> "1" + area + "555" + pad(line);
        };
    }

    private static String pad(long line) {
        String text = Long.toString(line);
        return "0000".substring(text.length()) + text;
    }

    private @Nullable Object place(String object, int who, String part) {
        long h = mix(object, who, 12);
        List<String> city = Words.CITIES.get((int) Long.remainderUnsigned(h >>> 8, Words.CITIES.size()));
        return switch (part) {
            case "Street" ->
                (1 + Long.remainderUnsigned(h >>> 16, 9800)) + " " + pick(Words.STREET, h >>> 24) + " "
                        + pick(Words.STREET_FORM, h >>> 32);
            case "City" -> city.get(0);
            case "State" -> city.get(1);
            case "PostalCode" -> city.get(2) + (10 + Long.remainderUnsigned(h >>> 40, 90));
            case "Country" -> city.get(3);
            default -> null;
        };
    }

    private int accountOf(int contact) {
        int accounts = count("Account");
        return accounts == 0 || chance(mix("Contact", contact, 13), 0, 5)
                ? -1
                : (int) Long.remainderUnsigned(mix("Contact", contact, 14), accounts);
    }

    private @Nullable Object contact(int row, String key) {
        int who = who("Contact", row);
        int variant = variant("Contact", row, who);
        return switch (key) {
            case "AccountId" -> {
                int account = accountOf(who);
                yield account < 0 ? null : Ids.of("001", account);
            }
            case "LastName" -> last("Contact", who, variant);
            case "FirstName" -> chance(mix("Contact", who, 15), 0, 2) ? null : first("Contact", who, variant);
            case "Salutation" -> of(mix("Contact", who, 16), 40, "Mr.", "Ms.", "Mrs.", "Dr.", "Prof.");
            case "MailingStreet", "MailingCity", "MailingState", "MailingPostalCode", "MailingCountry" ->
                place("Contact", who, key.substring(7));
            case "Phone" -> phone("Contact", who, variant, 17, 15);
            case "MobilePhone" -> phone("Contact", who, variant, 18, 45);
            case "Email" -> {
                int account = accountOf(who);
                yield email("Contact", row, who, variant, account < 0 ? null : companyName(account));
            }
            case "Title" -> pick(Words.TITLE, mix("Contact", row, 19));
            case "Department" -> pick(Words.DEPARTMENT, mix("Contact", row, 20));
            case "Birthdate" ->
                chance(mix("Contact", who, 21), 0, 60)
                        ? null
                        : LocalDate.of(1950, 1, 1).plusDays(Long.remainderUnsigned(mix("Contact", who, 22), 18_000));
            case "HasOptedOutOfEmail" -> chance(mix("Contact", row, 23), 0, 8);
            case "HasOptedOutOfFax" -> chance(mix("Contact", row, 23), 8, 3);
            case "DoNotCall" -> chance(mix("Contact", row, 23), 16, 6);
            case "IndividualId" -> row % 10 == 0 && row / 10 < count("Individual") ? Ids.of("0PK", row / 10) : null;
            case "External_Id__c" -> chance(mix("Contact", row, 24), 0, 10) ? null : "C-" + sevenDigits(row);
            case "Legacy_Id__c" -> row % 3 == 2 ? null : "L" + (row % 50 == 1 ? row - 1 : row);
            case "Tags__c" -> {
                long h = mix("Contact", row, 25);
                yield chance(h, 0, 80)
                        ? null
                        : chance(h, 8, 30) ? "Newsletter;Trade fair" : chance(h, 16, 50) ? "Newsletter" : "VIP";
            }
            case "Preferred_Channel__c" -> of(mix("Contact", row, 26), 50, "E-mail", "Phone", "Post", "None");
            case "Lifetime_Value__c" -> {
                long h = mix("Contact", row, 27);
                yield chance(h, 0, 30) ? null : Long.remainderUnsigned(h >>> 8, 9_000_000) / 100.0;
            }
            case "Score__c" -> Long.remainderUnsigned(mix("Contact", row, 28), 1000) / 10.0;
            case "Consent_Expires__c" -> {
                long h = mix("Contact", row, 29);
                yield chance(h, 0, 70) ? null : today.plusDays(Long.remainderUnsigned(h >>> 8, 900) - 300);
            }
            case "Last_Order_At__c" -> {
                long h = mix("Contact", row, 30);
                yield chance(h, 0, 60) ? null : base.minusSeconds(Long.remainderUnsigned(h >>> 8, 3 * YEAR));
            }
            default -> null;
        };
    }

    private String companyName(int account) {
        long h = mix("Account", account, 31);
        return pick(Words.COMPANY, h) + " " + pick(Words.TRADE, h >>> 12)
                + (count("Account") > 2000 ? " " + (1 + Long.remainderUnsigned(h >>> 24, 99)) : "");
    }

    private @Nullable Object account(int row, String key) {
        long h = mix("Account", row, 32);
        return switch (key) {
            case "Name" -> companyName(row) + " " + pick(Words.FORM, h);
            case "Type" -> of(h, 15, "Prospect", "Customer - Direct", "Customer - Channel", "Partner", "Other");
            case "ParentId" -> row > 0 && chance(h, 8, 6) ? Ids.of("001", row / 2) : null;
            case "BillingStreet", "BillingCity", "BillingState", "BillingPostalCode", "BillingCountry" ->
                place("Account", row, key.substring(7));
            case "Phone" -> phone("Account", row, -1, 33, 10);
            case "AccountNumber" -> "AN-" + (100_000 + row);
            case "Website" -> chance(h, 16, 20) ? null : "https://www." + slug(companyName(row)) + ".example";
            case "Industry" ->
                of(
                        h >>> 3,
                        8,
                        "Apparel",
                        "Construction",
                        "Consulting",
                        "Energy",
                        "Healthcare",
                        "Manufacturing",
                        "Media",
                        "Retail",
                        "Technology",
                        "Transportation",
                        "Other");
            case "AnnualRevenue" ->
                chance(h, 24, 30) ? null : (double) (Long.remainderUnsigned(h >>> 9, 5_000) * 10_000);
            case "NumberOfEmployees" -> chance(h, 32, 30) ? null : Long.remainderUnsigned(h >>> 11, 4_000);
            case "Rating" -> of(h >>> 5, 50, "Hot", "Warm", "Cold");
            case "External_Id__c" -> "A-" + sevenDigits(row);
            case "Tags__c" -> chance(h, 40, 85) ? null : chance(h, 48, 50) ? "Key account" : "Newsletter;Reseller";
            case "Credit_Hold__c" -> chance(h, 56, 4);
            default -> null;
        };
    }

    private @Nullable Object lead(int row, String key) {
        long h = mix("Lead", row, 34);
        // one lead in eight is a person who is a contact already
        boolean known = contacts > 0 && chance(h, 0, 12);
        String object = known ? "Contact" : "Lead";
        int who = known ? (int) Long.remainderUnsigned(h >>> 8, contacts) : who("Lead", row);
        int variant = known ? (int) Long.remainderUnsigned(h >>> 40, 5) : variant("Lead", row, who);
        int company = count("Account") == 0 ? 0 : (int) Long.remainderUnsigned(mix(object, who, 14), count("Account"));
        return switch (key) {
            case "LastName" -> last(object, who, variant);
            case "FirstName" -> first(object, who, variant);
            case "Salutation" -> of(mix(object, who, 16), 40, "Mr.", "Ms.", "Mrs.", "Dr.", "Prof.");
            case "Title" -> pick(Words.TITLE, mix("Lead", row, 19));
            case "Company" -> companyName(company);
            case "Street", "City", "State", "PostalCode", "Country" -> place(object, who, key);
            case "Phone" -> phone(object, who, variant, 17, 15);
            case "MobilePhone" -> phone(object, who, variant, 18, 60);
            case "Email" -> email(object, row, who, variant, companyName(company));
            case "Status" -> status(mix("Lead", row, 35));
            case "Industry" -> of(h >>> 3, 30, "Apparel", "Retail", "Media", "Technology", "Other");
            case "Rating" -> of(h >>> 5, 50, "Hot", "Warm", "Cold");
            case "HasOptedOutOfEmail" -> chance(mix("Lead", row, 23), 0, 10);
            case "HasOptedOutOfFax" -> chance(mix("Lead", row, 23), 8, 3);
            case "DoNotCall" -> chance(mix("Lead", row, 23), 16, 7);
            case "External_Id__c" -> row % 4 == 3 ? null : "LD-" + sevenDigits(row);
            case "ConvertedDate" ->
                status(mix("Lead", row, 35)).startsWith("Closed")
                        ? LocalDate.ofInstant(Instant.ofEpochSecond(stamp("Lead", row)), ZoneOffset.UTC)
                        : null;
            case "ConvertedContactId" ->
                status(mix("Lead", row, 35)).startsWith("Closed") && known ? Ids.of("003", who) : null;
            default -> null;
        };
    }

    private static String status(long h) {
        String status =
                of(h, 0, "Open", "Open", "Working", "Working", "Qualified", "Unqualified", "Closed - Converted");
        return status == null ? "Open" : status;
    }

    private @Nullable Object opportunity(int row, String key) {
        long h = mix("Opportunity", row, 36);
        int account = count("Account") == 0 ? 0 : (int) Long.remainderUnsigned(h >>> 8, count("Account"));
        return switch (key) {
            case "AccountId" -> Ids.of("001", account);
            case "Name" -> companyName(account) + " " + (2020 + row % 7) + " line";
            case "StageName" ->
                of(h, 0, "Prospecting", "Qualification", "Proposal", "Negotiation", "Closed Won", "Closed Lost");
            case "Amount" -> chance(h, 16, 10) ? null : Long.remainderUnsigned(h >>> 9, 25_000_000) / 100.0;
            case "Probability" -> (double) (Long.remainderUnsigned(h >>> 13, 11) * 10);
            case "CloseDate" -> today.plusDays(Long.remainderUnsigned(h >>> 17, 900) - 600);
            case "Type" -> of(h >>> 5, 20, "New Customer", "Existing Customer", "Replacement");
            case "ContactId" -> contacts == 0 ? null : Ids.of("003", (int) Long.remainderUnsigned(h >>> 21, contacts));
            case "External_Id__c" -> "O-" + sevenDigits(row);
            default -> null;
        };
    }

    private @Nullable Object aCase(int row, String key) {
        long h = mix("Case", row, 37);
        int contact = contacts == 0 ? 0 : (int) Long.remainderUnsigned(h >>> 8, contacts);
        return switch (key) {
            case "CaseNumber" -> "0" + sevenDigits(row + 1);
            case "ContactId" -> contacts == 0 ? null : Ids.of("003", contact);
            case "AccountId" -> contact(contact, "AccountId");
            case "Type" -> of(h, 10, "Delivery", "Quality", "Invoice", "Question", "Other");
            case "Status" -> of(h >>> 3, 0, "New", "Working", "Escalated", "Closed", "Closed");
            case "Reason" -> of(h >>> 5, 20, "Late", "Damaged", "Wrong item", "Wrong price", "Other");
            case "Origin" -> of(h >>> 7, 0, "Phone", "Email", "Web");
            case "Subject" -> "Question about order " + (10_000 + row);
            case "Priority" -> of(h >>> 9, 0, "High", "Medium", "Medium", "Low");
            default -> null;
        };
    }

    private @Nullable Object campaign(int row, String key) {
        return switch (key) {
            case "Name" -> (row % 2 == 0 ? "Spring " : "Autumn ") + (2021 + row / 2) + " line";
            case "Type" -> of(mix("Campaign", row, 38), 0, "Conference", "Email", "Trade Show", "Webinar", "Other");
            case "Status" -> row > 9 ? "In Progress" : "Completed";
            case "StartDate" -> LocalDate.of(2021 + row / 2, row % 2 == 0 ? 3 : 9, 1);
            case "EndDate" -> LocalDate.of(2021 + row / 2, row % 2 == 0 ? 5 : 11, 30);
            case "IsActive" -> row > 9;
            case "External_Id__c" -> "CA-" + sevenDigits(row);
            default -> null;
        };
    }

    private @Nullable Object member(int row, String key) {
        return switch (key) {
            case "CampaignId" -> Ids.of("701", row % 12);
            case "ContactId" ->
                Ids.of("003", (int) Long.remainderUnsigned(mix("CampaignMember", row, 39), Math.max(1, contacts)));
            case "Status" -> of(mix("CampaignMember", row, 40), 0, "Sent", "Sent", "Responded");
            default -> null;
        };
    }

    private @Nullable Object task(int row, String key) {
        long h = mix("Task", row, 41);
        return switch (key) {
            case "WhoId" ->
                chance(h, 0, 25) && count("Lead") > 0
                        ? Ids.of("00Q", (int) Long.remainderUnsigned(h >>> 8, count("Lead")))
                        : Ids.of("003", (int) Long.remainderUnsigned(h >>> 8, Math.max(1, contacts)));
            case "Subject" -> of(h >>> 3, 0, "Call", "E-mail", "Send prices", "Visit", "Other");
            case "ActivityDate" -> today.plusDays(Long.remainderUnsigned(h >>> 11, 700) - 650);
            case "Status" -> of(h >>> 5, 0, "Not Started", "In Progress", "Completed", "Completed", "Completed");
            case "Priority" -> of(h >>> 7, 0, "High", "Normal", "Normal", "Low");
            case "IsArchived" -> chance(h, 24, 10);
            default -> null;
        };
    }

    private @Nullable Object individual(int row, String key) {
        long h = mix("Individual", row, 42);
        return switch (key) {
            case "LastName", "FirstName" -> contact(row * 10, key);
            case "ShouldForget" -> chance(h, 0, 2);
            case "HasOptedOutTracking" -> chance(h, 8, 10);
            case "HasOptedOutSolicit" -> chance(h, 16, 10);
            case "HasOptedOutProcessing" -> chance(h, 24, 4);
            default -> null;
        };
    }

    /** What one individual in four said of e-mails: most agree to one purpose, for a year or two. */
    private @Nullable Object consent(int row, String key) {
        long h = mix("ContactPointTypeConsent", row, 46);
        int purpose = (int) Long.remainderUnsigned(h, PURPOSES.size());
        Instant from = Instant.ofEpochSecond(created("ContactPointTypeConsent", row));
        return switch (key) {
            case "Name" -> PURPOSES.get(purpose) + " by e-mail";
            case "PartyId" -> Ids.of("0PK", Math.min(row * 4, count("Individual") - 1));
            case "ContactPointType" -> "Email";
            case "DataUsePurposeId" -> Ids.of("0ZW", purpose);
            case "PrivacyConsentStatus" -> chance(h, 8, 15) ? "OptOut" : "OptIn";
            case "EffectiveFrom", "CaptureDate" -> from;
            case "EffectiveTo" -> chance(h, 16, 40) ? from.plusSeconds(2 * YEAR) : null;
            case "CaptureContactPointType" -> "Web";
            case "CaptureSource" -> "Form on the web site";
            default -> null;
        };
    }

    private static @Nullable Object group(int row, String key) {
        return switch (key) {
            case "Name" -> QUEUES.get(row) + " queue";
            case "DeveloperName" -> QUEUES.get(row) + "_queue";
            case "Type" -> "Queue";
            default -> null;
        };
    }

    private @Nullable Object person(int row, String key) {
        return switch (key) {
            case "Alias" -> row == 0 ? "integr" : "seller" + row;
            case "Username" -> row == 0 ? "integration@sandbox.example" : "seller" + row + "@sandbox.example";
            case "LastName" -> row == 0 ? "Integration" : pick(Words.LAST, mix("User", row, 43));
            case "FirstName" -> row == 0 ? null : pick(Words.FIRST, mix("User", row, 44));
            case "Email" -> row == 0 ? "integration@sandbox.example" : "seller" + row + "@sandbox.example";
            case "Title" -> row == 0 ? null : "Sales representative";
            case "IsActive" -> row != USERS - 1;
            case "TimeZoneSidKey" -> "America/Los_Angeles";
            case "LocaleSidKey" -> "en_US";
            case "ManagerId" -> row > 1 ? user(1) : null;
            case "UserType" -> "Standard";
            default -> null;
        };
    }

    private @Nullable Object order(int row, String key) {
        long h = mix("Wholesale_Order__c", row, 45);
        return switch (key) {
            case "Name" -> "WO-" + sevenDigits(row + 1);
            case "Account__c" ->
                count("Account") == 0 ? null : Ids.of("001", (int) Long.remainderUnsigned(h >>> 8, count("Account")));
            case "Contact__c" -> contacts == 0 ? null : Ids.of("003", (int) Long.remainderUnsigned(h >>> 16, contacts));
            case "External_Id__c" -> "W-" + sevenDigits(row);
            case "Line_Key__c" -> (double) (500_000 + row);
            case "Status__c" -> of(h, 0, "Draft", "Confirmed", "In production", "Shipped", "Cancelled");
            case "Channels__c" ->
                of(h >>> 3, 20, "Store", "Store;Web shop", "Web shop", "Marketplace;Outlet", "Store;Web shop;Outlet");
            case "Amount__c" -> Long.remainderUnsigned(h >>> 9, 3_000_000) / 100.0;
            case "Quantity__c" -> (double) Long.remainderUnsigned(h >>> 11, 2_000);
            case "Discount__c" -> chance(h, 24, 60) ? null : Long.remainderUnsigned(h >>> 13, 3000) / 100.0;
            case "Due_Date__c" -> today.plusDays(Long.remainderUnsigned(h >>> 17, 400) - 250);
            case "Placed_At__c" -> base.minusSeconds(Long.remainderUnsigned(h >>> 19, YEAR));
            case "Is_Rush__c" -> chance(h, 32, 9);
            default -> null;
        };
    }

    static String user(int row) {
        return Ids.of("005", row);
    }

    static String sevenDigits(int row) {
        String text = Integer.toString(row);
        return "0000000".substring(Math.min(7, text.length())) + text;
    }

    private static String slug(String text) {
        boolean plain = text.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
        String bare = plain
                ? text
                : Normalizer.normalize(
                                text.replace("ß", "ss")
                                        .replace("ø", "o")
                                        .replace("ł", "l")
                                        .replace("Ł", "L")
                                        .replace("ı", "i"),
                                Normalizer.Form.NFD)
                        .replaceAll("[^A-Za-z0-9]", "");
        return bare.toLowerCase(Locale.ROOT);
    }

    private static <T> T pick(List<T> from, long h) {
        return from.get((int) Long.remainderUnsigned(h, from.size()));
    }

    /** One of the values, or none in so many of a hundred cases. */
    private static @Nullable String of(long h, int none, String... values) {
        return Long.remainderUnsigned(h >>> 33, 100) < none
                ? null
                : values[(int) Long.remainderUnsigned(h >>> 2, values.length)];
    }

    /** Whether a chance of so many in a hundred falls, drawn from the byte of the hash at a place and the next ones. */
    private static boolean chance(long h, int at, int percent) {
        return Long.remainderUnsigned(h >>> at, 100) < percent;
    }

    private static double unit(long h) {
        return (h & 0xFFFFFFFFFFL) / (double) (1L << 40);
    }

    private long mix(String object, int row, int salt) {
        long z = seed * 0x9E3779B97F4A7C15L + object.hashCode() * 0xD1B54A32D192ED03L + (((long) row << 8) | salt);
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
