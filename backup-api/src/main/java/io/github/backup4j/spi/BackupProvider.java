package io.github.backup4j.spi;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.Invalid;

/**
 * A provider that {@link CloudBackup#open(String)} finds by its name, with {@link java.util.ServiceLoader}.
 *
 * <p>Declare the implementation, a public class with a public constructor without parameters, both in {@code
 * META-INF/services/io.github.backup4j.spi.BackupProvider} and as {@code provides} in the module descriptor.
 */
public interface BackupProvider {
    /** Returns the name of the provider, in lower case, such as {@code huawei}: the scheme of its addresses. */
    String name();

    /**
     * Returns a driver. It does no I/O.
     *
     * <p>An implementation reads the settings that it knows, and then calls {@link ProviderSettings#refuseOthers}, so that a
     * misspelled name is not ignored.
     *
     * @param settings what the caller wrote in the address or the map
     * @throws Invalid if a setting is missing, unknown or out of range
     */
    BackupDriver open(ProviderSettings settings);
}
