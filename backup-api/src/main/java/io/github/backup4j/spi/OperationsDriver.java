package io.github.backup4j.spi;

import io.github.backup4j.OperationFilter;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.Operations;

/** The long work in the cloud, as a provider implements {@link Operations}. */
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
     * @see Operations#list(OperationFilter)
     */
    Listing<OperationRecord> list(OperationFilter filter);
}
