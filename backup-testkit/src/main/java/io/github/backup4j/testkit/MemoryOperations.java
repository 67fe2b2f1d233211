package io.github.backup4j.testkit;

import io.github.backup4j.Operation;
import io.github.backup4j.OperationFilter;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.Operations;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The long work of one site. */
final class MemoryOperations implements Operations {
    private final SiteEngine engine;
    private final Gate gate;

    MemoryOperations(SiteEngine engine, Gate gate) {
        this.engine = engine;
        this.gate = gate;
    }

    @Override
    public <T> Operation<T> resume(String token, Class<T> resultType) {
        Objects.requireNonNull(token, "token == null");
        Objects.requireNonNull(resultType, "resultType == null");
        return gate.read(Call.OPERATIONS_RESUME, () -> {
            Job<?> job = engine.jobs.find(token);
            if (!resultType.isAssignableFrom(job.resultType)) {
                throw Refusal.invalid(
                        Code.WRONG_RESULT_TYPE,
                        "operation " + token + " results in " + job.resultType.getSimpleName() + ", not in "
                                + resultType.getSimpleName());
            }
            @SuppressWarnings("unchecked") // a result of the type of the job is one of this type, too
            Job<T> typed = (Job<T>) job;
            return engine.jobs.operation(gate, typed);
        });
    }

    @Override
    public Operation<?> resume(String token) {
        Objects.requireNonNull(token, "token == null");
        return gate.<Operation<?>>read(
                Call.OPERATIONS_RESUME, () -> engine.jobs.operation(gate, engine.jobs.find(token)));
    }

    @Override
    public Stream<OperationRecord> list(OperationFilter filter) {
        Objects.requireNonNull(filter, "filter == null");
        return gate.list(
                Call.OPERATIONS_LIST,
                () -> {
                    List<LogEntry> entries = new ArrayList<>(engine.store.log.stream()
                            .filter(entry -> matches(entry, filter))
                            .toList());
                    Collections.reverse(entries);
                    return entries;
                },
                entry -> Optional.of(entry.view()));
    }

    private static boolean matches(LogEntry entry, OperationFilter filter) {
        return (filter.kind() == null || filter.kind() == entry.kind)
                && (filter.status() == null || filter.status() == entry.status)
                && (filter.resource() == null || filter.resource().equals(entry.resource))
                && (filter.vault() == null || filter.vault().equals(entry.vault.id))
                && (filter.startedFrom() == null || !entry.startedAt.isBefore(filter.startedFrom()));
    }
}
