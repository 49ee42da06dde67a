package io.salessync.kit;

import io.salessync.kernel.runs.RunStepper;
import io.salessync.kernel.runs.ScriptedKind;
import io.salessync.outreach.OutreachKit;
import io.salessync.pulls.PullKit;
import io.salessync.pushes.PlayedCrm;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

/** A test against the whole program on the real database, with a {@link MovableClock}. Runs are executed by a {@link RunStepper} alone. The context is shared between tests. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        // what happens by itself would happen in the middle of a test that does it by hand
        properties = {"salessync.runs.automatic=false", "salessync.runs.together=0", "salessync.ordersync.look=1d"})
@ContextConfiguration(initializers = TestDatabase.class)
@Import({KitConfiguration.class, RunStepper.class, ScriptedKind.class, PullKit.class, PlayedCrm.class, OutreachKit.class
})
public @interface ProgramTest {}
