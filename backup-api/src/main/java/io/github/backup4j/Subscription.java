package io.github.backup4j;

/**
 * What is ordered when a vault is paid for in advance: so many months or years.
 *
 * <p>The default pays from the account's balance without asking and does not renew. How long a period there can be, the
 * cloud says: see {@link CloudBackup#limits()}. Immutable.
 *
 * @param unit months or years
 * @param count how many of them, at least 1
 * @param autoRenew whether the period is bought again when it ends
 * @param autoPay whether the order is paid at once from the account's balance; if not, the operation stays in
 *     {@link Progress.Phase#PAYMENT_REQUIRED} until a person pays
 */
public record Subscription(Unit unit, int count, boolean autoRenew, boolean autoPay) {
    /** Refuses a count less than 1 with {@link Invalid}. */
    public Subscription {
        Require.nonNull(unit, "unit");
        Require.positive(count, unit == Unit.MONTH ? "months" : "years");
    }

    /**
     * Returns a subscription for some months, paid at once and not renewed.
     *
     * @param count how many, at least 1
     * @throws Invalid if it is less than 1
     */
    public static Subscription months(int count) {
        return new Subscription(Unit.MONTH, count, false, true);
    }

    /**
     * Returns a subscription for some years, paid at once and not renewed.
     *
     * @param count how many, at least 1
     * @throws Invalid if it is less than 1
     */
    public static Subscription years(int count) {
        return new Subscription(Unit.YEAR, count, false, true);
    }

    /** Returns the same subscription, bought again whenever its period ends. */
    public Subscription renewing() {
        return new Subscription(unit, count, true, autoPay);
    }

    /** Returns the same subscription, whose order waits until a person pays it. */
    public Subscription paidByHand() {
        return new Subscription(unit, count, autoRenew, false);
    }

    /** The lengths of a period. */
    public enum Unit {
        /** Calendar months. */
        MONTH,
        /** Calendar years. */
        YEAR
    }
}
