package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.model.ListVaultRequest;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Busy;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.vaults.MemberViews;
import io.github.backup4j.huawei.internal.vaults.VaultCalls;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.IdempotentCreate.Marked;
import io.github.backup4j.huawei.internal.work.Request;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.spi.OperationDriver;
import io.github.backup4j.spi.Started;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Starts the backup runs of many vaults. One list shows the runs that the same keys have started before, one the vaults (except
 * those that this process has just changed or backed up, which are read one by one), and
 * one the runs that other callers have started with the keys meanwhile, so that each run costs one more request: its start.
 * That last list is read again after each ten starts, so that two callers with the same keys do not start all runs twice. Of
 * it, the first page is enough if there are as many restore points as before and as these runs make. A list that has more
 * pages than there are vaults is not read to its end; the vaults are then looked at one by one.
 */
final class ManyRuns {
    /** How many runs share a list of the vaults, so that it does not become old. */
    private static final int TOGETHER = 50;

    /** After how many starts to look again for the runs that other callers have started with the keys meanwhile. */
    private static final int STARTS_PER_LOOK = 10;

    private final Context context;
    private final IdempotentCreate creates;
    private final PointCalls points;
    private final VaultCalls vaults;
    private final BackupRuns backupRuns;
    private final BiConsumer<VaultId, String> onStart;

    /**
     * Creates it.
     *
     * @param onStart called with the vault and the token of each run once it was started or found
     */
    ManyRuns(
            Context context,
            IdempotentCreate creates,
            PointCalls points,
            VaultCalls vaults,
            BackupRuns backupRuns,
            BiConsumer<VaultId, String> onStart) {
        this.context = context;
        this.creates = creates;
        this.points = points;
        this.vaults = vaults;
        this.backupRuns = backupRuns;
        this.onStart = onStart;
    }

    /**
     * Starts runs one after the other.
     *
     * @param all the specs, each with the request of a key that the caller has chosen
     * @param goOn asked before each
     */
    List<Started<BackupRun>> start(Map<BackupSpec, Request> all, BooleanSupplier goOn) {
        List<Started<BackupRun>> started = new ArrayList<>();
        Iterator<Map.Entry<BackupSpec, Request>> left = all.entrySet().iterator();
        Known known = new Known(all.size());
        boolean goingOn = true;
        while (goingOn && left.hasNext()) {
            Together together = new Together(known);
            for (int i = 0; i < TOGETHER && left.hasNext(); i++) {
                goingOn = goOn.getAsBoolean();
                if (!goingOn) {
                    break;
                }
                Map.Entry<BackupSpec, Request> next = left.next();
                together.start(next.getKey(), next.getValue());
            }
            started.addAll(together.settled());
        }
        return started;
    }

    /** Some runs, and the vaults as listed for them. */
    private final class Together {
        private final Known known;
        private final List<Supplier<Started<BackupRun>>> ends = new ArrayList<>();
        private @Nullable Listed listed;
        private @Nullable MarkedPoints later;

        Together(Known known) {
            this.known = known;
        }

        void start(BackupSpec spec, Request asked) {
            try {
                Supplier<OperationDriver<BackupRun>> end = begin(spec, BackupRuns.marked(spec, asked));
                ends.add(() -> {
                    try {
                        return new Started.Work<>(end.get());
                    } catch (BackupException e) {
                        return new Started.Refused<>(e);
                    }
                });
            } catch (BackupException e) {
                ends.add(() -> new Started.Refused<>(e));
            }
        }

        /** Agrees with other callers that have the same keys, and returns what became of each run. */
        List<Started<BackupRun>> settled() {
            return ends.stream().map(Supplier::get).toList();
        }

        private Supplier<OperationDriver<BackupRun>> begin(BackupSpec spec, Request request) {
            VaultId vault = spec.vault();
            Supplier<List<Marked<String>>> now = () -> backupRuns.marked(vault, request);
            Optional<String> found = creates.find(request, BackupRuns.RUN, () -> known.runs(vault, request));
            if (found.isEmpty()) {
                found = busyWithOurs(spec, request, now);
            }
            if (found.isPresent()) {
                String run = found.get();
                tell(run, spec);
                return () -> backupRuns.operation(run, spec);
            }
            Marked<String> mine = creates.createUnsettled(request, now, backupRuns.taking(spec, request));
            known.started(mine.id());
            tell(mine.id(), spec);
            Supplier<List<Marked<String>>> looks = firstThen(() -> later(vault, request), now);
            return () ->
                    backupRuns.operation(creates.settle(request, BackupRuns.RUN, mine, looks, BackupRuns::stays), spec);
        }

        /** The run that another caller with the key has started meanwhile, if a vault is busy with it. */
        private Optional<String> busyWithOurs(BackupSpec spec, Request request, Supplier<List<Marked<String>>> now) {
            try {
                Listed all = listed();
                backupRuns.requireTakeable(spec, all.vaults().get(spec.vault()), all.at());
                return Optional.empty();
            } catch (Busy busy) {
                return Optional.of(
                        IdempotentCreate.madeDespite(busy, () -> creates.find(request, BackupRuns.RUN, now)));
            }
        }

        /** The runs of a vault that were started since the first look. */
        private List<Marked<String>> later(VaultId vault, Request request) {
            MarkedPoints points = later;
            if (points == null) {
                points = known.sinceTheFirstLook();
                later = points;
            }
            return marked(points, vault, request);
        }

        /** The vaults as a list has shown them. It is read again once it is old. */
        private Listed listed() {
            Duration now = context.time().elapsed();
            Listed all = listed;
            if (all == null || now.minus(all.at()).compareTo(MemberViews.LISTS_LAG) >= 0) {
                all = new Listed(now, vaults());
                listed = all;
            }
            return all;
        }

        private Map<VaultId, MemberViews.View> vaults() {
            Map<VaultId, MemberViews.View> all = new HashMap<>();
            try {
                vaults.list(new ListVaultRequest())
                        .limit((long) VaultCalls.PAGE * known.vaultCount)
                        .forEach(vault -> all.put(
                                new VaultId(JsonFields.id(vault, "id", "a vault")), MemberViews.View.of(vault)));
            } catch (BackupException e) {
                // Each vault is read by itself, and its exception says what is wrong.
                return Map.of();
            }
            return all;
        }
    }

    /** What is known of the restore points of the keys' runs: those of before the call, and those that were made since. */
    private final class Known {
        final int vaultCount;
        private final Instant begun = context.serviceNow();
        private final Map<Instant, MarkedPoints> earlier = new HashMap<>();

        /** How many restore points the started runs make; null: not known. */
        private @Nullable Integer made = 0;

        /** The last look at the runs that were started since the first look; null: it is too early for one. */
        private @Nullable MarkedPoints meanwhile;

        private int startsSinceLook;

        Known(int vaultCount) {
            this.vaultCount = vaultCount;
        }

        /** Notes a run that this call has started. */
        void started(String run) {
            startsSinceLook++;
            int members = backupRuns.members(run);
            made = made == null || members < 0 ? null : (Integer) (made + members);
        }

        /** The runs of a vault that the key has started before or, as far as was looked, meanwhile. */
        List<Marked<String>> runs(VaultId vault, Request request) {
            if (startsSinceLook == STARTS_PER_LOOK) {
                startsSinceLook = 0;
                meanwhile = sinceTheFirstLook();
            }
            List<Marked<String>> runs = new ArrayList<>(earlier(vault, request));
            if (meanwhile != null) {
                for (Marked<String> run : marked(meanwhile, vault, request)) {
                    if (runs.stream().noneMatch(known -> known.id().equals(run.id()))) {
                        runs.add(run);
                    }
                }
            }
            return runs;
        }

        /** The runs of a vault that the key may have started before. */
        private List<Marked<String>> earlier(VaultId vault, Request request) {
            Instant since = request.since();
            MarkedPoints known = earlier.get(since == null ? Instant.EPOCH : since);
            if (known == null) {
                known = markedPoints(since, false);
                earlier.put(since == null ? Instant.EPOCH : since, known);
            }
            return marked(known, vault, request);
        }

        /** The restore points that were made since the first look. */
        MarkedPoints sinceTheFirstLook() {
            return markedPoints(begun, true);
        }

        /**
         * How many restore points a list of those since the first look has if no other caller has made any: those of before, as
         * the first look saw them, and those of the started runs; null: not known.
         */
        private @Nullable Integer expected() {
            if (made == null || earlier.size() != 1) {
                return null;
            }
            MarkedPoints before = earlier.values().iterator().next();
            return before.all() ? (Integer) (before.recent() + made) : null;
        }

        /**
         * Reads restore points.
         *
         * @param mayStop whether the newest are enough, if there are as many as expected
         */
        private MarkedPoints markedPoints(@Nullable Instant since, boolean mayStop) {
            long most = (long) PointCalls.LARGE_PAGE * vaultCount;
            Integer expected = mayStop ? expected() : null;
            AtomicInteger total = new AtomicInteger(-1);
            Map<String, List<JsonNode>> byVault = new HashMap<>();
            int recent = 0;
            try {
                Iterator<JsonNode> all = points.rawOfAll(since, total::set).iterator();
                for (long read = 0; all.hasNext(); read++) {
                    JsonNode backup = all.next();
                    if (read == most) {
                        return MarkedPoints.NOT_ALL;
                    }
                    if (PointCalls.isSince(begun, backup)) {
                        recent++;
                    }
                    if (RequestMark.inDescription(JsonFields.text(backup, "description")) != null) {
                        byVault.computeIfAbsent(JsonFields.text(backup, "vault_id"), unused -> new ArrayList<>())
                                .add(backup);
                    }
                    if (expected != null && isEnough(read + 1, total.get(), expected)) {
                        break;
                    }
                }
            } catch (BackupException e) {
                // Each vault is looked at by itself, and its exception says what is wrong.
                return MarkedPoints.NOT_ALL;
            }
            return new MarkedPoints(true, byVault, recent);
        }

        private static boolean isEnough(long read, int total, int expected) {
            return total == expected && read >= Math.min(total, PointCalls.LARGE_PAGE);
        }
    }

    private void tell(String run, BackupSpec spec) {
        onStart.accept(spec.vault(), backupRuns.operation(run, spec).token());
    }

    private List<Marked<String>> marked(MarkedPoints known, VaultId vault, Request request) {
        return known.all()
                ? BackupRuns.marked(known.byVault().getOrDefault(vault.value(), List.of()).stream())
                : backupRuns.marked(vault, request);
    }

    private static <T> Supplier<T> firstThen(Supplier<T> first, Supplier<T> next) {
        return new Supplier<>() {
            private boolean again;

            @Override
            public T get() {
                Supplier<T> now = again ? next : first;
                again = true;
                return now.get();
            }
        };
    }

    /**
     * Vaults as a list has shown them.
     *
     * @param at when it was read, as {@link io.github.backup4j.TimeSource#elapsed()} counts
     */
    private record Listed(Duration at, Map<VaultId, MemberViews.View> vaults) {}

    /**
     * The restore points that carry a mark, by vault.
     *
     * @param all whether these are all of the project since some instant, but for what the starts of this call have made
     * @param recent how many restore points, marked or not, a list of those since the first look has, too
     */
    private record MarkedPoints(boolean all, Map<String, List<JsonNode>> byVault, int recent) {
        static final MarkedPoints NOT_ALL = new MarkedPoints(false, Map.of(), 0);
    }
}
