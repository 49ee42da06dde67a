package io.salessync.ordersync;

import io.salessync.kernel.commands.Program;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.ordersync.board.BoardCheck;
import io.salessync.ordersync.source.Sync;
import java.util.Locale;
import picocli.CommandLine.Command;

@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {"Hold the mapping against the boards as they are.", "Exit code 2: the mapping does not fit."})
final class CheckCommand extends BoardCommand {
    CheckCommand(Program program) {
        super(program);
    }

    @Override
    int call(TenantId tenant, Sync sync) {
        BoardCheck.Checked checked = bean(OrderSync.class).check(tenant, sync.id());
        if (json()) {
            printJson(checked);
        } else {
            checked.boards().forEach(board -> print(text(board)));
            checked.findings().forEach(finding -> print(text(finding)));
            print(checked.ok() ? "The mapping fits." : "The mapping does not fit.");
        }
        return checked.ok() ? 0 : 2;
    }

    private static String text(BoardCheck.CheckedBoard board) {
        return board.found()
                ? "Board %s %s: %,d of %,d items".formatted(board.id(), board.name(), board.items(), board.itemsLimit())
                : "Board %s: not there for this token".formatted(board.id());
    }

    private static String text(BoardCheck.Finding finding) {
        return finding.severity().name().toLowerCase(Locale.ROOT)
                + (finding.line() == null ? "" : ", line " + finding.line())
                + (finding.key() == null ? "" : ", " + finding.key())
                + ": " + finding.message()
                + (finding.suggestion() == null ? "" : "\n    " + finding.suggestion());
    }
}
