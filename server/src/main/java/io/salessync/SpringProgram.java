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
    private final boolean begins;
    private @Nullable ConfigurableApplicationContext context;

    /**
     * @param works whether the command does a run's work; others get by with less and start sooner
     * @param begins whether it may be the first on its data folder; others are refused where nothing is there yet
     */
    SpringProgram(boolean works, boolean begins) {
        this.works = works;
        this.begins = begins;
    }

    @Override
    public <T> T get(Class<T> type, @Nullable Path dataDir) {
        if (context == null) {
            look(dataDir);
            List<String> arguments = new ArrayList<>();
            if (dataDir != null) {
                arguments.add("--salessync.data-dir=" + dataDir);
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

    /** Making and starting a database takes long: what can be told without one is told before. */
    private void look(@Nullable Path dataDir) {
        // with this Spring ends before there is a database: quick starts are prepared that way
        if (DataFolder.isElsewhere() || System.getProperty("spring.context.exit") != null) {
            return;
        }
        if (begins) {
            DataFolder.requireUsable(dataDir == null ? Path.of(DataFolder.USUAL) : dataDir);
        } else {
            DataFolder.requireFilled(dataDir);
        }
        if (works) {
            System.err.println("Starting the program for this command …");
        }
    }

    @Override
    public void close() {
        if (context != null) {
            context.close();
        }
    }
}
