package io.github.backup4j.huawei.internal.resources;

import java.util.Collection;

/** The vaults that hold disks and servers, as the room of vaults reads them. */
public interface ProtectingVaults {
    /** Which vaults hold disks and servers, by their ids. */
    Protections of(Collection<String> ids);

    /** Which vaults hold anything: a request for each hundred vaults. */
    Protections all();
}
