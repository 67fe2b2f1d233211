package io.github.backup4j.examples.boot;

import io.github.backup4j.BackupListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.io.Serial;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Meters of a backup. All tags come from small fixed sets: no id, name or address of a resource is one.
 *
 * <table>
 *   <caption>Names and tags</caption>
 *   <tr><th>name</th><th>what</th><th>tags</th></tr>
 *   <tr><td>{@code backup.calls}</td><td>observation and timer of the calls of the API</td><td>{@code call}, {@code outcome}: ok,
 *       the name of an exception of the API, or other; the timer has Micrometer's {@code error} too: none, such a name, or Other</td></tr>
 *   <tr><td>{@code backup.requests}</td><td>requests to the cloud, each attempt counted</td><td>{@code service}, {@code status}: 2xx,
 *       4xx, 5xx or none</td></tr>
 *   <tr><td>{@code backup.operations}</td><td>long-running operations that have ended</td><td>{@code started.by}, {@code
 *       outcome}</td></tr>
 *   <tr><td>{@code backup.duplicates}</td><td>resources found twice; look at the log</td><td>{@code kind}</td></tr>
 * </table>
 */
final class MeteredBackups implements BackupListener {
    private final MeterRegistry meters;
    private final ObservationRegistry observations;

    /** The calls that have begun, by identity: two calls may be equal. */
    private final Map<Call, Observation> begun = Collections.synchronizedMap(new IdentityHashMap<>());

    MeteredBackups(MeterRegistry meters, ObservationRegistry observations) {
        this.meters = meters;
        this.observations = observations;
    }

    @Override
    public void callBegun(Call call) {
        begun.put(
                call,
                Observation.createNotStarted("backup.calls", observations)
                        .contextualName(call.name())
                        .lowCardinalityKeyValue("call", call.name())
                        .start());
    }

    @Override
    public void callEnded(CallEnd end) {
        Observation observation = begun.remove(end.call());
        if (observation != null) {
            observation.lowCardinalityKeyValue("outcome", end.outcome());
            Throwable failure = end.failure();
            if (failure != null) {
                boolean ofTheApi = failure.getClass().getSimpleName().equals(end.outcome());
                observation.error(ofTheApi ? failure : new Other(failure));
            }
            observation.stop();
        }
    }

    @Override
    public void requestSent(Request request) {
        Integer status = request.status();
        meters.counter(
                        "backup.requests",
                        "service",
                        request.service(),
                        "status",
                        status == null ? "none" : status / 100 + "xx")
                .increment();
    }

    @Override
    public void workEnded(WorkEnd end) {
        meters.counter(
                        "backup.operations",
                        "started.by",
                        end.startedBy(),
                        "outcome",
                        end.failure() == null ? "succeeded" : "failed")
                .increment();
    }

    @Override
    public void duplicated(Duplicate duplicate) {
        meters.counter("backup.duplicates", "kind", duplicate.kind().toLowerCase(Locale.ROOT))
                .increment();
    }

    /** What is thrown within a call and is of no type of the API: Micrometer's tag {@code error} is the name of the class. */
    private static final class Other extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        Other(Throwable thrown) {
            super(thrown.toString(), thrown, false, false);
        }
    }
}
