package io.salessync.sandbox.salesforce;

import java.util.List;
import java.util.Map;

/** The words that people, companies and places of the org are made of. */
final class Words {
    static final List<String> FIRST = list(
            "James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William"
                    + " Barbara Richard Susan Joseph Jessica Thomas Sarah Charles Karen Christopher Lisa Daniel Nancy Matthew Betty"
                    + " Anthony Sandra Mark Margaret Steven Ashley Andrew Emily Joshua Donna Kenneth Michelle Kevin Carol Brian"
                    + " Amanda George Melissa Edward Deborah Ronald Stephanie Timothy Rebecca Jason Laura Jeffrey Helen Ryan Sharon"
                    + " Jacob Cynthia Nicholas Kathleen Eric Amy Jonathan Angela Stephen Shirley Larry Anna Justin Brenda Scott"
                    + " Pamela Brandon Nicole Benjamin Samantha Samuel Katherine Gregory Emma Alexander Ruth Patrick Christine Raymond"
                    + " Catherine Frank Virginia Jack Debra Dennis Rachel Jerry Janet Tyler Maria Aaron Heather Jürgen Zoë Ana"
                    + " Sören Agnieszka Łukasz Mehmet Ayşe Yuki Priya Arjun Wei Mei Ahmed Fatima José Carmen Giulia Luca");
    static final List<String> LAST = list("Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez"
            + " Hernandez Lopez Gonzalez Wilson Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris"
            + " Sanchez Clark Ramirez Lewis Robinson Walker Young Allen King Wright Scott Torres Nguyen Hill Flores Green"
            + " Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts Gomez Phillips Evans Turner Diaz Parker Cruz"
            + " Edwards Collins Reyes Stewart Morris Morales Murphy Cook Rogers Gutierrez Ortiz Morgan Cooper Peterson Bailey"
            + " Reed Kelly Howard Ramos Kim Cox Ward Richardson Watson Brooks Chavez Wood Bennett Gray Mendoza Ruiz Hughes"
            + " Price Alvarez Castillo Sanders Patel Myers Long Ross Foster Jimenez Müller Schmidt Schäfer Weiß Kowalski"
            + " Nowak O'Brien O'Neill McDonald Andersson Jørgensen Yıldız Öztürk Tanaka Suzuki Chen Wang Zhang Singh Khan"
            + " Rossi Ferrari Dubois Lefèvre Ivanova Petrov Novák");
    static final Map<String, String> NICKNAMES = Map.ofEntries(
            Map.entry("Robert", "Bob"),
            Map.entry("William", "Bill"),
            Map.entry("Richard", "Rick"),
            Map.entry("Elizabeth", "Liz"),
            Map.entry("Jennifer", "Jen"),
            Map.entry("Michael", "Mike"),
            Map.entry("Margaret", "Peggy"),
            Map.entry("James", "Jim"),
            Map.entry("Patricia", "Pat"),
            Map.entry("Christopher", "Chris"),
            Map.entry("Katherine", "Kate"),
            Map.entry("Alexander", "Alex"),
            Map.entry("Samuel", "Sam"),
            Map.entry("Thomas", "Tom"),
            Map.entry("Daniel", "Dan"),
            Map.entry("Andrew", "Andy"));
    static final List<String> COMPANY = list(
            "Northwind Harbor Summit Cedar Blue Granite Silver Maple Red Golden Lakeside Iron"
                    + " Prairie Coastal Bright Evergreen Stone River Pioneer Crescent Liberty Horizon Atlas Beacon Falcon Heritage"
                    + " Juniper Keystone Lunar Meridian Noble Orchard Pacific Quartz Ridge Sterling Timber Union Vista Willow");
    static final List<String> TRADE =
            list("Apparel Outfitters Textiles Traders Logistics Foods Systems Partners Supply Retail"
                    + " Imports Works Sports Media Energy Clinics Builders Mills Stores Garments Studios Freight");
    static final List<String> FORM = List.of("Inc.", "LLC", "Ltd.", "GmbH", "Co.", "Group");
    static final List<String> STREET =
            list("Main Oak Pine Maple Cedar Elm Washington Lake Hill Walnut Spring North Ridge"
                    + " Church Willow Mill Sunset Railroad Jackson Cherry Park River Market Union");
    static final List<String> STREET_FORM = list("Street Avenue Road Lane Drive Boulevard");
    /** City, state, first digits of the postal code, country. */
    static final List<List<String>> CITIES = List.of(
            List.of("New York", "NY", "100", "USA"),
            List.of("Los Angeles", "CA", "900", "USA"),
            List.of("Chicago", "IL", "606", "USA"),
            List.of("Houston", "TX", "770", "USA"),
            List.of("Phoenix", "AZ", "850", "USA"),
            List.of("Philadelphia", "PA", "191", "USA"),
            List.of("San Antonio", "TX", "782", "USA"),
            List.of("San Diego", "CA", "921", "USA"),
            List.of("Dallas", "TX", "752", "USA"),
            List.of("Austin", "TX", "787", "USA"),
            List.of("Columbus", "OH", "432", "USA"),
            List.of("Seattle", "WA", "981", "USA"),
            List.of("Denver", "CO", "802", "USA"),
            List.of("Boston", "MA", "021", "USA"),
            List.of("Portland", "OR", "972", "USA"),
            List.of("Atlanta", "GA", "303", "USA"),
            List.of("Berlin", "BE", "101", "Germany"),
            List.of("München", "BY", "803", "Germany"),
            List.of("Toronto", "ON", "M5V", "Canada"),
            List.of("London", "London", "EC1", "United Kingdom"));

    static final List<String> TITLE = List.of(
            "Buyer",
            "Senior Buyer",
            "Purchasing Manager",
            "Head of Merchandise",
            "Store Manager",
            "CEO",
            "CFO",
            "VP Sales",
            "Operations Manager",
            "Product Manager",
            "Accountant",
            "Office Manager",
            "Director of Retail",
            "Sourcing Lead",
            "Marketing Manager",
            "IT Manager",
            "Assistant Buyer",
            "Owner");
    static final List<String> DEPARTMENT =
            list("Purchasing Merchandise Finance Sales Operations Marketing IT Management");

    private Words() {}

    private static List<String> list(String words) {
        return List.of(words.split(" "));
    }
}
