package io.github.backup4j.huawei.internal.http;

/**
 * What repeating calls to one service is paid with, so that many callers together do not multiply what a failing service has to
 * bear: successes earn little, repetitions cost much, and who cannot pay does not repeat.
 *
 * <p>As long as calls succeed nobody notices it. When everything fails, some 50 repetitions are made, and then one for every ten
 * calls that succeed. Safe for use by many threads.
 */
final class RetryBudget {
    /** What a repetition costs. */
    static final int COST = 10;

    private static final int CAPACITY = 500;

    private int tokens = CAPACITY;

    /** Pays, if there is enough, and returns whether there was. */
    synchronized boolean pay(int cost) {
        if (cost > tokens) {
            return false;
        }
        tokens -= cost;
        return true;
    }

    /** Puts tokens in, as far as there is room. */
    synchronized void earn(int gain) {
        tokens = Math.min(CAPACITY, tokens + gain);
    }
}
