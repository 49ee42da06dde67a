package io.salessync.outreach.sending;

import io.salessync.connectors.OutreachAccount;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.Leads;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who writes to a lead: whoever wrote to them before, else whoever writes to their company, else whoever has the fewest leads for what it may send. A lead is
 * never given to another account once anything went out, so that nobody is invited twice.
 */
final class Choosing {
    private Choosing() {}

    /** What a choice hangs on. */
    interface World {
        List<Sender> senders();

        Sheet sheet(Sender sender);

        /** Leads at work that it has. */
        int load(UUID sender);

        /** Who writes to a company. */
        Optional<UUID> ofCompany(String company, Leads.Channel channel);
    }

    /**
     * @param sender null: there is none
     * @param why there is none, in a sentence
     */
    record Choice(@Nullable Sender sender, String why) {}

    /**
     * What an account has to be able to do.
     *
     * @param refusal what is said where none can; null: then any will do
     */
    record Able(Predicate<Sheet> test, @Nullable String refusal) {}

    /** @param names of senders; empty: all */
    static Choice choose(Lead lead, Leads.Channel channel, List<String> names, @Nullable UUID has, World world) {
        return choose(lead, channel, names, has, null, world);
    }

    /** @param wanted null: nothing more than its channel */
    static Choice choose(
            Lead lead,
            Leads.Channel channel,
            List<String> names,
            @Nullable UUID has,
            @Nullable Able wanted,
            World world) {
        Optional<Sender> sticky = world.senders().stream()
                .filter(sender -> sender.id().equals(has))
                .findFirst();
        if (sticky.isPresent()) {
            return new Choice(sticky.get(), "");
        }
        List<Sender> fitting = world.senders().stream()
                .filter(sender -> sender.channel() == channel)
                .filter(sender -> among(sender, names))
                .filter(sender -> sender.status() != OutreachAccount.Status.DELETED)
                .toList();
        if (fitting.isEmpty()) {
            return new Choice(
                    null,
                    names.isEmpty()
                            ? "There is no account to send from."
                            : "None of the sequence's senders is here: " + String.join(", ", names) + ".");
        }
        if (wanted != null) {
            Predicate<Sheet> test = wanted.test();
            List<Sender> can = fitting.stream()
                    .filter(sender -> test.test(world.sheet(sender)))
                    .toList();
            if (can.isEmpty() && wanted.refusal() != null) {
                return new Choice(null, wanted.refusal());
            }
            fitting = can.isEmpty() ? fitting : can;
        }
        List<Sender> able = fitting.stream()
                .filter(sender -> sender.consentedAt() != null
                        && sender.well()
                        && sender.refused() == null
                        && world.sheet(sender).killed() == null)
                .toList();
        List<Sender> among = able.isEmpty() ? fitting : able;
        if (!lead.companyKey().isEmpty()) {
            Optional<UUID> company = world.ofCompany(lead.companyKey(), channel);
            Optional<Sender> same = among.stream()
                    .filter(sender -> company.isPresent() && sender.id().equals(company.get()))
                    .findFirst();
            if (same.isPresent()) {
                return new Choice(same.get(), "");
            }
        }
        return new Choice(
                among.stream()
                        .min(Comparator.comparingDouble((Sender sender) -> share(sender, channel, world))
                                .thenComparingDouble(sender -> Draw.share("sender", lead.id(), sender.id())))
                        .orElseThrow(),
                "");
    }

    private static double share(Sender sender, Leads.Channel channel, World world) {
        Action action = channel == Leads.Channel.EMAIL ? Action.EMAIL : Action.INVITE;
        return world.load(sender.id()) / (double) Math.max(1, Caps.set(sender, action));
    }

    /** Whether a sequence that names these senders means it. */
    static boolean among(Sender sender, List<String> names) {
        return names.isEmpty() || names.stream().anyMatch(name -> named(sender, name));
    }

    private static boolean named(Sender sender, String name) {
        return sender.name().equalsIgnoreCase(name.strip())
                || sender.account().equalsIgnoreCase(name.strip())
                || sender.id().toString().equals(name.strip());
    }
}
