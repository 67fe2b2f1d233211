package io.github.backup4j.testkit.internal;

import io.github.backup4j.OperationFilter;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.spi.Listing;
import io.github.backup4j.spi.OperationsDriver;
import io.github.backup4j.spi.ResumedWork;
import io.github.backup4j.testkit.Call;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The long-running operations of one site. */
final class MemoryOperations implements OperationsDriver {
    private final SiteEngine engine;
    private final Gate gate;

    MemoryOperations(SiteEngine engine, Gate gate) {
        this.engine = engine;
        this.gate = gate;
    }

    @Override
    public ResumedWork<?> resume(String token) {
        return gate.<ResumedWork<?>>read(Call.OPERATIONS_RESUME, () -> resumed(engine.jobs.find(token)));
    }

    private <T> ResumedWork<T> resumed(Job<T> job) {
        return new ResumedWork<>(job.resultType, engine.jobs.work(gate, job));
    }

    @Override
    public Listing<OperationRecord> list(OperationFilter filter) {
        return Listing.inOrder(gate.list(
                Call.OPERATIONS_LIST,
                () -> {
                    // The API filters again; to build the views of all entries of a large world takes long.
                    List<LogEntry> entries = new ArrayList<>();
                    for (Logged work : engine.store.log) {
                        for (LogEntry entry : work.entries()) {
                            if (entry.mayMatch(filter)) {
                                entries.add(entry);
                            }
                        }
                    }
                    Collections.reverse(entries);
                    return entries;
                },
                entry -> Optional.of(entry.view())));
    }
}
