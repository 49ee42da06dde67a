package io.salessync.outreach.sequences;

import com.samskivert.mustache.Mustache;
import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.StringLoader;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.IntFunction;
import liqp.TemplateParser;

/** Renders a second of the same three texts for 10,000 leads, on one thread, beside other engines, in turns. */
final class RenderDrive {
    private static final int LEADS = 10_000;
    private static final List<String> OURS = List.of(
            "{Hi|Hello} {{ first_name | capitalize }}, how does {{ company | default: \"your team\" | truncate: 40 }} plan its transports? I would like to hear.",
            "Thank you for connecting, {{ first_name }}!\n\n{% if opener %}{{ opener }}{% else %}Companies like {{ company | default: \"yours\" }} lose a day a week to planning by hand.{% endif %} May I show you in {ten|fifteen} minutes what we do about it?\n\n{{ sender_first_name }}",
            "{{ first_name }}, {just one more thought|one last line}: would {Tuesday|Wednesday} suit you{% if city == \"Berlin\" or city == \"Leipzig\" %} in {{ city }}{% endif %}?\n\n{{ sender_name }}");
    private static final List<String> MUSTACHE = List.of(
            "Hi {{first_name}}, how does {{#company}}{{company}}{{/company}}{{^company}}your team{{/company}} plan its transports? I would like to hear.",
            "Thank you for connecting, {{first_name}}!\n\n{{#opener}}{{opener}}{{/opener}}{{^opener}}Companies like {{#company}}{{company}}{{/company}}{{^company}}yours{{/company}} lose a day a week to planning by hand.{{/opener}} May I show you in ten minutes what we do about it?\n\n{{sender_first_name}}",
            "{{first_name}}, one last line: would Tuesday suit you{{#near}} in {{city}}{{/near}}?\n\n{{sender_name}}");
    private static final List<String> PEBBLE = List.of(
            "Hi {{ first_name | capitalize }}, how does {{ company | default(\"your team\") | abbreviate(40) }} plan its transports? I would like to hear.",
            "Thank you for connecting, {{ first_name }}!\n\n{% if opener is not empty %}{{ opener }}{% else %}Companies like {{ company | default(\"yours\") }} lose a day a week to planning by hand.{% endif %} May I show you in ten minutes what we do about it?\n\n{{ sender_first_name }}",
            "{{ first_name }}, one last line: would Tuesday suit you{% if city == \"Berlin\" or city == \"Leipzig\" %} in {{ city }}{% endif %}?\n\n{{ sender_name }}");

    private RenderDrive() {}

    public static void main(String[] args) throws Exception {
        double seconds = 2;
        int rounds = 3;
        Path json = null;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--seconds" -> seconds = Double.parseDouble(args[++i]);
                case "--rounds" -> rounds = Integer.parseInt(args[++i]);
                case "--json" -> json = Path.of(args[++i]);
                default -> {
                    System.err.println("There is no option '" + args[i] + "': --seconds N, --rounds N, --json FILE");
                    System.exit(2);
                }
            }
        }
        List<Map<String, String>> leads = leads();
        List<Map<String, Object>> both = new ArrayList<>();
        Map<String, String> sender = Map.of("sender_name", "Grace Hopper", "sender_first_name", "Grace");
        for (Map<String, String> lead : leads) {
            Map<String, Object> all = new HashMap<>(lead);
            all.putAll(sender);
            if (List.of("Berlin", "Leipzig").contains(lead.getOrDefault("city", ""))) {
                all.put("near", true);
            }
            both.add(all);
        }
        Map<String, IntFunction<String>> engines = engines(leads, sender, both);
        Map<String, double[]> rates = new LinkedHashMap<>();
        engines.forEach((name, engine) -> {
            run(engine, 2);
            System.err.println(name + ": " + engine.apply(1).replace('\n', ' '));
        });
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, IntFunction<String>> engine : engines.entrySet()) {
                rates.computeIfAbsent(engine.getKey(), key -> new double[engines.size() == 0 ? 0 : 16])[round] =
                        run(engine.getValue(), seconds);
            }
        }
        StringBuilder table = new StringBuilder("| engine | renders a second, rounds | median |\n| --- | --- | --- |\n");
        StringBuilder figures = new StringBuilder("{\"benchmark\": \"render\", \"leads\": " + LEADS + ", \"engines\": [");
        int count = 0;
        for (Map.Entry<String, double[]> rate : rates.entrySet()) {
            double[] each = Arrays.copyOf(rate.getValue(), rounds);
            String shown = String.join(" · ", Arrays.stream(each).mapToObj(one -> String.format(Locale.ROOT, "%,.0f", one)).toList());
            double[] sorted = each.clone();
            Arrays.sort(sorted);
            double median = sorted[sorted.length / 2];
            table.append(String.format(Locale.ROOT, "| %s | %s | %,.0f |%n", rate.getKey(), shown, median));
            figures.append(count++ == 0 ? "" : ", ")
                    .append(String.format(Locale.ROOT, "{\"engine\": \"%s\", \"median\": %.0f, \"rounds\": %s}", rate.getKey(), median, Arrays.toString(each)));
        }
        figures.append("]}\n");
        System.out.print(table);
        if (json != null) {
            Files.writeString(json, figures);
        }
    }

    private static Map<String, IntFunction<String>> engines(
            List<Map<String, String>> leads, Map<String, String> sender, List<Map<String, Object>> both) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < OURS.size(); i++) {
            steps.add(new Step.Message("s" + i, List.of(new Step.Variant("a", 50, "", OURS.get(i)), new Step.Variant("b", 50, "", OURS.get(i) + " ")), null));
        }
        SequenceDocument document = new SequenceDocument("bench", "", List.of("opener"), SequenceText.USUAL, steps);
        UUID[] ids = new UUID[LEADS];
        Arrays.setAll(ids, i -> new UUID(i * 0x9e3779b97f4a7c15L, i));
        Map<String, IntFunction<String>> engines = new LinkedHashMap<>();
        engines.put("SalesSync: variant drawn, checked, measured", i ->
                Renderer.render(document, "s" + i % 3, null, ids[i % LEADS], leads.get(i % LEADS), sender, Tier.PREMIUM).text());
        engines.put("SalesSync: read anew each time", i -> new Renderer.Text(Renderer.Place.MESSAGE, null, i)
                .raw(Template.parse(OURS.get(i % 3)), new Renderer.Values(leads.get(i % LEADS), sender)));
        TemplateParser liquid = new TemplateParser.Builder().build();
        List<liqp.Template> parsed = OURS.stream().map(text -> liquid.parse(text)).toList();
        engines.put("liqp 0.9.2.3, read once", i -> parsed.get(i % 3).render(both.get(i % LEADS)));
        PebbleEngine pebble = new PebbleEngine.Builder().loader(new StringLoader()).autoEscaping(false).strictVariables(false).build();
        List<PebbleTemplate> compiled = PEBBLE.stream().map(pebble::getTemplate).toList();
        engines.put("Pebble 4.1.2, read once", i -> {
            StringWriter out = new StringWriter();
            try {
                compiled.get(i % 3).evaluate(out, both.get(i % LEADS));
            } catch (java.io.IOException e) {
                throw new UncheckedIOException(e);
            }
            return out.toString();
        });
        List<com.samskivert.mustache.Template> mustache = MUSTACHE.stream()
                .map(text -> Mustache.compiler().escapeHTML(false).emptyStringIsFalse(true).defaultValue("").compile(text))
                .toList();
        engines.put("JMustache 1.16, read once", i -> mustache.get(i % 3).execute(both.get(i % LEADS)));
        return engines;
    }

    private static List<Map<String, String>> leads() {
        Random random = new Random(7);
        List<Map<String, String>> leads = new ArrayList<>();
        for (int i = 0; i < LEADS; i++) {
            Map<String, String> lead = new HashMap<>();
            lead.put("first_name", List.of("Ada", "grace", "Jürgen", "Zoë", "Łukasz").get(random.nextInt(5)));
            if (random.nextInt(10) > 0) {
                lead.put("company", "Company " + i + " " + "Logistics ".repeat(random.nextInt(4)) + "GmbH");
            }
            if (random.nextBoolean()) {
                lead.put("opener", "I read what you wrote about route " + i + ".");
            }
            lead.put("city", List.of("Berlin", "Leipzig", "Köln", "London").get(random.nextInt(4)));
            leads.add(lead);
        }
        return leads;
    }

    private static double run(IntFunction<String> engine, double seconds) {
        long from = System.nanoTime();
        long until = from + (long) (seconds * 1e9);
        long done = 0;
        long characters = 0;
        int i = 0;
        while (true) {
            for (int n = 0; n < 300; n++) {
                characters += engine.apply(i).length();
                i = i == 29_999 ? 0 : i + 1;
            }
            done += 300;
            long now = System.nanoTime();
            if (now >= until) {
                if (characters == 0) {
                    throw new AssertionError("Nothing was rendered");
                }
                return done / ((now - from) / 1e9);
            }
        }
    }
}
