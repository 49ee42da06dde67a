package io.salessync;

import io.salessync.kernel.commands.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts the modules without a web server when a command first asks for one of them. */
final class SpringProgram implements Program, AutoCloseable {
    private final boolean works;
    private final Use use;
    private @Nullable Path thrownAway;
    private @Nullable ConfigurableApplicationContext context;

    /**
     * @param works whether the command does a run's work; others get by with less and start sooner
     * @param use what it does with its data folder
     */
    SpringProgram(boolean works, Use use) {
        this.works = works;
        this.use = use;
    }

    /** What a command does with its data folder. */
    enum Use {
        /** It works on what is there, and is refused where nothing is. */
        WORKS_ON,
        /** It may be the first. */
        BEGINS,
        /** It asks, but can do without data: where nothing is there, it has a folder for as long as it takes. */
        ASKS
    }

    @Override
    public <T> T get(Class<T> type, @Nullable Path dataDir) {
        if (context == null) {
            Path folder = looked(dataDir);
            List<String> arguments = new ArrayList<>();
            if (folder != null) {
                arguments.add("--salessync.data-dir=" + folder);
            }
            arguments.add("--logging.level.root=WARN");
            arguments.add("--salessync.connections=8");
            try {
                context = new SpringApplicationBuilder(works ? Server.class : CommandBeans.class)
                        .web(WebApplicationType.NONE)
                        // a bean is made when it is first asked for
                        .lazyInitialization(!works)
                        .logStartupInfo(false)
                        .run(arguments.toArray(String[]::new));
            } catch (RuntimeException e) {
                throw Startup.problem(e, 0);
            }
        }
        return context.getBean(type);
    }

    /**
     * Making and starting a database takes long: what can be told without one is told before.
     *
     * @return the folder to take
     */
    private @Nullable Path looked(@Nullable Path named) {
        // with this Spring ends before there is a database: quick starts are prepared that way
        if (DataFolder.isElsewhere() || System.getProperty("spring.context.exit") != null) {
            return named;
        }
        if (use == Use.ASKS && !DataFolder.isFilled(named)) {
            thrownAway = DataFolder.passing();
            return thrownAway;
        }
        if (use == Use.BEGINS) {
            DataFolder.requireUsable(DataFolder.orUsual(named));
        } else {
            DataFolder.requireFilled(named);
        }
        if (works) {
            Console.tell("Starting …");
        }
        return named;
    }

    @Override
    public void close() {
        if (context != null) {
            context.close();
        }
        if (thrownAway != null) {
            DataFolder.remove(thrownAway);
        }
    }
}
