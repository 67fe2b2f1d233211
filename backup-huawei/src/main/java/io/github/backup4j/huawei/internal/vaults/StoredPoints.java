package io.github.backup4j.huawei.internal.vaults;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.Resource;
import io.github.backup4j.VaultId;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The restore points that vaults hold, as the room of restore points reads them. */
public interface StoredPoints {
    /**
     * The restore points in a vault, as they are answered, page by page.
     *
     * @param resource what they are of; null: anything
     */
    Stream<JsonNode> in(VaultId vault, @Nullable Resource resource);
}
