package io.github.backup4j.examples.durable.scheduler;

import io.github.backup4j.TimeSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import javax.sql.DataSource;

/** What became of operations, in the database. An outcome that is recorded again replaces the first one, unless that is {@code done}. */
public final class Outcomes {
    private final DataSource database;
    private final TimeSource time;

    /**
     * Creates it.
     *
     * @param database a database with the tables of {@code durable.sql}
     * @param time the clock of the scheduler that runs the tasks
     */
    public Outcomes(DataSource database, TimeSource time) {
        this.database = database;
        this.time = time;
    }

    /** Returns the time by the clock of the scheduler. */
    Instant now() {
        return time.now();
    }

    void record(String request, OpenOperation operation, String outcome, String detail) {
        String insert = "insert into backup_outcomes (request, token, outcome, detail, polls, ended_at, fleet, round)"
                + " values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (request) do update set token = excluded.token,"
                + " outcome = excluded.outcome, detail = excluded.detail, polls = excluded.polls, ended_at = excluded.ended_at"
                + " where backup_outcomes.outcome <> 'done'";
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(insert)) {
            statement.setString(1, request);
            statement.setString(2, operation.token());
            statement.setString(3, outcome);
            statement.setString(4, detail.replace("\0", "")); // PostgreSQL keeps no text with a NUL
            statement.setInt(5, operation.polls());
            statement.setTimestamp(6, Timestamp.from(time.now()));
            statement.setString(7, operation.fleet());
            statement.setString(8, operation.round());
            int unused = statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("the outcome of " + request + " was not recorded: the poll is repeated", e);
        }
    }

    /** Returns whether there is an outcome of a request. */
    boolean has(String request) {
        String query = "select 1 from backup_outcomes where request = ?";
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, request);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the outcome of " + request + " was not read: the round is repeated", e);
        }
    }
}
