import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import no.priv.garshol.duke.ConfigurationImpl;
import no.priv.garshol.duke.Processor;
import no.priv.garshol.duke.Property;
import no.priv.garshol.duke.PropertyImpl;
import no.priv.garshol.duke.Record;
import no.priv.garshol.duke.RecordImpl;
import no.priv.garshol.duke.comparators.Levenshtein;
import no.priv.garshol.duke.databases.LuceneDatabase;
import no.priv.garshol.duke.matchers.AbstractMatchListener;

/** Duke 1.2 on the same records, with a configuration by hand: its probabilities are given, not learnt. */
class DukeRun {
    static void febrl(String name, List<Path> files, Path folder) throws Exception {
        List<Property> properties = new ArrayList<>();
        properties.add(new PropertyImpl("id"));
        text(properties, "given_name", 0.35, 0.85);
        text(properties, "surname", 0.35, 0.88);
        digits(properties, "street_number", 0.45, 0.7);
        text(properties, "address_1", 0.3, 0.9);
        text(properties, "address_2", 0.45, 0.8);
        text(properties, "suburb", 0.4, 0.8);
        digits(properties, "postcode", 0.4, 0.8);
        digits(properties, "date_of_birth", 0.3, 0.95);
        digits(properties, "soc_sec_id", 0.25, 0.97);
        run(name, "all, Duke 1.2", properties, files, "rec_id", MatchingDrive.register(files), 0.95);
    }

    static void contacts(String name, Path file, Map<String, String> truth) throws Exception {
        List<Property> properties = new ArrayList<>();
        properties.add(new PropertyImpl("id"));
        text(properties, "first_name", 0.3, 0.8);
        text(properties, "last_name", 0.3, 0.88);
        text(properties, "email", 0.4, 0.95);
        digits(properties, "phone", 0.4, 0.85);
        digits(properties, "mobile", 0.4, 0.9);
        text(properties, "company", 0.45, 0.65);
        text(properties, "street", 0.45, 0.7);
        digits(properties, "postal_code", 0.45, 0.65);
        run(name, "contacts, Duke 1.2", properties, List.of(file), "id", truth, 0.99);
    }

    static void text(List<Property> properties, String name, double low, double high) {
        properties.add(new PropertyImpl(name, new Levenshtein(), low, high));
    }

    static void digits(List<Property> properties, String name, double low, double high) {
        properties.add(new PropertyImpl(name, new Levenshtein(), low, high));
    }

    static void run(
            String name, String fields, List<Property> properties, List<Path> files, String id, Map<String, String> truth, double threshold)
            throws Exception {
        ConfigurationImpl configuration = new ConfigurationImpl();
        configuration.setProperties(properties);
        configuration.setThreshold(threshold);
        LuceneDatabase database = new LuceneDatabase();
        database.setMaxSearchHits(60);
        configuration.setDatabase(database);
        database.setConfiguration(configuration);
        configuration.validate();
        List<Record> records = new ArrayList<>();
        for (Path file : files) {
            records.addAll(read(file, id, properties));
        }
        Set<Long> same = new HashSet<>();
        Map<String, Integer> numbers = new HashMap<>();
        boolean linking = files.size() > 1;
        Processor processor = new Processor(configuration, database);
        processor.addMatchListener(new AbstractMatchListener() {
            @Override
            public void matches(Record one, Record other, double confidence) {
                String a = one.getValue("id");
                String b = other.getValue("id");
                if (!linking || a.endsWith("org") != b.endsWith("org")) {
                    same.add(MatchingDrive.pair(numbers, a, b));
                }
            }
        });
        long began = System.nanoTime();
        processor.deduplicate(records);
        double seconds = (System.nanoTime() - began) / 1e9;
        processor.close();
        MatchingDrive.tell(name, fields, MatchingDrive.score(same, numbers, truth, linking, seconds));
    }

    static Collection<Record> read(Path file, String id, List<Property> properties) throws Exception {
        List<String> lines = Files.readAllLines(file);
        String[] header = lines.getFirst().split(",", -1);
        List<Record> records = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            Map<String, Collection<String>> values = new HashMap<>();
            for (int i = 0; i < header.length && i < cells.length; i++) {
                String column = header[i].strip().equals(id) ? "id" : header[i].strip();
                String cell = cells[i].strip().toLowerCase(java.util.Locale.ROOT);
                boolean wanted = properties.stream().anyMatch(property -> property.getName().equals(column));
                if (wanted && !cell.isEmpty()) {
                    values.put(column, List.of(column.equals("id") ? cells[i].strip() : cell));
                }
            }
            records.add(new RecordImpl(values));
        }
        return records;
    }
}
