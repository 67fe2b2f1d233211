package io.github.backup4j;

/**
 * What is ordered when a vault that is paid for in advance is enlarged: its new capacity until the end of the period.
 *
 * <p>The default pays from the account's balance without asking. Immutable.
 *
 * @param capacity the capacity of the vault afterwards, not what is added to it
 * @param autoPay whether the order is paid at once from the account's balance; if not, the operation stays in
 *     {@link Progress.Phase#PAYMENT_REQUIRED} until a person pays
 */
public record CapacityOrder(DataSize capacity, boolean autoPay) {
    /** Refuses a capacity of zero with {@link Invalid}. */
    public CapacityOrder {
        Require.nonNull(capacity, "capacity");
        Require.positive(capacity.bytes(), "capacity");
    }

    /**
     * Returns an order that is paid at once.
     *
     * @param capacity the capacity of the vault afterwards
     * @throws Invalid if it is zero
     */
    public static CapacityOrder of(DataSize capacity) {
        return new CapacityOrder(capacity, true);
    }

    /** Returns the same order, which waits until a person pays it. */
    public CapacityOrder paidByHand() {
        return new CapacityOrder(capacity, false);
    }
}
