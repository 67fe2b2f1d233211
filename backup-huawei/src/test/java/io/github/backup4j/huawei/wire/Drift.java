package io.github.backup4j.huawei.wire;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.huawei.wire.Replay.Sent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Plays a case over and over, each time with one answer that differs in one place, and says what became of it. */
public final class Drift {
    private final Replay replay;
    private final WireCase played;
    private final Function<CloudBackup, Object> call;
    private final Seen documented;

    public Drift(Replay replay, WireCase played, Function<CloudBackup, Object> call) {
        this.replay = replay;
        this.played = played;
        this.call = call;
        documented = play(Replay.NONE, null);
    }

    /**
     * What became of some of the mutations.
     *
     * @param every 1: all; otherwise each so many-th, beginning at a place that is always the same for a case
     */
    public List<Seen> mutated(int every) {
        List<Seen> seen = new ArrayList<>();
        int number = Math.floorMod(played.name().hashCode(), every);
        for (int index = 0; index < played.exchanges().size(); index++) {
            for (Supplier<Mutation> mutation : Mutation.of(played.exchanges().get(index))) {
                if (number++ % every == 0) {
                    seen.add(play(index, mutation.get()));
                }
            }
        }
        return seen;
    }

    /** What became of the case as it is documented. */
    public Seen documented() {
        return documented;
    }

    private Seen play(int index, @Nullable Mutation mutation) {
        Object result = null;
        RuntimeException failure = null;
        try {
            result = replay.play(played, index, mutation, call);
        } catch (RuntimeException e) {
            failure = e;
        }
        return new Seen(index, mutation, result, failure, replay.sent());
    }

    /**
     * What became of one mutation.
     *
     * @param index the number of the exchange that was answered otherwise; -1: none
     * @param mutation how it was; null: not at all
     * @param result what the call returned; null: nothing
     * @param failure what the call threw; null: nothing
     * @param sent what was sent
     */
    public record Seen(
            int index,
            @Nullable Mutation mutation,
            @Nullable Object result,
            @Nullable RuntimeException failure,
            List<Sent> sent) {}
}
