package io.github.backup4j.testkit.internal;

import io.github.backup4j.AgentFailure;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.BackupRun;
import io.github.backup4j.DataSize;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.Throttled;
import io.github.backup4j.Unavailable;
import io.github.backup4j.VaultId;
import io.github.backup4j.testkit.Call;
import io.github.backup4j.testkit.Work;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The faults that a test has planned for a world. Each happens once, in the order of the plan, unless it lasts until
 * cleared. The public methods are those of {@code Faults}, which documents them.
 */
public final class PlannedFaults {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final World world;
    private final Map<Call, Deque<BackupException>> refusals = new EnumMap<>(Call.class);
    private final Map<Call, Integer> lostReplies = new EnumMap<>(Call.class);
    private final Map<Work, Deque<Plan>> plans = new EnumMap<>(Work.class);
    private final Map<Resource, BackupRun.Skipped> skipped = new LinkedHashMap<>();
    private final Map<Resource, OperationFailed> failingBackups = new LinkedHashMap<>();
    private final Map<Resource, AgentFailure> failingAgents = new LinkedHashMap<>();
    private final List<Job<?>> stuck = new ArrayList<>();
    private final Map<Call, Lasting> lastingByCall = new EnumMap<>(Call.class);

    /** The lasting faults of resources that have not happened yet, as {@link #pending} lists them. */
    private final Set<String> unused = new LinkedHashSet<>();

    private @Nullable Lasting lasting;
    private int throttledCalls;

    /** How many changes have their reply before one loses it; negative: none does. */
    private int changesBeforeLoss = -1;

    PlannedFaults(World world) {
        this.world = world;
    }

    public void throttle(int calls) {
        locked(() -> throttledCalls += calls);
    }

    public void failNext(Call call, BackupException refusal) {
        locked(() -> refusals.computeIfAbsent(call, key -> new ArrayDeque<>()).add(refusal));
    }

    public void failAll(Supplier<? extends BackupException> refusal) {
        Objects.requireNonNull(refusal, "refusal == null");
        locked(() -> lasting = new Lasting(refusal));
    }

    public void failAll(Call call, Supplier<? extends BackupException> refusal) {
        Objects.requireNonNull(refusal, "refusal == null");
        locked(() -> lastingByCall.put(call, new Lasting(refusal)));
    }

    public void loseReplyOf(Call call) {
        locked(() -> lostReplies.merge(call, 1, Integer::sum));
    }

    public void loseReplyOfChange(int before) {
        if (before < 0) {
            throw new IllegalArgumentException("before is " + before + ", which is negative");
        }
        locked(() -> changesBeforeLoss = before);
    }

    public boolean willLoseReplyOfChange() {
        return world.time.locked(() -> changesBeforeLoss >= 0);
    }

    public void failNext(Work work, String code, String reason) {
        plan(work, new Plan(Refusal.failed(code, work + " failed: " + reason), null));
    }

    public void stickNext(Work work, int percent) {
        if (percent < 0 || percent > 99) {
            throw new IllegalArgumentException("percent is " + percent + ", not between 0 and 99");
        }
        if (work == Work.DELETE) {
            throw new IllegalArgumentException("work is " + work + ", for which no stop can be planned");
        }
        plan(work, new Plan(null, percent));
    }

    public void release() {
        locked(() -> {
            List<Job<?>> released = List.copyOf(stuck);
            stuck.clear();
            released.forEach(Job::release);
        });
    }

    public void skip(Resource resource, String code, String reason) {
        locked(() -> {
            skipped.put(resource, new BackupRun.Skipped(resource, code, reason));
            unused.add(skip(resource));
        });
    }

    public void failBackupsOf(Resource resource, String code, String reason) {
        locked(() -> {
            failingBackups.put(resource, Refusal.failed(code, reason));
            unused.add(failBackupsOf(resource));
        });
    }

    public void failAgentOf(Resource.Server server, String code, String reason) {
        locked(() -> {
            failingAgents.put(server, new AgentFailure(code, reason));
            unused.add(failAgentOf(server));
        });
    }

    public void fill(VaultId vault, DataSize left) {
        locked(() -> {
            StoredVault filled = stored(vault)
                    .orElseThrow(() -> new IllegalArgumentException("vault is " + vault + ", which does not exist"));
            filled.ballast = Math.max(0, filled.spec.capacity().bytes() - filled.used - left.bytes());
        });
    }

    public void clear() {
        locked(() -> {
            throttledCalls = 0;
            lasting = null;
            lastingByCall.clear();
            unused.clear();
            changesBeforeLoss = -1;
            refusals.clear();
            lostReplies.clear();
            plans.clear();
            skipped.clear();
            failingBackups.clear();
            failingAgents.clear();
            world.stores().forEach(store -> store.vaults.values().forEach(vault -> vault.ballast = 0));
            release();
        });
    }

    public List<String> pending() {
        return world.time.locked(() -> {
            List<String> pending = new ArrayList<>();
            if (throttledCalls > 0) {
                pending.add("throttle(" + throttledCalls + ")");
            }
            refusals.forEach((call, left) ->
                    left.forEach(refusal -> pending.add("failNext(" + call.name() + ", " + named(refusal) + ")")));
            lostReplies.forEach(
                    (call, left) -> pending.addAll(Collections.nCopies(left, "loseReplyOf(" + call.name() + ")")));
            if (changesBeforeLoss >= 0) {
                pending.add("loseReplyOfChange(" + changesBeforeLoss + ")");
            }
            plans.forEach((work, left) -> left.forEach(plan -> pending.add(plan.describe(work))));
            if (lasting != null && !lasting.used) {
                pending.add("failAll()");
            }
            lastingByCall.forEach((call, fault) -> {
                if (!fault.used) {
                    pending.add("failAll(" + call.name() + ")");
                }
            });
            pending.addAll(unused);
            return List.copyOf(pending);
        });
    }

    private static String named(BackupException refusal) {
        return refusal.getClass().getSimpleName();
    }

    private static String skip(Resource resource) {
        return "skip(" + resource + ")";
    }

    private static String failBackupsOf(Resource resource) {
        return "failBackupsOf(" + resource + ")";
    }

    private static String failAgentOf(Resource server) {
        return "failAgentOf(" + server + ")";
    }

    /** Throws the exception that is planned for a call, if any. */
    void beforeCall(Call call) {
        if (throttledCalls > 0) {
            throttledCalls--;
            throw new Throttled(
                    call + " was refused: too many requests; nothing was changed, try again after " + RETRY_AFTER,
                    new Detail(Code.TOO_MANY_REQUESTS.name(), null, 429, RETRY_AFTER),
                    null);
        }
        Deque<BackupException> next = refusals.get(call);
        if (next != null && !next.isEmpty()) {
            throw next.remove();
        }
        Lasting ofCall = lastingByCall.get(call);
        if (ofCall != null) {
            throw ofCall.next();
        }
        if (lasting != null) {
            throw lasting.next();
        }
    }

    /** Throws if the reply of a call that was carried out is planned to be lost. */
    void afterCall(Call call, boolean changes, @Nullable RequestKey key) {
        boolean lost = changes && changesBeforeLoss >= 0 && changesBeforeLoss-- == 0;
        int left = lostReplies.getOrDefault(call, 0);
        if (!lost && left == 0) {
            return;
        }
        if (!lost) {
            lostReplies.put(call, left - 1);
        }
        Detail detail = Detail.code(Code.REPLY_LOST.name());
        if (changes) {
            throw new AmbiguousOutcome(
                    "the reply to " + call + " was lost; it may have been carried out: check before you repeat it"
                            + (key == null ? "" : " without its request key"),
                    key,
                    detail,
                    null);
        }
        throw new Unavailable("the reply to " + call + " was lost; nothing was changed", detail, null);
    }

    Plan planFor(Work work, Job<?> job) {
        Deque<Plan> next = plans.get(work);
        Plan plan = next == null || next.isEmpty() ? Plan.AS_USUAL : next.remove();
        if (plan.stuckAt() != null) {
            stuck.add(job);
        }
        return plan;
    }

    Optional<BackupRun.Skipped> skipOf(Resource resource) {
        BackupRun.Skipped fault = skipped.isEmpty() ? null : skipped.get(resource);
        if (fault != null) {
            unused.remove(skip(resource));
        }
        return Optional.ofNullable(fault);
    }

    Optional<OperationFailed> failureOfBackup(Resource resource) {
        OperationFailed fault = failingBackups.isEmpty() ? null : failingBackups.get(resource);
        if (fault != null) {
            unused.remove(failBackupsOf(resource));
        }
        return Optional.ofNullable(fault);
    }

    /** Returns the failure of the agent in a server; null: none is planned. */
    @Nullable
    AgentFailure failureOfAgent(Resource resource) {
        AgentFailure fault = failingAgents.isEmpty() ? null : failingAgents.get(resource);
        if (fault != null) {
            unused.remove(failAgentOf(resource));
        }
        return fault;
    }

    private void plan(Work work, Plan plan) {
        locked(() -> plans.computeIfAbsent(work, key -> new ArrayDeque<>()).add(plan));
    }

    private Optional<StoredVault> stored(VaultId vault) {
        return world.stores().stream()
                .flatMap(store -> Optional.ofNullable(store.vaults.get(vault)).stream())
                .findFirst();
    }

    private void locked(Runnable change) {
        world.time.locked(() -> {
            change.run();
            return true;
        });
    }

    /** A refusal of every call, and whether it has happened. */
    private static final class Lasting {
        private final Supplier<? extends BackupException> refusal;
        private boolean used;

        Lasting(Supplier<? extends BackupException> refusal) {
            this.refusal = refusal;
        }

        BackupException next() {
            used = true;
            return Objects.requireNonNull(refusal.get(), "the supplier of refusals returned null");
        }
    }

    /**
     * The planned outcome of a piece of work.
     *
     * @param failure the exception that it fails with; null: it does not fail
     * @param stuckAt the percentage at which it stands still; null: it does not
     */
    record Plan(@Nullable OperationFailed failure, @Nullable Integer stuckAt) {
        static final Plan AS_USUAL = new Plan(null, null);

        /** Returns the call that has planned it. */
        String describe(Work work) {
            return failure == null
                    ? "stickNext(" + work.name() + ", " + stuckAt + ")"
                    : "failNext(" + work.name() + ", " + failure.code().orElse("") + ")";
        }
    }
}
