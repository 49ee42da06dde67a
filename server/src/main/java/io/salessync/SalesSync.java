package io.salessync;

import io.salessync.kernel.commands.ModuleCommand;
import io.salessync.kernel.commands.Program;
import io.salessync.kernel.problems.Problem;
import java.lang.reflect.Constructor;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.util.ClassUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import tools.jackson.databind.json.JsonMapper;

/** The command line of the product. Exit codes: 0 done, 1 some rows failed, 2 wrong input, 3 vendor or database unreachable. */
@Command(
        name = "salessync",
        mixinStandardHelpOptions = true,
        version = "SalesSync 0.1.0",
        description = "Runs a sales organisation's day.",
        synopsisSubcommandLabel = "COMMAND")
public final class SalesSync {
    /** As shells have it for a program that was interrupted. */
    private static final int STOPPED = 130;

    private static final Set<String> WORK = Set.of(
            "ordersync import", "ordersync run", "ordersync verify", "ordersync undo", "flows run", "runs retry");

    /** Those that bring the first data into a folder. */
    private static final Set<String> BEGINS = Set.of(
            "ordersync import", "flows import", "tenant add", "user add", "outreach simulate", "outreach simulations");

    private SalesSync() {}

    public static void main(String[] arguments) {
        int exitCode;
        try (SpringProgram program = new SpringProgram(doesWork(List.of(arguments)), use(List.of(arguments)))) {
            exitCode = commandLine(program).execute(arguments);
        }
        System.exit(exitCode);
    }

    /** Whether the command is one of those that take long and do what a server would; the launcher has the same list. */
    static boolean doesWork(List<String> arguments) {
        return arguments.size() >= 2 && WORK.contains(arguments.get(0) + " " + arguments.get(1));
    }

    /** What the command does with its data folder. */
    static SpringProgram.Use use(List<String> arguments) {
        String command = arguments.size() < 2 ? "" : arguments.get(0) + " " + arguments.get(1);
        return command.equals("flows validate")
                ? SpringProgram.Use.ASKS
                : BEGINS.contains(command) ? SpringProgram.Use.BEGINS : SpringProgram.Use.WORKS_ON;
    }

    static CommandLine commandLine(Program program) {
        CommandLine line = new CommandLine(new SalesSync());
        for (ModuleCommand command : commands(program)) {
            line.addSubcommand(command);
        }
        line.registerConverter(UUID.class, SalesSync::id);
        line.registerConverter(Integer.class, SalesSync::number);
        line.registerConverter(int.class, SalesSync::number);
        line.setExecutionExceptionHandler((exception, where, parsed) -> report(exception, where));
        return line;
    }

    private static Integer number(String text) {
        try {
            return Integer.valueOf(text.strip());
        } catch (NumberFormatException e) {
            throw new CommandLine.TypeConversionException("'" + text + "' is no whole number");
        }
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.TypeConversionException("'" + text + "' is no id; an id looks like " + new UUID(0, 1)
                    + ", and a `list` shows those there are");
        }
    }

    /** Whether the program was told to end: what fails then fails because of it. */
    private static boolean stopping() {
        Thread probe = new Thread();
        try {
            Runtime.getRuntime().addShutdownHook(probe);
            Runtime.getRuntime().removeShutdownHook(probe);
            return false;
        } catch (IllegalStateException shuttingDown) {
            return true;
        }
    }

    private static int report(Exception exception, CommandLine where) {
        Problem problem = problemIn(exception);
        if (problem == null && stopping()) {
            where.getErr().println("Stopped. What was under way is safe; the next run goes on with it.");
            return STOPPED;
        }
        if (problem == null) {
            problem = Startup.lostDatabase(exception);
        }
        if (problem == null) {
            where.getErr().println(Ansi.AUTO.string("@|bold,red Something went wrong that should not:|@ " + exception));
            exception.printStackTrace(where.getErr());
            return 3;
        }
        if (wantsJson(where)) {
            where.getOut().println(document(problem));
            return problem.code().kind().exitCode();
        }
        where.getErr().println(Ansi.AUTO.string("@|bold,red " + problem.code().title() + "|@"));
        where.getErr().println(problem.detail());
        where.getErr().println("(" + problem.code().code() + ")");
        return problem.code().kind().exitCode();
    }

    private static boolean wantsJson(CommandLine where) {
        return where.getParseResult() != null && where.getParseResult().hasMatchedOption("--json");
    }

    /** As the API words it, without what belongs to HTTP. */
    private static String document(Problem problem) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", "urn:salessync:problem:" + problem.code().code());
        document.put("title", problem.code().title());
        document.put("detail", problem.detail());
        document.put("code", problem.code().code());
        if (!problem.places().isEmpty()) {
            document.put("places", problem.places());
        }
        return JsonMapper.builder().build().writeValueAsString(document);
    }

    private static @org.jspecify.annotations.Nullable Problem problemIn(Throwable exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof Problem problem) {
                return problem;
            }
        }
        return null;
    }

    private static List<ModuleCommand> commands(Program program) {
        ClassPathScanningCandidateComponentProvider scan = new ClassPathScanningCandidateComponentProvider(false);
        scan.addIncludeFilter(new AssignableTypeFilter(ModuleCommand.class));
        // every class of the program is looked into otherwise, before a line of help is there
        scan.setResourcePattern("**/*Command.class");
        return scan.findCandidateComponents("io.salessync").stream()
                .map(found -> ClassUtils.resolveClassName(
                        String.valueOf(found.getBeanClassName()), SalesSync.class.getClassLoader()))
                .sorted(Comparator.comparing(Class::getName))
                .map(type -> create(type, program))
                .toList();
    }

    private static ModuleCommand create(Class<?> type, Program program) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(Program.class);
            constructor.setAccessible(true);
            return (ModuleCommand) constructor.newInstance(program);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    type + " cannot be made: a command has one constructor, taking a Program", e);
        }
    }
}
