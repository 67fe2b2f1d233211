package io.github.backup4j.huawei.internal.resources;

import java.util.Collection;

/** The vaults that hold disks and servers, as the vaults package reads them. */
public interface ProtectingVaults {
    /** The vaults that hold the disks and servers with these ids. */
    Protections of(Collection<String> ids);

    /** The vaults that hold any disk or server: one request for each hundred vaults. */
    Protections all();
}
