package io.salessync.connectors.monday;

import io.salessync.connectors.Connection;
import io.salessync.connectors.ConnectorsProblem;
import io.salessync.connectors.monday.MondayAnswer.Fault;
import io.salessync.kernel.problems.Problem;

/** Refusals of questions, as problems. */
final class MondayProblems {
    private MondayProblems() {}

    static Problem of(Connection connection, Fault fault) {
        return Problem.of(
                        ConnectorsProblem.VENDOR_REFUSED,
                        "monday.com refuses what connection '" + connection.name() + "' asked: " + fault.message()
                                + ".")
                .with("vendorCode", fault.code());
    }
}
