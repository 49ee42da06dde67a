package io.salessync.sandbox.unipile;

import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Makes the people of the sandbox up: one number, one person, always the same for a seed. */
final class Names {
    private static final List<String> FIRST = List.of(
            "Amelia", "Jonas", "Priya", "Tomás", "Zoë", "Kwame", "Ingrid", "Łukasz", "Mei", "Omar", "Nadia", "Björn",
            "Chiara", "Rafael", "Yuki", "Fatima", "Declan", "Søren", "Anaïs", "Viktor", "Leila", "Mateo", "Hannah",
            "Arjun", "Elif", "Noah", "Saoirse", "Emeka", "Ivana", "Luc", "Greta", "Hiroshi", "Samira", "Pavel");
    private static final List<String> LAST = List.of(
            "Okafor", "Lindqvist", "Moreau", "García", "Nakamura", "Kowalski", "Rossi", "Haddad", "Murphy", "Çelik",
            "Novák", "Schäfer", "Patel", "Silva", "Jensen", "Dubois", "Ferrari", "Müller", "Tanaka", "O'Brien",
            "van Dijk", "Petrov", "Larsen", "Mensah", "Costa", "Weber", "Ito", "Nowak", "Bauer", "Andersen");
    private static final List<String> TITLES = List.of(
            "Head of Sourcing", "Production Manager", "Buyer", "Founder", "Merchandising Director", "Supply Chain Lead",
            "Product Developer", "Chief Operating Officer", "Quality Manager", "Sustainability Lead", "Design Director",
            "VP Operations", "Category Manager", "Wholesale Manager");
    private static final List<String> COMPANIES = List.of(
            "Harbour & Pine", "Nordlys Apparel", "Maison Veyrac", "Kite Street", "Oakmere Denim", "Solera Sportswear",
            "Blue Heron Outdoor", "Atelier Fontaine", "Fjord Knit", "Casa Limonero", "Tidewater Uniforms", "Lumen Kids",
            "Saltmarsh Swim", "Redwood Basics", "Cobalt Workwear", "Papaya Prints", "Granite Trail", "Velvet Row");
    private static final List<String> PLACES = List.of(
            "London, England, United Kingdom", "Berlin, Germany", "Paris, Île-de-France, France", "Porto, Portugal",
            "New York, New York, United States", "Copenhagen, Denmark", "Milan, Lombardy, Italy", "Warsaw, Poland",
            "Mumbai, Maharashtra, India", "Tokyo, Japan", "Istanbul, Türkiye", "Toronto, Ontario, Canada");

    private Names() {}

    static Truth.Person person(long seed, long number, Instant began) {
        SplittableRandom random = Dice.of(seed, "person", number);
        Truth.Person person = new Truth.Person();
        person.key = "p" + number;
        person.number = number;
        String first = pick(FIRST, random);
        String last = pick(LAST, random);
        person.firstName = first;
        person.lastName = last;
        person.title = pick(TITLES, random);
        person.company = pick(COMPANIES, random);
        person.headline = person.title + " at " + person.company;
        person.location = pick(PLACES, random);
        person.inJobSince = began.minus(Duration.ofDays(60 + random.nextInt(2_500)));
        person.openProfile = random.nextDouble() < 0.15;
        String name = (first + "-" + last).toLowerCase(Locale.ROOT).replaceAll("[ ']", "");
        double form = random.nextDouble();
        if (form < 0.02) {
            person.publicId = null;
        } else if (form < 0.1) {
            person.publicId = name + "-" + number;
        } else {
            person.publicId = plain(name) + "-" + number;
        }
        person.email = plain(first) + "." + plain(last) + "." + number + "@" + domain(person.company);
        person.email = person.email.toLowerCase(Locale.ROOT);
        double odd = random.nextDouble();
        person.behaviour.not_invitable = odd < 0.01;
        person.behaviour.blocks = odd > 0.995;
        return person;
    }

    /** Gives a person another job. */
    static void anotherJob(Truth.Person person, SplittableRandom random, Instant at) {
        person.formerJobs.add(new Truth.Job(person.title, person.company, person.inJobSince, at));
        String before = person.company;
        while (person.company.equals(before)) {
            person.company = pick(COMPANIES, random);
        }
        person.title = pick(TITLES, random);
        person.headline = person.title + " at " + person.company;
        person.inJobSince = at;
    }

    static String domain(String company) {
        return plain(company).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "") + ".example";
    }

    static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replace("ø", "o")
                .replace("Ø", "O")
                .replace("ł", "l")
                .replace("Ł", "L")
                .replaceAll("[ ']", "");
    }

    private static String pick(List<String> from, SplittableRandom random) {
        return from.get(random.nextInt(from.size()));
    }
}
