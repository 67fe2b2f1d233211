package io.github.backup4j.huawei.internal.vaults;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.Resource;
import io.github.backup4j.VaultId;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The restore points in vaults, read by the package of restore points. */
public interface StoredPoints {
    /**
     * The restore points in a vault, as CBR returns them, page by page.
     *
     * @param resource the resource that they are of; null: any resource
     */
    Stream<JsonNode> in(VaultId vault, @Nullable Resource resource);
}
