package io.github.backup4j.spi;

import io.github.backup4j.Capability;
import io.github.backup4j.OperationFilter;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.Operations;

/** The long-running work in the cloud, as a provider implements {@link Operations}. */
public interface OperationsDriver {
    /**
     * Returns the work that a token stands for.
     *
     * @see Operations#resume(String)
     */
    ResumedWork<?> resume(String token);

    /**
     * Lists the entries of the cloud's log, newest first.
     *
     * <p>Not called without {@link Capability#OPERATION_LOG}.
     *
     * @see Operations#list(OperationFilter)
     */
    default Listing<OperationRecord> list(OperationFilter filter) {
        throw Unimplemented.of(Capability.OPERATION_LOG, this);
    }
}
