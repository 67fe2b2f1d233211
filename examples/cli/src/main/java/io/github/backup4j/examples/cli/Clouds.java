package io.github.backup4j.examples.cli;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.testkit.InMemoryCloud;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Opens clouds by their addresses. {@value #DEMO} is a made-up cloud with a history, which lives as long as this object; every
 * other address is the library's.
 */
final class Clouds {
    /** The address of the demo. */
    static final String DEMO = "memory:demo";

    private static final String MEMORY = "memory:";

    private final Function<String, CloudBackup> others;
    private final Map<String, InMemoryCloud> demos = new HashMap<>();

    /**
     * Creates it.
     *
     * @param others opens the addresses that are not of the demo
     */
    Clouds(Function<String, CloudBackup> others) {
        this.others = others;
    }

    /** Returns the clouds of the library. */
    static Clouds ofTheLibrary() {
        return new Clouds(CloudBackup::open);
    }

    CloudBackup open(String address) {
        return address.equals(DEMO) ? demo().reopen() : others.apply(address);
    }

    /** Returns the demo; the same as long as this lives. */
    synchronized InMemoryCloud demo() {
        return demos.computeIfAbsent(DEMO, unused -> DemoWorld.create(DemoWorld.NOW));
    }

    /** Returns whether a cloud lives in this process and ends with it, so that a token is of no use to another process. */
    static boolean endsWithProcess(String address) {
        return address.startsWith(MEMORY);
    }
}
