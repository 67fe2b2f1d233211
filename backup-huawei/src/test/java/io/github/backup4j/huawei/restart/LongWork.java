package io.github.backup4j.huawei.restart;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.Operation;
import io.github.backup4j.RequestKey;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.support.SmallWorld;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A kind of long work in a {@link SmallWorld}, and what it leaves there: that, and nothing else.
 *
 * @param name what it does
 * @param prepare brings the world into the state that it is about
 * @param begin starts it, or finds what the same key has started; calls without a key start it again
 * @param resume finds it by its token
 * @param effect changes what is in the world as the work shall have changed it
 */
public record LongWork(String name, Consumer<SmallWorld> prepare, Begin begin, Resume resume, Effect effect) {
    public LongWork(String name, Begin begin, Effect effect) {
        this(name, world -> {}, begin, effect);
    }

    public LongWork(String name, Consumer<SmallWorld> prepare, Begin begin, Effect effect) {
        this(name, prepare, begin, (world, backup, token) -> backup.operations().resume(token), effect);
    }

    /** A world in which it can begin. */
    public SmallWorld world(Interference interference) {
        SmallWorld world = new SmallWorld(interference);
        prepare.accept(world);
        return world;
    }

    /** What shall be in the world after this work, of what was there before. */
    public SortedMap<String, String> expected(SmallWorld world, SortedMap<String, String> before, Object result) {
        SortedMap<String, String> things = new TreeMap<>(before);
        effect.apply(world, things, result);
        return things;
    }

    /** For the names of tests. */
    @Override
    public String toString() {
        return name;
    }

    /** How work is started. */
    public interface Begin {
        Operation<?> begin(SmallWorld world, CloudBackup backup, RequestKey key);
    }

    /** How work is found again. */
    public interface Resume {
        Operation<?> resume(SmallWorld world, CloudBackup backup, String token);
    }

    /** How work changes the things of a world. */
    public interface Effect {
        void apply(SmallWorld world, SortedMap<String, String> things, Object result);
    }
}
