package io.salessync;

import io.salessync.demo.Demonstration;
import io.salessync.kernel.access.Accounts;
import io.salessync.kernel.access.FirstAdministrator;
import io.salessync.kernel.access.User;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.Tenants;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What {@code start} found and how to get in, in a few lines. */
@Component
final class Welcome {
    private static final int NAMED = 5;

    private final Tenants tenants;
    private final Accounts accounts;
    private final FirstAdministrator first;

    Welcome(Tenants tenants, Accounts accounts, FirstAdministrator first) {
        this.tenants = tenants;
        this.accounts = accounts;
        this.first = first;
    }

    /**
     * @param address where people find the server
     * @param place where its data are
     */
    String text(String address, String place) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("SalesSync is up.");
        lines.add("");
        lines.add("  open      " + address);
        List<Tenant> found = tenants.all();
        lines.add("  data      " + place + (found.isEmpty() ? " (new)" : ""));
        found.stream().limit(NAMED).forEach(tenant -> lines.add("            " + found(tenant)));
        if (found.size() > NAMED) {
            lines.add("            and %d more tenants".formatted(found.size() - NAMED));
        }
        Optional<String> link = first.link(address);
        if (link.isPresent()) {
            lines.add("");
            lines.add("Nobody can sign in yet. Open this link to become the first administrator; it works once:");
            lines.add("");
            lines.add("  " + link.get());
        } else {
            lines.addAll(howToSignIn(found));
        }
        lines.add("");
        lines.add("Ctrl-C stops it; the next start goes on with the same data.");
        return String.join("\n", lines);
    }

    private String found(Tenant tenant) {
        int people = accounts.all(tenant.id()).size();
        return "%s (%s): %s".formatted(tenant.name(), tenant.slug(), people == 1 ? "1 user" : people + " users");
    }

    private List<String> howToSignIn(List<Tenant> found) {
        List<String> lines = new ArrayList<>();
        boolean demo = found.stream().anyMatch(tenant -> tenant.slug().equals(Demonstration.TENANT));
        Optional<User> somebody = found.stream()
                .flatMap(tenant -> accounts.all(tenant.id()).stream())
                .findFirst();
        lines.add("  sign in   with an account that is there"
                + somebody.map(user -> ", such as " + user.email()).orElse(""));
        lines.add("            forgotten the password? ./salessync user password EMAIL --tenant SLUG");
        if (demo) {
            lines.add("");
            lines.add(
                    "These are data of the demonstration; its password is in the file demo-password there. Its board, its Salesforce,");
            lines.add(
                    "its LinkedIn accounts and the files of its flows are stand-ins that only `./salessync demo` runs: here runs that");
            lines.add("need them wait or fail. To begin with nothing, name a new folder with --data-dir.");
        }
        return lines;
    }
}
