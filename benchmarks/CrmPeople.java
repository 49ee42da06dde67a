import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Contacts as a CRM has them, with the truth beside: some people are there twice, each time for one of the named reasons, and some
 * different people look alike. {@code java CrmPeople.java PEOPLE SEED FILE [INCOMING.csv COUNT]}: with a second file, that one has
 * COUNT contacts of which half are people of the first.
 */
class CrmPeople {
    static final String[] HEADER = {
        "id", "person", "case", "first_name", "last_name", "email", "phone", "mobile", "company", "street", "city", "postal_code", "state"
    };
    /** Reasons for one person to be there twice. */
    static final String[] AGAIN = {
        "new e-mail", "job change", "nickname", "transliteration", "swapped names", "merged accounts", "typing errors", "little known"
    };

    static final String[] FIRST =
            ("james mary robert patricia john jennifer michael linda david elizabeth william barbara richard susan joseph jessica thomas"
                            + " sarah christopher karen charles lisa daniel nancy matthew betty anthony sandra mark margaret donald ashley"
                            + " steven kimberly andrew emily paul donna joshua michelle kenneth carol kevin amanda brian melissa george"
                            + " deborah timothy stephanie ronald rebecca jason sharon edward laura jeffrey cynthia ryan dorothy jacob amy"
                            + " gary kathleen nicholas angela eric shirley jonathan emma stephen brenda larry pamela justin nicole scott"
                            + " anna brandon samantha benjamin katherine samuel christine gregory helen alexander debra patrick rachel"
                            + " frank carolyn raymond janet jack maria dennis olivia jerry heather tyler diane aaron julie jose joyce adam"
                            + " victoria nathan ruth henry virginia zachary lauren douglas kelly peter christina kyle joan noah evelyn"
                            + " ethan judith jeremy andrea walter hannah christian megan keith cheryl austin jacqueline roger martha terry"
                            + " madison sean teresa gerald gloria carl sara dylan janice harold ann jordan kathryn jesse abigail bryan"
                            + " sophia lawrence frances arthur jean gabriel alice bruce judy logan isabella billy julia joe grace alan"
                            + " amber juan denise elijah danielle willie marilyn albert beverly wayne charlotte randy natalie mason theresa"
                            + " vincent diana liam brittany roy doris bobby kayla caleb alexis bradley lori russell marie lars sven ingrid"
                            + " jurgen klaus heike ulrike pierre camille luc chantal giovanni chiara paolo lucia diego carmen pablo ines")
                    .split(" ");
    static final Map<String, String> SHORT = Map.ofEntries(
            Map.entry("james", "jim"), Map.entry("robert", "bob"), Map.entry("patricia", "pat"), Map.entry("john", "jack"),
            Map.entry("jennifer", "jen"), Map.entry("michael", "mike"), Map.entry("david", "dave"), Map.entry("elizabeth", "liz"),
            Map.entry("william", "bill"), Map.entry("barbara", "barb"), Map.entry("richard", "dick"), Map.entry("susan", "sue"),
            Map.entry("joseph", "joe"), Map.entry("jessica", "jess"), Map.entry("thomas", "tom"), Map.entry("christopher", "chris"),
            Map.entry("charles", "chuck"), Map.entry("daniel", "dan"), Map.entry("matthew", "matt"), Map.entry("anthony", "tony"),
            Map.entry("margaret", "peggy"), Map.entry("donald", "don"), Map.entry("steven", "steve"), Map.entry("kimberly", "kim"),
            Map.entry("andrew", "andy"), Map.entry("joshua", "josh"), Map.entry("kenneth", "ken"), Map.entry("deborah", "deb"),
            Map.entry("timothy", "tim"), Map.entry("stephanie", "steph"), Map.entry("ronald", "ron"), Map.entry("rebecca", "becky"),
            Map.entry("edward", "ted"), Map.entry("jeffrey", "jeff"), Map.entry("jacob", "jake"), Map.entry("nicholas", "nick"),
            Map.entry("jonathan", "jon"), Map.entry("stephen", "steve"), Map.entry("benjamin", "ben"), Map.entry("samantha", "sam"),
            Map.entry("katherine", "kate"), Map.entry("samuel", "sam"), Map.entry("gregory", "greg"), Map.entry("alexander", "alex"),
            Map.entry("patrick", "pat"), Map.entry("raymond", "ray"), Map.entry("zachary", "zach"), Map.entry("nathan", "nate"),
            Map.entry("victoria", "vicky"), Map.entry("lawrence", "larry"), Map.entry("theresa", "terry"), Map.entry("vincent", "vince"));
    /** Names of other scripts, as they are written there and in two ways here. */
    static final String[][] OTHER_FIRST = {
        {"Юлия", "Yulia", "Julija"}, {"Сергей", "Sergey", "Sergei"}, {"Дмитрий", "Dmitry", "Dmitrij"}, {"Алексей", "Alexey", "Aleksei"},
        {"Евгений", "Evgeny", "Yevgeniy"}, {"Наталья", "Natalia", "Natalya"}, {"Татьяна", "Tatiana", "Tatyana"},
        {"Владимир", "Vladimir", "Wladimir"}, {"Ксения", "Ksenia", "Xenia"}, {"Николай", "Nikolay", "Nikolai"},
        {"Γιώργος", "Giorgos", "Yiorgos"}, {"Ελένη", "Eleni", "Helene"}, {"محمد", "Mohammed", "Muhammad"}, {"خالد", "Khalid", "Khaled"},
        {"Jürgen", "Juergen", "Jurgen"}, {"Søren", "Soren", "Soeren"}, {"François", "Francois", "Francoi"}, {"Łukasz", "Lukasz", "Lucas"}
    };
    static final String[][] OTHER_LAST = {
        {"Щербаков", "Shcherbakov", "Scherbakow"}, {"Иванов", "Ivanov", "Iwanow"}, {"Кузнецов", "Kuznetsov", "Kusnezow"},
        {"Соловьёв", "Solovyov", "Soloviev"}, {"Морозова", "Morozova", "Morosowa"}, {"Жуков", "Zhukov", "Schukow"},
        {"Чайковский", "Tchaikovsky", "Chaykovskiy"}, {"Попов", "Popov", "Popow"}, {"Χατζής", "Chatzis", "Hatzis"},
        {"Παπαδόπουλος", "Papadopoulos", "Papadopulos"}, {"حسين", "Hussein", "Hossain"}, {"يوسف", "Youssef", "Yusuf"},
        {"Müller", "Mueller", "Muller"}, {"Sørensen", "Sorensen", "Soerensen"}, {"Lefèvre", "Lefevre", "Lefebvre"},
        {"Wójcik", "Wojcik", "Woicik"}, {"Größl", "Groessl", "Grossl"}, {"Şahin", "Sahin", "Shahin"}
    };
    static final String[] COMMON_LAST =
            ("smith johnson williams brown jones garcia miller davis rodriguez martinez hernandez lopez wilson anderson thomas taylor moore"
                            + " jackson martin lee perez thompson white harris sanchez clark ramirez lewis robinson walker young allen king"
                            + " wright scott torres nguyen hill flores green adams nelson baker hall rivera campbell mitchell carter roberts"
                            + " meyer schmidt weber wagner becker hoffmann rossi ferrari dubois moreau novak kowalski jansen bakker")
                    .split(" ");
    static final String[] START = {
        "al", "bar", "ben", "bor", "bren", "cal", "car", "chal", "con", "dal", "den", "dor", "el", "fair", "fen", "gar", "gil", "hal",
        "har", "hol", "kel", "kin", "lan", "lang", "mar", "mel", "mor", "nor", "oak", "pal", "per", "pres", "ral", "red", "rich", "ros",
        "sal", "sher", "stan", "sut", "tal", "thorn", "tre", "val", "wal", "war", "wes", "whit", "win", "wood"
    };
    static final String[] MIDDLE = {"", "", "", "ber", "den", "der", "er", "ing", "ke", "la", "le", "li", "man", "mo", "na", "ri", "ro", "ten"};
    static final String[] END = {
        "berg", "born", "burn", "by", "combe", "cott", "den", "dale", "field", "ford", "gate", "ham", "hurst", "land", "ley", "low", "man",
        "more", "ner", "port", "ridge", "sen", "shaw", "son", "stead", "stone", "ter", "ton", "vale", "ville", "well", "wick", "worth"
    };
    static final String[] STREETS = {"Street", "Avenue", "Road", "Drive", "Lane", "Court", "Place", "Way"};
    static final String[] SHORT_STREETS = {"St", "Ave", "Rd", "Dr", "Ln", "Ct", "Pl", "Way"};
    static final String[] TRADES = {
        "Logistics", "Foods", "Textiles", "Systems", "Partners", "Media", "Tools", "Sports", "Golf", "Outfitters", "Energy", "Health",
        "Design", "Consulting", "Motors", "Supply"
    };
    static final String[] FORMS = {"Inc", "LLC", "Ltd", "GmbH", "Corp", "Co"};
    static final String[] FREE = {"gmail.com", "yahoo.com", "outlook.com", "hotmail.com", "icloud.com", "gmx.de"};
    static final String[] OFFICES = {"info", "sales", "office", "contact"};
    static final String[] STATES =
            "CA TX FL NY PA IL OH GA NC MI NJ VA WA AZ MA TN IN MD MO WI CO MN SC AL LA KY OR OK CT UT".split(" ");

    final SplittableRandom random;
    final int people;
    final String[] lasts;
    final String[][] cities;
    final List<String[]> companies = new ArrayList<>();
    final Set<String> emails = new HashSet<>();
    int person;

    CrmPeople(int people, long seed) {
        this.people = people;
        this.random = new SplittableRandom(seed);
        int count = Math.max(300, Math.min(40_000, people / 12));
        lasts = new String[count];
        for (int i = 0; i < count; i++) {
            lasts[i] = i < COMMON_LAST.length ? COMMON_LAST[i] : word();
        }
        cities = new String[Math.max(60, Math.min(3_000, people / 100))][];
        for (int i = 0; i < cities.length; i++) {
            cities[i] = new String[] {title(word()), "%03d".formatted(random.nextInt(100, 999)), STATES[random.nextInt(STATES.length)]};
        }
        for (int i = 0; i < Math.max(40, people / 15); i++) {
            company();
        }
    }

    String word() {
        return START[random.nextInt(START.length)] + MIDDLE[random.nextInt(MIDDLE.length)] + END[random.nextInt(END.length)];
    }

    static String title(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    /** Name, domain, switchboard, street, city, code, state. */
    String[] company() {
        String name = word();
        String trade = TRADES[random.nextInt(TRADES.length)];
        String[] address = address();
        String[] made = {
            title(name) + " " + trade + " " + FORMS[random.nextInt(FORMS.length)],
            name + trade.toLowerCase(Locale.ROOT).substring(0, 3 + random.nextInt(2)) + (random.nextInt(4) == 0 ? ".de" : ".com"),
            phone(), address[0], address[1], address[2], address[3]
        };
        companies.add(made);
        return made;
    }

    /** The few common ones much more often than the many rare ones. */
    int skewed(int count) {
        double x = random.nextDouble();
        return (int) Math.min(count - 1, count * Math.pow(x, 2.4));
    }

    String[] address() {
        String[] city = cities[skewed(cities.length)];
        int type = random.nextInt(STREETS.length);
        return new String[] {
            random.nextInt(1, 400) + " " + title(word()) + " " + STREETS[type], city[0], city[1] + "%02d".formatted(random.nextInt(20)), city[2]
        };
    }

    String phone() {
        return "(%03d) %03d-%04d".formatted(random.nextInt(201, 990), random.nextInt(200, 999), random.nextInt(10_000));
    }

    /** A person of a company or at home; the columns of the header from the first name on. */
    String[] person() {
        String[] row = new String[HEADER.length];
        row[3] = title(FIRST[skewed(FIRST.length)]);
        row[4] = title(lasts[skewed(lasts.length)]);
        boolean home = random.nextInt(5) == 0;
        String[] company = companies.get(random.nextInt(companies.size()));
        row[8] = home ? "" : company[0];
        String[] address = home ? address() : new String[] {company[3], company[4], company[5], company[6]};
        System.arraycopy(address, 0, row, 9, 4);
        row[5] = email(row, home ? null : company[1]);
        row[6] = home ? phone() : random.nextInt(2) == 0 ? company[2] : company[2].substring(0, 10) + "%04d".formatted(random.nextInt(10_000));
        row[7] = random.nextInt(3) == 0 ? "" : phone();
        return row;
    }

    /** An address of a person's own: nobody else has it. */
    String email(String[] row, String domain) {
        String made = proposed(row, domain);
        String name = made;
        for (int i = 2; !emails.add(name); i++) {
            name = made.replace("@", i + "@");
        }
        return name;
    }

    String proposed(String[] row, String domain) {
        String first = plain(row[3]);
        String last = plain(row[4]);
        String local =
                switch (random.nextInt(4)) {
                    case 0 -> first.charAt(0) + last;
                    case 1 -> domain == null ? first + last + random.nextInt(10, 99) : first;
                    default -> first + "." + last;
                };
        return local + "@" + (domain == null ? FREE[random.nextInt(FREE.length)] : domain);
    }

    static String plain(String name) {
        String letters = java.text.Normalizer.normalize(name.toLowerCase(Locale.ROOT), java.text.Normalizer.Form.NFD)
                .replaceAll("[^a-z]", "");
        return letters.isEmpty() ? "x" : letters;
    }

    /** The person once more; null where the reason does not apply to them. */
    String[] again(String[] row, String reason) {
        String[] copy = row.clone();
        switch (reason) {
            case "new e-mail" -> copy[5] = email(row, row[8].isEmpty() || random.nextBoolean() ? null : word() + ".com");
            case "job change" -> {
                String[] company = companies.get(random.nextInt(companies.size()));
                copy[8] = company[0];
                copy[5] = plain(row[3]) + "." + plain(row[4]) + "@" + company[1];
                copy[6] = company[2];
                System.arraycopy(company, 3, copy, 9, 4);
                if (copy[7].isEmpty()) {
                    row[7] = phone();
                    copy[7] = row[7];
                }
            }
            case "nickname" -> {
                String shorter = SHORT.get(row[3].toLowerCase(Locale.ROOT));
                if (shorter == null) {
                    return null;
                }
                copy[3] = title(shorter);
                copy[5] = random.nextBoolean() ? copy[5] : email(copy, row[5].substring(row[5].indexOf('@') + 1));
                copy[7] = random.nextBoolean() ? "" : copy[7];
            }
            case "transliteration" -> {
                String[] first = OTHER_FIRST[random.nextInt(OTHER_FIRST.length)];
                String[] last = OTHER_LAST[random.nextInt(OTHER_LAST.length)];
                row[3] = first[1];
                row[4] = last[1];
                row[5] = email(row, row[8].isEmpty() ? null : row[5].substring(row[5].indexOf('@') + 1));
                int other = random.nextBoolean() ? 0 : 2;
                copy[3] = first[other];
                copy[4] = last[other];
                copy[5] = random.nextBoolean() ? row[5] : "";
            }
            case "swapped names" -> {
                copy[3] = row[4];
                copy[4] = row[3];
                copy[5] = random.nextBoolean() ? copy[5] : "";
            }
            case "merged accounts" -> {
                if (row[8].isEmpty()) {
                    return null;
                }
                String[] company = companies.get(random.nextInt(companies.size()));
                copy[8] = company[0];
                copy[5] = row[5].substring(0, row[5].indexOf('@') + 1) + company[1];
                copy[6] = random.nextBoolean() ? company[2] : copy[6];
            }
            case "typing errors" -> {
                for (int i = 0; i < 2; i++) {
                    int column = new int[] {3, 4, 5, 6, 8, 9, 10, 11}[random.nextInt(8)];
                    copy[column] = slip(copy[column]);
                }
                copy[7] = random.nextInt(3) == 0 ? "" : copy[7];
            }
            default -> {
                copy[3] = random.nextBoolean() ? row[3].substring(0, 1) + "." : row[3];
                copy[7] = "";
                copy[9] = "";
                copy[11] = "";
                copy[random.nextBoolean() ? 6 : 8] = "";
            }
        }
        formats(copy);
        return copy;
    }

    /** The same written otherwise, as another program or another hand does. */
    void formats(String[] row) {
        if (random.nextInt(2) == 0) {
            row[6] = row[6].replace("(", "+1 ").replace(")", "");
        }
        if (random.nextInt(3) == 0) {
            for (int i = 0; i < STREETS.length; i++) {
                row[9] = row[9].replace(" " + STREETS[i], " " + SHORT_STREETS[i]);
            }
        }
        if (random.nextInt(4) == 0) {
            row[4] = row[4].toUpperCase(Locale.ROOT);
        }
        if (random.nextInt(4) == 0 && row[8].indexOf(' ') > 0) {
            row[8] = row[8].substring(0, row[8].lastIndexOf(' '));
        }
        if (random.nextInt(8) == 0) {
            row[5] = row[5].replace("@", "+crm@");
        }
    }

    String slip(String text) {
        if (text.length() < 3) {
            return text;
        }
        int at = random.nextInt(1, text.length() - 1);
        return switch (random.nextInt(3)) {
            case 0 -> text.substring(0, at) + text.substring(at + 1);
            case 1 -> text.substring(0, at) + text.charAt(at + 1) + text.charAt(at) + text.substring(Math.min(text.length(), at + 2));
            default -> text.substring(0, at) + (char) ('a' + random.nextInt(26)) + text.substring(at);
        };
    }

    /** Other people who look like this one: a family at one address, colleagues behind one mailbox. */
    List<String[]> lookalikes(String[] row) {
        List<String[]> others = new ArrayList<>();
        int kind = random.nextInt(3);
        String[] other = person();
        if (kind == 0) {
            // father and son: one address, one telephone, half of them with one first name
            other[4] = row[4];
            boolean named = random.nextBoolean();
            other[3] = named ? row[3] : title(FIRST[random.nextInt(FIRST.length)]);
            named |= other[3].equals(row[3]);
            if (named) {
                row[4] = row[4] + " Sr";
                other[4] = other[4] + " Jr";
            }
            other[6] = row[6];
            other[8] = "";
            System.arraycopy(row, 9, other, 9, 4);
            other[5] = email(other, null);
            other[2] = "father and son";
        } else if (kind == 1) {
            // a couple
            while (other[3].equals(row[3])) {
                other[3] = title(FIRST[skewed(FIRST.length)]);
            }
            other[4] = row[4];
            other[6] = row[6];
            other[5] = random.nextInt(3) == 0 ? row[5] : email(other, null);
            other[8] = "";
            System.arraycopy(row, 9, other, 9, 4);
            other[2] = "couple";
        } else {
            if (row[8].isEmpty()) {
                return others;
            }
            row[5] = OFFICES[random.nextInt(OFFICES.length)] + row[5].substring(row[5].indexOf('@'));
            other[5] = row[5];
            other[6] = row[6];
            other[8] = row[8];
            System.arraycopy(row, 9, other, 9, 4);
            other[2] = "shared mailbox";
        }
        others.add(other);
        return others;
    }

    int id;

    void write(BufferedWriter out, String[] row, String reason) throws IOException {
        row[0] = "c" + ++id;
        row[1] = "p" + person;
        row[2] = row[2] == null ? reason : row[2];
        StringBuilder line = new StringBuilder();
        for (String cell : row) {
            line.append(line.isEmpty() ? "" : ",").append(cell.indexOf(',') >= 0 ? '"' + cell + '"' : cell);
        }
        out.append(line).append('\n');
    }

    public static void main(String[] arguments) throws IOException {
        int people = Integer.parseInt(arguments[0]);
        CrmPeople crm = new CrmPeople(people, Long.parseLong(arguments[1]));
        Path file = Path.of(arguments[2]);
        boolean linking = arguments.length > 4;
        int incoming = linking ? Integer.parseInt(arguments[4]) : 0;
        try (BufferedWriter out = Files.newBufferedWriter(file);
                BufferedWriter second = linking ? Files.newBufferedWriter(Path.of(arguments[3])) : null) {
            out.append(String.join(",", HEADER)).append('\n');
            if (second != null) {
                second.append(String.join(",", HEADER)).append('\n');
            }
            int every = linking ? Math.max(1, people / Math.max(1, incoming / 2)) : 4;
            while (crm.id < people) {
                String[] row = crm.person();
                crm.person++;
                String[] copy = null;
                String reason = AGAIN[crm.random.nextInt(AGAIN.length)];
                if (crm.person % every == 0) {
                    copy = crm.again(row, reason);
                }
                List<String[]> others = copy == null && crm.random.nextInt(12) == 0 ? crm.lookalikes(row) : List.of();
                crm.write(out, row, "");
                if (copy != null) {
                    crm.write(second == null ? out : second, copy, reason);
                }
                for (String[] other : others) {
                    crm.person++;
                    crm.write(out, other, "");
                }
                if (second != null && crm.person % every == 1) {
                    crm.person++;
                    crm.write(second, crm.person(), "nobody we know");
                }
            }
        }
    }
}
