package io.github.backup4j.huawei.restart;

import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Interference;
import java.net.URI;

/** Kills the process that talks to an emulator, as far as that can tell: from some change on, nothing of it arrives any more. */
final class Killer implements Interference {
    private final int change;
    private final boolean carriedOut;
    private int changes;
    private boolean dead;

    /**
     * Creates one.
     *
     * @param change the change at which it is killed: 1 is the first; 0: never
     * @param carriedOut whether that change is still carried out
     */
    Killer(int change, boolean carriedOut) {
        this.change = change;
        this.carriedOut = carriedOut;
    }

    /** How many changes were asked for. */
    synchronized int changes() {
        return changes;
    }

    /** Whether it is killed. */
    synchronized boolean dead() {
        return dead;
    }

    /** Lets another process begin. */
    synchronized void restart() {
        dead = false;
    }

    @Override
    public synchronized Fault before(String method, URI target) {
        boolean changing = !method.equals("GET") && !dead;
        changes += changing ? 1 : 0;
        if (changing && changes == change) {
            dead = true;
            return carriedOut ? Fault.LOST_REPLY : Fault.LOST_REQUEST;
        }
        return dead ? Fault.LOST_REQUEST : Fault.NONE;
    }
}
