package io.github.backup4j.huawei.internal.http;

/**
 * A retry budget for one service, which keeps many callers together from multiplying the load of a failing service. A
 * success earns one token, a retry costs ten; without enough tokens, a call is not retried.
 *
 * <p>The budget has no effect while most calls succeed. When every call fails, it allows 50 retries, and then one for
 * every ten calls that succeed. Safe for use by many threads.
 */
final class RetryBudget {
    /** How many tokens a retry costs. */
    static final int COST = 10;

    private static final int CAPACITY = 500;

    private int tokens = CAPACITY;

    /** Takes tokens if there are enough, and returns whether there were. */
    synchronized boolean pay(int cost) {
        if (cost > tokens) {
            return false;
        }
        tokens -= cost;
        return true;
    }

    /** Adds tokens, up to the capacity. */
    synchronized void earn(int gain) {
        tokens = Math.min(CAPACITY, tokens + gain);
    }
}
