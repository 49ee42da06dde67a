package io.salessync;

import org.springframework.context.ConfigurableApplicationContext;

/** What to tell whoever starts the server for the first time. */
final class FirstSteps {
    private FirstSteps() {}

    static void tell(ConfigurableApplicationContext context, String address) {}
}
