package io.github.backup4j.spi;

import io.github.backup4j.Capability;

/**
 * Creates the exception of a driver that declares a capability but does not implement its methods: a mistake of the
 * provider, not of the caller.
 */
final class Unimplemented {
    private Unimplemented() {}

    /**
     * Returns the exception of a method that is called with a capability only.
     *
     * @param capability the capability that is declared
     * @param driver the driver that lacks the method
     */
    static UnsupportedOperationException of(Capability capability, Object driver) {
        return new UnsupportedOperationException(
                driver.getClass().getName() + " does not implement a method of " + capability
                        + ", which its capabilities() declares: this is a mistake in the provider; nothing was changed");
    }
}
