package io.github.backup4j.testkit.internal;

import io.github.backup4j.OperationFilter;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.spi.Listing;
import io.github.backup4j.spi.OperationsDriver;
import io.github.backup4j.spi.ResumedWork;
import io.github.backup4j.testkit.Call;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
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
                    Instant from = filter.startedFrom();
                    for (Iterator<Logged> latestFirst = engine.store.log.descendingIterator();
                            latestFirst.hasNext(); ) {
                        Logged work = latestFirst.next();
                        if (from != null && work.startedAt().isBefore(from)) {
                            break;
                        }
                        if (work.mayHold(filter)) {
                            List<LogEntry> found = work.entries();
                            for (int i = found.size() - 1; i >= 0; i--) {
                                if (found.get(i).mayMatch(filter)) {
                                    entries.add(found.get(i));
                                }
                            }
                        }
                    }
                    return entries;
                },
                entry -> Optional.of(entry.view())));
    }
}
