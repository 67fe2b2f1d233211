package io.github.backup4j.huawei.simulation;

/** What a simulated caller may have to live with beside single requests that go wrong; each can be switched on by itself. */
enum Hardship {
    /** What is new, changed or gone shows in lists only seconds later. */
    LAGGING_LISTS,
    /** A change whose reply was lost, or that was answered already, is carried out later, after newer ones. */
    LATE_REQUESTS,
    /** The caller's clock is up to five minutes away from the cloud's. */
    SKEWED_CLOCK,
    /** Vaults are bought in advance too; nothing that was bought twice can be undone by the library. */
    ORDERS,
    /** Calls of long ago are repeated with their keys. */
    OLD_KEYS,
    /** Before that, somebody copies the marks of what was made to another thing. */
    NEIGHBOUR
}
